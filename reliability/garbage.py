"""Requests that are nearly right, or not: HTTP, gRPC, values for the JSON reader, bytes."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import quote

from google.protobuf.message import Message

from fakeannot.contract.http_form import query_pairs
from fakeannot.contract.json_writer import write_json
from fakeannot.contract.operations import Operation, operations
from fakeannot.settings import DEFAULT_API_KEY, DEFAULT_PAT
from reliability.choices import Choices
from reliability.right_requests import APP, KEYS, USER, right_requests
from reliability.values import (
    NUMBERS,
    TEXTS,
    TOP,
    bent,
    json_message,
    json_value,
    message_bytes,
    spoil,
)

_PIECES = (
    *(b"GET / HTTP/1.1\r\n", b"POST /v2/inputs HTTP/1.1\r\n", b"Host: x\r\n", b"\r\n", b"\n"),
    *(b"Content-Length: 5\r\n", b"Content-Length: " + b"9" * 30, b"Content-Length: -1\r\n"),
    *(b"Transfer-Encoding: chunked\r\n", b"5\r\nhello\r\n", b"0\r\n\r\n", b"fffffffffffffff\r\n"),
    *(
        b"Expect: 100-continue\r\n",
        b"Expect: x\r\n",
        b"Connection: close\r\n",
        b"0\r\nA: b\r\n\r\n",
    ),
    *(b"GET http://x/ HTTP/1.0\r\n", b"GET //[%2F HTTP/1.1\r\n", b"* HTTP/2.0\r\n", b"\0", b"\xff"),
    *(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"PRI * HT", b"\x16\x03\x01", b"A: " + b"x" * 70_000),
)
_MANY_PIECES = 200
_DEEP = (20, 99, 101, 400, 5000)
_METHODS = ("GET", "POST", "PATCH", "DELETE", "PUT", "HEAD", "OPTIONS", "TRACE", "GETS")
_AUTHORIZED = tuple(f"Key {one}" for one in (*KEYS, DEFAULT_API_KEY, DEFAULT_PAT))
_AUTHORIZATIONS = (*_AUTHORIZED * 8, "Key x", "", "Bearer x", "Key None", "Key \xff")
_HEADERS = (
    *("Content-Type", "Accept", "Range", "If-None-Match", "Origin", "User-Agent", "Host"),
    *("X-Fakeannot-World", "X-Clarifai-Session-Token", "X-Clarifai-Request-ID-Prefix", "Cookie"),
)
_VALUES = (
    *("application/json", "application/x-www-form-urlencoded", "application/grpc-web-text"),
    *("text/html", "bytes=0-5", "bytes=9-1", "http://x", "Mozilla/5", "[::1", "w", "x" * 300),
)
_FIELDS = ("page", "per_page", "ids", "input_ids", "user_app_id.app_id", "a.b.c", "", "statuses")
_MOST_PAIRS = 40


class Http(NamedTuple):
    """An HTTP request: its target as it is sent, and headers without line breaks."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes


class Rpc(NamedTuple):
    """A gRPC call: what it asks with is one message, or several."""

    path: str
    metadata: dict[str, str]
    request: bytes


@cache
def _all() -> tuple[Operation, ...]:
    return tuple(operations().values())


def http_request(choices: Choices) -> Http:
    """One that some operation has a route for, as a rule, and one in two that is nearly right."""
    if choices.number(2):
        return _by_rest(*_nearly_right(choices), choices)
    operation = choices.one_of(_all())
    method, path = choices.one_of(_METHODS), f"/{choices.one_of(TEXTS)}"
    if operation.bindings and not choices.one_in(16):
        binding = choices.one_of(operation.bindings)
        path = "/" + "/".join(_segment(part, choices) for part in binding.segments)
        method = method if choices.one_in(16) else binding.method
    query = "&".join(_pair(choices) for _ in range(choices.number(4)))
    return Http(method, _target(path), query, headers_of(choices), _body(operation, choices))


