#!/usr/bin/env bash
# What ../php/walk.php needs: PHP, and Clarifai's messages and V2Client, in .clients/php/generated.
set -euo pipefail
source "$(dirname "$0")/lib/protos.sh"

home=$clients/php
generated=$home/generated

debian protobuf-compiler libprotobuf-dev protobuf-compiler-grpc \
    php-cli php-curl php-google-protobuf
fetch_protos

if ! current "$generated" "$0" "$protos.made_of"; then
    rm -rf "$home"
    mkdir -p "$generated"
    generate --php_out="$generated" --grpc_out="$generated" \
        --plugin=protoc-gen-grpc="$(command -v grpc_php_plugin)" \
        "${clarifai_protos[@]}" "${google_protos[@]}"
    done_with "$generated" "$0" "$protos.made_of"
fi
