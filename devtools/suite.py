"""Everything CI checks, in two lanes side by side: our tests, and the rest.

Started by `./dev test`, which has set up Odoo and PostgreSQL and passes on in the
environment where things are.
`suite.py upstream` runs Odoo's own tests instead.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import logs
import polib
import traces
import translations
import upstream

ADDON = "sales_visit_crm"
ENV = os.environ
ADDON_DIR = Path(ENV["ADDON_DIR"])
REPO_DIR = Path(ENV["REPO_DIR"])
# Two runs may go on at the same time.
LOG_DIR = Path(ENV["LOG_DIR"]) / f"suite-{os.getpid()}"
COVERAGE_GATE = 95
HOUR = 3600

# TestDocstring fails on Odoo's own docstrings alone.
TEST_LINT_TAGS = "/test_lint,-/test_lint:TestDocstring"


class StageError(Exception):
    """A stage found what it looks for; the message says what."""


class Suite:
    """Collects the results of stages that may run at the same time."""

    def __init__(self):
        self.started = time.monotonic()
        self.passed = 0
        self.failures = []
        self.worries = []
        self.databases = []
        self.lock = threading.Lock()

    def say(self, text):
        minutes, seconds = divmod(int(time.monotonic() - self.started), 60)
        print(f"[{minutes:02}:{seconds:02}] {text}", flush=True)

    def count(self, passed=0, failures=()):
        with self.lock:
            self.passed += passed
            self.failures.extend(failures)

    def stage(self, name, function, *args):
        """Run a stage that counts as one; if it breaks, the others still run."""
        self.say(f"{name} …")
        begin = time.monotonic()
        try:
            function(*args)
        except Exception as error:  # noqa: BLE001 - unforeseen is failed too
            text = (
                str(error)
                if isinstance(error, StageError)
                else f"{type(error).__name__}: {error}"
            )
            self.count(failures=[f"{name}: {text}"])
            self.say(f"{name}: FAILED\n{text}")
            return False
        self.count(passed=1)
        self.say(f"{name}: passed ({time.monotonic() - begin:.0f} s)")
        return True

    # --- databases --------------------------------------------------------------------

    def database(self, name, template):
        """A clone that is dropped at the end."""
        db = f"svc_ci_{os.getpid()}_{name}"
        with self.lock:
            self.databases.append(db)
        dev("db", "clone", template, db)
        return db

    def drop_databases(self):
        for db in self.databases:
            dev("db", "drop", db, check=False)

    # --- Odoo -------------------------------------------------------------------------

    def odoo(
        self,
        name,
        *args,
        prefix=(),
        program=("-m", "odoo"),
        stdin=None,
        first_on_path=None,
    ):
        """One Odoo process: its log and whether it ended well. Odd records are kept."""
        path_env = {"PATH": f"{first_on_path}:{ENV['PATH']}"} if first_on_path else {}
        path = LOG_DIR / f"{name}.log"
        command = [ENV["PYTHON"], *prefix, *program, *args]
        try:
            done = run(command, stdin=stdin, env={**ENV, **path_env}, output=path)
            ok = done.returncode == 0
        except subprocess.TimeoutExpired:
            self.say(f"{name}: stopped after an hour")
            ok = False
        log = path.read_text(errors="replace")
        with self.lock:
            self.worries += [
                f"{name}: {record.level} {record.text}" for record in logs.worries(log)
            ]
        return log, ok


def run(command, stdin=None, env=None, output=None):
    """A program to its end. Its output goes to a file, or is the result's stdout."""
    with Path(output or os.devnull).open("w") as file:
        return subprocess.run(
            command,
            # Nobody sits there to answer a question.
            input=stdin or "",
            env=env,
            text=True,
            errors="replace",
            stdout=file if output else subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=HOUR,
            check=False,
        )


def dev(*args, check=True):
    done = run([REPO_DIR / "dev", *args])
    if check and done.returncode:
        raise StageError(f"./dev {' '.join(args)}:\n{done.stdout[-2000:]}")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def server_args(db, *args):
    return (
        "-d",
        db,
        "--stop-after-init",
        "--http-interface",
        "127.0.0.1",
        "--http-port",
        free_port(),
        *args,
    )


