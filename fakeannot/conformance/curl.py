"""A call as a line for a shell, with the key as a variable."""

from __future__ import annotations

import json

from fakeannot.conformance.calls import KEY, ApiCall, Json, Place, Wire, http_parts
from fakeannot.conformance.oddities import made_odd
from fakeannot.curl import curl_line


def curl(call: ApiCall, place: Place, base: str, key_name: str, wire: Wire = "rest") -> str:
    """A command that makes the call.

    Args:
        base: where the API is, such as `https://api.clarifai.com`.
        key_name: the environment variable that has the key.
        wire: what the call was made over; one that gRPC made says what REST would understand
            otherwise.
    """
    if wire == "grpc":
        call = ApiCall(call.rpc, _valued(dict(call.fields)), call.elsewhere, call.oddity)
    parts = made_odd(http_parts(call, place), call.oddity)
    headers = {name: value.replace(KEY, f"${key_name}") for name, value in parts.headers.items()}
    body = None if parts.body is None else json.dumps(parts.body)
    if parts.raw is not None:
        body = parts.raw.decode()
    return curl_line(parts.method, base + parts.path, headers, body)


def _valued(value: Json) -> Json:
    """A request of gRPC as REST has to say it: a concept value left out is 0 there."""
    if isinstance(value, list):
        return [_valued(one) for one in value]
    if not isinstance(value, dict):
        return value
    inner = {name: _valued(one) for name, one in value.items()}
    for concept in inner.get("concepts", ()):
        concept.setdefault("value", 0)
    return inner
