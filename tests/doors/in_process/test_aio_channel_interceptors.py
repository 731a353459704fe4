"""Interceptors given to a channel of `grpc.aio`."""

from __future__ import annotations

from typing import Any

import grpc
import pytest
from clarifai_grpc.grpc.api import service_pb2

from fakeannot.contract.operations import operations
from tests.doors.in_process.channels import OK, Way, inputs_request, method, run
from tests.doors.in_process.channels import caught as caught
from tests.doors.in_process.channels import way as way

TYPES = service_pb2.ListModelTypesRequest()
STREAM = service_pb2.PostModelOutputsRequest()
STREAMING = pytest.mark.skipif(
    "GenerateModelOutputs" not in operations(), reason="of a newer contract"
)


class Authorizing(grpc.aio.UnaryUnaryClientInterceptor):  # type: ignore[misc]  # grpc has no types
    """Adds a key, and notes how the call ended."""

    def __init__(self, way: Way) -> None:
        self._key = way.metadata[0]
        self.seen: list[Any] = []

    async def intercept_unary_unary(self, continuation: Any, details: Any, request: Any) -> Any:
        details.metadata.add(*self._key)
        call = await continuation(details, request)
        self.seen += (details.method, await call.code())
        return call


def test_an_interceptor_of_unary_calls_runs(way: Way) -> None:
    interceptor = Authorizing(way)

    async def main() -> None:
        async with way.aio_channel(interceptors=[interceptor]) as channel:
            call = method(channel, "ListInputs")(inputs_request())
            assert isinstance(call, grpc.aio.UnaryUnaryCall)
            assert (await call).status.code == OK
            assert await call.code() is grpc.StatusCode.OK
            with pytest.raises(grpc.aio.AioRpcError):
                await method(channel, "ListModelTypes")(TYPES)

    run(main())
    assert interceptor.seen == [
        b"/clarifai.api.V2/ListInputs",
        grpc.StatusCode.OK,
        b"/clarifai.api.V2/ListModelTypes",
        grpc.StatusCode.UNIMPLEMENTED,
    ]


def test_an_interceptor_may_call_another_method(way: Way) -> None:
    class Elsewhere(grpc.aio.UnaryUnaryClientInterceptor):  # type: ignore[misc]  # as above
        async def intercept_unary_unary(self, continuation: Any, details: Any, request: Any) -> Any:
            return await continuation(
                details._replace(method=b"/clarifai.api.V2/ListModelTypes"), request
            )

    async def main() -> None:
        async with way.aio_channel(interceptors=[Elsewhere()]) as channel:
            await method(channel, "ListInputs")(inputs_request(), metadata=way.metadata)

    with pytest.raises(grpc.aio.AioRpcError, match="ListModelTypes"):
        run(main())


def test_an_interceptor_may_answer_itself(way: Way) -> None:
    class Answering(grpc.aio.UnaryUnaryClientInterceptor):  # type: ignore[misc]  # as above
        async def intercept_unary_unary(self, *_: Any) -> Any:
            return "mine"

    async def main() -> Any:
        async with way.aio_channel(interceptors=[Answering(), Authorizing(way)]) as channel:
            return await method(channel, "ListInputs")(inputs_request())

    assert run(main()) == "mine"


@STREAMING
def test_an_interceptor_of_streams_runs(way: Way) -> None:
    way.fake.reply("GenerateModelOutputs", {"outputs": [{"id": "mine"}]})

    calls: list[Any] = []

    class Noting(grpc.aio.UnaryStreamClientInterceptor):  # type: ignore[misc]  # as above
        async def intercept_unary_stream(
            self, continuation: Any, details: Any, request: Any
        ) -> Any:
            details.metadata.add(*way.metadata[0])
            call = await continuation(details, request)
            calls.append(call)
            return call

    async def main() -> list[str]:
        async with way.aio_channel(interceptors=[Noting(), Authorizing(way)]) as channel:
            return [
                one.outputs[0].id async for one in method(channel, "GenerateModelOutputs")(STREAM)
            ]

    assert run(main()) == ["mine"]
    assert len(calls) == 1


def test_an_interceptor_of_two_kinds_counts_as_the_first(way: Way) -> None:
    class Both(Authorizing, grpc.aio.UnaryStreamClientInterceptor):  # type: ignore[misc]  # as above
        async def intercept_unary_stream(self, *_: Any) -> Any:
            raise AssertionError("runs for unary calls only")

    async def main() -> None:
        async with way.aio_channel(interceptors=[Both(way)]) as channel:
            call = channel.unary_stream("/clarifai.api.V2/GetNothing")(b"")
            with pytest.raises(grpc.aio.AioRpcError):
                await call.read()

    run(main())


def test_what_is_no_interceptor_is_refused(way: Way) -> None:
    async def main() -> None:
        async with way.aio_channel(interceptors=["none"]):
            raise AssertionError("made")

    with pytest.raises(ValueError, match="none must be"):
        run(main())