def tail_of(log):
    """The errors of a log, or its end."""
    bad = [
        record.text
        for record in logs.records(log)
        if record.level in {"ERROR", "CRITICAL"}
    ]
    return "\n".join(bad)[-4000:] or log[-2000:]


# --- stages ---------------------------------------------------------------------------


def lint(_suite):
    # Without Odoo on Python's path: pylint would follow imports into it.
    done = run(
        [REPO_DIR / "dev", "lint"],
        env={key: value for key, value in ENV.items() if key != "PYTHONPATH"},
    )
    (LOG_DIR / "lint.log").write_text(done.stdout)
    if done.returncode:
        verdict = done.stdout.strip().splitlines()[-1:]
        raise StageError("\n".join([*verdict, done.stdout[-4000:]]))


def install(suite, db):
    """A fresh database: rules and data marked noupdate are read only there."""
    log, ok = suite.odoo("install", *server_args(db, "-i", ADDON, "--without-demo"))
    odd = logs.worries(log)
    if not ok or odd:
        raise StageError(
            "\n".join(record.text for record in odd)[-4000:] or tail_of(log)
        )


def upgrade(suite, db):
    log, ok = suite.odoo("upgrade", *server_args(db, "-u", ADDON))
    if not ok:
        raise StageError(tail_of(log))


UNINSTALL = f"""
env["ir.module.module"].search([("name", "=", "{ADDON}")]).button_immediate_uninstall()
env.cr.commit()
"""


def uninstall(suite, template, db):
    before = traces.snapshot(template)
    log, ok = suite.odoo(
        "uninstall",
        "shell",
        "-d",
        db,
        "--no-http",
        prefix=coverage_run(),
        stdin=UNINSTALL,
    )
    if not ok or "Traceback" in log:
        raise StageError(tail_of(log))
    left = traces.left_behind(before, traces.snapshot(db))
    if left:
        raise StageError("left behind:\n" + "\n".join(left[:60]))


def translated(suite, db):
    exported = LOG_DIR / f"{ADDON}.pot"
    log, ok = suite.odoo(
        "export", "i18n", "export", ADDON, "-d", db, "-l", "pot", "-o", str(exported)
    )
    if not ok:
        raise StageError(tail_of(log))
    found = list(
        translations.complaints(polib.pofile(str(exported)), ADDON_DIR / "i18n")
    )
    if found:
        raise StageError(
            "\n".join(found[:40])
            + f"\n{len(found)} complaints; ./dev i18n updates the files"
        )


def demo_data(suite, db):
    log, ok = suite.odoo("demo", *server_args(db, "-i", ADDON, "--with-demo"))
    # Odoo reports broken demo data and goes on without it.
    if not ok or logs.worries(log):
        raise StageError(tail_of(log))


def live(suite, db):
    """A server of several processes, used at once by many; each check counts."""
    suite.say("live …")
    done = run(
        [
            ENV["PYTHON"],
            REPO_DIR / "devtools" / "live" / "stage.py",
            db,
            LOG_DIR / "live-server.log",
        ]
    )
    (LOG_DIR / "live.log").write_text(done.stdout)
    failures = re.findall(r"^FAILED (.*)", done.stdout, re.MULTILINE)
    passed = re.findall(r"^(\d+) passed, \d+ failed$", done.stdout, re.MULTILINE)
    # It broke off, or says less than its exit code.
    if not passed or (done.returncode and not failures):
        failures.append(f"no result\n{done.stdout[-2000:]}")
    suite.count(int(passed[-1]) if passed else 0, [f"live: {it}" for it in failures])
    for failure in failures:
        suite.say(f"live: FAILED {failure}")
    suite.say(f"live: {passed[-1] if passed else 0} passed, {len(failures)} failed")


def no_worries(suite):
    if suite.worries:
        raise StageError("\n".join(text[:1500] for text in suite.worries[:20]))


# --- tests ----------------------------------------------------------------------------


