"""Connections that dawdle, stop halfway, or are too many: bounded, and stopped at once."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
import tracemalloc
from contextlib import ExitStack
from typing import Any

import pytest

from fakeannot import FakeClarifai
from fakeannot.doors.local import connection as connection_module
from fakeannot.doors.local import connections
from fakeannot.doors.local.http1_request import read_chunked, read_head
from fakeannot.doors.local.reader import Reader
from fakeannot.doors.local.server import HTTP2_PREFACE, LocalServer, ServerDied
from tests.doors.local.grpc_clients import SECONDS, lists
from tests.doors.local.raw_client import (
    GET,
    LAST,
    RawClient,
    echo,
    envelope_of,
    exchange,
    status_of,
)
from tests.threads import none_left
from tests.until import until

_SETTINGS = bytes(3) + b"\x04" + bytes(5)
_HEADERS, _DATA, _END_HEADERS, _END_STREAM = 1, 0, 4, 1


def _frame(kind: int, flags: int, payload: bytes) -> bytes:
    """An HTTP/2 frame of the first stream."""
    return len(payload).to_bytes(3, "big") + bytes((kind, flags)) + b"\0\0\0\x01" + payload


def _field(name: bytes, value: bytes) -> bytes:
    """A header in HPACK: literal, never indexed, without Huffman coding."""
    return b"\x10" + bytes([len(name)]) + name + bytes([len(value)]) + value


def _grpc_call(fake: FakeClarifai, path: bytes) -> bytes:
    """A whole gRPC call with an empty message, from the preface on."""
    fields = [(b":method", b"POST"), (b":scheme", b"http"), (b":path", path), (b":authority", b"x")]
    fields += [(b"te", b"trailers"), (b"content-type", b"application/grpc")]
    fields += [(b"authorization", f"Key {fake.api_key}".encode())]
    head = b"".join(_field(*field) for field in fields)
    asked = _frame(_HEADERS, _END_HEADERS, head) + _frame(_DATA, _END_STREAM, bytes(5))
    return HTTP2_PREFACE + _SETTINGS + asked


def test_a_client_that_ends_its_side_after_its_last_grpc_call_gets_the_answer() -> None:
    fake = FakeClarifai()
    fake.app().add_input("waited-for")
    with (
        fake.serve() as server,
        socket.create_connection((server.host, server.port), SECONDS) as client,
    ):
        client.sendall(_grpc_call(fake, b"/clarifai.api.V2/ListInputs"))
        client.shutdown(socket.SHUT_WR)
        received = b""
        while b"grpc-status" not in received and (data := client.recv(65536)):
            received += data
    assert b"waited-for" in received


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"GET / HT", id="half a request line"),
        pytest.param(
            b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nab", id="half a body"
        ),
        pytest.param(HTTP2_PREFACE[:9], id="half a preface"),
        pytest.param(HTTP2_PREFACE, id="a preface and nothing more"),
        pytest.param(HTTP2_PREFACE + _SETTINGS, id="settings that nobody acknowledges"),
    ],
)
def test_stopping_waits_for_no_client_that_has_stopped_halfway(
    sent: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "STOP_SECONDS", 3 * SECONDS)
    fake = FakeClarifai()
    with none_left(), fake.serve() as server:
        lists(fake, server)  # so that grpc is there, which takes a while the first time
        with socket.create_connection((server.host, server.port)) as client:
            client.sendall(sent)
            time.sleep(0.01)
            began = time.perf_counter()
            server.stop()
            assert time.perf_counter() - began < SECONDS


def test_a_request_that_goes_on_coming_is_still_let_in_while_the_server_stops(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connection_module, "STALLED_SECONDS", 2)
    with LocalServer(echo) as server, RawClient(server) as client:
        client.send(GET + GET[:10])
        client.reply()
        # The client may have its reply before the server has the connection in its table.
        until(lambda: any(one._reading for one in list(server._connections.threads)))
        stopping = threading.Thread(target=server.stop)
        stopping.start()
        for at in range(10, len(GET)):
            client.send(GET[at : at + 1])
            time.sleep(0.005)
        assert client.reply()[0].status == 200
        stopping.join(SECONDS)


def test_each_request_of_a_connection_has_all_of_the_time() -> None:
    with LocalServer(echo, idle_seconds=0.3) as server, RawClient(server) as client:
        for _ in range(4):
            client.send(GET[:9])
            time.sleep(0.1)
            client.send(GET[9:])
            assert client.reply()[0].status == 200


def test_one_connection_too_many_is_refused_and_the_next_one_served_when_there_is_room() -> None:
    with LocalServer(echo, max_connections=2) as server:
        with RawClient(server) as first, RawClient(server) as second:
            for client in (first, second):
                client.send(GET)
                client.reply()
            refused = exchange(server, b"")
            assert status_of(refused) == 503
            assert "max_connections" in envelope_of(refused)["details"]
        deadline = time.monotonic() + SECONDS
        while not _answers(server):
            assert time.monotonic() < deadline


def _answers(server: LocalServer) -> bool:
    with contextlib.suppress(OSError):
        return status_of(exchange(server, LAST)) == 200
    return False


@pytest.mark.slow
def test_a_thousand_connections_are_served_at_a_time() -> None:
    fake = FakeClarifai()
    asked = GET.replace(b"/one", b"/v2/inputs")
    with none_left(), fake.serve() as server, ExitStack() as stack:
        address = (server.host, server.port)
        clients = [stack.enter_context(socket.create_connection(address)) for _ in range(1000)]
        for client in clients:
            client.sendall(asked)
        for client in clients:
            client.settimeout(SECONDS)
            assert client.recv(65536).startswith(b"HTTP/1.1 401")


def test_a_body_in_tiny_chunks_takes_no_more_room_than_it_has_bytes() -> None:
    chunks = b"2\r\nab\r\n" * 50_000 + b"0\r\n\r\n"
    parts = iter([chunks, b""])
    tracemalloc.start()
    try:
        body = read_chunked(Reader(lambda _: next(parts)), 10**6)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert body == b"ab" * 50_000
    assert peak < 5 * len(body) + len(chunks)


class _Searched(bytearray):
    """Counts the bytes that are looked through for something."""

    searched = 0

    def find(self, sub: Any, start: Any = 0, *_: Any) -> int:
        self.searched += len(self) - start
        return super().find(sub, start)


def test_a_head_that_comes_byte_by_byte_is_looked_through_once() -> None:
    sent = GET[:-2] + b"X: " + b"x" * 60_000 + b"\r\n\r\n"
    left = iter(sent)
    reader = Reader(lambda _: bytes([next(left)]))
    reader._buffer = buffer = _Searched()
    assert read_head(reader) is not None
    assert len(sent) < buffer.searched < 10 * len(sent)


def test_a_server_that_accepts_nothing_any_more_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[threading.ExceptHookArgs] = []
    monkeypatch.setattr(threading, "excepthook", told.append)

    def died(sock: socket.socket, _: object) -> None:
        sock.close()
        raise MemoryError

    server = LocalServer(echo)
    monkeypatch.setattr(server._connections, "begin", died)
    server.start()
    with RawClient(server), pytest.raises(ServerDied):
        server.serve_forever()
    assert told[0].exc_type is MemoryError


def test_requests_in_one_packet_are_answered_in_order() -> None:
    paths = [f"/{number}" for number in range(50)]
    sent = b"".join(GET.replace(b"/one", path.encode()) for path in paths)
    with LocalServer(echo) as server, RawClient(server) as client:
        client.send(sent)
        assert [client.json()["PATH_INFO"] for _ in paths] == paths
