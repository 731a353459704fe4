"""A fake served over TLS, as HTTP and gRPC clients of every kind find it."""

from __future__ import annotations

import asyncio
import base64
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
import pytest
import requests
from clarifai_grpc.channel.clarifai_channel import ClarifaiChannel
from clarifai_grpc.grpc.api import resources_pb2, service_pb2, service_pb2_grpc

from fakeannot import FakeClarifai
from fakeannot.contract.operations import operation
from fakeannot.doors.local.serving import FakeServer
from tests.doors.local.grpc_clients import SECONDS, key, lists
from tests.threads import none_left

LARGE = 20 * 1024 * 1024
CA_VARIABLES = {
    "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH",
    "CLARIFAI_ROOT_CERTIFICATES_PATH",
    "REQUESTS_CA_BUNDLE",
    "NODE_EXTRA_CA_CERTS",
}


@pytest.fixture
def server(fake: FakeClarifai) -> Iterator[FakeServer]:
    fake.app().add_input("car")
    with fake.serve(tls=True) as server:
        yield server


@contextmanager
def secure_stub(server: FakeServer, ca_file: Path | None = None) -> Iterator[Any]:
    """The official stub on a secure channel, by way of the official function for it."""
    roots = str(ca_file or server.ca_file)
    with ClarifaiChannel.get_grpc_channel(server.grpc_target, roots) as channel:
        yield service_pb2_grpc.V2Stub(channel)


@contextmanager
def secure_call(server: FakeServer, rpc: str, *options: tuple[str, object]) -> Iterator[Any]:
    """One RPC on a secure channel with these options, and with a connection of its own."""
    credentials = grpc.ssl_channel_credentials(server.ca_file.read_bytes())
    mine = [
        *options,
        ("grpc.use_local_subchannel_pool", 1),
        ("grpc.max_receive_message_length", -1),
    ]
    with grpc.secure_channel(server.grpc_target, credentials, mine) as channel:
        yield channel.unary_unary(
            operation(rpc).grpc_path,
            operation(rpc).request_type.SerializeToString,
            operation(rpc).reply_type.FromString,
        )


def get(server: FakeServer, path: str, **options: Any) -> requests.Response:
    headers = {"Authorization": "Key any"}
    return requests.get(
        server.url + path,
        headers=headers,
        timeout=SECONDS,
        **{"verify": str(server.ca_file), **options},
    )


def test_http_over_tls_and_in_the_clear_show_one_world(server: FakeServer) -> None:
    assert server.url == f"https://localhost:{server.port}"
    assert get(server, "/v2/inputs/car").json()["input"]["id"] == "car"
    clear = f"http://127.0.0.1:{server.port}/v2/inputs/car"
    answer = requests.get(clear, headers={"Authorization": "Key any"}, timeout=SECONDS)
    assert answer.json()["input"]["id"] == "car"


def test_grpc_over_tls_and_in_the_clear_show_one_world(
    fake: FakeClarifai, server: FakeServer
) -> None:
    assert server.grpc_target == f"localhost:{server.port}"
    with secure_stub(server) as stub:
        answer = stub.ListInputs(service_pb2.ListInputsRequest(), **key(fake))
        assert [one.id for one in answer.inputs] == ["car"]
    assert lists(fake, server) == ["car"]


def test_grpc_of_asyncio_speaks_tls(fake: FakeClarifai, server: FakeServer) -> None:
    async def ids() -> list[str]:
        roots = str(server.ca_file)
        async with ClarifaiChannel.get_aio_grpc_channel(server.grpc_target, roots) as channel:
            stub = service_pb2_grpc.V2Stub(channel)
            answer = await stub.ListInputs(service_pb2.ListInputsRequest(), **key(fake))
            return [one.id for one in answer.inputs]

    assert asyncio.run(ids()) == ["car"]


@pytest.mark.parametrize("name", ["api.clarifai.com", "api-grpc.clarifai.com", "localhost"])
def test_the_server_may_be_taken_for_the_real_one(
    name: str, fake: FakeClarifai, server: FakeServer
) -> None:
    taken_for = ("grpc.ssl_target_name_override", name)
    with secure_call(server, "ListInputs", taken_for) as call:
        assert call(service_pb2.ListInputsRequest(), **key(fake)).inputs[0].id == "car"


def test_two_servers_have_authorities_of_their_own(fake: FakeClarifai, server: FakeServer) -> None:
    with FakeClarifai().serve(tls=True) as other:
        with pytest.raises(requests.exceptions.SSLError):
            get(server, "/v2/inputs", verify=str(other.ca_file))
        with secure_stub(server, other.ca_file) as stub, pytest.raises(grpc.RpcError) as refused:
            stub.ListInputs(service_pb2.ListInputsRequest(), **key(fake))
        assert refused.value.code() is grpc.StatusCode.UNAVAILABLE
        assert get(other, "/__fakeannot/health").json()["ok"]
    assert get(server, "/v2/inputs").json()["inputs"][0]["id"] == "car"


