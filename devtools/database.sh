# Databases: clones of cached templates, each with its filestore. Sourced by ../dev.
# shellcheck shell=bash

DEMO_DB=svc_demo
LANGUAGES="zh_CN zh_TW"

sql() { "$(pg_client psql)" -Atqd "${2:-postgres}" -v ON_ERROR_STOP=1 -c "$1"; }
db_list() { sql "SELECT datname FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres' ORDER BY 1"; }
# Oldest first.
db_like() { sql "SELECT datname FROM pg_database WHERE datname ~ '$1' ORDER BY oid"; }
db_exists() { db_list | grep -xF "$1" >/dev/null; } # no -q: it would break the pipe of a longer list
filestore() { echo "$ODOO_DATA/filestore/$1"; }

check_db_name() {
    [[ ${1:-} =~ ^[a-z][a-z0-9_]{0,62}$ ]] || die "'${1:-}' is no database name: lower-case letters, digits and underscores, at most 63."
}

db_drop() {
    # An Odoo that still runs on it is disconnected.
    quietly dropdb "$(pg_client dropdb)" --if-exists --force "$1"
    rm -rf "$(filestore "$1")"
}

# Assets live in the filestore: a clone without it answers 500 to every page. Files there are named after
# their content and never change, so links do.
db_clone() {
    quietly createdb "$(pg_client createdb)" -T "$1" "$2"
    rm -rf "$(filestore "$2")"
    mkdir -p "$ODOO_DATA/filestore"
    if [ -d "$(filestore "$1")" ]; then cp -al "$(filestore "$1")" "$(filestore "$2")"; fi
}

db_rename() {
    sql "ALTER DATABASE \"$1\" RENAME TO \"$2\""
    rm -rf "$(filestore "$2")"
    if [ -d "$(filestore "$1")" ]; then mv "$(filestore "$1")" "$(filestore "$2")"; fi
}

# db_prune PATTERN NUMBER: of these cached databases only the newest stay. One in use refuses to go, and may.
db_prune() {
    local old
    for old in $(db_like "$1" | head -n "-$2"); do
        if "$(pg_client dropdb)" --if-exists "$old" 2>/dev/null; then rm -rf "$(filestore "$old")"; fi
    done
}

# Databases of a run that was killed: their names hold its process id. On a shared server it might be
# another machine's.
db_drop_orphans() {
    local db pid
    [ "$PG_OWN" = yes ] || return 0
    for db in $(db_like '^svc_(test|ci|i18n|shots)_[0-9]+'); do
        pid=$(sed -E 's/^svc_[a-z0-9]+_([0-9]+).*/\1/' <<<"$db")
        kill -0 "$pid" 2>/dev/null || db_drop "$db"
    done
}

# --- Odoo on them ----------------------------------------------------------------------------------------

odoo() { "$PYTHON" -m odoo "$@"; }

# odoo_logged NAME ARGS...: a run that must succeed; its log is kept and shown only when it fails.
odoo_logged() {
    local log=$LOG_DIR/$1.log
    shift
    odoo "$@" --stop-after-init --no-http >"$log" 2>&1 </dev/null && return 0
    grep -E -A 30 ' (ERROR|CRITICAL) ' "$log" | tail -n 60 >&2 || tail -n 30 "$log" >&2
    die "Odoo failed; the whole log is in $log"
}

# The add-ons ours needs, plus the one its tests use (quotations with optional products and templates).
base_modules() {
    "$PYTHON" - "$ADDON_DIR/__manifest__.py" <<'PY'
import ast, pathlib, sys
manifest = pathlib.Path(sys.argv[1])
depends = ast.literal_eval(manifest.read_text()).get("depends", []) if manifest.exists() else []
fixed = ["crm", "sale_crm", "contacts", "calendar", "web_hierarchy", "sale_management"]
print(",".join(sorted({*fixed, *depends})))
PY
}

odoo_version() { cat "$ODOO_LIB/../../../../version" 2>/dev/null || hash_text "$ODOO_LIB $(cat "$ODOO_LIB/odoo/release.py")"; }

# What decides about an installed add-on; tests and documentation do not.
addon_hash() {
    (cd "$ADDON_DIR" && find . -type f -not -path './tests/*' -not -name '*.pyc' -not -path './static/description/*' -print0 |
        LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -c1-12)
}

# template_name KIND: base = without demo data, demo = with it and with Chinese. Neither holds our add-on.
template_name() { echo "svc_${1}_$(hash_text "$(odoo_version) $(base_modules) $LANGUAGES")"; }

demo_option() { if [ "$1" = demo ]; then echo --with-demo; else echo --without-demo; fi; }

build_template() {
    local kind=$1 name=$2
    db_exists "$name" && return 0
    say "building the cached '$kind' database: Odoo with $(base_modules) (about two minutes, once)"
    db_drop "${name}_new"
    odoo_logged "template-$kind" -d "${name}_new" -i "$(base_modules)" "$(demo_option "$kind")"
    # Afterwards: a database created with --load-language has no English.
    # shellcheck disable=SC2086
    if [ "$kind" = demo ]; then quietly template-languages odoo i18n loadlang -d "${name}_new" -l $LANGUAGES; fi
    db_rename "${name}_new" "$name"
    db_prune "^svc_${kind}_[0-9a-f]{12}\$" 2
}

# Prints the template's name, building it first when it is missing.
ensure_template() {
    local name
    name=$(template_name "$1")
    db_exists "$name" || with_lock "template-$1" build_template "$1" "$name"
    echo "$name"
}

require_addon() {
    [ -f "$ADDON_DIR/__manifest__.py" ] || die "there is no add-on in $ADDON_DIR."
}

# A template with the add-on installed, kept per state of its files: a second run with only tests changed
# skips the installation.
build_installed() {
    local kind=$1 name=$2 base
    db_exists "$name" && return 0
    base=$(ensure_template "$kind")
    say "installing the add-on on a clone of the '$kind' database"
    db_drop "${name}_new"
    db_clone "$base" "${name}_new"
    odoo_logged "install-$kind" -d "${name}_new" -i "$ADDON" "$(demo_option "$kind")"
    db_rename "${name}_new" "$name"
    db_prune "^svc_addon_${kind}_" 12
}

ensure_installed() {
    require_addon
    local name
    name=svc_addon_${1}_$(hash_text "$(template_name "$1") $(addon_hash)")
    db_exists "$name" || with_lock "installed-$1" build_installed "$1" "$name"
    echo "$name"
}

# --- the demo database -----------------------------------------------------------------------------------

# The state of the add-on that a database holds is a comment on the database itself, so they cannot part.
db_mark() { sql "COMMENT ON DATABASE \"$1\" IS '$2'"; }
db_marked() { sql "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '$1'"; }

# ensure_demo NAME: made when missing, updated when the add-on changed since.
ensure_demo() {
    local name=$1 state
    require_addon
    state=$(addon_hash)
    if ! db_exists "$name"; then
        local source
        source=$(ensure_installed demo)
        db_clone "$source" "$name"
    elif [ "$(db_marked "$name")" != "$state" ]; then
        say "updating the add-on in $name"
        odoo_logged "update-$name" -d "$name" -i "$ADDON" -u "$ADDON" --with-demo
    fi
    db_mark "$name" "$state"
}
