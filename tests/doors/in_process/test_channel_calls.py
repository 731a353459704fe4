"""Blocking calls on a channel: what a caught one and a real one do alike."""

from __future__ import annotations

import logging
from typing import Any

import grpc
import pytest
from clarifai_grpc.grpc.api import resources_pb2, service_pb2

from tests.doors.in_process.channels import OK, Way, inputs_request, method
from tests.doors.in_process.channels import caught as caught
from tests.doors.in_process.channels import way as way

LARGE = 5 * 1024 * 1024


def failure(call: Any, *args: Any, **kwargs: Any) -> Any:
    """The error that a call ends with."""
    with pytest.raises(grpc.RpcError) as raised:
        call(*args, **kwargs)
    return raised.value


def test_a_call_is_answered(way: Way) -> None:
    way.fake.app().add_input("car")
    with way.channel() as channel:
        answer = method(channel, "ListInputs")(inputs_request(), metadata=way.metadata)
    assert answer.status.code == OK
    assert [one.id for one in answer.inputs] == ["car"]


def test_what_is_posted_is_stored_and_shares_nothing_with_the_caller(way: Way) -> None:
    concept = resources_pb2.Concept(id="tree", value=1)
    request = service_pb2.PostInputsRequest(
        inputs=[resources_pb2.Input(id="car", data=resources_pb2.Data(concepts=[concept]))]
    )
    request.inputs[0].data.image.url = "https://example.com/car.jpg"
    with way.channel() as channel:
        answer = method(channel, "PostInputs")(request, metadata=way.metadata)
    request.inputs[0].data.concepts[0].id = "changed by the caller"
    answer.inputs[0].data.concepts[0].id = "changed in the answer"
    stored = way.fake.app().annotations("car")
    assert [one.data.concepts[0].id for one in stored] == ["tree"]


def test_a_refusal_is_an_answer(way: Way) -> None:
    with way.channel() as channel:
        answer = method(channel, "ListInputs")(inputs_request())
    assert answer.status.code != OK


def test_a_call_comes_with_what_there_is_to_know_about_it(way: Way) -> None:
    with way.channel() as channel:
        answer, call = method(channel, "ListInputs").with_call(
            inputs_request(), metadata=way.metadata
        )
        assert isinstance(call, grpc.Call)
        assert answer.status.code == OK
        assert call.code() is grpc.StatusCode.OK
        assert (call.details(), call.debug_error_string()) == ("", "")
        assert (call.initial_metadata(), call.trailing_metadata()) == ((), ())
        assert (call.is_active(), call.time_remaining(), call.cancel()) == (False, None, False)
        assert not call.add_callback(lambda: None)
        assert str(call) == (
            f"<{type(call).__name__} of RPC that terminated with:\n"
            '\tstatus = StatusCode.OK\n\tdetails = ""\n>'
        )


def test_a_future_has_the_answer(way: Way) -> None:
    told: list[Any] = []
    with way.channel() as channel:
        future = method(channel, "ListInputs").future(
            inputs_request(), timeout=60, metadata=way.metadata
        )
        assert future.result(timeout=10).status.code == OK
        future.add_done_callback(told.append)
        assert told == [future]
        assert isinstance(future, grpc.Future)
        assert (future.done(), future.running(), future.cancelled()) == (True, False, False)
        assert (future.exception(), future.traceback(), future.cancel()) == (None, None, False)
        assert 0 < future.time_remaining() <= 60


def test_a_caught_future_of_what_is_built_is_done_at_once(caught: Way) -> None:
    with caught.channel() as channel:
        assert method(channel, "ListInputs").future(inputs_request()).done()


@pytest.mark.rule("grpc.not_built")
def test_a_call_that_fails_raises_all_there_is_to_know(way: Way) -> None:
    with way.channel() as channel:
        error = failure(
            method(channel, "ListModelTypes"),
            service_pb2.ListModelTypesRequest(),
            metadata=way.metadata,
        )
    assert isinstance(error, grpc.Call)
    assert isinstance(error, grpc.Future)
    assert isinstance(error, grpc._channel._InactiveRpcError)
    assert error.code() is grpc.StatusCode.UNIMPLEMENTED
    assert "ListModelTypes" in error.details()
    assert "ListModelTypes" in error.debug_error_string()
    assert (error.initial_metadata(), error.trailing_metadata()) == ((), ())
    assert (error.cancel(), error.cancelled(), error.running(), error.done()) == (
        False,
        False,
        False,
        True,
    )
    assert error.exception() is error
    assert error.traceback() is not None
    assert failure(error.result) is error
    told: list[Any] = []
    error.add_done_callback(told.append)
    assert told == [error]