def test_large_messages_pass_both_ways_on_several_connections_at_once(fake: FakeClarifai) -> None:
    @fake.handler("PostInputs")
    def sent_back(request: Any) -> Any:
        return service_pb2.MultiInputResponse(inputs=request.inputs)

    def passes(server: FakeServer, number: int) -> bool:
        text = str(number) * LARGE
        sent = resources_pb2.Input(data={"text": {"raw": text}})
        request = service_pb2.PostInputsRequest(inputs=[sent])
        with secure_call(server, "PostInputs") as call:
            answer = call(request, **key(fake) | {"timeout": 60})
            return bool(answer.inputs[0].data.text.raw == text)

    with fake.serve(tls=True) as served, ThreadPoolExecutor(4) as pool:
        assert all(pool.map(lambda number: passes(served, number), range(4)))


def test_media_are_served_over_tls(fake: FakeClarifai, server: FakeServer) -> None:
    data = {"image": {"base64": base64.b64encode(b"the image").decode()}}
    added = fake.app().add_input("dog", data=data)
    assert added.data.image.url.startswith(server.url)
    answer = requests.get(added.data.image.url, verify=str(server.ca_file), timeout=SECONDS)
    assert answer.content == b"the image"


def test_health_asks_both_protocols(server: FakeServer) -> None:
    assert get(server, "/__fakeannot/health").json() == {"ok": True, "http": True, "grpc": True}


def test_the_certificate_is_served_in_the_clear_to_who_needs_it(server: FakeServer) -> None:
    url = f"http://127.0.0.1:{server.port}/__fakeannot/ca.pem"
    answer = requests.get(url, timeout=SECONDS)
    assert answer.headers["Content-Type"] == "application/x-pem-file"
    assert answer.content == server.ca_file.read_bytes()


def test_the_environment_points_every_client_to_tls(server: FakeServer) -> None:
    env = server.env
    assert env["CLARIFAI_API_BASE"] == env["API_ENDPOINT"] == server.url
    assert env["CLARIFAI_GRPC_BASE"] == f"localhost:{server.port}"
    assert {env[name] for name in CA_VARIABLES} == {str(server.ca_file)}
    assert server.ca_file.is_absolute()


def test_without_tls_nothing_is_told_of_it(fake: FakeClarifai) -> None:
    with fake.serve() as server:
        assert requests.get(f"{server.url}/__fakeannot/ca.pem", timeout=SECONDS).status_code == 404
        assert server.env["CLARIFAI_GRPC_BASE"] == "127.0.0.1"
        assert not CA_VARIABLES & server.env.keys()
        with pytest.raises(RuntimeError, match=r"serve\(tls=True\)"):
            _ = server.ca_file


def test_another_port_speaks_tls_too(fake: FakeClarifai) -> None:
    with fake.serve(grpc_port=0, tls=True) as server:
        assert server.grpc_target != f"localhost:{server.port}"
        assert server.env["CLARIFAI_GRPC_BASE"] == server.grpc_target
        with secure_stub(server) as stub:
            stub.ListInputs(service_pb2.ListInputsRequest(), **key(fake))
        health = f"https://{server.grpc_target}/__fakeannot/health"
        assert requests.get(health, verify=str(server.ca_file), timeout=SECONDS).json()["grpc"]


def test_the_temporary_file_goes_with_the_server_also_when_a_test_fails(
    fake: FakeClarifai,
) -> None:
    def fail(file: Path) -> None:
        assert file.exists()
        raise LookupError(file)

    with pytest.raises(LookupError) as failed, fake.serve(tls=True) as server:
        fail(server.ca_file)
    assert not failed.value.args[0].parent.exists()
    with pytest.raises(RuntimeError):
        _ = server.ca_file


def test_the_temporary_file_goes_if_the_server_cannot_start(
    fake: FakeClarifai, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with (
        fake.serve() as taken,
        pytest.raises(OSError, match="in use"),
        fake.serve(port=taken.port, tls=True),
    ):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_named_asks_for_tls_and_stays(fake: FakeClarifai, tmp_path: Path) -> None:
    with fake.serve(ca_file=str(tmp_path / "ca.pem")) as server:
        assert server.ca_file == tmp_path / "ca.pem"
        assert get(server, "/__fakeannot/health").ok
    assert (tmp_path / "ca.pem").read_text().startswith("-----BEGIN CERTIFICATE")


def test_a_file_that_cannot_be_written_is_told_and_leaves_no_server(
    fake: FakeClarifai, tmp_path: Path
) -> None:
    file = tmp_path / "no" / "ca.pem"
    with none_left(), pytest.raises(FileNotFoundError), fake.serve(ca_file=file):
        raise AssertionError("it serves")


def test_starting_twice_is_starting_once(server: FakeServer) -> None:
    file = server.ca_file
    assert server.start().ca_file == file


def test_stop_ends_open_tls_connections_and_leaves_no_thread(fake: FakeClarifai) -> None:
    with fake.serve() as warm:
        lists(fake, warm)  # grpc keeps a thread of its own from now on
    before = set(threading.enumerate())
    with none_left(), fake.serve(tls=True) as server, requests.Session() as session:
        session.get(f"{server.url}/", verify=str(server.ca_file), timeout=SECONDS)
        with secure_stub(server) as stub:
            stub.ListInputs(service_pb2.ListInputsRequest(), **key(fake))
            server.stop()
            left = {one for one in threading.enumerate() if "fakeannot" in one.name}
            assert left <= before