def rpc_call(choices: Choices) -> Rpc:
    """Bytes at some method: a message of the right type, one that is cut or bent, or garbage."""
    operation = choices.one_of(_all())
    if choices.number(2):
        operation, message = _nearly_right(choices)
        request = message.SerializeToString()
    else:
        request = message_bytes(operation.request_type.DESCRIPTOR, choices, TOP)
    if choices.one_in(5):
        request = bent(request, choices)
    elif choices.one_in(9):
        request = choices.bytes(64)
    path = operation.grpc_path if not choices.one_in(50) else operation.grpc_path[:-1]
    metadata = {"authorization": choices.one_of(_AUTHORIZATIONS)}
    if choices.one_in(20):
        metadata["x-fakeannot-world"] = choices.one_of(_VALUES)
    return Rpc(path, metadata, request)


def json_for_reader(choices: Choices) -> tuple[type[Message], Any]:
    """A type of message, and a value that is to be read as one."""
    message = choices.one_of(_all()).request_type
    if choices.number(2):
        return message, json_message(message.DESCRIPTOR, choices, 6)
    return message, json_value(choices, 6)


def received(choices: Choices) -> list[bytes]:
    """What a connection brings, piece by piece: pieces of HTTP/1 and 2, cut and bent anywhere."""
    sent = b"".join(choices.one_of(_PIECES) for _ in range(choices.number(12)))
    if choices.number(2):
        sent = bent(sent, choices)
    pieces: list[bytes] = []
    while sent:
        size = 1 + choices.number(60) if len(pieces) < _MANY_PIECES else len(sent)
        pieces.append(sent[:size])
        sent = sent[size:]
    return pieces


def headers_of(choices: Choices) -> dict[str, str]:
    """Headers of a request: a key as a rule, and some more."""
    headers = {"Authorization": choices.one_of(_AUTHORIZATIONS)}
    while choices.one_in(6):
        headers[choices.one_of(_HEADERS)] = choices.one_of(_VALUES)
    return headers


def _nearly_right(choices: Choices) -> tuple[Operation, Message]:
    """A right request as it is, or with something in it spoilt."""
    right = choices.one_of(right_requests())
    message = right.operation.request_type.FromString(right.request)
    for _ in range(choices.one_of((0, 0, 1, 1, 2, 4))):
        spoil(message, choices)
    return right.operation, message


def _by_rest(operation: Operation, message: Message, choices: Choices) -> Http:
    """The request as HTTP: what its path does not say is in the body, or in the query."""
    said = json.loads(write_json(message))
    binding = choices.one_of(operation.bindings)
    path = "/" + "/".join(_filled(part, said) for part in binding.segments)
    query, body = "", b""
    if binding.has_body or binding.method == "DELETE":
        body = json.dumps(said).encode()
        body = bent(body, choices) if choices.one_in(8) else body
    else:
        pairs = [*query_pairs("", said)][:_MOST_PAIRS]
        query = "&".join(f"{name}={quote(value, safe='')}" for name, value in pairs)
    return Http(binding.method, _target(path), query, headers_of(choices), body)


def _filled(part: str, said: Any) -> str:
    if not part.startswith("{"):
        return part
    for name in part.strip("{}").split("."):
        said = said.get(name) if isinstance(said, dict) else None
    return quote(str(said or "x"), safe="")


def _segment(part: str, choices: Choices) -> str:
    if not part.startswith("{"):
        return part
    known = {"{user_app_id.user_id}": USER, "{user_app_id.app_id}": APP}
    text = choices.one_of(TEXTS) if choices.one_in(4) else known.get(part, "car")
    return quote(text.encode("utf-8", "replace"), safe="")


def _target(path: str) -> str:
    """The path as it may stand in a request line."""
    return quote(path.encode("utf-8", "replace"), safe="/%*")


def _pair(choices: Choices) -> str:
    value = choices.one_of(TEXTS + tuple(map(str, NUMBERS[:12])))
    return f"{choices.one_of(_FIELDS)}={quote(value.encode('utf-8', 'replace'), safe='%')}"


def _body(operation: Operation, choices: Choices) -> bytes:
    if choices.one_in(20):
        deep = choices.one_of(_DEEP)
        opening = choices.one_of(('{"a":', "[", '{"annotations":[{"data":{"regions":['))
        return (opening * deep).encode() + b"1" * choices.number(2)
    if choices.one_in(6):
        return choices.bytes(40)
    if choices.one_in(4):
        value = json_value(choices)
    else:
        value = json_message(operation.request_type.DESCRIPTOR, choices, TOP)
    text = json.dumps(value).encode()
    return bent(text, choices) if choices.one_in(8) else text