@pytest.mark.parametrize("show", [str, repr])
def test_a_failed_call_prints_as_grpcio_prints_it(way: Way, show: Any) -> None:
    with way.channel() as channel:
        error = failure(channel.unary_unary("/clarifai.api.V2/GetNothing"), b"")
    assert show(error) == (
        f"<{type(error).__name__} of RPC that terminated with:\n"
        f"\tstatus = StatusCode.UNIMPLEMENTED\n"
        f'\tdetails = "{error.details()}"\n'
        f'\tdebug_error_string = "{error.debug_error_string()}"\n'
        ">"
    )


def test_a_future_that_fails_is_its_own_error(way: Way) -> None:
    with way.channel() as channel:
        future = method(channel, "ListModelTypes").future(
            service_pb2.ListModelTypesRequest(), metadata=way.metadata
        )
        error = failure(future.result, timeout=10)
        assert error is future
        assert future.exception() is future
        assert future.traceback() is not None
        assert error.code() is grpc.StatusCode.UNIMPLEMENTED
        assert "UNIMPLEMENTED" in str(error)


def test_with_call_raises_where_the_call_fails(way: Way) -> None:
    with way.channel() as channel:
        call = method(channel, "ListModelTypes").with_call
        error = failure(call, service_pb2.ListModelTypesRequest(), metadata=way.metadata)
    assert error.code() is grpc.StatusCode.UNIMPLEMENTED


def test_without_serializers_bytes_go_and_come(way: Way) -> None:
    with way.channel() as channel:
        answer = channel.unary_unary("/clarifai.api.V2/ListInputs")(b"", metadata=way.metadata)
    assert service_pb2.MultiInputResponse.FromString(answer).status.code == OK


def test_what_is_no_bytes_is_refused_where_there_is_no_serializer(way: Way) -> None:
    with way.channel() as channel, pytest.raises(TypeError, match="incorrect type"):
        channel.unary_unary("/clarifai.api.V2/ListInputs")("text")


@pytest.mark.parametrize("call", ["__call__", "with_call", "future"])
def test_a_request_that_cannot_be_written_fails_at_once(
    way: Way, call: str, caplog: pytest.LogCaptureFixture
) -> None:
    with way.channel() as channel:
        unary = channel.unary_unary("/clarifai.api.V2/ListInputs", request_serializer=_fail)
        error = failure(getattr(unary, call), inputs_request())
    assert error.code() is grpc.StatusCode.INTERNAL
    assert error.details() == "Exception serializing request!"
    assert "KeyError" in caplog.text


def test_a_reply_that_cannot_be_read_fails_the_call(
    way: Way, caplog: pytest.LogCaptureFixture
) -> None:
    with way.channel() as channel:
        error = failure(
            channel.unary_unary("/clarifai.api.V2/ListInputs", response_deserializer=_fail), b""
        )
    assert error.code() is grpc.StatusCode.INTERNAL
    assert error.details() == "Exception deserializing response!"
    assert "KeyError" in caplog.text


def _fail(_: object) -> object:
    raise KeyError("mine")


@pytest.mark.parametrize("timeout", [-1, -0.001, float("inf")])
def test_a_deadline_that_is_past_fails_and_reaches_nothing(way: Way, timeout: float) -> None:
    with way.channel() as channel:
        post = method(channel, "PostInputs")
        request = service_pb2.PostInputsRequest(inputs=[resources_pb2.Input(id="car")])
        error = failure(post, request, timeout=timeout, metadata=way.metadata)
        assert error.code() is grpc.StatusCode.DEADLINE_EXCEEDED
        assert error.details() == "Deadline Exceeded"
        assert post.future(request, timeout=timeout).code() is grpc.StatusCode.DEADLINE_EXCEEDED
    assert way.fake.app().inputs() == []


