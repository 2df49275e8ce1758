# The commands that work on a running Odoo: test, run, shell, bench, shots. Sourced by ../dev.
# shellcheck shell=bash

# --- test ------------------------------------------------------------------------------------------------

# Prints "TESTS BAD" from the log of one Odoo run; nothing when Odoo did not get as far as testing.
test_counts() {
    sed -nE 's/.*odoo.tests.result: ([0-9]+) failed, ([0-9]+) error\(s\) of ([0-9]+) tests.*/\3 \1 \2/p' "$1" |
        tail -n 1 | { read -r total failed errors && echo "$total $((failed + errors))"; }
}

# Of a log's records, which may have several lines, those worth a look on the screen. Odoo 19 runs on
# Werkzeug 2 here and uses what Werkzeug 3 will drop.
noteworthy() {
    awk '/^[0-9-]+ [0-9:,]+ [0-9]+ [A-Z]+ / { show = !(/ (INFO|DEBUG) / || /py.warnings.*[Ww]erkzeug/) }
         /^Running as user .root/ { next }
         show { print; fflush() }' show=1
}

# run_tests DB LOG ODOO-ARGS...: one Odoo that tests and ends. Its own port, so several can run at once.
run_tests() {
    local db=$1 log=$2
    shift 2
    odoo -d "$db" --http-interface 127.0.0.1 --http-port "$(free_port)" --stop-after-init "$@" 2>&1 </dev/null |
        tee "$log" | noteworthy >&2 || true
}

# Chosen tests only, on a clone of a database that has the add-on already.
test_tags() {
    local tags=$1 db=svc_test_$$ log=$LOG_DIR/test-$$.log source counts
    source=$(ensure_installed base)
    # shellcheck disable=SC2064
    trap "db_drop $db" EXIT
    db_clone "$source" "$db"
    say "testing $tags (log: $log)"
    run_tests "$db" "$log" --test-tags "$tags"
    counts=$(test_counts "$log")
    if [ "${counts%% *}" = 0 ]; then
        # Tests tagged at_install run only while modules load.
        say "no such test after installation, trying those that run during it"
        run_tests "$db" "$log" -u "$ADDON" --test-tags "$tags"
        counts=$(test_counts "$log")
    fi
    [ -n "$counts" ] || die "Odoo did not reach the tests; the whole log is in $log"
    read -r total bad <<<"$counts"
    [ "$total" -gt 0 ] || die "no test has the tags '$tags'."
    echo "$((total - bad)) passed, $bad failed"
    [ "$bad" -eq 0 ]
}

# suite MODE: the stages are in suite.py; here is only what it needs to know.
suite() {
    TEMPLATE_BASE=$(ensure_template base)
    TEMPLATE_DEMO=
    TEMPLATE_INSTALLED=
    if [ "$1" = full ]; then TEMPLATE_DEMO=$(ensure_template demo); fi
    if [ "$1" = upstream ]; then TEMPLATE_INSTALLED=$(ensure_installed base); fi
    export TEMPLATE_BASE TEMPLATE_DEMO TEMPLATE_INSTALLED PYTHON VENV_DIR REPO_DIR ADDON_DIR LOG_DIR
    "$PYTHON" "$DEVTOOLS_DIR/suite.py" "$1" </dev/null
}

cmd_test() {
    prepare
    require_addon
    db_drop_orphans
    case ${1:-} in
        '') suite full ;;
        --upstream) suite upstream ;;
        -*) die "test takes Odoo test tags or --upstream, not '$1'." ;;
        *) test_tags "$(IFS=,; echo "$*")" ;;
    esac
}

# --- run -------------------------------------------------------------------------------------------------

print_logins() {
    local port=$1
    cat <<TABLE

  Odoo with the add-on and demo data:  http://localhost:$port
  (stop with Ctrl-C)

  who                     login          password
  sales representative    demo_rep       demo_rep
  team leader             demo_leader    demo_leader
  sales manager           demo_manager   demo_manager
  data steward            demo_steward   demo_steward
  auditor                 demo_auditor   demo_auditor
  archivist               demo_archivist demo_archivist
  administrator           admin          admin

TABLE
}

# wait_for_http PORT PID: until the log-in page answers; fails when the server dies first.
wait_for_http() {
    local port=$1 pid=$2
    for _ in $(seq 240); do
        kill -0 "$pid" 2>/dev/null || return 1
        python3 - "$port" 2>/dev/null <<'PY' && return 0
import sys, urllib.request
urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}/web/login", timeout=20)
PY
        sleep 0.5
    done
    return 1
}

port_is_free() {
    python3 -c 'import socket, sys; s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(("", int(sys.argv[1])))' "$1" 2>/dev/null
}

