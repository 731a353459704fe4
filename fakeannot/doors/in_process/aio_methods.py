"""The callables that a caught channel of `grpc.aio` hands out, one kind for each kind of RPC.

Where a channel has interceptors, grpcio runs them; the innermost is one of ours that makes the
call, so that grpcio does not go on to a channel of its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import grpc

from fakeannot.doors.in_process.aio_call import RefusedCall, UnaryCall
from fakeannot.doors.in_process.aio_stream import BothWaysCall, StreamCall
from fakeannot.doors.in_process.channel_wire import CREDENTIALS_UNREAD, Method, Sent
from fakeannot.doors.in_process.metadata import BadMetadata

if TYPE_CHECKING:
    from fakeannot.doors.in_process.aio_channel import CaughtAioChannel

# pytest tells what the functions on the way to an error were given, and metadata have keys.
__tracebackhide__ = True

# Makes the call that a request is sent with.
Maker = Callable[[Sent, Any], Any]


class _Callable:
    """A method of a channel, ready to be called."""

    __slots__ = ("_channel", "_method")

    _interceptor: type
    _intercepted: Callable[..., Any]

    def __init__(self, channel: CaughtAioChannel, method: Method) -> None:
        self._channel = channel
        self._method = method

    def _begin(
        self, request: Any, timeout: Any, metadata: Any, credentials: Any, wait: bool | None
    ) -> Any:
        """Make a call, through the interceptors if there are any."""
        self._channel.check_open()
        if not isinstance(metadata, grpc.aio.Metadata):
            metadata = grpc.aio.Metadata(*(metadata or ()))
        path = self._method.path.encode()
        details = grpc.aio.ClientCallDetails(path, timeout, metadata, credentials, wait)
        interceptors = self._channel.interceptors(self._interceptor)
        if not interceptors:
            return self._channel.watched(self._made(details, request))
        return self._channel.watched(self._run(interceptors, details, request))

    def _run(self, interceptors: list[Any], details: Any, request: Any) -> Any:
        return type(self)._intercepted(
            [*interceptors, _Innermost(self._made)],
            request,
            details.timeout,
            details.metadata,
            details.credentials,
            details.wait_for_ready,
            None,
            details.method,
            None,
            None,
            asyncio.get_event_loop(),
        )

    def _made(self, details: Any, request: Any) -> Any:
        """The call itself."""
        path = details.method if isinstance(details.method, str) else details.method.decode()
        return self._call(self._method.at(path), details, request)

    def _call(self, method: Method, details: Any, request: Any) -> Any:
        """A call with one request."""
        # As grpcio does, a request that cannot be written is sent empty.
        return self._answered(_sent(method, method.written(request) or b"", details))

    def _answered(self, sent: Sent) -> Any:
        raise NotImplementedError


class UnaryUnary(_Callable, grpc.aio.UnaryUnaryMultiCallable):  # type: ignore[misc]  # grpc has no types
    """One request, one reply."""

    _interceptor = grpc.aio.UnaryUnaryClientInterceptor
    _intercepted = grpc.aio.InterceptedUnaryUnaryCall
    _answered = staticmethod(UnaryCall)

    def __call__(
        self,
        request: Any,
        *,
        timeout: float | None = None,
        metadata: Any = None,
        credentials: grpc.CallCredentials | None = None,
        wait_for_ready: bool | None = None,
        compression: grpc.Compression | None = None,
    ) -> Any:
        return self._begin(request, timeout, metadata, credentials, wait_for_ready)


class UnaryStream(_Callable, grpc.aio.UnaryStreamMultiCallable):  # type: ignore[misc]  # grpc has no types
    """One request, any number of replies."""

    _interceptor = grpc.aio.UnaryStreamClientInterceptor
    _intercepted = grpc.aio._interceptor.InterceptedUnaryStreamCall
    _answered = staticmethod(StreamCall)

    def __call__(
        self,
        request: Any,
        *,
        timeout: float | None = None,
        metadata: Any = None,
        credentials: grpc.CallCredentials | None = None,
        wait_for_ready: bool | None = None,
        compression: grpc.Compression | None = None,
    ) -> Any:
        return self._begin(request, timeout, metadata, credentials, wait_for_ready)


class StreamUnary(_Callable, grpc.aio.StreamUnaryMultiCallable):  # type: ignore[misc]  # grpc has no types
    """Any number of requests, one reply: there is no such RPC."""

    def __call__(
        self,
        request_iterator: Any = None,
        timeout: float | None = None,
        metadata: Any = None,
        credentials: grpc.CallCredentials | None = None,
        wait_for_ready: bool | None = None,
        compression: grpc.Compression | None = None,
    ) -> Any:
        self._channel.check_open()
        return RefusedCall(self._method.path, timeout)


class StreamStream(_Callable, grpc.aio.StreamStreamMultiCallable):  # type: ignore[misc]  # grpc has no types
    """Any number of requests, each answered with any number of replies."""

    def __call__(
        self,
        request_iterator: Any = None,
        timeout: float | None = None,
        metadata: Any = None,
        credentials: grpc.CallCredentials | None = None,
        wait_for_ready: bool | None = None,
        compression: grpc.Compression | None = None,
    ) -> Any:
        self._channel.check_open()
        details = grpc.aio.ClientCallDetails(
            self._method.path, timeout, metadata, credentials, wait_for_ready
        )
        call = BothWaysCall(_sent(self._method, b"", details), request_iterator)
        self._channel.keep(call.answering)
        return self._channel.watched(call)


class _Innermost(
    grpc.aio.UnaryUnaryClientInterceptor,  # type: ignore[misc]  # grpc has no types
    grpc.aio.UnaryStreamClientInterceptor,  # type: ignore[misc]  # as above
):
    """Makes the call."""

    def __init__(self, made: Callable[[Any, Any], Any]) -> None:
        self._made = made

    async def intercept_unary_unary(self, _: Any, details: Any, request: Any) -> Any:
        return self._made(details, request)

    intercept_unary_stream = intercept_unary_unary


def _sent(method: Method, wire: bytes, details: Any) -> Sent:
    if details.credentials is not None:
        raise NotImplementedError(CREDENTIALS_UNREAD)
    try:
        return method.sent(wire, details.metadata, details.timeout)
    except BadMetadata as error:
        raise grpc.aio.InternalError(str(error)) from None
