#!/usr/bin/env bash
# The official Python clients, each in a virtual environment of its own: .clients/python/NAME.
set -euo pipefail

repo=$(cd "$(dirname "$0")/../../.." && pwd)
home=${FAKEANNOT_CLIENTS:-$repo/.clients}/python

# environment NAME PACKAGE...: made anew, unless it is there with just these packages asked for.
environment() {
    local path=$home/$1 wanted=${*:2}
    if [ "$(cat "$path/wanted" 2>/dev/null)" = "$wanted" ]; then
        return
    fi
    python3 -m venv --clear --without-pip "$path"
    python3 -m pip --python "$path" --disable-pip-version-check install -qq "${@:2}"
    echo "$wanted" >"$path/wanted"
}

# The fake itself goes, as it stands here, where a client is tried in the process of the tests too.
environment newest clarifai-grpc --editable "$repo[pytest]"
# What its loaders and its upload status need besides: pycocotools and rich.
environment sdk clarifai pycocotools rich --editable "$repo[pytest]"
# Since protobuf 7, the JSON channel of clarifai-grpc cannot write a request.
environment protobuf6 clarifai-grpc 'protobuf<7' --editable "$repo[pytest]"
# The newest protobuf that each of these old ones works with over both gRPC and JSON.
environment v9 clarifai-grpc==9.0.0 protobuf==4.25.8 googleapis-common-protos==1.62.0
environment oldest clarifai-grpc==7.0.0 protobuf==3.19.3 googleapis-common-protos==1.52.0
