"""TLS clients that hang up, dawdle or trust another, and how the server ends with all of them."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

import pytest

from fakeannot.doors.local import connection as connection_module
from fakeannot.doors.local.connection import Connection
from fakeannot.doors.local.server import LocalServer
from fakeannot.doors.local.tls import Authority
from tests.doors.local.raw_client import GET, LAST, RawClient, echo, exchange, status_of
from tests.doors.local.tls_client import TlsClient, hello, trusting

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

MANY = 5 * 1024 * 1024


def test_who_does_not_trust_the_authority_is_let_go_and_the_log_says_why(
    tls_context: ssl.SSLContext, trust: ssl.SSLContext
) -> None:
    lines: list[str] = []
    with LocalServer(echo, tls=tls_context, log=lines.append) as server:
        for other in (trusting(), trusting(Authority("127.0.0.1"))):
            with pytest.raises(ssl.SSLCertVerificationError):
                TlsClient(server, other)
        with TlsClient(server, trust) as client:
            client.send(LAST)
            assert status_of(client.rest()) == 200
    told = [line for line in lines if line.startswith("TLS with 127.0.0.1 failed: ")]
    assert len(told) == 2
    assert "unknown ca" in told[0]


@pytest.mark.parametrize(
    "sent",
    [hello()[:40], hello()[:1], b"\x16\x03\x01\x02\x00\x01"],
    ids=["half a hello", "a byte", "its length"],
)
def test_a_client_that_dawdles_over_its_hello_is_let_go(
    sent: bytes, tls_context: ssl.SSLContext
) -> None:
    lines: list[str] = []
    log, tls = lines.append, tls_context
    with (
        LocalServer(echo, tls=tls, log=log, idle_seconds=0.05) as server,
        RawClient(server) as client,
    ):
        client.send(sent)
        assert client.rest() == b""
    [line] = lines
    assert "timed out" in line


@pytest.mark.parametrize(
    "sent",
    [b"\x16" + b"garbage" * 10, b"\x16" * 6, hello()[:-1] + b"\0"],
    ids=["garbage", "no version", "another last byte"],
)
def test_what_only_begins_like_tls_is_let_go_and_prints_nothing(
    sent: bytes,
    tls_context: ssl.SSLContext,
    trust: ssl.SSLContext,
    capfd: pytest.CaptureFixture[str],
) -> None:
    with LocalServer(echo, tls=tls_context, idle_seconds=0.3) as server:
        with RawClient(server) as client:
            client.send(sent)
            _to_the_end(client)
        with TlsClient(server, trust) as client:
            client.send(LAST)
            assert status_of(client.rest()) == 200
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("sent", [b"", GET, GET[:9]])
@pytest.mark.parametrize("polite", [True, False])
def test_a_client_that_hangs_up_prints_nothing(
    sent: bytes,
    polite: bool,
    tls_context: ssl.SSLContext,
    trust: ssl.SSLContext,
    capfd: pytest.CaptureFixture[str],
) -> None:
    with LocalServer(echo, tls=tls_context) as server, RawClient(server):
        with TlsClient(server, trust) as client:
            client.send(sent)
            if not polite:
                # Reset, rather than end, the connection.
                client.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        assert status_of(exchange(server, LAST)) == 200
    assert capfd.readouterr() == ("", "")


def test_a_client_that_never_says_goodbye_is_let_go(
    tls_context: ssl.SSLContext, trust: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection_module, "LINGER_SECONDS", 0.05)
    with LocalServer(echo, tls=tls_context) as server, TlsClient(server, trust) as client:
        client.send(LAST)
        assert status_of(client.rest()) == 200
        assert socket.socket.recv(client.sock, 1) == b""


def test_a_refused_client_that_still_sends_gets_the_refusal(
    tls_context: ssl.SSLContext, trust: ssl.SSLContext
) -> None:
    head = f"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {MANY}\r\n\r\n".encode()
    server = LocalServer(echo, tls=tls_context, max_body_bytes=1000)
    with server, TlsClient(server, trust) as client:
        client.send(head + b"x" * (MANY // 2))
        assert status_of(client.rest()) == 413


def test_stop_ends_every_kind_of_open_connection_and_leaves_no_thread(
    tls_context: ssl.SSLContext, trust: ssl.SSLContext
) -> None:
    before = set(threading.enumerate())
    with (
        LocalServer(echo, tls=tls_context) as server,
        RawClient(server) as silent,
        RawClient(server) as halfway,
        TlsClient(server, trust) as fresh,
        TlsClient(server, trust) as used,
    ):
        halfway.send(hello()[:40])
        used.send(GET)
        used.reply()
        server.stop()
        assert silent.rest() == fresh.rest() == used.rest() == b""
        _to_the_end(halfway)
    assert set(threading.enumerate()) <= before


def test_stop_lets_a_request_in_flight_finish(
    tls_context: ssl.SSLContext, trust: ssl.SSLContext
) -> None:
    def app(_: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        server.stop()
        start_response("200 OK", [])
        return [b"bye"]

    with (
        LocalServer(app, tls=tls_context) as server,
        TlsClient(server, trust) as client,
    ):
        client.send(GET)
        assert client.reply()[1] == b"bye"
        assert client.rest() == b""


def test_a_connection_told_to_finish_as_it_turns_to_tls_does(tls_context: ssl.SSLContext) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        client = socket.create_connection(listener.getsockname())
        connection = Connection(listener.accept()[0], ("here", "1"))
    with client:
        connection.finish()
        with pytest.raises(connection_module.ClientGone, match="stops"):
            connection.secure(tls_context)
        connection.close()


def _to_the_end(client: RawClient) -> None:
    """Waits for the server to end the connection, one way or the other."""
    try:
        client.rest()
    except ConnectionError:
        return
