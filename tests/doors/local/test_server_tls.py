"""TLS on the address of the local server, beside what is spoken in the clear."""

from __future__ import annotations

import ssl
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import requests

from fakeannot.doors.local.connection import Connection
from fakeannot.doors.local.server import HTTP2_PREFACE, LocalServer
from fakeannot.doors.local.tls import NAMES, Authority
from tests.doors.local.raw_client import GET, LAST, RawClient, echo, exchange, status_of
from tests.doors.local.tls_client import BOTH, TlsClient, hello, trusting, upper

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

LARGE = 20 * 1024 * 1024


def large(_: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    start_response("200 OK", [])
    return [b"x" * LARGE]


def test_one_address_speaks_tls_and_in_the_clear(
    tls_context: ssl.SSLContext, authority: Authority, tmp_path: Path
) -> None:
    with (
        LocalServer(echo, tls=tls_context) as server,
        authority.published(tmp_path / "ca.pem") as ca,
    ):
        assert server.url == f"https://localhost:{server.port}"
        secured = requests.get(f"{server.url}/x", verify=str(ca), timeout=20).json()
        clear = requests.get(f"http://127.0.0.1:{server.port}/x", timeout=20).json()
    assert (secured["wsgi.url_scheme"], secured["PATH_INFO"]) == ("https", "/x")
    assert (clear["wsgi.url_scheme"], clear["PATH_INFO"]) == ("http", "/x")


def test_the_url_names_the_address_listened_on(tls_context: ssl.SSLContext) -> None:
    for host, told in (("0.0.0.0", "localhost"), ("::1", "[::1]"), ("10.1.2.3", "10.1.2.3")):
        assert LocalServer(echo, host, 8080, tls=tls_context).url == f"https://{told}:8080"


def test_requests_follow_each_other_and_the_end_is_said(
    tls_context: ssl.SSLContext, trust: ssl.SSLContext
) -> None:
    with LocalServer(echo, tls=tls_context) as server, TlsClient(server, trust) as client:
        for sent in (GET, GET + GET):
            client.send(sent)
        assert [client.json()["PATH_INFO"] for _ in range(3)] == ["/one"] * 3
        client.send(LAST)
        assert b'"/last"' in client.rest()


@pytest.mark.parametrize("name", NAMES)
def test_the_server_is_any_of_its_names(
    name: str, tls_context: ssl.SSLContext, trust: ssl.SSLContext
) -> None:
    with LocalServer(echo, tls=tls_context) as server:
        with TlsClient(server, trust, name) as client:
            client.send(GET)
            assert client.json()["wsgi.url_scheme"] == "https"
        with pytest.raises(ssl.SSLCertVerificationError, match="Hostname mismatch"):
            TlsClient(server, trust, "example.com")


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [(("h2",), "h2"), (BOTH, "http/1.1"), (("http/1.1",), "http/1.1"), ((), None), (("x",), None)],
)
def test_only_who_speaks_nothing_but_http2_gets_it(
    offered: tuple[str, ...], chosen: str | None, tls_context: ssl.SSLContext, authority: Authority
) -> None:
    with (
        LocalServer(echo, tls=tls_context) as server,
        TlsClient(server, trusting(authority, offered)) as client,
    ):
        assert client.tls.selected_alpn_protocol() == chosen


def test_http2_within_tls_is_told_apart_as_in_the_clear(
    tls_context: ssl.SSLContext, trust: ssl.SSLContext
) -> None:
    with LocalServer(echo, tls=tls_context, http2=upper) as server:
        for speaker in (TlsClient(server, trust), RawClient(server)):
            with speaker:
                speaker.send(HTTP2_PREFACE)
                assert speaker.file.read(len(HTTP2_PREFACE)) == HTTP2_PREFACE.upper()
                speaker.send(b"and more")
                assert speaker.file.read(8) == b"AND MORE"


def test_tls_1_2_is_spoken_and_nothing_older(
    tls_context: ssl.SSLContext, authority: Authority
) -> None:
    old = trusting(authority, newest=ssl.TLSVersion.TLSv1_2)
    with LocalServer(echo, tls=tls_context) as server, TlsClient(server, old) as client:
        assert client.tls.version() == "TLSv1.2"
    assert tls_context.minimum_version == ssl.TLSVersion.TLSv1_2


def test_large_requests_and_replies_are_whole(
    tls_context: ssl.SSLContext, trust: ssl.SSLContext
) -> None:
    head = f"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {LARGE}\r\n\r\n".encode()
    with LocalServer(echo, tls=tls_context) as server, TlsClient(server, trust) as client:
        client.send(head + b"x" * LARGE)
        assert len(client.json()["body"]) == LARGE
    with LocalServer(large, tls=tls_context) as server, TlsClient(server, trust) as client:
        # In one stream to its end, which is nowhere told but by TLS.
        client.send(b"GET / HTTP/1.0\r\n\r\n")
        assert client.rest().partition(b"\r\n\r\n")[2] == b"x" * LARGE


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
