"""What clients and apps of the local server see of each other over HTTP/1.0 and 1.1."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING
from wsgiref.validate import validator

import pytest
import requests

from fakeannot.doors.local.server import LocalServer
from tests.doors.local.raw_client import (
    GET,
    LAST,
    RawClient,
    echo,
    envelope_of,
    exchange,
    status_of,
)

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

HEAD = GET.replace(b"GET", b"HEAD")
OLD = b"GET /old HTTP/1.0\r\n"


@pytest.fixture(scope="module")
def server() -> Iterator[LocalServer]:
    """A server that echoes, held to WSGI's rules."""
    with LocalServer(validator(_typed_echo), max_body_bytes=2**21) as server:
        yield server


def _typed_echo(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    body = b"".join(echo(environ, start_response))
    return [body]


def test_requests_follow_each_other_on_one_connection(server: LocalServer) -> None:
    with RawClient(server) as client:
        for path in ("/a", "/b", "/c"):
            client.send(GET.replace(b"/one", path.encode()))
            assert client.json()["PATH_INFO"] == path


def test_pipelined_requests_are_answered_in_order(server: LocalServer) -> None:
    post = b"POST /post HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody"
    with RawClient(server) as client:
        client.send(GET + post + post + LAST)
        seen = [client.json() for _ in range(4)]
        assert client.rest() == b""
    assert [one["PATH_INFO"] for one in seen] == ["/one", "/post", "/post", "/last"]
    assert [one["body"] for one in seen] == ["", "body", "body", ""]


def test_requests_keeps_one_connection(server: LocalServer) -> None:
    with requests.Session() as session:
        posts = [session.post(server.url, json={"n": n}, timeout=20).json() for n in range(3)]
    assert [json.loads(seen["body"])["n"] for seen in posts] == [0, 1, 2]
    assert len({seen["REMOTE_PORT"] for seen in posts}) == 1


def test_an_http_1_0_client_is_hung_up_on_unless_it_asks_otherwise() -> None:
    with LocalServer(echo) as server, RawClient(server) as client:
        client.send(OLD + b"Connection: keep-alive\r\n\r\n")
        response, _ = client.reply()
        assert response.headers["Connection"] == "keep-alive"
        client.send(OLD + b"\r\n")
        response, body = client.reply()
        assert response.headers["Connection"] == "close"
        assert json.loads(body)["SERVER_PROTOCOL"] == "HTTP/1.0"
        assert client.rest() == b""


def test_the_environ_tells_all_of_the_request(server: LocalServer) -> None:
    with RawClient(server) as client:
        client.send(
            b"PATCH /caf%C3%A9/%2F%zz?a=%20b&c HTTP/1.1\r\nHost: here:1\r\nX-A: 1\r\nx-a: 2\r\n"
            b"Content-Type: text/plain\r\nContent-Length: 2\r\n\r\nhi"
        )
        seen = client.json()
        port = str(client.sock.getsockname()[1])
    assert seen == {
        "REQUEST_METHOD": "PATCH",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/caf\xc3\xa9//%zz",
        "QUERY_STRING": "a=%20b&c",
        "REQUEST_URI": "/caf%C3%A9/%2F%zz?a=%20b&c",
        "RAW_URI": "/caf%C3%A9/%2F%zz?a=%20b&c",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": str(server.port),
        "REMOTE_ADDR": "127.0.0.1",
        "REMOTE_PORT": port,
        "HTTP_HOST": "here:1",
        "HTTP_X_A": "1,2",
        "CONTENT_TYPE": "text/plain",
        "CONTENT_LENGTH": "2",
        "wsgi.url_scheme": "http",
        "body": "hi",
    }


def test_a_target_with_a_host_is_its_path(server: LocalServer) -> None:
    with RawClient(server) as client:
        client.send(b"GET http://there:2/p?q HTTP/1.1\r\nHost: here\r\n\r\n")
        seen = client.json()
    assert (seen["PATH_INFO"], seen["HTTP_HOST"]) == ("/p", "there:2")
    assert seen["REQUEST_URI"] == "http://there:2/p?q"


def test_chunks_arrive_as_one_body_of_known_length(server: LocalServer) -> None:
    reply = requests.post(server.url, data=iter([b"ab", b"c" * 70000, b"d"]), timeout=20)
    seen = reply.json()
    assert seen["body"] == "ab" + "c" * 70000 + "d"
    assert seen["CONTENT_LENGTH"] == "70003"
    assert "HTTP_TRANSFER_ENCODING" not in seen


def test_a_client_may_wait_to_be_asked_for_the_body(server: LocalServer) -> None:
    expecting = b"Host: a\r\nContent-Length: 4\r\nExpect: 100-Continue\r\n\r\n"
    with RawClient(server) as client:
        client.send(b"POST / HTTP/1.1\r\n" + expecting)
        assert client.file.readline() == b"HTTP/1.1 100 Continue\r\n"
        assert client.file.readline() == b"\r\n"
        client.send(b"body")
        assert client.json()["body"] == "body"


@pytest.mark.parametrize("body", [b"", b"body"])
def test_a_client_that_need_not_wait_is_not_asked(server: LocalServer, body: bytes) -> None:
    head = b"POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n"
    with RawClient(server) as client:
        client.send(head % len(body) + body)
        assert client.file.peek(15).startswith(b"HTTP/1.1 200 OK")


def test_a_body_over_the_limit_is_refused_before_it_is_sent(server: LocalServer) -> None:
    length = b"Content-Length: %d\r\n" % (2**21 + 1)
    reply = exchange(
        server, b"POST / HTTP/1.1\r\nHost: a\r\n" + length + b"Expect: 100-continue\r\n\r\n"
    )
    assert status_of(reply) == 413
    assert envelope_of(reply)["code"] == 11100
    assert str(2**21) in envelope_of(reply)["details"]


def test_a_client_in_the_middle_of_a_large_body_still_gets_the_refusal(server: LocalServer) -> None:
    reply = requests.post(server.url, data=b"x" * (2**23), timeout=20)
    assert reply.status_code == 413
    assert reply.json()["status"]["description"] == "Bad request format"
    assert reply.headers["Connection"] == "close"


def test_a_body_of_the_limit_is_read(server: LocalServer) -> None:
    reply = requests.post(server.url, data=b"x" * 2**21, timeout=20)
    assert len(reply.json()["body"]) == 2**21


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"nonsense\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * 20000, 431),
        (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
        (b"GET / HTTP/3.0\r\n\r\n", 505),
    ],
)
def test_what_cannot_be_read_is_refused_in_the_apis_envelope(
    server: LocalServer, sent: bytes, status: int
) -> None:
    reply = exchange(server, sent + GET)
    assert status_of(reply) == status
    assert b"\r\nConnection: close\r\n" in reply
    assert b"\r\nAccess-Control-Allow-Origin: *\r\n" in reply
    assert envelope_of(reply).keys() == {"code", "description", "details"}


def test_a_request_cut_short_by_half_closing_is_refused(server: LocalServer) -> None:
    with RawClient(server) as client:
        client.send(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nbody")
        client.sock.shutdown(socket.SHUT_WR)
        assert status_of(client.rest()) == 400


def test_the_standard_client_and_a_validated_app_agree(server: LocalServer) -> None:
    connection = http.client.HTTPConnection(server.host, server.port, timeout=20)
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
        connection.request(method, "/x?y=z", body=b"{}" if method != "GET" else None)
        seen = json.loads(connection.getresponse().read())
        assert (seen["REQUEST_METHOD"], seen["QUERY_STRING"]) == (method, "y=z")
    connection.request("HEAD", "/")
    assert connection.getresponse().read() == b""
    connection.close()
