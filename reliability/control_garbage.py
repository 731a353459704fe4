"""Requests for what is not the API's: below `/__fakeannot/`, the page's files, media, grpc-web."""

from __future__ import annotations

import json
from functools import cache
from typing import Any
from urllib.parse import quote

from fakeannot.doors.grpc_web import HEAD
from reliability.choices import Choices
from reliability.garbage import Http, headers_of, rpc_call
from reliability.right_requests import APP, USER, new_fake
from reliability.values import TEXTS, bent, json_value

_SNAPSHOT = {
    "users": [{"id": USER, "pat": "owner-pat"}],
    "apps": [{"id": APP, "user_id": USER, "inputs": [{"id": "car"}], "collaborators": ["labeler"],
              "keys": [{"key": "k", "scopes": ["Inputs_Get"]}],
              "annotations": [{"input_id": "car", "data": {"concepts": [{"id": "tree"}]}}]}],
    "replies": {"ListModels": {"models": []}},
}  # fmt: skip
_FAULT = {"rpc": "ListInputs", "kind": "throttled", "times": 2, "skip": 0, "probability": 0.5}
_GATEWAY = {"rpc": "*", "http": 503, "body": "busy", "grpc": "UNAVAILABLE", "key": "k"}
# What succeeds, with its body.
_TOLD: tuple[tuple[str, str, Any], ...] = (
    *(("POST", name, None) for name in ("reset", "clear")),
    *(("POST", "clock", one) for one in ({"advance": 5}, {"travel": "2030-01-31T00:00:00Z"})),
    *(("POST", "clock", one) for one in ({"freeze": True}, {"resume": True})),
    *(
        ("POST", "faults", one)
        for one in (_FAULT, _GATEWAY, {"status": "FAILURE", "input_id": "a"})
    ),
    ("POST", "faults/limit", {"requests_per_second": 1000, "per": "key"}),
    *(("DELETE", name, None) for name in ("faults", "faults/1", "faults/limit", "journal")),
    *((method, "snapshot", _SNAPSHOT) for method in ("POST", "PUT")),
    ("DELETE", "worlds/w", None),
)
_ASKED = (
    *("", "health", "env", "ca.pem", "clock", "faults", "snapshot", "worlds", "worlds/w", "x/y/z"),
    *("journal", "journal?since=1&limit=2&rpc=ListInputs", "explain/1"),
    *("explain", "explain?text"),
    *("inspector/main.js", "inspector/index.html", "inspector/../base.css", "inspector/%2e%2e%2fa"),
    *("inspector/key?user=owner", "inspector/choices", "inspector/news?since=0", "inspector/apps"),
    *("inspector/call?number=1&base=x", f"inspector/inputs?user={USER}&app={APP}&q=ca&start=0"),
    *(f"inspector/annotations?user={USER}&app={APP}&input=car", "inspector/concepts?at=1"),
    *("inspector/media/0", f"worlds/w/orig/users/{USER}/apps/{APP}/inputs/image/0"),
)


def control_request(choices: Choices) -> Http:
    """One that the fake itself is asked, or told something by; half of them are as they ought."""
    if choices.number(2):
        method, path, value = choices.one_of((*_TOLD, *_saved()))
        body = b"" if value is None else json.dumps(_mended(value, choices)).encode()
        body = bent(body, choices) if choices.one_in(5) else body
    else:
        method, path, body = "GET", choices.one_of(_ASKED), b""
    if choices.one_in(8):
        method = choices.one_of(("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS"))
    path, _, query = path.partition("?")
    if choices.one_in(6):
        path += "/" + quote(choices.one_of(TEXTS).encode("utf-8", "replace"), safe="")
    if choices.one_in(6):
        named = choices.one_of(("since", "limit", "rpc", "at", "app", "start", "number", "base"))
        query += f"&{named}={quote(choices.one_of(TEXTS).encode('utf-8', 'replace'))}"
    headers = headers_of(choices)
    if choices.number(2):
        # Of the world that calls go to, most is not to be gone every few calls.
        headers["X-Fakeannot-World"] = "w"
    return Http(method, f"/__fakeannot/{path}", query, headers, body)


@cache
def _saved() -> tuple[tuple[str, str, Any], ...]:
    """A whole world, as it is saved."""
    return (("POST", "snapshot", new_fake().document()),)


def beside_request(choices: Choices) -> Http:
    """A medium, a path that only clients have, or a call in grpc-web."""
    if choices.number(2):
        return _grpc_web(choices)
    size = choices.one_of(("orig", "tiny", "large", "none"))
    paths = (
        f"/{size}/users/{USER}/apps/{APP}/inputs/image/{choices.one_of(('0' * 32, 'x', '..'))}",
        *("/v2/auth/methods", f"/v2/users/{USER}/organizations", "/", "//[%2F", "/%2f%2f[", "*"),
    )
    method = choices.one_of(("GET", "GET", "HEAD", "OPTIONS", "POST"))
    return Http(method, choices.one_of(paths), "", headers_of(choices), b"")


def _grpc_web(choices: Choices) -> Http:
    call = rpc_call(choices)
    body = HEAD.pack(0, len(call.request)) + call.request
    kind = choices.one_of(("", "+proto", "-text"))
    headers = {**headers_of(choices), "Content-Type": f"application/grpc-web{kind}"}
    return Http("POST", call.path, "", headers, bent(body, choices) if choices.one_in(3) else body)


def _mended(value: Any, choices: Choices) -> Any:
    """The value with something in it replaced, one time in two; however deep."""
    if choices.one_in(12):
        return json_value(choices, 3)
    if isinstance(value, dict):
        kept = {name: inner for name, inner in value.items() if not choices.one_in(24)}
        return {name: _mended(inner, choices) for name, inner in kept.items()}
    if isinstance(value, list):
        return [_mended(inner, choices) for inner in value]
    return value
