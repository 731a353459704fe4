"""gRPC over sockets: on the one address of a server, by the official stub."""

from __future__ import annotations

import subprocess
import sys

import grpc
import pytest
from clarifai_grpc.grpc.api import resources_pb2, service_pb2

from fakeannot import FakeClarifai
from fakeannot.contract.operations import operations
from tests.api import api_of, by_requests
from tests.doors.local.grpc_clients import key, lists, stub_of

NEWER = pytest.mark.skipif("StreamAnnotations" not in operations(), reason="of a newer contract")
BIG = 5 * 1024 * 1024


def upload(size: int) -> service_pb2.PostInputsRequest:
    data = resources_pb2.Data(image=resources_pb2.Image(base64=b"x" * size))
    return service_pb2.PostInputsRequest(inputs=[resources_pb2.Input(id="big", data=data)])


def test_one_address_speaks_http_and_grpc_and_shows_one_world() -> None:
    fake = FakeClarifai()
    with fake.serve() as server, stub_of(server) as stub:
        rest = api_of(fake, send=by_requests(server.url))
        image = {"data": {"image": {"url": "https://example.com/1.jpg"}}}
        rest.post("inputs", {"inputs": [{"id": "by-rest", **image}]})
        answer = stub.GetInput(service_pb2.GetInputRequest(input_id="by-rest"), **key(fake))
        assert answer.input.data.image.url == "https://example.com/1.jpg"
        assert server.url.removeprefix("http://") == server.grpc_target


def test_a_second_port_speaks_both_too_and_is_the_target_for_grpc() -> None:
    fake = FakeClarifai()
    fake.app().add_input("i")
    with fake.serve(grpc_port=0) as server:
        assert server.url.removeprefix("http://") != server.grpc_target
        assert lists(fake, server) == ["i"]
        rest = api_of(fake, send=by_requests(f"http://{server.grpc_target}"))
        assert [one["id"] for one in rest.get("inputs")["inputs"]] == ["i"]


def test_messages_larger_than_grpcs_own_default_go_both_ways() -> None:
    fake = FakeClarifai()
    fake.handler("PostModelOutputs")(lambda asked: {"outputs": [{"id": asked.model_id}]})
    with fake.serve() as server, stub_of(server) as stub:
        assert stub.PostInputs(upload(BIG), **key(fake)).status.code == 10000
        asked = service_pb2.PostModelOutputsRequest(model_id="m" * BIG)
        answer = stub.PostModelOutputs(asked, **key(fake))
        assert answer.outputs[0].id == "m" * BIG


@pytest.mark.rule("grpc.message_limit")
def test_a_message_over_the_limit_is_refused_and_the_next_one_answered() -> None:
    fake = FakeClarifai(max_body_bytes=100_000)
    with fake.serve() as server, stub_of(server) as stub:
        with pytest.raises(grpc.RpcError) as failed:
            stub.PostInputs(upload(100_001), **key(fake))
        assert failed.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
        assert stub.PostInputs(upload(1_000), **key(fake)).status.code == 10000


@pytest.mark.rule("grpc.not_built", "grpc.unknown_method", "grpc.garbage")
@pytest.mark.parametrize(
    ("path", "sent", "code"),
    [
        ("/clarifai.api.V2/ListModelTypes", b"", grpc.StatusCode.UNIMPLEMENTED),
        ("/clarifai.api.V2/ListModel", b"", grpc.StatusCode.UNIMPLEMENTED),
        ("/clarifai.api.V3/ListModels", b"", grpc.StatusCode.UNIMPLEMENTED),
        ("/clarifai.api.V2/ListInputs", b"\xff", grpc.StatusCode.INTERNAL),
    ],
)
def test_failures_reach_the_client_with_their_status(
    path: str, sent: bytes, code: grpc.StatusCode
) -> None:
    fake = FakeClarifai()
    with fake.serve() as server, grpc.insecure_channel(server.grpc_target) as channel:
        with pytest.raises(grpc.RpcError) as failed:
            channel.unary_unary(path)(sent, **key(fake))
        assert failed.value.code() is code
        assert lists(fake, server) == []


