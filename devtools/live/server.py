"""An Odoo of several processes, as in production: every request commits."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import requests

# Odoo starts its process for websockets by the path of the program.
PROGRAM = str(Path(__file__).with_name("program.py"))
WORKERS = 4
START_SECONDS = 120
STOP_SECONDS = 20
ESTABLISHED = "01"  # in /proc/net/tcp


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


@contextmanager
def running(db, log):
    """The URL of a server on ``db`` that ends with the block."""
    port = free_port()
    command = [
        *(sys.executable, PROGRAM, "-d", db, "--db-filter", f"^{db}$"),
        *("--http-interface", "127.0.0.1", "--http-port", port),
        *("--gevent-port", free_port(), "--workers", str(WORKERS)),
        # Nothing but the requests writes.
        *("--max-cron-threads", "0"),
    ]
    with Path(log).open("w") as output:
        # A group of its own: the workers go with the process that forked them.
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            wait_for(url, process, log)
            yield url
        finally:
            stop(process)


def wait_for(url, process, log):
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if is_up(url):
            return
        time.sleep(0.5)
    raise RuntimeError(f"the server did not come up, see {log}")


def is_up(url):
    try:
        return requests.get(f"{url}/web/login", timeout=START_SECONDS).ok
    except requests.ConnectionError:
        return False


def busy_processes(url):
    """The processes that hold an open request: their sockets in Linux's tables."""
    port = int(url.rsplit(":", 1)[1])
    inodes = set()
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        _number, local, _remote, state, *rest = line.split()
        if int(local.split(":")[1], 16) == port and state == ESTABLISHED:
            inodes.add(f"socket:[{rest[5]}]")
    found = set()
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        # Closed meanwhile, or its process ended, or it is not ours to see.
        with suppress(OSError):
            if str(link.readlink()) in inodes:
                found.add(int(link.parts[2]))
    return found


def stop(process):
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
