#!/usr/bin/env bash
# What ../java/Walk.java is run with: Clarifai's stubs over Debian's gRPC, in .clients/java.
set -euo pipefail
source "$(dirname "$0")/lib/protos.sh"

home=$clients/java
classes=$home/classes

packages=(
    protobuf-compiler libprotobuf-dev libprotobuf-java
    protobuf-compiler-grpc-java-plugin libgrpc-java
    libguava-java libnetty-java libperfmark-java
)
command -v javac >/dev/null || packages+=(default-jdk-headless)
debian "${packages[@]}"
fetch_protos

# What javac and java are both told, in a file that they read as `@options`.
options() {
    local jar jars=(
        grpc-{api,context,core,netty,protobuf,protobuf-lite,stub} protobuf guava perfmark-api
        netty-{buffer,codec,codec-http,codec-http2,common,handler,resolver,transport}
    )
    printf -- '-cp "%s' "$classes"
    for jar in "${jars[@]}"; do
        printf ':/usr/share/java/%s.jar' "$jar"
    done
    printf '"\n'
}

if ! current "$classes" "$0" "$protos.made_of"; then
    rm -rf "$home"
    mkdir -p "$classes" "$home/generated"
    generate --java_out="$home/generated" --grpc-java_out="$home/generated" \
        --plugin=protoc-gen-grpc-java="$(command -v grpc_java_plugin)" \
        "${clarifai_protos[@]}" "${google_protos[@]}"
    # Where that annotation has been since Java 9.
    sed -i 's/@javax\.annotation\.Generated(/@javax.annotation.processing.Generated(/' \
        "$home/generated/com/clarifai/grpc/api/V2Grpc.java"
    options >"$home/options"
    find "$home/generated" -name '*.java' >"$home/sources"
    javac "@$home/options" -d "$classes" -g:none -nowarn -proc:none \
        -J-XX:+UseParallelGC -J-Xms2g -J-Xmn1500m "@$home/sources"
    rm -rf "$home/generated" "$home/sources"
    done_with "$classes" "$0" "$protos.made_of"
fi