def test_what_a_supplied_handler_raises_is_told_to_the_client_and_printed(
    capfd: pytest.CaptureFixture[str],
) -> None:
    fake = FakeClarifai()

    @fake.handler("ListModelTypes")
    def broken(_request: object) -> None:
        raise ZeroDivisionError("in the handler")

    with fake.serve() as server, stub_of(server) as stub:
        with pytest.raises(grpc.RpcError) as failed:
            stub.ListModelTypes(service_pb2.ListModelTypesRequest(), **key(fake))
        assert failed.value.code() is grpc.StatusCode.UNKNOWN
        assert failed.value.details() == "ZeroDivisionError: in the handler"
    assert "in broken" in capfd.readouterr().err


@NEWER
@pytest.mark.rule("tracks.stream")
def test_a_stream_comes_message_by_message() -> None:
    fake = FakeClarifai()
    app = fake.app()
    app.add_input("film")
    for time in (40, 0):
        frame = {"frame_info": {"time": time}, "data": {"concepts": [{"id": "tree"}]}}
        app.add_annotation("film", id=f"at-{time}", data={"frames": [frame]})
    with fake.serve() as server, stub_of(server) as stub:
        asked = service_pb2.StreamAnnotationsRequest(input_id="film")
        answers = list(stub.StreamAnnotations(asked, **key(fake)))
    assert [answer.annotation.id for answer in answers] == ["at-0", "at-40"]
    assert all(answer.frame_fully_processed for answer in answers)
    assert len({answer.status.req_id for answer in answers}) == 1


@NEWER
def test_a_stream_that_is_refused_is_one_message_that_says_so() -> None:
    fake = FakeClarifai()
    with fake.serve() as server, stub_of(server) as stub:
        asked = service_pb2.StreamAnnotationsRequest(input_id="none")
        (answer,) = stub.StreamAnnotations(asked, **key(fake))
    assert answer.status.code == 11101


def test_each_message_of_a_stream_of_requests_is_answered_by_the_supplied_handler() -> None:
    fake = FakeClarifai()
    fake.handler("StreamModelOutputs")(lambda asked: {"outputs": [{"id": asked.model_id}]})
    asked = [service_pb2.PostModelOutputsRequest(model_id=id_) for id_ in ("one", "two")]
    with fake.serve() as server, stub_of(server) as stub:
        answers = list(stub.StreamModelOutputs(iter(asked), **key(fake)))
    assert [answer.outputs[0].id for answer in answers] == ["one", "two"]


def test_tools_can_ask_what_there_is() -> None:
    v1alpha = pytest.importorskip("grpc_reflection.v1alpha.reflection_pb2_grpc")
    from grpc_reflection.v1alpha.reflection_pb2 import ServerReflectionRequest

    asked = [
        ServerReflectionRequest(list_services=""),
        ServerReflectionRequest(file_containing_symbol="clarifai.api.V2"),
    ]
    with FakeClarifai().serve() as server, grpc.insecure_channel(server.grpc_target) as channel:
        stub = v1alpha.ServerReflectionStub(channel)
        listed, file = stub.ServerReflectionInfo(iter(asked), timeout=20)
    services = {one.name for one in listed.list_services_response.service}
    assert services == {"clarifai.api.V2", "grpc.reflection.v1alpha.ServerReflection"}
    described, *_ = file.file_descriptor_response.file_descriptor_proto
    assert b"clarifai/api/service.proto" in described


def test_a_log_has_a_line_for_each_call_and_no_key() -> None:
    fake, lines = FakeClarifai(), list[str]()
    with fake.serve(log=lines.append) as server, stub_of(server) as stub:
        stub.ListInputs(service_pb2.ListInputsRequest(), **key(fake))
        with pytest.raises(grpc.RpcError):
            stub.ListModelTypes(service_pb2.ListModelTypesRequest(), **key(fake))
    assert [line.split()[:3] for line in lines] == [
        ["gRPC", "/clarifai.api.V2/ListInputs", "OK"],
        ["gRPC", "/clarifai.api.V2/ListModelTypes", "UNIMPLEMENTED"],
    ]
    assert fake.api_key not in "".join(lines)


def test_a_server_that_nobody_speaks_grpc_to_imports_no_grpc() -> None:
    code = (
        "import sys, urllib.request, fakeannot\n"
        "with fakeannot.FakeClarifai().serve() as server:\n"
        "    urllib.request.urlopen(server.url + '/__fakeannot/env').read()\n"
        "print('grpc' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