# serve DB PORT LOG OPTIONS...: a server in the background that ends with us; its process id is SERVER.
serve() {
    # Not through the function `odoo`: $! would be a shell around it, and killing that leaves Odoo running.
    "$PYTHON" -m odoo -d "$1" --db-filter "^$1\$" --http-port "$2" "${@:4}" >"$3" 2>&1 </dev/null &
    SERVER=$!
    # shellcheck disable=SC2064
    trap "kill $SERVER 2>/dev/null || true; wait $SERVER 2>/dev/null || true" EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    wait_for_http "$2" "$SERVER" || { tail -n 20 "$3" >&2; die "the server did not come up; the whole log is in $3"; }
}

cmd_run() {
    local port=${ODOO_PORT:-8069} db=${SVC_DB:-$DEMO_DB} log=$LOG_DIR/run.log
    prepare
    port_is_free "$port" || die "port $port is taken; choose another: ODOO_PORT=8070 ./dev run"
    if [ "${1:-}" = --fresh ]; then db_drop "$db"; fi
    ensure_demo "$db"
    say "starting Odoo (log: $log)"
    serve "$db" "$port" "$log" --max-cron-threads 1
    print_logins "$port"
    trap 'echo; exit 0' INT
    wait "$SERVER" || die "the server stopped; see $log"
}

# --- shots -----------------------------------------------------------------------------------------------

# On a database of their own: what somebody typed into the demo one does not belong into a picture.
cmd_shots() {
    local folder=${1:-$REPO_DIR/docs/screenshots} db=svc_shots_$$ log=$LOG_DIR/shots.log port source status=0
    prepare
    require_addon
    db_drop_orphans
    source=$(ensure_installed demo)
    db_clone "$source" "$db"
    port=$(free_port)
    say "starting Odoo (log: $log)"
    serve "$db" "$port" "$log"
    # shellcheck disable=SC2064
    trap "kill $SERVER 2>/dev/null || true; wait $SERVER 2>/dev/null || true; db_drop $db" EXIT
    NODE_PATH=$NODE_DIR/node_modules node "$DEVTOOLS_DIR/shots.cjs" \
        "http://localhost:$port" "$(chromium_path)" "${SVC_SHOTS:-$DEVTOOLS_DIR/shots.json}" "$folder" || status=$?
    [ "$status" -eq 0 ] || die "not every screenshot could be made."
}

# --- shell, bench ----------------------------------------------------------------------------------------

# Only what the script prints reaches stdout: Odoo logs to stderr.
odoo_shell() { odoo shell -d "$1" --no-http --log-level=warn; }

cmd_shell() {
    local db=$DEMO_DB
    case ${1:-} in
        -d) db=${2:-}; check_db_name "$db" ;;
        '') ;;
        *) die "shell takes -d DB and reads a script from standard input." ;;
    esac
    prepare
    db_exists "$db" || ensure_demo "$db"
    odoo_shell "$db"
}

cmd_bench() {
    local name=${1:-} script
    if [ -z "$name" ]; then
        find "$REPO_DIR/bench" -maxdepth 1 -name '*.py' -printf '%f\n' 2>/dev/null | sed 's/\.py$//' | sort
        return
    fi
    script=$REPO_DIR/bench/$name.py
    [ -f "$script" ] || die "there is no bench/$name.py."
    prepare
    local db=svc_bench_${name//[^a-z0-9_]/_} source state
    # Kept between runs, so that a large data set is filled in only once; dropped with ./dev db drop.
    state=$(addon_hash)
    if ! db_exists "$db"; then
        source=$(ensure_installed base)
        db_clone "$source" "$db"
    elif [ "$(db_marked "$db")" != "$state" ]; then
        say "updating the add-on in $db"
        odoo_logged "update-$db" -d "$db" -u "$ADDON"
    fi
    db_mark "$db" "$state"
    # A script that compares with Odoo alone finds a second database's name there.
    if grep -q BENCH_PLAIN "$script"; then
        BENCH_PLAIN=${db}_plain
        db_exists "$BENCH_PLAIN" || db_clone "$(ensure_template base)" "$BENCH_PLAIN"
        export BENCH_PLAIN
    fi
    say "running bench/$name.py on $db"
    BENCH_ARGS="${*:2}" odoo_shell "$db" <"$script"
}

# --- i18n ------------------------------------------------------------------------------------------------

# The template and the languages' files from what the add-on says now; translations made so far are kept.
cmd_i18n() {
    prepare
    local db=svc_i18n_$$ exported=$LOG_DIR/$ADDON.pot source
    source=$(ensure_installed base)
    # shellcheck disable=SC2064
    trap "db_drop $db" EXIT
    db_clone "$source" "$db"
    quietly i18n odoo i18n export "$ADDON" -d "$db" -l pot -o "$exported"
    "$PYTHON" "$DEVTOOLS_DIR/translations.py" "$exported" "$ADDON_DIR/i18n" "$ODOO_ADDONS"
}
