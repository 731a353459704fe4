"""The same garbage over real connections: HTTP in every framing, bytes, and gRPC by grpcio."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import ExitStack, suppress
from typing import Any, NamedTuple

import grpc

from fakeannot.contract.operations import operations
from fakeannot.doors.local.server import HTTP2_PREFACE, TLS_HANDSHAKE
from reliability.choices import Choices
from reliability.garbage import Http, Rpc, http_request, received, rpc_call
from reliability.target import Target
from tests.doors.local.raw_client import RawClient

_SECONDS = 30
_CHUNK_BYTES = 100
_PAGE = b"<!doctype html>"
_UNKNOWN = Http("GET", "", "", {}, b"")


class Framed(NamedTuple):
    """A request, and how its body comes: "length", "chunked", or "asked" for (100-continue)."""

    request: Http
    framing: str


class Streamed(NamedTuple):
    """A gRPC call, the messages it asks with, and whether it is made as a stream."""

    call: Rpc
    requests: list[bytes]
    as_stream: bool


class ServedTarget(Target):
    """A target that is served as well, until it is closed."""

    def __init__(self, *arguments: Any) -> None:
        self._open = ExitStack()
        super().__init__(*arguments)

    def afresh(self) -> None:
        self.close()
        super().afresh()
        self._server = self._open.enter_context(self.fake.serve())
        self._channel = self._open.enter_context(grpc.insecure_channel(self._server.grpc_target))
        self._kept: RawClient | None = None

    def close(self) -> None:
        """End the server and what is connected to it."""
        self._open.close()

    def doors(self) -> list[tuple[Callable[[Choices], Any], Callable[[Any], None]]]:
        over_sockets: list[tuple[Callable[[Choices], Any], Callable[[Any], None]]] = [
            *[(framed, self.http_over_socket)] * 3,
            *[(streamed, self.rpc_over_socket)] * 3,
            (received, self.bytes_over_socket),
        ]
        return super().doors() + over_sockets

    def http_over_socket(self, framed: Framed) -> None:
        """One request, on the connection of the one before unless that has ended."""
        request, framing = framed
        client, self._kept = self._kept or self._connected(), None
        head, body = _head(request, framing), _body(request, framing)
        client.send(head if framing == "asked" else head + body)
        if framing == "asked" and client.file.peek(12).startswith(b"HTTP/1.1 100"):
            client.send(body)
        response, answer = client.reply(request.method)
        if answer.startswith(_PAGE) and request.path == "/":
            self.outcomes["page"] += 1
        else:
            self.check_api(response.status, answer, request)
        if not response.will_close:
            self._kept = client

    def bytes_over_socket(self, pieces: list[bytes]) -> None:
        """Bytes on a connection of their own, and all that comes back until it ends."""
        first = b"".join(pieces)[: len(HTTP2_PREFACE)]
        with RawClient(self._server) as client, suppress(ConnectionError):
            for piece in pieces:
                client.send(piece)
            if first == HTTP2_PREFACE or first[:1] == TLS_HANDSHAKE:
                return
            client.sock.shutdown(socket.SHUT_WR)
            while client.file.peek(1):
                response, body = client.reply()
                self.check_api(response.status, body, _UNKNOWN)

    def rpc_over_socket(self, streamed: Streamed) -> None:
        """One call by grpcio; several messages are a stream of them."""
        call, requests, as_stream = streamed
        metadata = [(name, value) for name, value in call.metadata.items() if value.isascii()]
        try:
            if as_stream:
                ask = self._channel.stream_stream(call.path)
                replies = list(ask(iter(requests), metadata=metadata, timeout=_SECONDS))
            else:
                ask = self._channel.unary_unary(call.path)
                replies = [ask(requests[0], metadata=metadata, timeout=_SECONDS)]
        except grpc.RpcError as error:
            self.check_failure(error.code().value[0], error.details(), call)
        else:
            self.check_replies(replies, call)

    def _connected(self) -> RawClient:
        return self._open.enter_context(RawClient(self._server))


def framed(choices: Choices) -> Framed:
    """A request in one of the framings."""
    return Framed(http_request(choices), choices.one_of(("length", "length", "chunked", "asked")))


def streamed(choices: Choices) -> Streamed:
    """A call as its method wants to be called, or now and then as a stream though it is none."""
    call = rpc_call(choices)
    one = operations().get(call.path.rpartition("/")[2])
    as_stream = one is not None and (one.streams_requests or one.streams_replies)
    as_stream = as_stream or choices.one_in(10)
    count = choices.one_of((1, 1, 2, 0)) if as_stream else 1
    return Streamed(call, [call.request] * count, as_stream)


def _head(request: Http, framing: str) -> bytes:
    target = f"{request.path}?{request.query}" if request.query else request.path
    lines = [f"{request.method} {target} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name}: {value}" for name, value in request.headers.items() if name != "Host"]
    if framing == "chunked":
        lines.append("Transfer-Encoding: chunked")
    else:
        lines.append(f"Content-Length: {len(request.body)}")
    if framing == "asked":
        lines.append("Expect: 100-continue")
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def _body(request: Http, framing: str) -> bytes:
    if framing != "chunked":
        return request.body
    parts = (
        request.body[at : at + _CHUNK_BYTES] for at in range(0, len(request.body), _CHUNK_BYTES)
    )
    chunks = (b"%x;a=b\r\n%b\r\n" % (len(part), part) for part in parts)
    return b"".join(chunks) + b"0\r\nTrailer: 1\r\n\r\n"
