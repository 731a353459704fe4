"""gRPC over sockets: clients that misbehave, many at a time, and servers that stop."""

from __future__ import annotations

import socket
import threading
from concurrent.futures import ThreadPoolExecutor

import grpc
import pytest
import requests
from clarifai_grpc.grpc.api import resources_pb2, service_pb2

from fakeannot import AddressInUse, FakeClarifai
from fakeannot.doors.local import grpc_server
from fakeannot.doors.local.server import HTTP2_PREFACE
from tests.doors.local.grpc_clients import SECONDS, Held, key, lists, stub_of
from tests.threads import none_left


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(HTTP2_PREFACE[:9], id="half a preface"),
        pytest.param(HTTP2_PREFACE, id="a preface and nothing more"),
        pytest.param(HTTP2_PREFACE + b"\xff" * 50, id="a preface and garbage"),
        pytest.param(HTTP2_PREFACE + bytes(9) + b"GET / HTTP/1.1\r\n\r\n", id="HTTP/1 after it"),
    ],
)
def test_others_are_served_while_one_client_sends_no_grpc(sent: bytes) -> None:
    fake = FakeClarifai()
    with (
        none_left(),
        fake.serve() as server,
        socket.create_connection((server.host, server.port)) as client,
    ):
        client.sendall(sent)
        assert lists(fake, server) == []


def test_half_a_preface_is_waited_for_so_long_and_no_longer() -> None:
    fake = FakeClarifai(idle_seconds=0.05)
    with fake.serve() as server, socket.create_connection((server.host, server.port)) as client:
        client.settimeout(SECONDS)
        client.sendall(HTTP2_PREFACE[:9])
        assert client.recv(1) == b""


def test_a_client_that_vanishes_in_the_middle_of_a_call_stops_nothing() -> None:
    fake, held = FakeClarifai(), Held()
    fake.handler("ListModels")(held)
    with fake.serve() as server:
        with stub_of(server) as stub:
            call = stub.ListModels.future(service_pb2.ListModelsRequest(), **key(fake))
            assert held.entered.wait(SECONDS)
        assert call.code() is grpc.StatusCode.CANCELLED
        assert lists(fake, server) == []
        held.let_go.set()
        assert lists(fake, server) == []


def test_half_of_a_large_message_leaves_nothing_behind() -> None:
    fake = FakeClarifai()
    with fake.serve() as server:
        with socket.create_connection((server.host, server.port)) as client:
            client.sendall(HTTP2_PREFACE + bytes(3) + b"\x04" + bytes(5))
            headers = b"\x83\x86\x44\x1b/clarifai.api.V2/PostInputs\x41\x01x"
            headers += b"\x5f\x10application/grpc"
            client.sendall(_frame(1, 4, headers))
            client.sendall(_frame(0, 0, b"\x00\x00\x01\x00\x00" + bytes(1000)))
            client.recv(9, socket.MSG_WAITALL)
        assert lists(fake, server) == []


def _frame(kind: int, flags: int, payload: bytes) -> bytes:
    """An HTTP/2 frame of the first stream."""
    return len(payload).to_bytes(3, "big") + bytes((kind, flags)) + b"\0\0\0\x01" + payload


def test_many_clients_at_a_time_lose_nothing() -> None:
    fake = FakeClarifai()
    with fake.serve() as server, ThreadPoolExecutor(8) as threads:

        def post(client: int) -> None:
            with stub_of(server) as stub:
                for number in range(10):
                    one = resources_pb2.Input(
                        id=f"{client}-{number}", data=_image(f"{client}-{number}")
                    )
                    asked = service_pb2.PostInputsRequest(inputs=[one])
                    assert stub.PostInputs(asked, **key(fake)).status.code == 10000

        list(threads.map(post, range(8)))
    expected = {f"{client}-{number}" for client in range(8) for number in range(10)}
    assert {one.id for one in fake.app().inputs()} == expected


def _image(name: str) -> resources_pb2.Data:
    return resources_pb2.Data(image=resources_pb2.Image(url=f"https://example.com/{name}.jpg"))


def test_stop_lets_a_call_in_flight_finish() -> None:
    fake, held = FakeClarifai(), Held()
    fake.handler("ListModels")(held)
    with fake.serve() as server, stub_of(server) as stub:
        call = stub.ListModels.future(service_pb2.ListModelsRequest(), **key(fake))
        assert held.entered.wait(SECONDS)
        stopping = threading.Thread(target=server.stop)
        stopping.start()
        held.let_go.set()
        assert call.result(SECONDS).status.code == 10000
        stopping.join(SECONDS)
        assert not stopping.is_alive()


def test_stop_gives_up_on_a_call_that_never_finishes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grpc_server, "STOP_SECONDS", 0.05)
    fake, held = FakeClarifai(), Held()
    fake.handler("ListModels")(held)
    with fake.serve() as server, stub_of(server) as stub:
        call = stub.ListModels.future(service_pb2.ListModelsRequest(), **key(fake))
        assert held.entered.wait(SECONDS)
        server.stop()
        assert isinstance(call.exception(SECONDS), grpc.RpcError)
    held.let_go.set()


def test_health_says_that_both_protocols_answer() -> None:
    with FakeClarifai().serve(grpc_port=0) as server:
        answer = requests.get(f"{server.url}/__fakeannot/health", timeout=SECONDS)
    assert (answer.status_code, answer.json()) == (200, {"ok": True, "http": True, "grpc": True})


def test_health_is_refused_when_grpc_no_longer_answers() -> None:
    fake = FakeClarifai()
    with fake.serve() as server:
        server._grpc.stop()
        answer = requests.get(f"{server.url}/__fakeannot/health", timeout=SECONDS)
    assert (answer.status_code, answer.json()) == (503, {"ok": False, "http": True, "grpc": False})


def test_a_port_that_is_taken_is_told_and_leaves_nothing_open() -> None:
    with (
        none_left(),
        socket.create_server(("127.0.0.1", 0)) as taken,
        pytest.raises(AddressInUse),
        FakeClarifai().serve(grpc_port=taken.getsockname()[1]),
    ):
        raise AssertionError("it serves")
