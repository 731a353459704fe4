"""Calls on a channel of `grpc.aio`: what a caught one and a real one do alike."""

from __future__ import annotations

import asyncio
from typing import Any

import grpc
import pytest
from clarifai_grpc.grpc.api import resources_pb2, service_pb2

from tests.doors.in_process.channels import OK, Way, inputs_request, method, run
from tests.doors.in_process.channels import caught as caught
from tests.doors.in_process.channels import way as way

MODELS = service_pb2.ListModelsRequest()
TYPES = service_pb2.ListModelTypesRequest()
LARGE = 5 * 1024 * 1024


def test_a_call_is_answered(way: Way) -> None:
    async def main() -> None:
        async with way.aio_channel() as channel:
            call = method(channel, "ListInputs")(
                inputs_request(), metadata=way.metadata, timeout=60
            )
            assert isinstance(call, grpc.aio.UnaryUnaryCall)
            assert 59 < call.time_remaining() <= 60
            assert (call.done(), call.cancelled()) == (False, False)
            assert (await call).status.code == OK
            assert (call.done(), call.cancelled(), call.cancel()) == (True, False, False)
            assert await call.code() is grpc.StatusCode.OK
            assert (await call.details(), await call.debug_error_string()) == ("", "")
            assert await call.initial_metadata() == grpc.aio.Metadata()
            assert await call.trailing_metadata() == grpc.aio.Metadata()
            assert (await call).status.code == OK
            await call.wait_for_connection()

    run(main())


def test_a_call_begins_when_it_is_made(way: Way) -> None:
    async def main() -> None:
        async with way.aio_channel() as channel:
            request = service_pb2.PostInputsRequest(inputs=[resources_pb2.Input(id="car")])
            request.inputs[0].data.image.url = "https://example.com/car.jpg"
            call = method(channel, "PostInputs")(request, metadata=way.metadata)
            assert await call.code() is grpc.StatusCode.OK

    run(main())
    assert [one.id for one in way.fake.app().inputs()] == ["car"]


def test_a_call_lets_others_run(way: Way) -> None:
    async def main() -> list[str]:
        order: list[str] = []

        async def other() -> None:
            order.append("other")

        async with way.aio_channel() as channel:
            task = asyncio.create_task(other())
            await method(channel, "ListInputs")(inputs_request())
            order.append("call")
            await task
        return order

    assert run(main()) == ["other", "call"]


def test_calls_may_be_gathered(way: Way) -> None:
    async def main() -> list[int]:
        async with way.aio_channel() as channel:
            lists = method(channel, "ListInputs")
            calls = [lists(inputs_request(), metadata=way.metadata) for _ in range(5)]
            return [answer.status.code for answer in await asyncio.gather(*calls)]

    assert run(main()) == [OK] * 5


def test_a_call_that_fails_raises_all_there_is_to_know(way: Way) -> None:
    async def main() -> None:
        async with way.aio_channel() as channel:
            call = method(channel, "ListModelTypes")(TYPES, metadata=way.metadata)
            for wait in (call, call.wait_for_connection(), call):
                with pytest.raises(grpc.aio.AioRpcError) as raised:
                    await wait
            error = raised.value
            assert error.code() is await call.code() is grpc.StatusCode.UNIMPLEMENTED
            assert error.details() == await call.details()
            assert "ListModelTypes" in error.details()
            assert "ListModelTypes" in error.debug_error_string()
            assert error.initial_metadata() == grpc.aio.Metadata()
            assert error.trailing_metadata() == grpc.aio.Metadata()

    run(main())


def test_callbacks_are_told_of_the_end(way: Way) -> None:
    async def main() -> None:
        told: list[Any] = []
        async with way.aio_channel() as channel:
            call = method(channel, "ListInputs")(inputs_request())
            call.add_done_callback(told.append)
            assert told == []
            await call
            await asyncio.sleep(0)
            assert told == [call]
            call.add_done_callback(told.append)
            assert told == [call, call]

    run(main())


def test_a_call_may_be_cancelled(way: Way) -> None:
    async def main() -> None:
        async with way.aio_channel() as channel:
            call = method(channel, "ListInputs")(inputs_request())
            assert (call.cancel(), call.cancel()) == (True, False)
            assert (call.cancelled(), call.done()) == (True, True)
            for wait in (call, call):
                with pytest.raises(asyncio.CancelledError):
                    await wait
            assert await call.code() is grpc.StatusCode.CANCELLED
            assert await call.details() == "Locally cancelled by application!"

    run(main())


