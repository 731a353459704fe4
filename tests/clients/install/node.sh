#!/usr/bin/env bash
# The Node and browser clients of node/package.json, in .clients/node, and Chromium to run the latter.
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
if ! cmp --silent "$wanted" "$home/wanted"; then
    command -v npm >/dev/null || fail "Node.js with npm is needed: install it first"
    rm -rf "$home"
    mkdir -p "$home"
    cp "$wanted" "$home/package.json"
    npm install --prefix "$home" --ignore-scripts --no-package-lock --no-audit --no-fund --loglevel error
    cp "$wanted" "$home/wanted"
fi

if ! command -v chromium >/dev/null; then
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null ||
        fail "Chromium is needed: install it as the command chromium (Debian: apt-get install chromium)"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update --quiet=2
    apt-get install --quiet=2 --yes --no-install-recommends chromium >/dev/null
fi
