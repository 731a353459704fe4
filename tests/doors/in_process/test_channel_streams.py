"""Calls that are answered with, or made with, any number of messages."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator
from typing import Any

import grpc
import pytest
from clarifai_grpc.grpc.api import service_pb2

from fakeannot import FakeClarifai
from fakeannot.contract.operations import operation, operations
from fakeannot.doors.in_process.channel_wire import Sent
from tests.doors.in_process.channels import OK, Way, method
from tests.doors.in_process.channels import caught as caught
from tests.doors.in_process.channels import way as way
from tests.doors.in_process.slow_handlers import SECONDS, Slow
from tests.doors.in_process.slow_handlers import slow as slow

pytestmark = pytest.mark.skipif(
    "StreamAnnotations" not in operations(), reason="of a newer contract"
)
GENERATE = service_pb2.PostModelOutputsRequest()
BOTH_WAYS = "/clarifai.api.V2/StreamModelOutputs"
LARGE = 5 * 1024 * 1024


@pytest.fixture(autouse=True)
def three_annotations(fake: FakeClarifai) -> None:
    """An input with three of them."""
    app = fake.app()
    app.add_input("car")
    for number in range(3):
        frame = {"frame_info": {"index": number}, "data": {"concepts": [{"id": "c"}]}}
        app.add_annotation("car", {"frames": [frame]})


def request() -> Any:
    return operation("StreamAnnotations").request_type(input_id="car")


def stream(way: Way, channel: Any, **kwargs: Any) -> Any:
    return method(channel, "StreamAnnotations")(request(), metadata=way.metadata, **kwargs)


def generate(way: Way, channel: Any, **kwargs: Any) -> Any:
    return method(channel, "GenerateModelOutputs")(GENERATE, metadata=way.metadata, **kwargs)


def replies(way: Way, channel: Any) -> list[Any]:
    return [one.annotation.id for one in stream(way, channel)]


def test_replies_come_one_after_the_other(way: Way) -> None:
    with way.channel() as channel:
        call = stream(way, channel)
        assert isinstance(call, grpc.Call)
        assert iter(call) is call
        found = list(call)
        assert found
        assert {one.status.code for one in found} == {OK}
        assert call.code() is grpc.StatusCode.OK
        assert (call.details(), call.result(), call.exception()) == ("", None, None)
        assert call.done()
        with pytest.raises(StopIteration):
            next(call)


def test_a_stream_is_active_until_it_is_read(way: Way) -> None:
    with way.channel() as channel:
        call = stream(way, channel, timeout=SECONDS)
        assert (call.is_active(), call.done(), call.cancelled()) == (True, False, False)
        assert 0 < call.time_remaining() <= SECONDS
        list(call)
        assert (call.is_active(), call.done(), call.cancelled()) == (False, True, False)


def test_a_stream_may_be_cancelled_in_between(way: Way) -> None:
    with way.channel() as channel:
        call = stream(way, channel)
        assert next(call).status.code == OK
        assert call.cancel()
        with pytest.raises(grpc.RpcError) as raised:
            next(call)
        assert raised.value is call
        assert (call.cancelled(), call.code()) == (True, grpc.StatusCode.CANCELLED)


def test_a_stream_that_fails_raises_itself(way: Way) -> None:
    with way.channel() as channel:
        call = generate(way, channel)
        with pytest.raises(grpc.RpcError) as raised:
            next(call)
        assert raised.value is call
        assert call.code() is grpc.StatusCode.UNIMPLEMENTED
        assert "GenerateModelOutputs" in call.details()
        with pytest.raises(grpc.RpcError):
            next(call)


def test_what_a_handler_supplies_is_one_reply(way: Way) -> None:
    way.fake.reply("GenerateModelOutputs", {"outputs": [{"id": "mine"}]})
    with way.channel() as channel:
        found = list(generate(way, channel))
    assert [one.outputs[0].id for one in found] == ["mine"]


def test_a_past_deadline_fails_a_stream(way: Way) -> None:
    with way.channel() as channel, pytest.raises(grpc.RpcError) as raised:
        next(stream(way, channel, timeout=-1))
    error: Any = raised.value
    assert error.code() is grpc.StatusCode.DEADLINE_EXCEEDED


def test_a_stream_ends_at_its_deadline(way: Way, slow: Slow) -> None:
    with way.channel() as channel:
        call = generate(way, channel, timeout=0.02)
        with pytest.raises(grpc.RpcError):
            next(call)
        assert call.code() is grpc.StatusCode.DEADLINE_EXCEEDED
        slow.go.set()


def test_a_stream_is_there_before_its_handler_answers(way: Way, slow: Slow) -> None:
    with way.channel() as channel:
        call = generate(way, channel)
        assert slow.entered.wait(SECONDS)
        assert not call.done()
        slow.go.set()
        assert [one.status.code for one in call] == [OK]


def test_a_stream_ends_with_its_channel(way: Way, slow: Slow) -> None:
    with way.channel() as channel:
        call = generate(way, channel)
        assert slow.entered.wait(SECONDS)
    with pytest.raises(grpc.RpcError):
        next(call)
    assert call.details() == "Channel closed!"
    slow.go.set()


def test_a_reply_that_cannot_be_read_fails_the_stream(way: Way) -> None:
    def fail(_: bytes) -> Any:
        raise KeyError("mine")

    with way.channel() as channel:
        make = channel.unary_stream("/clarifai.api.V2/StreamAnnotations", None, fail)
        call = make(request().SerializeToString(), metadata=way.metadata)
        with pytest.raises(grpc.RpcError):
            next(call)
        assert call.code() is grpc.StatusCode.INTERNAL
        assert call.details() == "Exception deserializing response!"


def test_a_request_that_cannot_be_written_fails_the_stream_at_once(way: Way) -> None:
    def fail(_: Any) -> bytes:
        raise KeyError("mine")

    with way.channel() as channel, pytest.raises(grpc.RpcError):
        channel.unary_stream("/clarifai.api.V2/StreamAnnotations", fail)(request())


def test_a_reply_over_4_mb_fails_the_stream(way: Way) -> None:
    way.fake.reply("GenerateModelOutputs", {"outputs": [{"id": "x" * LARGE}]})
    with way.channel() as channel, pytest.raises(grpc.RpcError) as raised:
        next(generate(way, channel))
    error: Any = raised.value
    assert error.code() is grpc.StatusCode.RESOURCE_EXHAUSTED


def test_the_end_of_a_caught_stream_may_be_asked_for_before_its_replies(caught: Way) -> None:
    with caught.channel() as channel:
        call = stream(caught, channel)
        assert call.code() is grpc.StatusCode.OK
        assert list(call)


@pytest.mark.parametrize("error", [KeyError("mine"), grpc.RpcError("mine")], ids=repr)
def test_what_a_handler_raises_comes_out_of_the_stream(caught: Way, error: Exception) -> None:
    @caught.fake.handler("GenerateModelOutputs")
    def fail(_: Any) -> Any:
        raise error

    with caught.channel() as channel, pytest.raises(type(error)) as raised:
        next(generate(caught, channel))
    assert raised.value is error


@pytest.mark.rule("grpc.not_built")
def test_a_stream_of_requests_fails_where_nothing_is_built(way: Way) -> None:
    with way.channel() as channel:
        call = channel.stream_stream(BOTH_WAYS)(iter([b"", b""]), metadata=way.metadata)
        with pytest.raises(grpc.RpcError):
            next(call)
        assert call.code() is grpc.StatusCode.UNIMPLEMENTED
        assert "StreamModelOutputs" in call.details()


def test_each_request_of_a_stream_is_answered(way: Way) -> None:
    way.fake.reply("StreamModelOutputs", {"outputs": [{"id": "mine"}]})
    with way.channel() as channel:
        call = method(channel, "StreamModelOutputs")(iter([GENERATE] * 3), metadata=way.metadata)
        assert [one.outputs[0].id for one in call] == ["mine"] * 3
        assert call.code() is grpc.StatusCode.OK


def test_requests_may_wait_for_replies(way: Way) -> None:
    way.fake.reply("StreamModelOutputs", {})
    replied = threading.Event()

    def requests() -> Iterator[Any]:
        yield GENERATE
        assert replied.wait(SECONDS)
        yield GENERATE

    with way.channel() as channel:
        call = method(channel, "StreamModelOutputs")(requests(), metadata=way.metadata)
        assert next(call).status.code == OK
        replied.set()
        assert [one.status.code for one in call] == [OK]


@pytest.mark.parametrize(
    ("error", "code", "details"),
    [
        ("iterating", grpc.StatusCode.UNKNOWN, "Exception iterating requests!"),
        ("serializing", grpc.StatusCode.INTERNAL, "Exception serializing request!"),
    ],
)
def test_a_stream_of_requests_that_fails_fails_the_call(
    way: Way, error: str, code: grpc.StatusCode, details: str
) -> None:
    def requests() -> Iterator[Any]:
        if error == "iterating":
            raise KeyError("mine")
        yield "no bytes"

    with way.channel() as channel:
        make = channel.stream_stream(BOTH_WAYS, request_serializer=lambda _: None)
        call = make(requests(), metadata=way.metadata)
        with pytest.raises(grpc.RpcError):
            next(call)
        assert (call.code(), call.details()) == (code, details)


@pytest.mark.parametrize("call", ["__call__", "with_call"])
def test_there_is_no_stream_of_requests_with_one_reply(way: Way, call: str) -> None:
    with way.channel() as channel:
        make = getattr(channel.stream_unary("/clarifai.api.V2/GetNothing"), call)
        with pytest.raises(grpc.RpcError) as raised:
            make(iter([b""]), metadata=way.metadata)
    error: Any = raised.value
    assert error.code() is grpc.StatusCode.UNIMPLEMENTED


def test_a_future_of_a_stream_of_requests_with_one_reply_fails(way: Way) -> None:
    with way.channel() as channel:
        make = channel.stream_unary("/clarifai.api.V2/GetNothing").future
        future = make(iter([b""]), metadata=way.metadata)
        assert future.exception(timeout=SECONDS) is future
        assert future.code() is grpc.StatusCode.UNIMPLEMENTED


def test_a_stream_that_nobody_holds_is_not_kept_though_it_was_not_read_to_the_end(way: Way) -> None:
    with way.channel() as channel:
        call = stream(way, channel)
        next(call)
        kept = weakref.ref(call)
        del call
        gc.collect()
        assert kept() is None


@pytest.mark.parametrize("ends", ["cancelled", "closed", "past its deadline"])
def test_a_stream_that_has_ended_answers_no_more_requests(caught: Way, ends: str) -> None:
    answered: list[Any] = []
    more, over = threading.Event(), threading.Event()

    @caught.fake.handler("StreamModelOutputs")
    def note(request: Any) -> dict[str, Any]:
        answered.append(request)
        return {}

    def requests() -> Iterator[Any]:
        try:
            yield GENERATE
            assert more.wait(SECONDS)
            yield from [GENERATE] * 2
        finally:
            over.set()

    with caught.channel() as channel:
        timeout = 0.2 if ends == "past its deadline" else None
        call = method(channel, "StreamModelOutputs")(requests(), timeout, caught.metadata)
        next(call)
        if ends == "cancelled":
            call.cancel()
        if ends == "closed":
            channel.close()
        with pytest.raises(grpc.RpcError):
            next(call)
        more.set()
        assert over.wait(SECONDS)
        assert len(answered) == 1


def test_replies_to_a_stream_that_has_ended_are_not_made(
    caught: Way, slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, over = [], threading.Event()

    def replies(_: Sent) -> Iterator[bytes]:
        try:
            for number in range(3):
                made.append(number)
                yield b""
                assert slow.go.wait(SECONDS)
        finally:
            over.set()

    monkeypatch.setattr(Sent, "stream", replies)
    with caught.channel() as channel:
        call = generate(caught, channel)
        next(call)
        call.cancel()
        slow.go.set()
        assert over.wait(SECONDS)
    assert made == [0, 1]


def test_an_interrupt_while_a_stream_is_answered_is_raised_at_once(
    caught: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_: Sent) -> Iterator[bytes]:
        raise KeyboardInterrupt

    monkeypatch.setattr(Sent, "stream", interrupt)
    with caught.channel() as channel, pytest.raises(KeyboardInterrupt):
        stream(caught, channel)
