#!/usr/bin/env bash
# run.sh [N [OPTION...]]: N servers (2) behind nginx on this machine, until Ctrl-C. The options are
# those of `fakeannot serve`.
set -euo pipefail
cd "$(dirname "$0")"

count=${1:-2}
http_port=${FAKEANNOT_HTTP_PORT:-8080}
first_port=${FAKEANNOT_FIRST_PORT:-8081}
export FAKEANNOT_HTTP=127.0.0.1:$http_port
export FAKEANNOT_GRPC=127.0.0.1:${FAKEANNOT_GRPC_PORT:-18080}
export FAKEANNOT_SERVERS=

home=$(mktemp -d)
running=()
finish() {
    kill "${running[@]}" 2>/dev/null || true
    wait
    rm -rf "$home"
}
trap finish EXIT
trap 'exit 0' INT TERM

for ((port = first_port; port < first_port + count; port++)); do
    fakeannot serve --port "$port" --grpc-port 0 --public-url "http://$FAKEANNOT_HTTP" \
        --world-per-key "${@:2}" >"$home/$port" &
    running+=($!)
    FAKEANNOT_SERVERS+="server 127.0.0.1:$port max_fails=0; "
    # It says so when it listens.
    until [ -s "$home/$port" ]; do
        kill -0 $! 2>/dev/null || exit 1
        sleep 0.05
    done
    echo "fakeannot at 127.0.0.1:$port, process $!"
done

envsubst '$FAKEANNOT_HTTP $FAKEANNOT_GRPC $FAKEANNOT_SERVERS' \
    <nginx.conf.template >"$home/nginx.conf"
nginx -p "$home" -c nginx.conf -e stderr -g 'daemon off;' &
running+=($!)
echo "nginx at $FAKEANNOT_HTTP, gRPC at $FAKEANNOT_GRPC, process $!"
wait $!
