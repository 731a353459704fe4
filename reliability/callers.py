"""The same calls by every door: an RPC's name and its request as JSON in, its reply as JSON out."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any
from urllib.parse import quote, urlencode

from google.protobuf.json_format import MessageToDict, ParseDict

from fakeannot.contract.operations import Binding, operation
from reliability.cells import Json

Caller = Callable[[str, str, Json], Json]
"""Takes an app, an RPC and a request; gives the reply, whatever it says."""

_GRPC = ("channel", "grpc") if find_spec("grpc") else ()
IN_PROCESS = ("requests", "wsgi", *_GRPC[:1])
"""Doors of who has the fake in its own process, and intercepts; of gRPC where it is installed."""
OVER_SOCKETS = ("http", *_GRPC[1:])

USER, SECONDS = "fake-user", 60
_CLARIFAI = "https://api.clarifai.com"


def caller(door: str, url: str, target: str, pat: str, wsgi: Any = None) -> Caller:
    """A caller by this door, of one thread alone; `wsgi` is the app, where it is at hand."""
    authorization = f"Key {pat}"
    if door in _GRPC:
        return _grpc(target if door == "grpc" else "api.clarifai.com:443", authorization)
    if door == "wsgi":
        return _rest(_test_client(wsgi), "", authorization)
    return _rest(_session(), url if door == "http" else _CLARIFAI, authorization)


def _rest(send: Callable[..., bytes], base: str, authorization: str) -> Caller:
    def call(app: str, rpc: str, request: Json) -> Json:
        binding = operation(rpc).bindings[0]
        path, left = _path(binding, {**request, **_named(app)})
        has_body = binding.has_body or binding.method == "DELETE"
        query = "" if has_body else urlencode(left, doseq=True)
        body = json.dumps(request).encode() if has_body else b""
        url = f"{base}{path}?{query}" if query else base + path
        reply: Json = json.loads(send(binding.method, url, body, authorization))
        return reply

    return call


def _named(app: str) -> Json:
    return {"user_app_id.user_id": USER, "user_app_id.app_id": app}


def _path(binding: Binding, fields: Json) -> tuple[str, Json]:
    """The path with what it names, and what it does not."""
    in_path = {one.strip("{}") for one in binding.segments if one.startswith("{")}
    segments = [
        quote(fields[one.strip("{}")], safe="") if one.startswith("{") else one
        for one in binding.segments
    ]
    left = {name: value for name, value in fields.items() if name not in in_path}
    return "/" + "/".join(segments), left


def _session() -> Callable[..., bytes]:
    import requests

    session = requests.Session()
    session.trust_env = False

    def send(method: str, url: str, body: bytes, authorization: str) -> bytes:
        headers = {"Authorization": authorization}
        return session.request(method, url, data=body, headers=headers, timeout=SECONDS).content

    return send


def _test_client(wsgi: Any) -> Callable[..., bytes]:
    from werkzeug.test import Client

    client = Client(wsgi)

    def send(method: str, url: str, body: bytes, authorization: str) -> bytes:
        headers = {"Authorization": authorization}
        return bytes(client.open(url, method=method, data=body, headers=headers).data)

    return send


def _grpc(target: str, authorization: str) -> Caller:
    import grpc

    channel = grpc.insecure_channel(target)
    metadata = [("authorization", authorization)]

    def call(app: str, rpc: str, request: Json) -> Json:
        called = operation(rpc)
        asked, reply = called.request_type(), called.reply_type()
        ParseDict({**request, "user_app_id": {"user_id": USER, "app_id": app}}, asked)
        answer = channel.unary_unary(called.grpc_path)
        reply.ParseFromString(answer(asked.SerializeToString(), metadata=metadata, timeout=SECONDS))
        told: Json = MessageToDict(reply, preserving_proto_field_name=True)
        return told

    return call
