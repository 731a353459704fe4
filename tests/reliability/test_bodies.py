"""Bodies that are asked for first, come in chunks, or one behind the other, well-formed or not."""

from __future__ import annotations

import contextlib
import time

import pytest
import requests

from fakeannot import FakeClarifai
from fakeannot.doors.local.server import LocalServer
from tests.doors.local.raw_client import (
    LAST,
    RawClient,
    ask,
    echo,
    envelope_of,
    exchange,
    status_of,
)

_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_LIMIT = 1000


def _post(*lines: str, body: bytes = b"", version: str = "1.1") -> bytes:
    head = "\r\n".join([f"POST /one HTTP/{version}", "Host: here", *lines, "", ""])
    return head.encode() + body


def _chunked(body: bytes, *lines: str) -> bytes:
    return _post("Transfer-Encoding: chunked", *lines, body=body)


@pytest.mark.parametrize(
    ("lines", "body"),
    [
        pytest.param(["Content-Length: 4"], b"body", id="of known length"),
        pytest.param(["Transfer-Encoding: chunked"], b"4\r\nbody\r\n0\r\n\r\n", id="in chunks"),
    ],
)
@pytest.mark.parametrize("expected", ["100-continue", "100-Continue", "100-continue, 100-continue"])
def test_a_client_that_waits_is_asked_for_the_body_and_then_answered(
    lines: list[str], body: bytes, expected: str
) -> None:
    with LocalServer(echo) as server, RawClient(server) as client:
        for _ in range(2):
            client.send(_post(*lines, f"Expect: {expected}"))
            assert client.file.read(len(_CONTINUE)) == _CONTINUE
            client.send(body)
            assert client.json()["body"] == "body"


@pytest.mark.parametrize(
    ("lines", "version"),
    [
        pytest.param(["Expect: 100-continue"], "1.0", id="of HTTP/1.0"),
        pytest.param([], "1.1", id="that does not say that it waits"),
    ],
)
def test_a_client_is_not_asked(lines: list[str], version: str) -> None:
    with LocalServer(echo) as server, RawClient(server) as client:
        client.send(_post(*lines, "Connection: close", "Content-Length: 4", version=version))
        time.sleep(0.005)
        client.send(b"body")
        assert client.rest().startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("expected", ["200-ok", "100-continue, more", "x" * 300])
def test_what_nobody_here_can_do_is_refused_before_the_body_is_sent(expected: str) -> None:
    reply = ask(echo, _post(f"Expect: {expected}", "Content-Length: 4"))
    assert status_of(reply) == 417
    assert "100-continue" in envelope_of(reply)["details"]
    assert len(envelope_of(reply)["details"]) < 200


def test_an_expectation_of_nothing_is_none() -> None:
    sent = _post("Expect:", "Connection: close", "Content-Length: 4", body=b"body")
    assert status_of(ask(echo, sent)) == 200


def test_a_body_that_is_too_large_is_refused_before_it_is_sent_as_the_api_refuses() -> None:
    fake = FakeClarifai(max_body_bytes=_LIMIT)
    lines = [f"Content-Length: {_LIMIT + 1}", f"Authorization: Key {fake.api_key}"]
    with fake.serve() as server, RawClient(server) as client:
        client.send(_post("Expect: 100-continue", *lines).replace(b"/one", b"/v2/inputs"))
        reply = client.rest()
    assert status_of(reply) == 413
    assert envelope_of(reply)["req_id"]


def test_chunks_that_are_too_large_together_are_refused_once_they_are() -> None:
    chunk = b"%x\r\n%b\r\n" % (_LIMIT, b"x" * _LIMIT)
    with LocalServer(echo, max_body_bytes=_LIMIT) as server:
        reply = exchange(server, _chunked(chunk * 2 + b"0\r\n\r\n", "Expect: 100-continue"))
    assert status_of(reply) == 413


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"x\r\nbody\r\n0\r\n\r\n", id="a size that is none"),
        pytest.param(b"-4\r\nbody\r\n0\r\n\r\n", id="a negative size"),
        pytest.param(b"0x4\r\nbody\r\n0\r\n\r\n", id="a size with a prefix"),
        pytest.param(b"\r\nbody\r\n0\r\n\r\n", id="no size"),
        pytest.param(b"4\nbody\r\n0\r\n\r\n", id="a line feed alone"),
        pytest.param(b"3\r\nbody\r\n0\r\n\r\n", id="longer than its size"),
        pytest.param(b"4\r\nbody--0\r\n\r\n", id="something in place of its end"),
        pytest.param(b"ffffffffffffffff\r\nbody", id="a size of 64 bits"),
    ],
)
def test_malformed_chunks_are_refused_and_what_follows_is_not_taken_for_a_request(
    body: bytes,
) -> None:
    reply = ask(echo, _chunked(body + LAST))
    assert status_of(reply) == 400
    assert reply.count(b"HTTP/1.1 ") == 1
    assert "chunk" in envelope_of(reply)["details"]


def test_chunks_that_stop_halfway_are_refused_when_the_client_ends_its_side() -> None:
    with LocalServer(echo) as server, RawClient(server) as client:
        client.send(_chunked(b"9\r\nbody"))
        client.sock.shutdown(1)
        assert status_of(client.rest()) == 400


def test_extensions_and_trailers_of_chunks_are_passed_over_and_set_no_header() -> None:
    framed = b"4;name=value\r\nbody\r\n0;last\r\nContent-Length: 9\r\nX-Late: 1\r\n\r\n"
    with LocalServer(echo) as server, RawClient(server) as client:
        client.send(_chunked(framed) + LAST)
        seen, last = client.json(), client.json()
    assert (seen["body"], seen["CONTENT_LENGTH"]) == ("body", "4")
    assert "HTTP_X_LATE" not in seen
    assert last["PATH_INFO"] == "/last"


def test_trailers_without_end_are_refused() -> None:
    reply = ask(echo, _chunked(b"0\r\n" + b"X: y\r\n" * 20_000 + b"\r\n"))
    assert status_of(reply) == 431


def test_requests_with_bodies_of_every_kind_in_one_packet_are_told_apart() -> None:
    kinds = [
        _post("Content-Length: 2", body=b"ab"),
        _chunked(b"1\r\na\r\n1\r\nb\r\n0\r\n\r\n"),
        _post("Expect: 100-continue", "Content-Length: 2", body=b"ab"),
        _post(),
    ]
    with LocalServer(echo) as server, RawClient(server) as client:
        client.send(b"".join(kinds * 3))
        bodies = [client.json()["body"] for _ in kinds * 3]
    assert bodies == ["ab", "ab", "ab", ""] * 3


def test_what_follows_a_refused_request_in_its_packet_is_not_answered() -> None:
    sent = _post("Content-Length: 1", "Content-Length: 2", body=b"ab") + LAST
    reply = ask(echo, sent)
    assert status_of(reply) == 400
    assert reply.count(b"HTTP/1.1 ") == 1


def test_a_client_library_that_streams_its_body_is_understood() -> None:
    with LocalServer(echo) as server:
        parts = iter([b"{", b"}" * 3, b""])
        with contextlib.closing(requests.Session()) as session:
            session.trust_env = False
            assert session.post(server.url, data=parts, timeout=20).json()["body"] == "{}}}"
