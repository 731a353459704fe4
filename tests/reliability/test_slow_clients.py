"""Clients that keep silent, dawdle, or do not read: let go when their time is up, and no others.

How long they get is the setting `idle_seconds`, here a moment.
"""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Iterator

import pytest

from fakeannot import FakeClarifai
from fakeannot.doors.local.server import HTTP2_PREFACE, LocalServer
from fakeannot.doors.local.serving import FakeServer
from tests.doors.local.grpc_clients import SECONDS, lists
from tests.doors.local.raw_client import GET, RawClient, answering, echo
from tests.threads import none_left
from tests.until import until

_MOMENT = 0.1
_EMPTY_SETTINGS = bytes(3) + b"\x04" + bytes(5)
_PING, _ACKNOWLEDGED = 6, b"\1"
_POST = b"POST /one HTTP/1.1\r\nHost: here\r\n"


def _dribbled(client: RawClient) -> Iterator[None]:
    """Send a byte now and then, until the server hangs up."""
    with contextlib.suppress(ConnectionError):
        while True:
            client.send(b"x")
            time.sleep(0.005)
            yield


@pytest.mark.parametrize(
    "begun",
    [
        pytest.param(b"", id="a request line"),
        pytest.param(b"GET / HTTP/1.1\r\nX: ", id="a header"),
        pytest.param(_POST + b"Content-Length: 100000\r\n\r\n", id="a body"),
        pytest.param(_POST + b"Transfer-Encoding: chunked\r\n\r\n", id="the size of a chunk"),
        pytest.param(_POST + b"Transfer-Encoding: chunked\r\n\r\nfff\r\n", id="a chunk"),
        pytest.param(_POST + b"Transfer-Encoding: chunked\r\n\r\n0\r\nX: ", id="a trailer"),
    ],
)
def test_whatever_comes_byte_by_byte_has_to_be_there_in_time(begun: bytes) -> None:
    with none_left(), LocalServer(echo, idle_seconds=_MOMENT) as server, RawClient(server) as slow:
        slow.send(begun)
        deadline = time.monotonic() + SECONDS
        for _ in _dribbled(slow):
            assert time.monotonic() < deadline
        with RawClient(server) as other:
            other.send(GET)
            assert other.reply()[0].status == 200


def test_a_client_that_is_asked_for_a_body_and_does_not_send_it_is_let_go() -> None:
    with LocalServer(echo, idle_seconds=_MOMENT) as server, RawClient(server) as client:
        client.send(_POST + b"Expect: 100-continue\r\nContent-Length: 4\r\n\r\n")
        assert client.rest() == b"HTTP/1.1 100 Continue\r\n\r\n"


def test_a_connection_that_is_kept_and_not_used_is_ended() -> None:
    with LocalServer(echo, idle_seconds=_MOMENT) as server, RawClient(server) as client:
        client.send(GET)
        assert client.reply()[0].status == 200
        assert client.rest() == b""


def test_a_client_that_does_not_read_its_answer_is_let_go() -> None:
    endless = answering(*[b"x" * 2**20] * 64)
    with (
        none_left(),
        LocalServer(endless, idle_seconds=_MOMENT) as server,
        socket.create_connection((server.host, server.port)) as deaf,
    ):
        deaf.sendall(GET)
        _await_nobody(server)


def test_a_hundred_slow_clients_keep_nobody_else_waiting() -> None:
    with LocalServer(echo) as server, contextlib.ExitStack() as stack:
        for sent in [b"G", _POST + b"Content-Length: 9\r\n\r\nx", HTTP2_PREFACE[:9], b""] * 25:
            stack.enter_context(RawClient(server)).send(sent)
        with RawClient(server) as client:
            client.send(GET)
            assert client.reply()[0].status == 200


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(HTTP2_PREFACE, id="after the preface"),
        pytest.param(HTTP2_PREFACE + _EMPTY_SETTINGS, id="after the settings"),
    ],
)
def test_a_client_of_grpc_that_gives_no_sign_of_life_is_let_go(sent: bytes) -> None:
    fake = FakeClarifai(idle_seconds=_MOMENT)
    with none_left(), fake.serve() as server, RawClient(_http(server)) as client:
        client.send(sent)
        client.rest()


@pytest.mark.slow
def test_a_client_of_grpc_that_gives_a_sign_of_life_when_it_is_asked_to_is_kept() -> None:
    fake = FakeClarifai(idle_seconds=1)
    with fake.serve() as server, RawClient(_http(server)) as client:
        client.send(HTTP2_PREFACE + _EMPTY_SETTINGS)
        for _ in range(2):
            asked = next(frame for frame in _frames(client) if frame[3] == _PING)
            client.send(asked[:4] + _ACKNOWLEDGED + asked[5:])


def test_clients_of_grpc_that_keep_silent_are_no_trouble_to_others() -> None:
    fake = FakeClarifai()
    with none_left(), fake.serve() as server, contextlib.ExitStack() as stack:
        for _ in range(20):
            stack.enter_context(RawClient(_http(server))).send(HTTP2_PREFACE + _EMPTY_SETTINGS)
        assert lists(fake, server) == []


def _frames(client: RawClient) -> Iterator[bytes]:
    """The frames of HTTP/2 that the server sends."""
    while head := client.file.read(9):
        yield head + client.file.read(int.from_bytes(head[:3], "big"))


def _http(server: FakeServer) -> LocalServer:
    return server._servers[0]


def _await_nobody(server: LocalServer) -> None:
    """Wait until no connection is served any more."""
    until(lambda: not any(one.is_alive() for one in list(server._connections.threads.values())))
