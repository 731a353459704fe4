#!/usr/bin/env bash
# The Node and browser clients and axe of node/package.json, in .clients/node, and Chromium.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
repo=$(cd "$here/../../.." && pwd)
home=${FAKEANNOT_CLIENTS:-$repo/.clients}/node
wanted=$here/../node/package.json

fail() {
    echo "$0: $*" >&2
    exit 1
}

# Made anew, unless what is there was asked for with this very package.json.
if ! cmp --silent "$wanted" "$home/package.json"; then
    command -v npm >/dev/null || fail "Node.js with npm is needed: install it first"
    rm -rf "$home.new"
    mkdir -p "$home.new"
    cp "$wanted" "$home.new"
    npm install --prefix "$home.new" --ignore-scripts --no-package-lock --no-audit --no-fund \
        --loglevel error
    rm -rf "$home"
    mv "$home.new" "$home"
fi

if ! command -v chromium >/dev/null; then
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null ||
        fail "the command chromium is needed: install it first (Debian: apt-get install chromium)"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update --quiet=2
    apt-get install --quiet=2 --yes --no-install-recommends chromium >/dev/null
fi
