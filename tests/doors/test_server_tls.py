"""TLS on the address of the local server, beside what is spoken in the clear."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import requests

from fakeannot.doors import connection as connection_module
from fakeannot.doors.connection import Connection
from fakeannot.doors.server import HTTP2_PREFACE, LocalServer
from fakeannot.doors.tls import NAMES, Authority
from tests.doors.raw_client import GET, LAST, RawClient, echo, exchange, status_of
from tests.doors.tls_client import BOTH, TlsClient, hello, trusting, upper

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

LARGE = 20 * 1024 * 1024


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority("127.0.0.1")


@pytest.fixture(scope="module")
def context(authority: Authority) -> ssl.SSLContext:
    return authority.context()


@pytest.fixture(scope="module")
def client_context(authority: Authority) -> ssl.SSLContext:
    return trusting(authority)


def large(_: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    start_response("200 OK", [])
    return [b"x" * LARGE]


def test_one_address_speaks_tls_and_in_the_clear(
    context: ssl.SSLContext, authority: Authority, tmp_path: Path
) -> None:
    with LocalServer(echo, tls=context) as server, authority.published(tmp_path / "ca.pem") as ca:
        assert server.url == f"https://localhost:{server.port}"
        secured = requests.get(f"{server.url}/x", verify=str(ca), timeout=20).json()
        clear = requests.get(f"http://127.0.0.1:{server.port}/x", timeout=20).json()
    assert (secured["wsgi.url_scheme"], secured["PATH_INFO"]) == ("https", "/x")
    assert (clear["wsgi.url_scheme"], clear["PATH_INFO"]) == ("http", "/x")


def test_the_url_names_the_address_listened_on(context: ssl.SSLContext) -> None:
    for host, told in (("0.0.0.0", "localhost"), ("::1", "[::1]"), ("10.1.2.3", "10.1.2.3")):
        assert LocalServer(echo, host, 8080, tls=context).url == f"https://{told}:8080"


def test_requests_follow_each_other_and_the_end_is_said(
    context: ssl.SSLContext, client_context: ssl.SSLContext
) -> None:
    with LocalServer(echo, tls=context) as server, TlsClient(server, client_context) as client:
        for sent in (GET, GET + GET):
            client.send(sent)
        assert [client.json()["PATH_INFO"] for _ in range(3)] == ["/one"] * 3
        client.send(LAST)
        assert b'"/last"' in client.rest()


@pytest.mark.parametrize("name", NAMES)
def test_the_server_is_any_of_its_names(
    name: str, context: ssl.SSLContext, client_context: ssl.SSLContext
) -> None:
    with LocalServer(echo, tls=context) as server:
        with TlsClient(server, client_context, name) as client:
            client.send(GET)
            assert client.json()["wsgi.url_scheme"] == "https"
        with pytest.raises(ssl.SSLCertVerificationError, match="Hostname mismatch"):
            TlsClient(server, client_context, "example.com")


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [(("h2",), "h2"), (BOTH, "http/1.1"), (("http/1.1",), "http/1.1"), ((), None), (("x",), None)],
)
def test_only_who_speaks_nothing_but_http2_gets_it(
    offered: tuple[str, ...], chosen: str | None, context: ssl.SSLContext, authority: Authority
) -> None:
    with (
        LocalServer(echo, tls=context) as server,
        TlsClient(server, trusting(authority, offered)) as client,
    ):
        assert client.tls.selected_alpn_protocol() == chosen


def test_http2_within_tls_is_told_apart_as_in_the_clear(
    context: ssl.SSLContext, client_context: ssl.SSLContext
) -> None:
    with LocalServer(echo, tls=context, http2=upper) as server:
        for speaker in (TlsClient(server, client_context), RawClient(server)):
            with speaker:
                speaker.send(HTTP2_PREFACE)
                assert speaker.file.read(len(HTTP2_PREFACE)) == HTTP2_PREFACE.upper()
                speaker.send(b"and more")
                assert speaker.file.read(8) == b"AND MORE"


def test_tls_1_2_is_spoken_and_nothing_older(context: ssl.SSLContext, authority: Authority) -> None:
    old = trusting(authority, newest=ssl.TLSVersion.TLSv1_2)
    with LocalServer(echo, tls=context) as server, TlsClient(server, old) as client:
        assert client.tls.version() == "TLSv1.2"
    assert context.minimum_version == ssl.TLSVersion.TLSv1_2


def test_who_does_not_trust_the_authority_is_let_go_and_the_log_says_why(
    context: ssl.SSLContext, client_context: ssl.SSLContext
) -> None:
    lines: list[str] = []
    with LocalServer(echo, tls=context, log=lines.append) as server:
        for other in (trusting(), trusting(Authority("127.0.0.1"))):
            with pytest.raises(ssl.SSLCertVerificationError):
                TlsClient(server, other)
        with TlsClient(server, client_context) as client:
            client.send(LAST)
            assert status_of(client.rest()) == 200
    told = [line for line in lines if line.startswith("TLS with 127.0.0.1 failed: ")]
    assert len(told) == 2
    assert "unknown ca" in told[0]


@pytest.mark.parametrize("sent", [hello()[:40], hello()[:1], b"\x16\x03\x01\x02\x00\x01"])
def test_a_client_that_dawdles_over_its_hello_is_let_go(
    sent: bytes, context: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection_module, "IDLE_SECONDS", 0.05)
    lines: list[str] = []
    log = lines.append
    with LocalServer(echo, tls=context, log=log) as server, RawClient(server) as client:
        client.send(sent)
        assert client.rest() == b""
    [line] = lines
    assert "timed out" in line


@pytest.mark.parametrize("sent", [b"\x16" + b"garbage" * 10, b"\x16" * 6, hello()[:-1] + b"\0"])
def test_what_only_begins_like_tls_is_let_go_and_prints_nothing(
    sent: bytes,
    context: ssl.SSLContext,
    client_context: ssl.SSLContext,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    with LocalServer(echo, tls=context) as server:
        monkeypatch.setattr(connection_module, "IDLE_SECONDS", 0.05)
        with RawClient(server) as client:
            client.send(sent)
            _to_the_end(client)
        monkeypatch.undo()
        with TlsClient(server, client_context) as client:
            client.send(LAST)
            assert status_of(client.rest()) == 200
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("sent", [b"", GET, GET[:9]])
@pytest.mark.parametrize("polite", [True, False])
def test_a_client_that_hangs_up_prints_nothing(
    sent: bytes,
    polite: bool,
    context: ssl.SSLContext,
    client_context: ssl.SSLContext,
    capfd: pytest.CaptureFixture[str],
) -> None:
    with LocalServer(echo, tls=context) as server, RawClient(server):
        with TlsClient(server, client_context) as client:
            client.send(sent)
            if not polite:
                # Reset, rather than end, the connection.
                client.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        assert status_of(exchange(server, LAST)) == 200
    assert capfd.readouterr() == ("", "")


def test_a_client_that_never_says_goodbye_is_let_go(
    context: ssl.SSLContext, client_context: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection_module, "LINGER_SECONDS", 0.05)
    with LocalServer(echo, tls=context) as server, TlsClient(server, client_context) as client:
        client.send(LAST)
        assert status_of(client.rest()) == 200
        assert socket.socket.recv(client.sock, 1) == b""


def test_a_refused_client_that_still_sends_gets_the_refusal(
    context: ssl.SSLContext, client_context: ssl.SSLContext
) -> None:
    head = f"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {LARGE}\r\n\r\n".encode()
    server = LocalServer(echo, tls=context, max_body_bytes=1000)
    with server, TlsClient(server, client_context) as client:
        client.send(head + b"x" * (LARGE // 4))
        assert status_of(client.rest()) == 413


def test_large_requests_and_replies_are_whole(
    context: ssl.SSLContext, client_context: ssl.SSLContext
) -> None:
    head = f"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {LARGE}\r\n\r\n".encode()
    with LocalServer(echo, tls=context) as server, TlsClient(server, client_context) as client:
        client.send(head + b"x" * LARGE)
        assert len(client.json()["body"]) == LARGE
    with LocalServer(large, tls=context) as server, TlsClient(server, client_context) as client:
        # In one stream to its end, which is nowhere told but by TLS.
        client.send(b"GET / HTTP/1.0\r\n\r\n")
        assert client.rest().partition(b"\r\n\r\n")[2] == b"x" * LARGE


def test_stop_ends_every_kind_of_open_connection_and_leaves_no_thread(
    context: ssl.SSLContext, client_context: ssl.SSLContext
) -> None:
    before = set(threading.enumerate())
    with (
        LocalServer(echo, tls=context) as server,
        RawClient(server) as silent,
        RawClient(server) as halfway,
        TlsClient(server, client_context) as fresh,
        TlsClient(server, client_context) as used,
    ):
        halfway.send(hello()[:40])
        used.send(GET)
        used.reply()
        server.stop()
        assert silent.rest() == fresh.rest() == used.rest() == b""
        _to_the_end(halfway)
    assert set(threading.enumerate()) <= before


def test_stop_lets_a_request_in_flight_finish(
    context: ssl.SSLContext, client_context: ssl.SSLContext
) -> None:
    def app(_: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        server.stop()
        start_response("200 OK", [])
        return [b"bye"]

    with (
        LocalServer(app, tls=context) as server,
        TlsClient(server, client_context) as client,
    ):
        client.send(GET)
        assert client.reply()[1] == b"bye"
        assert client.rest() == b""


def test_a_connection_told_to_finish_as_it_turns_to_tls_does(context: ssl.SSLContext) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        client = socket.create_connection(listener.getsockname())
        connection = Connection(listener.accept()[0], ("here", "1"))
    with client:
        connection.finish()
        with pytest.raises(connection_module.ClientGone, match="stops"):
            connection.secure(context)
        connection.close()


def test_without_tls_its_clients_are_refused_at_once_and_the_log_says_so() -> None:
    lines: list[str] = []
    with LocalServer(echo, log=lines.append) as server:
        with pytest.raises(ssl.SSLError, match=r"(?i)wrong.version.number"):
            TlsClient(server, trusting())
        assert status_of(exchange(server, hello())) == 400
        assert requests.get(server.url, timeout=20).ok
    assert lines[:2] == ["127.0.0.1 speaks TLS, which is not spoken here"] * 2


def test_without_tls_nobody_peeks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(Connection, "peek")
    with LocalServer(echo) as server:
        assert requests.get(server.url, timeout=20).ok


def _to_the_end(client: RawClient) -> None:
    """Waits for the server to end the connection, one way or the other."""
    try:
        client.rest()
    except ConnectionError:
        return
