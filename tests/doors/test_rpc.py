"""What the gRPC API answers, whatever the transport; `RpcDoor` is called as transports do."""

from __future__ import annotations

from typing import Any

import pytest
from clarifai_grpc.grpc.api import resources_pb2, service_pb2
from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode
from google.protobuf.message import Message

from fakeannot import FakeClarifai
from fakeannot.contract.operations import operation, operations
from fakeannot.doors.rpc import RpcDoor, RpcFailure
from fakeannot.service import BUILT

UNIMPLEMENTED, INTERNAL, RESOURCE_EXHAUSTED = 12, 13, 8


def door_of(fake: FakeClarifai) -> RpcDoor:
    return RpcDoor(fake._dispatcher, "rpc")


def ask(fake: FakeClarifai, rpc: str, request: Message | bytes, **metadata: str) -> Any:
    """The reply message of a call with the default app's key."""
    sent = request if isinstance(request, bytes) else request.SerializeToString()
    asked = {"authorization": f"Key {fake.api_key}", **metadata}
    answer = door_of(fake).answer(operation(rpc).grpc_path, asked, sent)
    return operation(rpc).reply_type.FromString(answer)


def failure(fake: FakeClarifai, path: str, request: bytes = b"") -> RpcFailure:
    """How a call with the default app's key fails."""
    with pytest.raises(RpcFailure) as failed:
        door_of(fake).answer(path, {"authorization": f"Key {fake.api_key}"}, request)
    return failed.value


@pytest.mark.rule("grpc.concept_value")
@pytest.mark.parametrize("nested", [False, True])
def test_a_concept_value_left_out_is_0(nested: bool) -> None:
    fake = FakeClarifai()
    fake.app().add_input("i")
    data = resources_pb2.Data(concepts=[resources_pb2.Concept(id="tree")])
    if nested:
        box = resources_pb2.BoundingBox(bottom_row=1, right_col=1)
        info = resources_pb2.RegionInfo(bounding_box=box)
        data = resources_pb2.Data(regions=[resources_pb2.Region(region_info=info, data=data)])
    one = resources_pb2.Annotation(id="a", input_id="i", data=data)
    ask(fake, "PostAnnotations", service_pb2.PostAnnotationsRequest(annotations=[one]))
    (stored,) = [a for a in fake.app().annotations() if a.id == "a"]
    inner = stored.data.regions[0].data if nested else stored.data
    assert inner.concepts[0].value == 0


@pytest.mark.rule("grpc.refusals", "access.header_malformed")
@pytest.mark.parametrize("authorization", ["", "key lower", "Key None", "Basic x"])
def test_a_refusal_is_an_answer_with_the_status_that_rest_gives(authorization: str) -> None:
    fake = FakeClarifai()
    path = operation("ListAnnotations").grpc_path
    answer = door_of(fake).answer(path, {"authorization": authorization}, b"")
    status = service_pb2.MultiAnnotationResponse.FromString(answer).status
    headers = {"Authorization": authorization}
    rest = fake.client().get("/v2/annotations", headers=headers).get_json()["status"]
    assert (status.code, status.description, status.details) == (
        rest["code"],
        rest["description"],
        rest["details"],
    )


@pytest.mark.rule("grpc.refusals")
def test_metadata_may_be_missing() -> None:
    answer = door_of(FakeClarifai()).answer(operation("ListInputs").grpc_path, {}, b"")
    reply = service_pb2.MultiInputResponse.FromString(answer)
    assert reply.status.code == StatusCode.CONN_INVALID_REQUEST


@pytest.mark.rule("envelope.req_id_prefix")
def test_the_id_of_a_request_begins_with_the_prefix_in_its_metadata() -> None:
    fake = FakeClarifai()
    metadata = {"x-clarifai-request-id-prefix": "sdk-python-12.5.0"}
    reply = ask(fake, "ListInputs", service_pb2.ListInputsRequest(), **metadata)
    assert reply.status.req_id.startswith("sdk-python-12.5.0-")


@pytest.mark.rule("grpc.not_built", "api.not_built")
@pytest.mark.parametrize("rpc", sorted(operations().keys() - BUILT))
def test_an_rpc_that_is_not_built_fails_and_is_named_and_told(rpc: str) -> None:
    fake = FakeClarifai()
    failed = failure(fake, operation(rpc).grpc_path)
    assert failed.code == UNIMPLEMENTED
    assert f'fake.reply("{rpc}"' in failed.details
    assert fake.not_built == [rpc]


@pytest.mark.rule("grpc.not_built")
def test_a_supplied_answer_is_an_answer_whatever_its_status() -> None:
    fake = FakeClarifai()
    fake.reply("ListModels", {"status": {"code": "NOT_IMPLEMENTED"}})
    reply = ask(fake, "ListModels", service_pb2.ListModelsRequest())
    assert reply.status.code == StatusCode.NOT_IMPLEMENTED


@pytest.mark.rule("api.supplied")
def test_a_supplied_answer_gets_a_status_and_an_id() -> None:
    fake = FakeClarifai()
    fake.reply("ListModels", {"models": [{"id": "m"}]})
    reply = ask(fake, "ListModels", service_pb2.ListModelsRequest())
    assert (reply.status.code, reply.status.description) == (StatusCode.SUCCESS, "Ok")
    assert len(reply.status.req_id) == 32
    assert [model.id for model in reply.models] == ["m"]


@pytest.mark.rule("grpc.unknown_method")
@pytest.mark.parametrize(
    ("path", "nearest"),
    [
        ("/clarifai.api.V2/PostAnnotation", "/clarifai.api.V2/PostAnnotations"),
        ("/clarifai.api.V1/ListInputs", "/clarifai.api.V2/ListInputs"),
        ("/", ""),
    ],
)
def test_a_method_there_is_none_of_fails_and_the_nearest_is_named(path: str, nearest: str) -> None:
    failed = failure(FakeClarifai(), path)
    assert failed.code == UNIMPLEMENTED
    assert f"{path} is no method" in failed.details
    assert failed.details.endswith(f"{nearest}." if nearest else "V2.")


@pytest.mark.rule("grpc.garbage")
@pytest.mark.parametrize("sent", [b"\xff", b"\x0a\x05ab", b"\x0a\x04\x12\x02\xff\xfe"])
def test_bytes_that_are_no_message_fail_and_change_nothing(sent: bytes) -> None:
    fake = FakeClarifai()
    failed = failure(fake, operation("PostInputs").grpc_path, sent)
    assert failed.code == INTERNAL
    assert "clarifai.api.PostInputsRequest" in failed.details
    assert fake.app().inputs() == []


@pytest.mark.rule("grpc.message_limit")
def test_a_message_over_the_limit_fails_and_the_setting_is_named() -> None:
    fake = FakeClarifai(max_body_bytes=100)
    path = operation("PostInputs").grpc_path
    failed = failure(fake, path, b"x" * 101)
    assert failed.code == RESOURCE_EXHAUSTED
    assert "(101 vs. 100, the setting max_body_bytes)" in failed.details
    assert failure(fake, path, b"\xff" * 100).code == INTERNAL


@pytest.mark.parametrize("count", [0, 1, 127, 128, 20_000])
def test_items_of_any_length_are_framed(count: int) -> None:
    fake = FakeClarifai()
    fake.app().add_input("i" * (count + 1))
    fake.app().add_input("j")
    reply = ask(fake, "ListInputs", service_pb2.ListInputsRequest())
    assert [one.id for one in reply.inputs] == ["i" * (count + 1), "j"]
