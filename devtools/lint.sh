# The linters, each at one pinned version, run over the add-on and these helpers. Sourced by ../dev.
# shellcheck shell=bash

LINT_FAILED=()

# check NAME COMMAND...: all of them run, so that one call shows everything there is to mend.
check() {
    local name=$1
    shift
    say "lint: $name"
    "$@" </dev/null || LINT_FAILED+=("$name")
}

lint_bin() { echo "$LINT_DIR/bin/$1"; }

# Files of KINDS (a regex of endings) that git knows or would know, in the add-on and beside it.
project_files() {
    (cd "$ADDON_DIR" && find "$PWD" -type f -regextype posix-extended -regex ".*\.($1)" \
        -not -path '*/__pycache__/*' -not -path '*/static/lib/*' -not -path '*/.*')
    (cd "$REPO_DIR" && git ls-files --cached --others --exclude-standard |
        grep -v "^$ADDON/" | grep -E "\.($1)\$" | while read -r file; do
            if [ -f "$file" ]; then echo "$REPO_DIR/$file"; fi
        done)
}

# on_files KINDS COMMAND...: nothing to do is no failure.
on_files() {
    local kinds=$1 files
    shift
    mapfile -t files < <(project_files "$kinds")
    [ ${#files[@]} -eq 0 ] || "$@" "${files[@]}"
}

# Only the add-on follows Odoo's conventions.
lint_addon() {
    local fix=$1 files
    check pylint-odoo "$(lint_bin pylint)" --rcfile "$REPO_DIR/.pylintrc" -j 2 "$ADDON_DIR"
    check oca-checks-odoo-module "$(lint_bin oca-checks-odoo-module)" ${fix:+--fix} "$ADDON_DIR"
    mapfile -t files < <(find "$ADDON_DIR/i18n" -name '*.po*' 2>/dev/null)
    # po-pretty-format wants msgcat's line breaks, Odoo's own export writes others.
    [ ${#files[@]} -eq 0 ] || check oca-checks-po "$(lint_bin oca-checks-po)" --disable=po-pretty-format "${files[@]}"
    # eslint sees nothing outside the folder it starts in.
    mapfile -t files < <(find "$ADDON_DIR/static" -name '*.js' -not -path '*/lib/*' 2>/dev/null)
    [ ${#files[@]} -eq 0 ] || check eslint env -C "$(dirname "$ADDON_DIR")" "$NODE_DIR/node_modules/.bin/eslint" ${fix:+--fix} \
        --config "$REPO_DIR/eslint.config.cjs" "${files[@]}"
    # Young and by one author, but the only one that follows names across add-ons: it advises, it does not fail.
    say "lint: odoo-linter (advice only)"
    "$(lint_bin odl)" check --config "$REPO_DIR/odoo-lint.toml" --exit-zero \
        --addons-path "$ODOO_ADDONS,$(dirname "$ADDON_DIR")" "$ADDON_DIR" </dev/null || true
}

lint_everything() {
    local fix=$1
    export RUFF_CACHE_DIR=$CACHE_DIR/ruff NODE_PATH=$NODE_DIR/node_modules PYTHONDONTWRITEBYTECODE=1
    cd "$REPO_DIR"
    # Formatting first: it wraps most of the lines that would be too long.
    # shellcheck disable=SC2046
    check "ruff format" on_files py "$(lint_bin ruff)" format --config pyproject.toml $([ -n "$fix" ] || echo "--check --output-format=concise")
    check "ruff check" on_files py "$(lint_bin ruff)" check --config pyproject.toml --output-format=concise ${fix:+--fix}
    check prettier on_files 'xml|js|cjs|mjs|scss|json|yaml|yml' "$NODE_DIR/node_modules/.bin/prettier" \
        --config prettier.config.cjs --log-level warn "$([ -n "$fix" ] && echo --write || echo --check)"
    # These two always mend; without --fix we only want to hear of it, so they get copies.
    check "white space" on_files 'py|xml|js|cjs|mjs|scss|json|yaml|yml|md|rst|csv|txt|sh|toml' white_space "$fix"
    if [ -d "$ADDON_DIR" ]; then lint_addon "$fix"; fi
}

white_space() {
    local fix=$1 bad
    shift
    if [ -n "$fix" ]; then
        "$(lint_bin trailing-whitespace-fixer)" "$@" || true
        "$(lint_bin end-of-file-fixer)" "$@" || true
        return 0
    fi
    bad=$(grep -lE '[[:blank:]]+$' "$@" || true)
    bad+=$(for file in "$@"; do if [ -s "$file" ] && [ -n "$(tail -c 1 "$file")" ]; then echo "$file: no end of line at the end"; fi; done)
    [ -z "$bad" ] || { printf 'trailing white space:\n%s\n' "$bad"; return 1; }
}

cmd_lint() {
    local fix=
    case ${1:-} in
        --fix) fix=yes ;;
        '') ;;
        *) die "lint takes --fix or nothing." ;;
    esac
    with_lock setup setup_lint
    locate_odoo
    lint_everything "$fix"
    [ ${#LINT_FAILED[@]} -eq 0 ] || die "lint failed: $(IFS=,; echo "${LINT_FAILED[*]}")"
    say "lint is clean"
}

setup_lint() {
    ensure_packages
    ensure_odoo
    ensure_node
    ensure_lint_venv
}
