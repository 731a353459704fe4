"""How what an app answers becomes a reply: its framing, headers and sends."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from wsgiref.validate import validator

import pytest

from fakeannot.doors.local.http1_text import http_date
from fakeannot.doors.local.server import LocalServer
from tests.doors.local.raw_client import (
    GET,
    answering,
    ask,
    conversation,
    exchange,
)

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HEAD = GET.replace(b"GET", b"HEAD")
OLD = b"GET /old HTTP/1.0\r\n"


@pytest.mark.parametrize("body", [b"hello", b""])
def test_a_list_is_counted(body: bytes) -> None:
    def app(_: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        start_response("200 OK", [])
        return [body[:2], body[2:]]

    for _, headers, received in conversation(app, GET, GET):
        assert (headers["Content-Length"], received) == (str(len(body)), body)


def test_an_iterable_of_unknown_length_is_sent_in_chunks() -> None:
    reply = ask(answering(b"", b"one", b"", b"seventeen bytes..."))
    head, _, body = reply.partition(b"\r\n\r\n")
    assert b"\r\nTransfer-Encoding: chunked" in head
    assert body == b"3\r\none\r\n12\r\nseventeen bytes...\r\n0\r\n\r\n"


def test_an_http_1_0_client_gets_an_unknown_length_to_the_end_of_the_connection() -> None:
    reply = ask(answering(b"one", b"two"), OLD + b"Connection: keep-alive\r\n\r\n")
    head, _, body = reply.partition(b"\r\n\r\n")
    assert body == b"onetwo"
    assert b"Connection: close" in head
    assert b"Transfer-Encoding" not in head


def test_an_iterable_that_gives_nothing_has_length_zero() -> None:
    [(status, headers, body)] = conversation(answering(), GET)
    assert (status, headers["Content-Length"], body) == (200, "0", b"")


def test_the_apps_own_length_is_kept() -> None:
    app = answering(b"one", b"two", headers=[("content-length", "6")])
    for _, headers, body in conversation(app, GET, GET):
        assert headers["Content-Length"] == "6"
        assert body == b"onetwo"


@pytest.mark.parametrize("status", ["204 No Content", "304 Not Modified"])
@pytest.mark.parametrize("headers", [[], [("Content-Length", "3")]])
def test_replies_that_have_no_body_have_none(status: str, headers: list[tuple[str, str]]) -> None:
    for _, seen, body in conversation(answering(b"abc", status=status, headers=headers), GET, GET):
        assert body == b""
        assert "Transfer-Encoding" not in seen
        assert ("Content-Length" in seen) == (status[:3] == "304" and bool(headers))


def test_head_has_the_headers_of_get_and_no_body() -> None:
    def app(_: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        start_response("200 OK", [])
        return [b"hello"]

    replies = conversation(app, HEAD, GET, HEAD)
    assert [body for _, _, body in replies] == [b"", b"hello", b""]
    assert [headers["Content-Length"] for _, headers, _ in replies] == ["5", "5", "5"]


def test_head_says_nothing_of_a_length_nobody_knows() -> None:
    for app in (answering(b"hello"), answering()):
        for _, headers, body in conversation(app, HEAD, HEAD):
            assert body == b""
            assert not headers.keys() & {"Content-Length", "Transfer-Encoding"}


def test_an_ordinary_reply_leaves_in_one_send(monkeypatch: pytest.MonkeyPatch) -> None:
    sends: list[bytes] = []
    send = socket.socket.sendall

    def counted(sock: socket.socket, data: bytes) -> None:
        if data.startswith(b"HTTP/") or b"hello" in data:
            sends.append(data)
            assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        send(sock, data)

    monkeypatch.setattr(socket.socket, "sendall", counted)
    ask(answering(b"hello", headers=[("Content-Length", "5")]))
    assert len(sends) == 1


def test_write_sends_before_the_iterable() -> None:
    def app(_: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        write = start_response("200 OK", [])
        write(b"one")
        write(b"")
        return [b"two"]

    assert [body for _, _, body in conversation(validator(_plain(app)), GET, GET)] == [
        b"onetwo"
    ] * 2


def _plain(app: WSGIApplication) -> WSGIApplication:
    def typed(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]]) -> Any:
            return start_response(status, [*headers, ("Content-Type", "text/plain")])

        return app(environ, start)  # type: ignore[arg-type]  # the same in fact

    return typed


def test_a_reply_has_a_date_unless_the_app_gave_one() -> None:
    [(_, headers, _)] = conversation(answering(), GET)
    assert re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT", headers["Date"])
    assert http_date(784111777) == "Sun, 06 Nov 1994 08:49:37 GMT"
    assert ask(answering(headers=[("date", "today")])).lower().count(b"\r\ndate:") == 1


def test_the_app_can_end_the_connection_but_not_frame_the_reply() -> None:
    headers = [("Connection", "close"), ("Transfer-Encoding", "chunked")]
    with LocalServer(answering(b"one", headers=[*headers, ("Content-Length", "3")])) as server:
        reply = exchange(server, GET)
    assert reply.count(b"Connection: close") == 1
    assert b"Transfer-Encoding" not in reply
    assert reply.endswith(b"\r\n\r\none")


def test_an_app_may_replace_a_reply_it_has_not_sent() -> None:
    def app(_: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        start_response("200 OK", [("A", "b")])
        error = LookupError()
        start_response("503 Later", [("C", "d")], (LookupError, error, error.__traceback__))  # type: ignore[arg-type]  # as WSGI allows
        return []

    [(status, headers, _)] = conversation(app, GET)
    assert status == 503
    assert "A" not in headers
