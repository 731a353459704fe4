"""Calls that code of the fake's user answers, which may take its time or raise."""

from __future__ import annotations

import contextvars
import logging
import threading
from typing import Any

import grpc
import pytest
from clarifai_grpc.grpc.api import service_pb2

from tests.doors.in_process.channels import OK, Way, method
from tests.doors.in_process.channels import caught as caught
from tests.doors.in_process.channels import way as way
from tests.doors.in_process.slow_handlers import SECONDS, Slow
from tests.doors.in_process.slow_handlers import slow as slow

REQUEST = service_pb2.ListModelsRequest()


def future(way: Way, channel: Any, **kwargs: Any) -> Any:
    return method(channel, "ListModels").future(REQUEST, metadata=way.metadata, **kwargs)


def test_a_future_is_pending_until_the_handler_answers(way: Way, slow: Slow) -> None:
    told = threading.Event()
    with way.channel() as channel:
        pending = future(way, channel)
        pending.add_done_callback(lambda _: told.set())
        assert slow.entered.wait(SECONDS)
        assert (pending.done(), pending.running(), pending.is_active()) == (False, True, True)
        assert str(pending) == f"<{type(pending).__name__} object>"
        with pytest.raises(grpc.FutureTimeoutError):
            pending.result(timeout=0)
        with pytest.raises(grpc.FutureTimeoutError):
            pending.exception(timeout=0)
        assert not told.is_set()
        slow.go.set()
        assert pending.result(timeout=SECONDS).status.code == OK
        assert told.wait(SECONDS)


def test_a_future_may_be_cancelled(way: Way, slow: Slow) -> None:
    with way.channel() as channel:
        pending = future(way, channel)
        assert slow.entered.wait(SECONDS)
        assert pending.cancel()
        assert not pending.cancel()
        assert (pending.cancelled(), pending.done()) == (True, True)
        for outcome in (pending.result, pending.exception, pending.traceback):
            with pytest.raises(grpc.FutureCancelledError):
                outcome()
        assert pending.code() is grpc.StatusCode.CANCELLED
        assert pending.details() == "Locally cancelled by application!"
        slow.go.set()


@pytest.mark.parametrize("call", ["__call__", "with_call"])
def test_a_blocking_call_ends_at_its_deadline(way: Way, slow: Slow, call: str) -> None:
    with way.channel() as channel, pytest.raises(grpc.RpcError) as raised:
        getattr(method(channel, "ListModels"), call)(REQUEST, timeout=0.02, metadata=way.metadata)
    slow.go.set()
    error: Any = raised.value
    assert error.code() is grpc.StatusCode.DEADLINE_EXCEEDED
    assert error.details() == "Deadline Exceeded"


def test_a_future_ends_at_its_deadline_though_nobody_waits(way: Way, slow: Slow) -> None:
    told = threading.Event()
    with way.channel() as channel:
        pending = future(way, channel, timeout=0.02)
        pending.add_done_callback(lambda _: told.set())
        assert told.wait(SECONDS)
        assert pending.code() is grpc.StatusCode.DEADLINE_EXCEEDED
        slow.go.set()


def test_a_handler_that_is_in_time_answers(way: Way, slow: Slow) -> None:
    slow.go.set()
    with way.channel() as channel:
        models = method(channel, "ListModels")
        assert models(REQUEST, timeout=SECONDS, metadata=way.metadata).status.code == OK


def test_calls_end_with_their_channel(way: Way, slow: Slow) -> None:
    with way.channel() as channel:
        pending = future(way, channel)
        assert slow.entered.wait(SECONDS)
    assert pending.code() is grpc.StatusCode.CANCELLED
    assert pending.details() == "Channel closed!"
    assert not pending.cancelled()
    with pytest.raises(grpc.RpcError):
        pending.result()
    slow.go.set()


def test_calls_do_not_wait_for_one_another(way: Way, slow: Slow) -> None:
    with way.channel() as channel:
        pending = [future(way, channel) for _ in range(3)]
        slow.go.set()
        assert [one.result(timeout=SECONDS).status.code for one in pending] == [OK] * 3


def test_a_callback_that_fails_is_logged_and_stops_nothing(
    way: Way, slow: Slow, caplog: pytest.LogCaptureFixture
) -> None:
    told = threading.Event()

    def fail(_: Any) -> None:
        raise KeyError("mine")

    with way.channel() as channel, caplog.at_level(logging.ERROR):
        pending = future(way, channel)
        pending.add_done_callback(fail)
        pending.add_done_callback(lambda _: told.set())
        slow.go.set()
        assert told.wait(SECONDS)
    assert "Exception in callback" in caplog.text


class Odd(BaseException):
    """No ordinary error."""


@pytest.mark.parametrize("error", [KeyError("mine"), grpc.RpcError("mine"), Odd()], ids=repr)
def test_what_a_handler_raises_comes_out_of_the_call_as_it_is(
    caught: Way, error: BaseException
) -> None:
    @caught.fake.handler("ListModels")
    def fail(_: Any) -> Any:
        raise error

    with caught.channel() as channel:
        models = method(channel, "ListModels")
        for call in (models, models.with_call):
            for timeout in (None, SECONDS):
                with pytest.raises(type(error)) as raised:
                    call(REQUEST, timeout, caught.metadata)
                assert raised.value is error
        failed = future(caught, channel)
        assert failed.exception(timeout=SECONDS) is error
        assert failed.code() is grpc.StatusCode.UNKNOWN
        assert failed.traceback() is not None


def test_a_blocking_call_runs_the_handler_in_its_own_thread(caught: Way) -> None:
    threads: list[str] = []

    @caught.fake.handler("ListModels")
    def note(_: Any) -> dict[str, Any]:
        threads.append(threading.current_thread().name)
        return {}

    with caught.channel() as channel:
        method(channel, "ListModels")(REQUEST, metadata=caught.metadata)
        future(caught, channel).result(timeout=SECONDS)
    assert threads == [threading.current_thread().name, "fakeannot-call"]


def test_a_handler_in_a_thread_sees_the_context_of_its_caller(caught: Way) -> None:
    variable = contextvars.ContextVar("variable", default="unset")

    @caught.fake.handler("ListModels")
    def note(_: Any) -> dict[str, Any]:
        return {"models": [{"id": variable.get()}]}

    variable.set("the caller's")
    with caught.channel() as channel:
        answer = future(caught, channel).result(timeout=SECONDS)
    assert [model.id for model in answer.models] == ["the caller's"]
