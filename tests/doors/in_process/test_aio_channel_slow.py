"""Calls in asyncio that code of the fake's user answers, which may take its time or raise."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import grpc
import pytest
from clarifai_grpc.grpc.api import service_pb2

from tests.doors.in_process.channels import OK, Way, method, run
from tests.doors.in_process.channels import caught as caught
from tests.doors.in_process.channels import way as way
from tests.doors.in_process.slow_handlers import SECONDS, Slow
from tests.doors.in_process.slow_handlers import slow as slow

MODELS = service_pb2.ListModelsRequest()


def models(way: Way, channel: Any, **kwargs: Any) -> Any:
    return method(channel, "ListModels")(MODELS, metadata=way.metadata, **kwargs)


async def entered(slow: Slow) -> None:
    """The handler has been called."""
    assert await asyncio.get_running_loop().run_in_executor(None, slow.entered.wait, SECONDS)


def test_a_slow_handler_does_not_stop_the_loop(way: Way, slow: Slow) -> None:
    async def main() -> None:
        async with way.aio_channel() as channel:
            call = models(way, channel)
            await entered(slow)
            assert not call.done()
            slow.go.set()
            assert (await call).status.code == OK

    run(main())


def test_a_call_ends_at_its_deadline(way: Way, slow: Slow) -> None:
    async def main() -> None:
        async with way.aio_channel() as channel:
            with pytest.raises(grpc.aio.AioRpcError) as raised:
                await models(way, channel, timeout=0.02)
            assert raised.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED
        slow.go.set()

    run(main())


def test_who_is_cancelled_while_waiting_cancels_the_call(way: Way, slow: Slow) -> None:
    async def main() -> None:
        async with way.aio_channel() as channel:
            call = models(way, channel)

            async def wait() -> None:
                await call

            task = asyncio.create_task(wait())
            await entered(slow)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert call.cancelled()
        slow.go.set()

    run(main())


def test_who_is_cancelled_while_asking_for_the_code_does_not_cancel_the_call(
    way: Way, slow: Slow
) -> None:
    async def main() -> None:
        async with way.aio_channel() as channel:
            call = models(way, channel)
            task = asyncio.create_task(call.code())
            await entered(slow)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert not call.done()
            slow.go.set()
            assert (await call).status.code == OK

    run(main())


def test_wait_for_gives_up_in_time(way: Way, slow: Slow) -> None:
    async def main() -> None:
        async with way.aio_channel() as channel:
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(models(way, channel), 0.02)
        slow.go.set()

    run(main())


def test_calls_end_with_their_channel(way: Way, slow: Slow) -> None:
    async def main() -> None:
        async with way.aio_channel() as channel:
            call = models(way, channel)
            await entered(slow)
        with pytest.raises(asyncio.CancelledError):
            await call
        assert await call.code() is grpc.StatusCode.CANCELLED
        slow.go.set()

    run(main())


def test_a_channel_that_closes_with_grace_waits_for_its_calls(way: Way, slow: Slow) -> None:
    async def main() -> None:
        async with way.aio_channel() as channel:
            call = models(way, channel)
            await entered(slow)
            closing = asyncio.create_task(channel.close(grace=SECONDS))
            await asyncio.sleep(0)
            slow.go.set()
            assert (await call).status.code == OK
            await closing

    run(main())


class Odd(BaseException):
    """No ordinary error."""


@pytest.mark.parametrize("error", [KeyError("mine"), grpc.RpcError("mine"), Odd()], ids=repr)
def test_what_a_handler_raises_comes_out_of_the_call_as_it_is(
    caught: Way, error: BaseException
) -> None:
    @caught.fake.handler("ListModels")
    def fail(_: Any) -> Any:
        raise error

    async def main() -> None:
        async with caught.aio_channel() as channel:
            call = models(caught, channel)
            with pytest.raises(type(error)) as raised:
                await call
            assert raised.value is error
            assert await call.code() is grpc.StatusCode.UNKNOWN

    run(main())


def test_a_handler_runs_in_a_thread_of_its_own(caught: Way) -> None:
    threads: list[str] = []

    @caught.fake.handler("ListModels")
    def note(_: Any) -> dict[str, Any]:
        threads.append(threading.current_thread().name)
        return {}

    async def main() -> None:
        async with caught.aio_channel() as channel:
            await models(caught, channel)

    run(main())
    assert threads == ["fakeannot-call"]


def test_a_handler_may_answer_when_the_loop_is_long_closed(caught: Way) -> None:
    entered, go, done = threading.Event(), threading.Event(), threading.Event()

    @caught.fake.handler("ListModels")
    def late(_: Any) -> dict[str, Any]:
        entered.set()
        assert go.wait(SECONDS)
        done.set()
        return {}

    async def main() -> None:
        channel = grpc.aio.insecure_channel(caught.target)
        models(caught, channel)
        await asyncio.get_running_loop().run_in_executor(None, entered.wait, SECONDS)

    run(main())
    (worker,) = [one for one in threading.enumerate() if one.name == "fakeannot-call"]
    go.set()
    worker.join(SECONDS)
    assert done.is_set()
