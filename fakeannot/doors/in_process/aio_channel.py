"""A channel of `grpc.aio` whose calls end in the fake that is active when they are made."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import Any
from weakref import WeakSet

import grpc

from fakeannot.doors.in_process.aio_methods import (
    StreamStream,
    StreamUnary,
    UnaryStream,
    UnaryUnary,
)
from fakeannot.doors.in_process.channel_retries import Retries
from fakeannot.doors.in_process.channel_wire import Limits, Method, Serializer

_KINDS = (
    grpc.aio.UnaryUnaryClientInterceptor,
    grpc.aio.UnaryStreamClientInterceptor,
    grpc.aio.StreamUnaryClientInterceptor,
    grpc.aio.StreamStreamClientInterceptor,
)


class CaughtAioChannel(grpc.aio.Channel):  # type: ignore[misc]  # grpc has no types
    """A channel that a client of Clarifai opened while channels were caught.

    Args:
        target: what it was opened to, for messages.
        options: channel options; those that limit the size of messages, and those on retries,
            are heeded.
        interceptors: run around the calls of their kind, as grpcio runs them.

    Raises:
        ValueError: an interceptor is of no kind.
    """

    def __init__(
        self,
        target: str,
        options: Iterable[tuple[str, Any]] | None = None,
        interceptors: Sequence[Any] | None = None,
    ) -> None:
        for one in interceptors or ():
            if _kind(one) is None:
                kinds = " or ".join(kind.__name__ for kind in _KINDS)
                raise ValueError(f"Interceptor {one} must be {kinds}.")
        self._target = target
        options = [*(options or ())]
        self._limits = Limits.of(options)
        self._retries = Retries(options)
        self._interceptors = interceptors or ()
        # Weak: a stream that is given up before its end is nobody's.
        self._calls: WeakSet[Any] = WeakSet()
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = asyncio.Event()

    def unary_unary(
        self,
        method: str,
        request_serializer: Serializer | None = None,
        response_deserializer: Serializer | None = None,
        _registered_method: bool | None = False,
    ) -> UnaryUnary:
        return UnaryUnary(self, self._method(method, request_serializer, response_deserializer))

    def unary_stream(
        self,
        method: str,
        request_serializer: Serializer | None = None,
        response_deserializer: Serializer | None = None,
        _registered_method: bool | None = False,
    ) -> UnaryStream:
        return UnaryStream(self, self._method(method, request_serializer, response_deserializer))

    def stream_unary(
        self,
        method: str,
        request_serializer: Serializer | None = None,
        response_deserializer: Serializer | None = None,
        _registered_method: bool | None = False,
    ) -> StreamUnary:
        return StreamUnary(self, self._method(method, request_serializer, response_deserializer))

    def stream_stream(
        self,
        method: str,
        request_serializer: Serializer | None = None,
        response_deserializer: Serializer | None = None,
        _registered_method: bool | None = False,
    ) -> StreamStream:
        return StreamStream(self, self._method(method, request_serializer, response_deserializer))

    def get_state(self, try_to_connect: bool = False) -> grpc.ChannelConnectivity:
        """Ready, until it is closed."""
        states = grpc.ChannelConnectivity
        return states.SHUTDOWN if self._closed.is_set() else states.READY

    async def wait_for_state_change(self, last_observed_state: grpc.ChannelConnectivity) -> None:
        self.check_open()
        if last_observed_state is self.get_state():
            await self._closed.wait()

    async def channel_ready(self) -> None:
        self.check_open()
        await asyncio.sleep(0)

    async def close(self, grace: float | None = None) -> None:
        """Refuse new calls, let those that are going on last for `grace` seconds, cancel them."""
        self._closed.set()
        calls = list(self._calls)
        if calls and grace:
            endings = [asyncio.ensure_future(call.code()) for call in calls]
            await asyncio.wait(endings, timeout=grace)
        for call in calls:
            call.cancel()

    async def __aenter__(self) -> CaughtAioChannel:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    def check_open(self) -> None:
        """Refuse to work on a channel that was closed."""
        if self._closed.is_set():
            raise grpc.aio.UsageError("Channel is closed.")

    def interceptors(self, kind: type) -> list[Any]:
        """Those of the channel's interceptors that are of a kind; of several, the first counts."""
        return [one for one in self._interceptors if _kind(one) is kind]

    def watched(self, call: Any) -> Any:
        """The call, which is to end with the channel."""
        self._calls.add(call)
        call.add_done_callback(self._calls.discard)
        return call

    def keep(self, task: asyncio.Task[None]) -> None:
        """Keep a task until it is done, which the event loop does not."""
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _method(
        self, path: str, serializer: Serializer | None, deserializer: Serializer | None
    ) -> Method:
        return Method(path, self._target, serializer, deserializer, self._limits, self._retries)


def _kind(interceptor: Any) -> type | None:
    return next((kind for kind in _KINDS if isinstance(interceptor, kind)), None)
