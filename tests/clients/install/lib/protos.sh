# For the scripts beside this directory that make a client of the .proto files: sourced, not run.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
clients=$(realpath --canonicalize-missing "${FAKEANNOT_CLIENTS:-$here/../../.clients}")
protos=$clients/protos

# The .proto files of the API, and those of Google that they import, are in these two packages.
proto_packages=(clarifai-nodejs-grpc@11.11.0 protobufjs@6.11.4)
clarifai_protos=(
    proto/clarifai/api/{resources,service}.proto
    proto/clarifai/api/status/{status,status_code}.proto
    proto/clarifai/api/utils/{extensions,matrix}.proto
    proto/clarifai/auth/{scope/scope,types/types,util/extension}.proto
)
google_protos=(google/api/{annotations,http}.proto)

fail() {
    echo "$0: $*" >&2
    exit 1
}

# debian PACKAGE...: has them installed.
debian() {
    local package missing=()
    command -v apt-get >/dev/null || fail "this needs what Debian has in the packages $*"
    for package; do
        dpkg-query --show --showformat '${db:Status-Status}' "$package" 2>/dev/null |
            grep --quiet '^installed$' || missing+=("$package")
    done
    [ "${#missing[@]}" -gt 0 ] || return 0
    [ "$(id -u)" = 0 ] || fail "as root first: apt-get install --no-install-recommends ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update --quiet=2
    apt-get install --quiet=2 --yes --no-install-recommends "${missing[@]}" >/dev/null
}

# current PATH MADE_OF...: whether PATH was last made of just these files; `done_with` says so.
current() {
    [ "$(cat "$1.made_of" 2>/dev/null)" = "$(digest "${@:2}")" ]
}

done_with() {
    digest "${@:2}" >"$1.made_of"
}

digest() {
    cat "$@" | sha256sum
}

# The files themselves, in $protos.
fetch_protos() {
    local archive
    if current "$protos" "${BASH_SOURCE[0]}"; then
        return
    fi
    command -v npm >/dev/null || fail "Node.js with npm is needed: install it first"
    rm -rf "$protos"
    mkdir -p "$protos"
    (
        cd "$protos"
        npm pack --silent "${proto_packages[@]}" >/dev/null
        for archive in *.tgz; do
            tar --extract --file "$archive" --strip-components 1 --wildcards 'package/*.proto'
        done
        rm ./*.tgz
    )
    done_with "$protos" "${BASH_SOURCE[0]}"
}

# generate PROTOC_ARGUMENT...: runs protoc on them, without its warnings of unused imports. Google's
# files come from Debian first: those in the npm package are not whole.
generate() {
    (cd "$protos" && protoc -I /usr/include -I . "$@" 2> >(grep --invert-match warning: >&2))
}
