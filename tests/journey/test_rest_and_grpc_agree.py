"""Whatever a request says, REST and gRPC answer alike: one reads JSON, the other wire bytes."""

from __future__ import annotations

from typing import Any

import pytest
from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode
from google.protobuf.message import Message
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fakeannot import FakeClarifai
from fakeannot.contract.operations import Operation, operation
from fakeannot.doors.grpc_numbers import UNIMPLEMENTED
from fakeannot.doors.rpc import RpcFailure
from fakeannot.service import BUILT
from tests.api import by_wsgi
from tests.rpcs import by_rest, by_rpc_door
from tests.state import state_of
from tests.strategies import messages

NOW = 1_795_305_600_123_456_789


def says_all(one: Operation) -> bool:
    """Whether REST can say all of a request: in the path and a body."""
    binding = one.bindings[0]
    return (binding.has_body or binding.method == "DELETE") and not one.streams_replies


def over_the_wire(fake: FakeClarifai, rpc: str, request: Message) -> Any:
    """The answer, or the failure of a call for what is not built."""
    try:
        return by_rpc_door(fake, f"Key {fake.pat}")(rpc, request)
    except RpcFailure as failure:
        return failure


RPCS = [name for name in sorted(BUILT) if says_all(operation(name))]


def world() -> FakeClarifai:
    fake = FakeClarifai(clock=lambda: NOW)
    fake.app().add_input("i")
    fake.app().add_annotation("i", id="a", data={"concepts": [{"id": "tree"}]})
    fake.workflow(lambda _: {"id": "seen"})
    return fake


def addressed(rpc: str, request: Any, fake: FakeClarifai) -> Message:
    """The request for the app of the fake, with something in each field that the path names."""
    request.user_app_id.user_id, request.user_app_id.app_id = fake.user_id, fake.app_id
    for segment in operation(rpc).bindings[0].segments:
        name = segment.strip("{}")
        if segment.startswith("{") and "." not in name and not getattr(request, name):
            setattr(request, name, "i")
    return request  # type: ignore[no-any-return]  # the message it was given


@pytest.mark.parametrize("rpc", RPCS)
@given(data=st.data())
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)
def test_any_request_gets_the_same_answer_and_has_the_same_effect(
    rpc: str, data: st.DataObject
) -> None:
    fakes = world(), world()
    request = addressed(rpc, data.draw(messages(operation(rpc).request_type)), fakes[0])
    by_json = by_rest(by_wsgi(fakes[0]), f"Key {fakes[0].pat}")(rpc, request)
    by_wire = over_the_wire(fakes[1], rpc, request)
    if isinstance(by_wire, RpcFailure):
        assert by_json.status.code == StatusCode.NOT_IMPLEMENTED
        assert (by_wire.code, by_wire.details) == (UNIMPLEMENTED, by_json.status.details)
    else:
        assert by_json == by_wire
    assert state_of(fakes[0]) == state_of(fakes[1])
