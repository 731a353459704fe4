"""Calls in asyncio that are answered with, or made with, any number of messages."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import AsyncIterator
from typing import Any

import grpc
import pytest
from clarifai_grpc.grpc.api import service_pb2

from fakeannot.contract.operations import operations
from tests.doors.in_process.channels import OK, Way, caught_way, method, run
from tests.doors.in_process.channels import caught as caught
from tests.doors.in_process.channels import way as way
from tests.doors.in_process.slow_handlers import SECONDS, Slow
from tests.doors.in_process.slow_handlers import slow as slow

pytestmark = pytest.mark.skipif(
    "GenerateModelOutputs" not in operations(), reason="of a newer contract"
)
REQUEST = service_pb2.PostModelOutputsRequest()
BOTH_WAYS = "/clarifai.api.V2/StreamModelOutputs"


def generate(way: Way, channel: Any, **kwargs: Any) -> Any:
    return method(channel, "GenerateModelOutputs")(REQUEST, metadata=way.metadata, **kwargs)


async def ids(call: Any) -> list[str]:
    return [one.outputs[0].id async for one in call]


@pytest.fixture
def mine(way: Way) -> None:
    """A supplied reply to both streams."""
    for name in ("GenerateModelOutputs", "StreamModelOutputs"):
        way.fake.reply(name, {"outputs": [{"id": "mine"}]})


def test_replies_are_iterated_over(way: Way, mine: None) -> None:
    async def main() -> None:
        async with way.aio_channel() as channel:
            call = generate(way, channel)
            assert isinstance(call, grpc.aio.UnaryStreamCall)
            assert await ids(call) == ["mine"]
            assert await call.code() is grpc.StatusCode.OK
            assert call.done()
            assert await ids(call) == []

    run(main())


def test_replies_are_read(way: Way, mine: None) -> None:
    async def main() -> None:
        async with way.aio_channel() as channel:
            call = generate(way, channel)
            assert (await call.read()).outputs[0].id == "mine"
            assert await call.read() is grpc.aio.EOF
            assert await call.read() is grpc.aio.EOF
            assert await call.code() is grpc.StatusCode.OK
            await call.wait_for_connection()

    run(main())


def test_iterating_and_reading_may_not_be_mixed(way: Way, mine: None) -> None:
    async def main() -> None:
        async with way.aio_channel() as channel:
            call = generate(way, channel)
            await call.read()
            with pytest.raises(grpc.aio.UsageError):
                aiter(call)
            call = generate(way, channel)
            aiter(call)
            with pytest.raises(grpc.aio.UsageError):
                await call.read()

    run(main())


@pytest.mark.parametrize("how", ["iterate", "read"])
def test_a_stream_that_fails_raises(way: Way, how: str) -> None:
    async def main() -> None:
        async with way.aio_channel() as channel:
            call = generate(way, channel)
            with pytest.raises(grpc.aio.AioRpcError) as raised:
                await (call.read() if how == "read" else ids(call))
            assert raised.value.code() is grpc.StatusCode.UNIMPLEMENTED
            assert "GenerateModelOutputs" in await call.details()

    run(main())


def test_a_stream_may_be_cancelled(way: Way, mine: None) -> None:
    async def main() -> None:
        async with way.aio_channel() as channel:
            call = generate(way, channel)
            assert call.cancel()
            with pytest.raises(asyncio.CancelledError):
                await call.read()
            assert (call.cancelled(), call.done()) == (True, True)
            assert await call.code() is grpc.StatusCode.CANCELLED

    run(main())


def test_who_is_cancelled_while_reading_cancels_the_stream(way: Way, slow: Slow) -> None:
    async def main() -> None:
        async with way.aio_channel() as channel:
            call = generate(way, channel)
            task = asyncio.create_task(call.read())
            await asyncio.get_running_loop().run_in_executor(None, slow.entered.wait, SECONDS)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert call.cancelled()
        slow.go.set()

    run(main())


def test_a_stream_ends_at_its_deadline(way: Way, slow: Slow) -> None:
    async def main() -> None:
        async with way.aio_channel() as channel:
            call = generate(way, channel, timeout=0.02)
            with pytest.raises(grpc.aio.AioRpcError) as raised:
                await call.read()
            assert raised.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED
        slow.go.set()

    run(main())


def test_a_slow_stream_lets_others_run(way: Way, slow: Slow) -> None:
    async def main() -> None:
        async with way.aio_channel() as channel:
            call = generate(way, channel)
            task = asyncio.create_task(call.read())
            await asyncio.get_running_loop().run_in_executor(None, slow.entered.wait, SECONDS)
            assert not task.done()
            slow.go.set()
            assert (await task).status.code == OK
            assert await call.read() is grpc.aio.EOF

    run(main())


def test_a_reply_over_4_mb_fails_the_stream(way: Way) -> None:
    way.fake.reply("GenerateModelOutputs", {"outputs": [{"id": "x" * 5 * 1024 * 1024}]})

    async def main() -> None:
        async with way.aio_channel() as channel:
            call = generate(way, channel)
            with pytest.raises(grpc.aio.AioRpcError) as raised:
                await call.read()
            assert raised.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
            assert await call.code() is grpc.StatusCode.RESOURCE_EXHAUSTED

    run(main())


def test_the_end_of_a_caught_stream_may_be_asked_for_before_its_replies(caught: Way) -> None:
    caught.fake.reply("GenerateModelOutputs", {"outputs": [{"id": "mine"}]})

    async def main() -> None:
        async with caught.aio_channel() as channel:
            call = generate(caught, channel)
            assert await call.code() is grpc.StatusCode.OK
            assert not call.done()
            assert await ids(call) == ["mine"]

    run(main())


def test_what_a_handler_raises_comes_out_of_the_stream(caught: Way) -> None:
    @caught.fake.handler("GenerateModelOutputs")
    def fail(_: Any) -> Any:
        raise KeyError("mine")

    async def main() -> None:
        async with caught.aio_channel() as channel:
            await generate(caught, channel).read()

    with pytest.raises(KeyError, match="mine"):
        run(main())


def test_each_request_of_a_stream_is_answered(way: Way, mine: None) -> None:
    async def asynchronous() -> AsyncIterator[Any]:
        for _ in range(3):
            yield REQUEST

    async def main() -> None:
        async with way.aio_channel() as channel:
            both = method(channel, "StreamModelOutputs")
            for requests in ([REQUEST] * 3, asynchronous()):
                call = both(requests, metadata=way.metadata)
                assert isinstance(call, grpc.aio.StreamStreamCall)
                assert await ids(call) == ["mine"] * 3
                assert await call.code() is grpc.StatusCode.OK

    run(main())


def test_requests_may_be_written_one_by_one(way: Way, mine: None) -> None:
    async def main() -> None:
        async with way.aio_channel() as channel:
            call = method(channel, "StreamModelOutputs")(metadata=way.metadata)
            for _ in range(2):
                await call.write(REQUEST)
                assert (await call.read()).outputs[0].id == "mine"
            await call.done_writing()
            with pytest.raises(asyncio.InvalidStateError, match="half closed"):
                await call.write(REQUEST)
            assert await call.read() is grpc.aio.EOF
            with pytest.raises(asyncio.InvalidStateError, match="finished"):
                await call.write(REQUEST)

    run(main())


def test_a_stream_of_requests_fails_where_nothing_is_built(way: Way) -> None:
    async def main() -> None:
        async with way.aio_channel() as channel:
            # One: grpcio may still be sending a second when the first has failed, and call that so.
            call = channel.stream_stream(BOTH_WAYS)([b""], metadata=way.metadata)
            with pytest.raises(grpc.aio.AioRpcError) as raised:
                await call.read()
            assert raised.value.code() is grpc.StatusCode.UNIMPLEMENTED
            assert "StreamModelOutputs" in raised.value.details()

    run(main())


def test_requests_that_fail_cancel_their_call(way: Way, mine: None) -> None:
    async def failing() -> AsyncIterator[Any]:
        yield REQUEST
        raise KeyError("mine")

    async def main() -> None:
        async with way.aio_channel() as channel:
            call = method(channel, "StreamModelOutputs")(failing(), metadata=way.metadata)
            with pytest.raises(asyncio.CancelledError):
                await ids(call)
            assert call.cancelled()

    run(main())


@pytest.mark.parametrize("requests", [[b""], None], ids=["given", "written"])
def test_there_is_no_stream_of_requests_with_one_reply(caught: Way, requests: Any) -> None:
    async def main() -> None:
        async with caught.aio_channel() as channel:
            call = channel.stream_unary("/clarifai.api.V2/GetNothing")(
                requests, metadata=caught.metadata
            )
            assert isinstance(call, grpc.aio.StreamUnaryCall)
            if requests is None:
                await call.write(b"")
                await call.done_writing()
            with pytest.raises(grpc.aio.AioRpcError) as raised:
                await call
            assert raised.value.code() is grpc.StatusCode.UNIMPLEMENTED

    run(main())


@pytest.mark.usefixtures("mine")
def test_a_stream_that_nobody_holds_is_not_kept_though_it_was_not_read_to_the_end(way: Way) -> None:
    async def main() -> None:
        async with way.aio_channel() as channel:
            call = generate(way, channel)
            assert (await call.read()).outputs[0].id == "mine"
            kept = weakref.ref(call)
            del call
            # What the event loop has yet to do may hold it.
            await asyncio.sleep(0.01)
            gc.collect()
            assert kept() is None

    run(main())


def test_replies_that_were_read_are_not_kept(caught: Way) -> None:
    caught.fake.reply("GenerateModelOutputs", {"outputs": [{"id": "mine"}]})

    async def main() -> None:
        async with caught.aio_channel() as channel:
            generates = channel.unary_stream("/clarifai.api.V2/GenerateModelOutputs")
            call = generates(b"", metadata=caught.metadata)
            reply = await call.read()
            assert b"mine" in reply
            # The thread that answered lets go of them soon, the call has to do so as well.
            while any(isinstance(one, list) for one in gc.get_referrers(reply)):
                await asyncio.sleep(0.01)

    run(main())


# Real channels do so since grpcio 1.83.
@pytest.mark.parametrize("way", [caught_way], ids=["caught"], indirect=True)
@pytest.mark.usefixtures("mine")
def test_a_call_whose_requests_go_on_is_kept_though_nobody_holds_it(way: Way) -> None:
    async def main() -> None:
        async with way.aio_channel() as channel:
            call = channel.stream_stream(BOTH_WAYS)(metadata=way.metadata)
            await call.write(b"")
            await call.read()
            kept = weakref.ref(call)
            del call
            await asyncio.sleep(0.01)
            gc.collect()
            assert kept() is not None

    run(main())
