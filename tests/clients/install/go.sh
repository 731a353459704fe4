#!/usr/bin/env bash
# What ../go/walk.go is built with: Clarifai's stubs over Debian's gRPC, in .clients/go.
set -euo pipefail
source "$(dirname "$0")/lib/protos.sh"

home=$clients/go

debian protobuf-compiler libprotobuf-dev protoc-gen-go-1-5 protoc-gen-go-grpc \
    golang-go golang-google-grpc-dev golang-github-golang-protobuf-1-5-dev
fetch_protos

export GOENV=$home/env

if ! current "$home/path" "$0" "$protos.made_of"; then
    rm -rf "$home"
    mkdir -p "$home/path/src"
    annotations=google.golang.org/genproto/googleapis/api/annotations
    google=Mgoogle/api/annotations.proto=$annotations,Mgoogle/api/http.proto=$annotations
    generate --go_out="$google:$home/path/src" --go-grpc_out="$google:$home/path/src" \
        "${clarifai_protos[@]}"
    # Debian's Go libraries are to be had as in the days before modules.
    cat >"$GOENV" <<END
GO111MODULE=off
GOPATH=$home/path:/usr/share/gocode
GOCACHE=$home/cache
END
    go build google.golang.org/grpc github.com/Clarifai/clarifai-go-grpc/proto/clarifai/api
    done_with "$home/path" "$0" "$protos.made_of"
fi