def coverage_run():
    return ("-m", "coverage", "run", f"--rcfile={LOG_DIR / 'coveragerc'}")


def write_coverage_settings():
    (LOG_DIR / "coveragerc").write_text(
        f"""[run]
branch = True
parallel = True
data_file = {LOG_DIR / "coverage"}
source = {ADDON_DIR}
omit =
    */tests/*
    */__manifest__.py
    */__init__.py
[report]
show_missing = True
skip_covered = True
""",
    )


def count_tests(suite, name, log, ok, ours=lambda _text: True):
    """Add an Odoo test run to the sum. A failure not ours is only told."""
    numbers = logs.counts(log)
    if numbers is None:
        suite.count(failures=[f"{name}: Odoo did not reach the tests"])
        suite.say(f"{name}: FAILED, Odoo did not reach the tests\n{tail_of(log)}")
        return
    bad = logs.bad_tests(log)
    mine = [(tag, text) for tag, text in bad if ours(text)]
    for tag, text in mine:
        suite.say(f"{name}: FAILED {tag}\n{text[-3000:]}")
    # A test whose subtests fail is one failed test.
    my_tags = sorted({tag for tag, _text in mine})
    foreign = {tag for tag, _text in bad} - {*my_tags}
    for tag in sorted(foreign):
        suite.say(f"{name}: {tag} fails too, but for Odoo's own reasons")
    failures = [f"{name}: {tag}" for tag in my_tags]
    # More failures than names, or an exit code without a failure: we don't know it.
    if (numbers.failed > len(bad) or (not ok and not bad)) and not failures:
        failures.append(f"{name}: Odoo failed, see {LOG_DIR / name}.log")
    if not numbers.total:
        failures.append(f"{name}: no test ran")
    passed = max(numbers.total - len(my_tags) - len(foreign), 0)
    suite.count(passed, failures)
    suite.say(f"{name}: {passed} passed, {len(failures)} failed")


def our_tests(suite, base):
    db = suite.database("tests", base)
    suite.say("tests …")
    args = server_args(db, "-i", ADDON, "--without-demo", "--test-tags", f"/{ADDON}")
    log, ok = suite.odoo("tests", *args, prefix=coverage_run())
    count_tests(suite, "tests", log, ok)


def test_lint(suite, db):
    suite.say("test_lint …")
    args = server_args(db, "-i", "test_lint", "--test-tags", TEST_LINT_TAGS)
    log, ok = suite.odoo(
        "test_lint", *args, first_on_path=REPO_DIR / "devtools" / "pylint_shim"
    )
    count_tests(suite, "test_lint", log, ok, ours=lambda text: ADDON in text)


def covered(_suite):
    base = [ENV["PYTHON"], "-m", "coverage"]
    rcfile = f"--rcfile={LOG_DIR / 'coveragerc'}"
    run([*base, "combine", rcfile])
    done = run([*base, "report", rcfile, f"--fail-under={COVERAGE_GATE}"])
    (LOG_DIR / "coverage.txt").write_text(done.stdout)
    print(done.stdout, flush=True)
    if done.returncode:
        raise StageError(
            f"coverage is less than {COVERAGE_GATE} %, or was not measured"
        )


# --- lanes ----------------------------------------------------------------------------


def other_stages(suite, base, demo):
    suite.stage("lint", lint, suite)
    installed = suite.database("installed", base)
    if suite.stage("install", install, suite, installed):
        # Each on a clone: what one stage does to a database must not make another pass.
        suite.stage("upgrade", upgrade, suite, suite.database("upgrade", installed))
        suite.stage(
            "translations", translated, suite, suite.database("export", installed)
        )
        suite.stage(
            "uninstall", uninstall, suite, base, suite.database("uninstall", installed)
        )
        test_lint(suite, suite.database("lint", installed))
    if demo:
        with_demo = suite.database("demo", demo)
        if suite.stage("demo data", demo_data, suite, with_demo):
            live(suite, suite.database("live", with_demo))


