"""`grpc.intercept_channel`, and what a channel says of its connection."""

from __future__ import annotations

import logging
import threading
from typing import Any, NamedTuple

import grpc
import pytest
from clarifai_grpc.grpc.api import service_pb2

from fakeannot.contract.operations import operations
from tests.doors.in_process.channels import OK, Way, inputs_request, method
from tests.doors.in_process.channels import caught as caught
from tests.doors.in_process.channels import way as way

TYPES = service_pb2.ListModelTypesRequest()
STREAM = service_pb2.PostModelOutputsRequest()
SECONDS = 10


class Details(NamedTuple):
    """Details of a call as interceptors write them."""

    method: str
    timeout: float | None
    metadata: Any
    credentials: Any = None


class Authorizing(
    grpc.UnaryUnaryClientInterceptor,  # type: ignore[misc]  # grpc has no types
    grpc.UnaryStreamClientInterceptor,  # type: ignore[misc]  # grpc has no types
    grpc.StreamUnaryClientInterceptor,  # type: ignore[misc]  # grpc has no types
    grpc.StreamStreamClientInterceptor,  # type: ignore[misc]  # grpc has no types
):
    """Adds a key, and notes the call that came of it."""

    def __init__(self, way: Way) -> None:
        self._metadata = way.metadata
        self.calls: list[Any] = []

    def intercept_unary_unary(self, continuation: Any, details: Any, request: Any) -> Any:
        call = continuation(Details(details.method, details.timeout, self._metadata), request)
        self.calls.append(call)
        return call

    intercept_unary_stream = intercept_stream_unary = intercept_unary_unary
    intercept_stream_stream = intercept_unary_unary


@pytest.mark.parametrize("call", ["__call__", "future"])
def test_an_interceptor_of_unary_calls_runs(way: Way, call: str) -> None:
    interceptor = Authorizing(way)
    with way.channel() as plain, grpc.intercept_channel(plain, interceptor) as channel:
        made = getattr(method(channel, "ListInputs"), call)(inputs_request())
        answer = made if call == "__call__" else made.result(timeout=SECONDS)
        assert answer.status.code == OK
        (seen,) = interceptor.calls
        assert seen.code() is grpc.StatusCode.OK
        assert seen.result().status.code == OK


def test_an_interceptor_sees_the_error_of_a_call(way: Way) -> None:
    interceptor = Authorizing(way)
    with way.channel() as plain:
        channel = grpc.intercept_channel(plain, interceptor)
        with pytest.raises(grpc.RpcError) as raised:
            method(channel, "ListModelTypes")(TYPES)
        (seen,) = interceptor.calls
        assert isinstance(seen, grpc.RpcError)
        assert seen is raised.value


@pytest.mark.skipif("GenerateModelOutputs" not in operations(), reason="of a newer contract")
def test_an_interceptor_of_streams_runs(way: Way) -> None:
    way.fake.reply("GenerateModelOutputs", {})
    interceptor = Authorizing(way)
    with way.channel() as plain:
        channel = grpc.intercept_channel(plain, interceptor)
        assert [one.status.code for one in method(channel, "GenerateModelOutputs")(STREAM)] == [OK]


def test_interceptors_run_in_their_order(way: Way) -> None:
    order: list[str] = []

    class Noting(grpc.UnaryUnaryClientInterceptor):  # type: ignore[misc]  # grpc has no types
        def __init__(self, name: str) -> None:
            self._name = name

        def intercept_unary_unary(self, continuation: Any, details: Any, request: Any) -> Any:
            order.append(self._name)
            return continuation(details, request)

    with way.channel() as plain:
        channel = grpc.intercept_channel(plain, Noting("first"), Noting("second"))
        method(channel, "ListInputs")(inputs_request())
    assert order == ["first", "second"]


def test_a_channel_becomes_ready(way: Way) -> None:
    with way.channel() as channel:
        grpc.channel_ready_future(channel).result(timeout=SECONDS)


def test_who_subscribes_is_told_that_a_channel_is_ready(way: Way) -> None:
    ready = threading.Event()

    def note(state: grpc.ChannelConnectivity) -> None:
        if state is grpc.ChannelConnectivity.READY:
            ready.set()

    with way.channel() as channel:
        channel.subscribe(note, try_to_connect=True)
        assert ready.wait(SECONDS)
        channel.unsubscribe(note)
        channel.unsubscribe(note)


def test_a_subscriber_that_fails_is_logged(caught: Way, caplog: pytest.LogCaptureFixture) -> None:
    def fail(_: grpc.ChannelConnectivity) -> None:
        raise KeyError("mine")

    with caught.channel() as channel, caplog.at_level(logging.ERROR):
        channel.subscribe(fail)
    assert "Exception calling channel subscription callback!" in caplog.text
