# Messages, paths and locks that every command shares. Sourced by ../dev.
# shellcheck shell=bash

umask 022 # the postgres user must reach what root makes for it
REPO_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
DEVTOOLS_DIR=$REPO_DIR/devtools
ADDON=sales_visit_crm
# Another copy of the add-on can be tried with the same scripts.
ADDON_DIR=$(readlink -f "${SVC_ADDON_DIR:-$REPO_DIR/$ADDON}")
CACHE_DIR=${SVC_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/$ADDON}
mkdir -p "$CACHE_DIR/log"
CACHE_DIR=$(cd "$CACHE_DIR" && pwd)
LOG_DIR=$CACHE_DIR/log

# Progress goes to stderr: stdout belongs to the command's own result.
say() { printf '\033[1m[dev]\033[0m %s\n' "$*" >&2; }
die() { printf '[dev] error: %s\n' "$*" >&2; exit 1; }

is_root() { [ "$(id -u)" -eq 0 ]; }
has() { command -v "$1" >/dev/null 2>&1; }
hash_of() { cat "$@" | sha256sum | cut -c1-12; } # of the content: two checkouts share the cache
hash_text() { printf '%s' "$*" | sha256sum | cut -c1-12; }

# quietly LOGNAME COMMAND...: output to a log file; on failure one sentence that names the log.
quietly() {
    local log=$LOG_DIR/$1.log
    shift
    "$@" >"$log" 2>&1 </dev/null || { tail -n 15 "$log" >&2; die "'$1' failed; the whole output is in $log"; }
}

# with_lock NAME FUNCTION...: two terminals never build the same thing at once. A subshell, so that the
# lock goes when it ends however it ends. Its descendants must not inherit the descriptor (see start_postgres).
with_lock() {
    local lock=$CACHE_DIR/$1.lock
    shift
    (
        exec 9>"$lock"
        flock -w 3 9 || { say "another ./dev is setting this up, waiting for it"; flock 9; }
        "$@"
    )
}

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
