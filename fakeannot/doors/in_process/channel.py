"""A `grpc.Channel` whose calls end in the fake that is active when they are made."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any
from weakref import WeakSet

import grpc

from fakeannot.doors.grpc_numbers import INTERNAL
from fakeannot.doors.in_process.channel_call import BadCall, FailedCall, LiveCall
from fakeannot.doors.in_process.channel_methods import (
    StreamStream,
    StreamUnary,
    UnaryStream,
    UnaryUnary,
)
from fakeannot.doors.in_process.channel_retries import Retries
from fakeannot.doors.in_process.channel_wire import (
    CREDENTIALS_UNREAD,
    Ending,
    Limits,
    Method,
    Sent,
    Serializer,
    failed,
)
from fakeannot.doors.in_process.metadata import BadMetadata
from fakeannot.doors.rpc import RpcFailure

# pytest tells what the functions on the way to an error were given, and metadata have keys.
__tracebackhide__ = True

_CHANNEL_CLOSED = Ending(grpc.StatusCode.CANCELLED, "Channel closed!")
_LOG = logging.getLogger(__name__)
Subscriber = Callable[[grpc.ChannelConnectivity], object]


class CaughtChannel(grpc.Channel):  # type: ignore[misc]  # grpc has no types
    """A channel that a client of Clarifai opened while channels were caught.

    Args:
        target: what it was opened to, for messages.
        options: channel options; those that limit the size of messages, and those on retries,
            are heeded.
    """

    def __init__(self, target: str, options: Iterable[tuple[str, Any]] | None = None) -> None:
        self._target = target
        options = [*(options or ())]
        self._limits = Limits.of(options)
        self._retries = Retries(options)
        # Weak: a stream that is given up before its end is nobody's.
        self._calls: WeakSet[LiveCall] = WeakSet()
        self._watching = threading.Lock()
        self._closed = False

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

    def subscribe(self, callback: Subscriber, try_to_connect: bool | None = False) -> None:
        """Tell the callback that the channel is ready, as it always is."""
        try:
            callback(grpc.ChannelConnectivity.READY)
        except Exception:
            _LOG.exception("Exception calling channel subscription callback!")

    def unsubscribe(self, callback: Subscriber) -> None:
        """Nothing: there is no more to tell."""

    def close(self) -> None:
        """End the calls that are going on, and refuse new ones."""
        self._closed = True
        with self._watching:
            calls = list(self._calls)
        for call in calls:
            call.end(_CHANNEL_CLOSED)

    def __enter__(self) -> CaughtChannel:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def sent(
        self, method: Method, request: Any, timeout: float | None, metadata: Any, credentials: Any
    ) -> Sent:
        """A request on its way.

        Raises:
            FailedCall: it cannot be written, or see `sent_bytes`.
        """
        wire = method.written(request)
        if wire is None:
            raise FailedCall(failed(RpcFailure(INTERNAL, "Exception serializing request!")))
        return self.sent_bytes(method, wire, timeout, metadata, credentials)

    def sent_bytes(
        self, method: Method, wire: bytes, timeout: float | None, metadata: Any, credentials: Any
    ) -> Sent:
        """A written request on its way.

        Raises:
            BadCall: its metadata is not allowed.
            NoFakeActive: there is no fake to answer.
            TypeError, ValueError: as grpcio does.
        """
        if self._closed:
            raise ValueError("Cannot invoke RPC on closed channel!")
        if credentials is not None:
            raise NotImplementedError(CREDENTIALS_UNREAD)
        try:
            return method.sent(wire, metadata, timeout)
        except BadMetadata as error:
            raise BadCall(failed(RpcFailure(INTERNAL, str(error)))) from None

    def watch(self, call: LiveCall) -> None:
        """End a call with the channel, if it is still going on then."""
        if not call.done():
            with self._watching:
                self._calls.add(call)

    def _method(
        self, path: str, serializer: Serializer | None, deserializer: Serializer | None
    ) -> Method:
        return Method(path, self._target, serializer, deserializer, self._limits, self._retries)
