"""A call as a line for a shell, with the key as a variable."""

from __future__ import annotations

import json
import shlex

from fakeannot.conformance.calls import KEY, ApiCall, Json, Place, Wire, http_parts
from fakeannot.conformance.oddities import made_odd


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
    words = [f"curl -X {parts.method} {shlex.quote(base + parts.path)}"]
    for name, value in parts.headers.items():
        if KEY in value:
            words.append(f'-H "{name}: {value.replace(KEY, f"${key_name}")}"')
        else:
            words.append(f"-H {shlex.quote(f'{name}: {value}')}")
    if parts.raw is not None:
        words.append(f"-d {shlex.quote(parts.raw.decode())}")
    elif parts.body is not None:
        words.append(f"-d {shlex.quote(json.dumps(parts.body))}")
    return " \\\n  ".join(words)


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
