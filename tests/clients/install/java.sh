#!/usr/bin/env bash
# What ../java/Walk.java is run with: Clarifai's stubs over Debian's gRPC, in .clients/java.
set -euo pipefail
source "$(dirname "$0")/lib/protos.sh"

home=$clients/java
classes=$home/classes
generated=$home/generated

packages=(
    protobuf-compiler libprotobuf-dev libprotobuf-java
    protobuf-compiler-grpc-java-plugin libgrpc-java
    libguava-java libnetty-java libnetty-tcnative-java libnetty-tcnative-jni libperfmark-java
)
jars=(
    grpc-{api,context,core,netty,protobuf,protobuf-lite,stub} protobuf guava perfmark-api
    netty-{buffer,codec,codec-http,codec-http2,common,handler,resolver,tcnative,transport}
)
command -v javac >/dev/null || packages+=(default-jdk-headless)
debian "${packages[@]}"
fetch_protos

if ! current "$classes" "$0" "$protos.made_of"; then
    rm -rf "$home"
    mkdir -p "$classes" "$generated" "$home/lib"
    generate --java_out="$generated" --grpc-java_out="$generated" \
        --plugin=protoc-gen-grpc-java="$(command -v grpc_java_plugin)" \
        "${clarifai_protos[@]}" "${google_protos[@]}"
    # Where that annotation has been since Java 9.
    sed -i 's/@javax\.annotation\.Generated(/@javax.annotation.processing.Generated(/' \
        "$generated/com/clarifai/grpc/api/V2Grpc.java"
    find "$generated" -name '*.java' >"$home/sources"
    class_path=$classes$(printf ':/usr/share/java/%s.jar' "${jars[@]}")
    javac -cp "$class_path" -d "$classes" -g:none -nowarn -proc:none "@$home/sources"
    rm -rf "$generated" "$home/sources"
    # Debian's Netty speaks HTTP/2 over TLS only with this, and does not find it as it is named.
    cp /usr/lib/*/jni/libnetty-tcnative.so "$home/lib/libnetty_tcnative.so"
    cat >"$home/options" <<END
-cp "$class_path"
-Djava.library.path="$home/lib"
-XX:TieredStopAtLevel=1
END
    done_with "$classes" "$0" "$protos.made_of"
fi
