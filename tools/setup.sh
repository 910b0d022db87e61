#!/usr/bin/env bash
# Makes .venv with everything in requirements.lock. Called by `make setup`; safe to run again.
set -euo pipefail
cd "$(dirname "$0")/.."

stop() {
    echo "gongyou: $*" >&2
    exit 1
}

is_recent() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    local candidate
    for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
        if is_recent "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

# Debian keeps the part of Python that makes a .venv in a package of its own.
need_venv_module() {
    "$1" -c 'import ensurepip, venv' 2>/dev/null && return
    local package
    package="python$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing $package ..."
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" >/dev/null &&
            "$1" -c 'import ensurepip, venv' 2>/dev/null && return
        stop "could not install $package; the lines above say why"
    fi
    stop "Python's venv module is missing. Ask the administrator to run: apt-get install $package"
}

with_uv() {
    command -v uv >/dev/null || return 1
    is_recent .venv/bin/python || uv venv --quiet --clear --seed --python "$1" .venv || return 1
    uv pip install --quiet --python .venv/bin/python --require-hashes -r requirements.lock
}

with_pip() {
    need_venv_module "$1"
    .venv/bin/python -m pip --version >/dev/null 2>&1 && is_recent .venv/bin/python || "$1" -m venv --clear .venv
    .venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
}

python=$(find_python) || stop "Python 3.11 or newer is needed and was not found. Install it, or name it: make setup PYTHON=/path/to/python3.12"
echo "Setting up .venv from requirements.lock (less than a minute) ..."
with_uv "$python" || with_pip "$python" || stop "could not install the packages of requirements.lock; the lines above say why"
touch .venv/ready
echo "Ready."