@pytest.mark.parametrize("timeout", [-1, float("-inf")])
def test_a_deadline_that_is_past_fails_and_reaches_nothing(way: Way, timeout: float) -> None:
    async def main() -> None:
        async with way.aio_channel() as channel:
            request = service_pb2.PostInputsRequest(inputs=[resources_pb2.Input(id="car")])
            call = method(channel, "PostInputs")(request, timeout=timeout, metadata=way.metadata)
            with pytest.raises(grpc.aio.AioRpcError) as raised:
                await call
            assert raised.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED
            assert raised.value.details() == "Deadline Exceeded"

    run(main())
    assert way.fake.app().inputs() == []


def test_the_size_of_replies_is_an_option_of_the_channel(way: Way) -> None:
    way.fake.reply("ListModels", {"models": [{"notes": "x" * LARGE}]})

    async def main(*options: tuple[str, int]) -> None:
        async with way.aio_channel(*options) as channel:
            await method(channel, "ListModels")(MODELS, metadata=way.metadata)

    run(main(("grpc.max_receive_message_length", -1)))
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        run(main())
    assert raised.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED


def test_the_size_of_requests_is_an_option_of_the_channel(way: Way) -> None:
    async def main() -> None:
        async with way.aio_channel(("grpc.max_send_message_length", 1)) as channel:
            await method(channel, "ListInputs")(inputs_request(page=1, per_page=2))

    with pytest.raises(grpc.aio.AioRpcError) as raised:
        run(main())
    assert raised.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED


def test_what_cannot_be_written_is_sent_empty_and_what_cannot_be_read_is_none(way: Way) -> None:
    # So it is in grpcio; both are logged.
    def fail(_: Any) -> Any:
        raise KeyError("mine")

    async def main() -> None:
        path = "/clarifai.api.V2/ListInputs"
        async with way.aio_channel() as channel:
            wire = await channel.unary_unary(path, fail)(b"lost", metadata=way.metadata)
            assert service_pb2.MultiInputResponse.FromString(wire).status.code == OK
            assert await channel.unary_unary(path, None, fail)(b"") is None

    run(main())


def test_what_is_no_bytes_is_refused_where_there_is_no_serializer(way: Way) -> None:
    async def main() -> None:
        async with way.aio_channel() as channel:
            await channel.unary_unary("/clarifai.api.V2/ListInputs")("text")

    with pytest.raises(TypeError, match="incorrect type"):
        run(main())


def test_a_channel_says_how_it_is(way: Way) -> None:
    async def main() -> None:
        states = grpc.ChannelConnectivity
        async with way.aio_channel() as channel:
            await channel.channel_ready()
            assert channel.get_state(try_to_connect=True) is states.READY
            await channel.wait_for_state_change(states.IDLE)
        assert channel.get_state() is states.SHUTDOWN
        for wait in (channel.channel_ready(), channel.wait_for_state_change(states.READY)):
            with pytest.raises(grpc.aio.UsageError, match="closed"):
                await wait
        await channel.close()

    run(main())


def test_a_closed_channel_calls_nothing(way: Way) -> None:
    async def main() -> None:
        async with way.aio_channel() as channel:
            made = [channel.unary_unary, channel.unary_stream]
            made += [channel.stream_unary, channel.stream_stream]
            methods = [make("/clarifai.api.V2/ListInputs") for make in made]
        for each in methods:
            with pytest.raises(grpc.aio.UsageError, match="closed"):
                each(b"")

    run(main())


def test_who_waits_for_a_change_is_told_of_the_close(caught: Way) -> None:
    async def main() -> None:
        async with caught.aio_channel() as channel:
            waiter = asyncio.create_task(channel.wait_for_state_change(channel.get_state()))
            await asyncio.sleep(0)
            assert not waiter.done()
        await waiter

    run(main())


def test_a_channel_and_its_stubs_may_be_made_before_there_is_a_loop(caught: Way) -> None:
    channel = grpc.aio.insecure_channel(caught.target)
    lists = method(channel, "ListInputs")

    async def main() -> int:
        return int((await lists(inputs_request(), metadata=caught.metadata)).status.code)

    assert [run(main()), run(main())] == [OK, OK]


def test_call_credentials_are_refused_by_a_word_on_what_to_do(caught: Way) -> None:
    async def main() -> None:
        credentials = grpc.access_token_call_credentials("token")
        async with caught.aio_channel() as channel:
            await method(channel, "ListInputs")(inputs_request(), credentials=credentials)

    with pytest.raises(NotImplementedError, match="metadata="):
        run(main())


def test_an_interrupt_while_a_call_is_answered_is_raised_at_once(caught: Way) -> None:
    def interrupt(_: bytes) -> Any:
        raise KeyboardInterrupt

    async def main() -> None:
        async with caught.aio_channel() as channel:
            lists = channel.unary_unary("/clarifai.api.V2/ListInputs", None, interrupt)
            with pytest.raises(KeyboardInterrupt):
                lists(b"", metadata=caught.metadata)

    run(main())