def guarded(suite, lane, *args):
    """What breaks between two stages must not pass for success."""
    try:
        lane(suite, *args)
    except Exception as error:  # noqa: BLE001 - unforeseen is failed too
        suite.count(failures=[f"{lane.__name__}: {error}"])
        suite.say(f"{lane.__name__}: FAILED\n{error}")


def full(suite):
    base, demo = ENV["TEMPLATE_BASE"], ENV["TEMPLATE_DEMO"]
    write_coverage_settings()
    lane = threading.Thread(
        target=guarded, args=(suite, other_stages, base, demo), daemon=True
    )
    lane.start()
    guarded(suite, our_tests, base)
    lane.join()
    suite.stage("coverage", covered, suite)
    suite.stage("log", no_worries, suite)


def compare_upstream(suite):
    """Odoo's own tests with the add-on; what fails without it as well is not ours."""
    plain = upstream_plain(suite)
    suite.say("Odoo's own tests, with the add-on …")
    ours = upstream_run(suite, "upstream", ENV["TEMPLATE_INSTALLED"], upstream.TAGS)
    new = upstream.new_failures(plain, ours)
    lasting = set()
    if new:
        # A browser on a busy machine is late now and then: what fails twice is ours.
        suite.say(f"{len(new)} fail only with the add-on; trying these again")
        again = upstream_run(suite, "again", ENV["TEMPLATE_INSTALLED"], ",".join(new))
        lasting = {tag for tag in new if tag in again.bad}
    print("\n".join(upstream.comparison(plain, ours, lasting)), flush=True)
    for tag in sorted(lasting):
        suite.say(f"FAILED {tag}\n{ours.bad[tag][-3000:]}")
    suite.count(len(ours.ran) - len(ours.bad), [f"upstream: {tag}" for tag in lasting])
    missing = plain.ran.keys() - ours.ran.keys()
    if missing:
        suite.count(failures=[f"upstream: not run with us: {sorted(missing)[:20]}"])


def upstream_plain(suite):
    """The same run without us, once for an Odoo and a choice of tests."""
    name = f"upstream-{ENV['TEMPLATE_BASE']}-{upstream.digest()}.log"
    kept = LOG_DIR.parent / name
    if not kept.exists():
        suite.say("Odoo's own tests, without the add-on (once) …")
        upstream_run(suite, "plain", ENV["TEMPLATE_BASE"], upstream.TAGS)
        shutil.copy(LOG_DIR / "plain.log", kept)
    return upstream.Run(kept.read_text(errors="replace"))


def upstream_run(suite, name, template, tags):
    db = suite.database(name, template)
    program = str(REPO_DIR / "devtools" / "all_positions.py")
    log, _ok = suite.odoo(
        name, *server_args(db, "--test-tags", tags), program=(program,)
    )
    if logs.counts(log) is None:
        raise StageError(f"{name}: Odoo did not reach the tests\n{tail_of(log)}")
    return upstream.Run(log)


def forget_old_logs():
    runs = sorted(LOG_DIR.parent.glob("suite-*"), key=lambda path: path.stat().st_mtime)
    for old in runs[:-5]:
        shutil.rmtree(old, ignore_errors=True)
    # A process id may come again.
    shutil.rmtree(LOG_DIR, ignore_errors=True)


def finish(suite):
    suite.drop_databases()
    if suite.failures:
        print("\nFailed:")
        for failure in suite.failures:
            print(f"  {failure.splitlines()[0]}")
        print(f"Logs: {LOG_DIR}")
    print(f"{suite.passed} passed, {len(suite.failures)} failed", flush=True)
    return 1 if suite.failures or not suite.passed else 0


def main():
    # So that the databases go when somebody ends the run.
    signal.signal(signal.SIGTERM, lambda *_args: sys.exit(143))
    forget_old_logs()
    LOG_DIR.mkdir(parents=True)
    suite = Suite()
    suite.say(f"logs: {LOG_DIR}")
    try:
        if sys.argv[1:] == ["upstream"]:
            compare_upstream(suite)
        else:
            full(suite)
    except BaseException:
        suite.drop_databases()
        raise
    return finish(suite)


if __name__ == "__main__":
    sys.exit(main())
