"""Answers that are late on request, when their client gives up on them, or the server ends."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable

import grpc
import pytest
import requests

from fakeannot import FakeClarifai
from fakeannot.doors.local import connections, grpc_server
from fakeannot.doors.local.serving import FakeServer
from tests.threads import none_left

SECONDS = 20
_KEY = {"Authorization": "Key any"}
Ask = Callable[[FakeServer, float], None]


def late(seconds: float = 3600) -> FakeClarifai:
    fake = FakeClarifai()
    fake.faults.add("ListInputs", latency=seconds, times=None)
    return fake


def over_http(server: FakeServer, seconds: float) -> None:
    with pytest.raises((requests.Timeout, requests.ConnectionError)):
        requests.get(f"{server.url}/v2/inputs", headers=_KEY, timeout=seconds)


def over_grpc(server: FakeServer, seconds: float) -> None:
    with grpc.insecure_channel(server.grpc_target) as channel:
        call = channel.unary_unary("/clarifai.api.V2/ListInputs")
        with pytest.raises(grpc.RpcError):
            call(b"", metadata=[("authorization", "Key any")], timeout=seconds)


@pytest.mark.parametrize("ask", [over_http, over_grpc])
def test_a_client_that_gave_up_keeps_no_thread_waiting_and_no_server(ask: Ask) -> None:
    with none_left(), late().serve() as server:
        ask(server, 0.2)


@pytest.mark.parametrize("ask", [over_http, over_grpc])
def test_a_server_that_ends_gives_up_on_an_answer_that_is_too_late(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (connections, grpc_server):
        monkeypatch.setattr(module, "STOP_SECONDS", 0.05)
    fake = late()
    (fault,) = fake.faults
    with none_left():
        with fake.serve() as server:
            client = threading.Thread(target=ask, args=(server, SECONDS))
            client.start()
            while not fake.faults.fired(fault):
                assert client.is_alive()
        client.join(SECONDS)
        assert not client.is_alive()


def test_who_sends_no_more_is_still_given_the_late_answer() -> None:
    with late(0.05).serve() as server, socket.create_connection((server.host, server.port)) as sock:
        sock.settimeout(SECONDS)
        sock.sendall(b"GET /v2/inputs HTTP/1.0\r\nAuthorization: Key any\r\n\r\n")
        sock.shutdown(socket.SHUT_WR)
        assert sock.makefile("rb").readline() == b"HTTP/1.1 200 OK\r\n"
