"""Clients that speak another protocol, hang up or dawdle, and what the server says of them."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

import pytest
import requests

from fakeannot.doors.local import connection as connection_module
from fakeannot.doors.local.server import HTTP2_PREFACE, LocalServer
from tests.doors.local.raw_client import (
    GET,
    RawClient,
    answering,
    echo,
    envelope_of,
    exchange,
    status_of,
)

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


def test_an_http2_client_is_told_what_is_spoken_here() -> None:
    with LocalServer(echo) as server:
        reply = exchange(server, HTTP2_PREFACE + b"\0\0\0\4\0\0\0\0\0")
    assert status_of(reply) == 505
    assert "HTTP/2" in envelope_of(reply)["details"]


def test_the_protocol_is_told_by_the_whole_preface_however_slowly_it_comes() -> None:
    with LocalServer(echo) as server, RawClient(server) as client:
        for byte in HTTP2_PREFACE:
            client.send(bytes([byte]))
        assert status_of(client.rest()) == 505


def test_what_only_begins_like_the_preface_is_http1() -> None:
    with LocalServer(echo) as server:
        reply = exchange(server, b"PRI /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    assert b'"REQUEST_METHOD": "PRI"' in reply


@pytest.mark.parametrize("sent", [b"", b"GET /one HT", GET[:-2], b"P", GET])
def test_a_client_that_hangs_up_prints_nothing(
    sent: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    with LocalServer(echo) as server:
        for _ in range(3):
            with RawClient(server) as client:
                client.send(sent)
                # Reset, rather than end, the connection.
                client.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        assert requests.get(server.url, timeout=20).ok
    assert capfd.readouterr() == ("", "")


def test_a_client_that_hangs_up_in_the_middle_of_a_long_reply_prints_nothing(
    capfd: pytest.CaptureFixture[str],
) -> None:
    closed = threading.Event()

    class Endless:
        def __iter__(self) -> Endless:
            return self

        def __next__(self) -> bytes:
            return b"x" * 65536

        def close(self) -> None:
            closed.set()

    def app(_: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        start_response("200 OK", [])
        return Endless()

    with LocalServer(app) as server:
        with RawClient(server) as client:
            client.send(GET)
            assert client.file.read(100).startswith(b"HTTP/1.1 200 OK")
        assert closed.wait(20)
    assert capfd.readouterr() == ("", "")


def test_a_client_that_keeps_silent_for_too_long_is_let_go() -> None:
    with LocalServer(echo, idle_seconds=0.05) as server, RawClient(server) as client:
        client.send(GET)
        client.reply()
        assert client.rest() == b""


def test_a_refused_client_that_never_hangs_up_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection_module, "LINGER_SECONDS", 0.05)
    with LocalServer(echo) as server, RawClient(server) as client:
        client.send(b"nonsense\r\n\r\n")
        assert status_of(client.rest()) == 400


def test_the_log_has_one_line_for_each_request_without_query_and_headers() -> None:
    lines: list[str] = []
    headers = b"Host: here\r\nAuthorization: Key secret\r\n\r\n"
    with LocalServer(echo, log=lines.append) as server:
        exchange(
            server,
            b"GET /v2/x%20y?key=secret HTTP/1.1\r\n"
            + headers
            + b"OPTIONS * HTTP/1.1\r\n"
            + headers
            + b"nonsense\r\n"
            + headers,
        )
    assert [line.split(" ")[:3] for line in lines] == [
        ["GET", "/v2/x%20y", "200"],
        ["OPTIONS", "*", "200"],
        ["-", "-", "400"],
    ]
    assert all(line.endswith(" ms") for line in lines)
    assert "secret" not in "".join(lines)


def test_nothing_is_printed_while_serving(capfd: pytest.CaptureFixture[str]) -> None:
    with LocalServer(answering(b"a", b"b")) as server:
        assert requests.get(server.url + "/?q", timeout=20).text == "ab"
        exchange(server, b"nonsense\r\n\r\n")
    assert capfd.readouterr() == ("", "")
