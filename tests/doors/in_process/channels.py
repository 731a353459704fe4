"""What the tests of gRPC channels share: the two ways to a fake, a caught channel and a real one.

What both do alike is asserted of both, so that a difference between them and grpcio shows.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, TypeVar

import grpc
import pytest
from clarifai_grpc.grpc.api import service_pb2

from fakeannot import FakeClarifai
from fakeannot.contract.operations import operation
from fakeannot.doors.local.grpc_server import GrpcServer

T = TypeVar("T")

CLARIFAI = "api.clarifai.com:443"
OK = 10000
SECONDS = 10


def inputs_request(**fields: Any) -> service_pb2.ListInputsRequest:
    return service_pb2.ListInputsRequest(**fields)


class Way:
    """A way from a channel to a fake.

    Attributes:
        fake: what answers.
        target: what to open a channel to.
    """

    def __init__(self, fake: FakeClarifai, target: str) -> None:
        self.fake = fake
        self.target = target

    @property
    def metadata(self) -> tuple[tuple[str, str], ...]:
        return (("authorization", f"Key {self.fake.api_key}"),)

    @contextmanager
    def channel(self, *options: tuple[str, Any]) -> Iterator[Any]:
        with grpc.insecure_channel(self.target, options=options) as channel:
            yield channel

    @asynccontextmanager
    async def aio_channel(
        self, *options: tuple[str, Any], interceptors: Any = None
    ) -> AsyncIterator[Any]:
        async with grpc.aio.insecure_channel(
            self.target, options=options, interceptors=interceptors
        ) as channel:
            yield channel


def method(channel: Any, name: str) -> Any:
    """A method of the API on a channel, as generated stubs make it."""
    rpc = operation(name)
    kind = {
        (False, False): channel.unary_unary,
        (False, True): channel.unary_stream,
        (True, True): channel.stream_stream,
    }[rpc.streams_requests, rpc.streams_replies]
    return kind(
        rpc.grpc_path,
        request_serializer=rpc.request_type.SerializeToString,
        response_deserializer=rpc.reply_type.FromString,
    )


def caught_way(fake: FakeClarifai) -> Iterator[Way]:
    with fake.intercept():
        yield Way(fake, CLARIFAI)


def real_way(fake: FakeClarifai) -> Iterator[Way]:
    server = GrpcServer(fake._rpc_door)
    port = server.listen("127.0.0.1")
    server.start()
    yield Way(fake, f"127.0.0.1:{port}")
    server.stop()


@pytest.fixture
def caught(fake: FakeClarifai) -> Iterator[Way]:
    """A caught channel."""
    yield from caught_way(fake)


@pytest.fixture(params=[caught_way, real_way], ids=["caught", "real"])
def way(request: pytest.FixtureRequest, fake: FakeClarifai) -> Iterator[Way]:
    """A caught channel, and a real one to a server on loopback."""
    yield from request.param(fake)


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run to its end; what takes for ever fails, whoever swallows the cancellation."""

    async def watched() -> T:
        loop = asyncio.get_running_loop()
        started = loop.time()
        result = await asyncio.wait_for(main, SECONDS)
        assert loop.time() - started < SECONDS
        return result

    return asyncio.run(watched())