@pytest.mark.parametrize("timeout", [30, 1e6])
def test_a_deadline_that_is_far_off_changes_nothing(way: Way, timeout: float) -> None:
    with way.channel() as channel:
        answer = method(channel, "ListInputs")(
            inputs_request(), timeout=timeout, metadata=way.metadata
        )
    assert answer.status.code == OK


def test_a_timeout_is_a_number(way: Way) -> None:
    with way.channel() as channel, pytest.raises(TypeError):
        method(channel, "ListInputs")(inputs_request(), timeout="5")


@pytest.mark.parametrize("call", ["__call__", "with_call", "future"])
def test_all_that_a_call_may_be_given_is_taken(way: Way, call: str) -> None:
    with way.channel() as channel:
        unary = getattr(method(channel, "ListInputs"), call)
        unary(inputs_request(), 5, way.metadata, None, True, grpc.Compression.Gzip)
        with pytest.raises(TypeError):
            unary(inputs_request(), metadta=way.metadata)


def large_answer(way: Way) -> None:
    """Have ListModels answered with more than a channel takes by default."""
    way.fake.reply("ListModels", {"models": [{"notes": "x" * LARGE}]})


def test_a_reply_over_4_mb_fails_on_a_channel_without_options(way: Way) -> None:
    large_answer(way)
    with way.channel() as channel:
        models = method(channel, "ListModels")
        error = failure(models, service_pb2.ListModelsRequest(), metadata=way.metadata)
    assert error.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert "Received message larger than max (52429" in error.details()
    assert "vs. 4194304)" in error.details()


@pytest.mark.parametrize("limit", [-1, 2 * LARGE])
def test_the_size_of_replies_is_an_option_of_the_channel(way: Way, limit: int) -> None:
    large_answer(way)
    with way.channel(("grpc.max_receive_message_length", limit)) as channel:
        models = method(channel, "ListModels")
        answer = models(service_pb2.ListModelsRequest(), metadata=way.metadata)
    assert len(answer.models[0].notes) == LARGE


def test_the_size_of_requests_is_an_option_of_the_channel(way: Way) -> None:
    with way.channel(("grpc.max_send_message_length", 10)) as channel:
        error = failure(channel.unary_unary("/clarifai.api.V2/ListInputs"), b"x" * 11)
    assert error.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert "Sent message larger than max (11 vs. 10)" in error.details()


@pytest.mark.parametrize("call", ["__call__", "with_call", "future"])
def test_a_closed_channel_calls_nothing(way: Way, call: str) -> None:
    with way.channel() as channel:
        unary = getattr(method(channel, "ListInputs"), call)
        channel.close()
        with pytest.raises(ValueError, match=r"Cannot invoke RPC.* closed"):
            unary(inputs_request())
    channel.close()


def test_a_stub_may_be_made_of_a_channel_with_registered_methods(caught: Way) -> None:
    path = "/clarifai.api.V2/ListInputs"
    with caught.channel() as channel:
        answer = channel.unary_unary(path, None, None, True)(b"", metadata=caught.metadata)
        for kind in (channel.unary_stream, channel.stream_unary, channel.stream_stream):
            assert callable(kind(path, _registered_method=True))
    assert answer


def test_call_credentials_are_refused_by_a_word_on_what_to_do(caught: Way) -> None:
    credentials = grpc.access_token_call_credentials("token")
    with caught.channel() as channel, pytest.raises(NotImplementedError, match="metadata="):
        method(channel, "ListInputs")(inputs_request(), credentials=credentials)


def test_what_is_logged_names_what_failed(caught: Way, caplog: pytest.LogCaptureFixture) -> None:
    with caught.channel() as channel, caplog.at_level(logging.ERROR):
        failure(channel.unary_unary("/clarifai.api.V2/ListInputs", _fail), b"")
    assert "Exception serializing message!" in caplog.text


def test_an_interrupt_while_a_future_is_answered_is_raised_at_once(caught: Way) -> None:
    def interrupt(_: bytes) -> Any:
        raise KeyboardInterrupt

    with caught.channel() as channel:
        lists = channel.unary_unary("/clarifai.api.V2/ListInputs", None, interrupt)
        with pytest.raises(KeyboardInterrupt):
            lists.future(b"", metadata=caught.metadata)
