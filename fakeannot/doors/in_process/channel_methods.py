"""The callables that a caught channel hands out, one kind for each kind of RPC."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import grpc

from fakeannot.doors.grpc_numbers import INTERNAL, UNKNOWN
from fakeannot.doors.in_process.channel_call import FailedCall, LiveCall, reply_to
from fakeannot.doors.in_process.channel_stream import StreamCall
from fakeannot.doors.in_process.channel_wire import (
    OK,
    Ending,
    Method,
    Sent,
    ended,
    failed,
    one_reply_to_many,
)
from fakeannot.doors.rpc import RpcFailure

if TYPE_CHECKING:
    from fakeannot.doors.in_process.channel import CaughtChannel

# pytest tells what the functions on the way to an error were given, and metadata have keys.
__tracebackhide__ = True

_LOG = logging.getLogger(__name__)


class _Callable:
    """A method of a channel, ready to be called."""

    __slots__ = ("_channel", "_method")

    def __init__(self, channel: CaughtChannel, method: Method) -> None:
        self._channel = channel
        self._method = method


class UnaryUnary(_Callable, grpc.UnaryUnaryMultiCallable):  # type: ignore[misc]  # grpc has no types
    """One request, one reply."""

    def __call__(
        self,
        request: Any,
        timeout: float | None = None,
        metadata: Any = None,
        credentials: grpc.CallCredentials | None = None,
        wait_for_ready: bool | None = None,
        compression: grpc.Compression | None = None,
    ) -> Any:
        return self._ending(request, timeout, metadata, credentials).message

    def with_call(
        self,
        request: Any,
        timeout: float | None = None,
        metadata: Any = None,
        credentials: grpc.CallCredentials | None = None,
        wait_for_ready: bool | None = None,
        compression: grpc.Compression | None = None,
    ) -> tuple[Any, LiveCall]:
        ending = self._ending(request, timeout, metadata, credentials)
        call = LiveCall()
        call.end(ending)
        return ending.message, call

    def future(
        self,
        request: Any,
        timeout: float | None = None,
        metadata: Any = None,
        credentials: grpc.CallCredentials | None = None,
        wait_for_ready: bool | None = None,
        compression: grpc.Compression | None = None,
    ) -> LiveCall:
        sent = self._channel.sent(self._method, request, timeout, metadata, credentials)
        return self._begun(sent)

    def _ending(
        self, request: Any, timeout: float | None, metadata: Any, credentials: Any
    ) -> Ending:
        """How a call that is waited for ended, if it ended well.

        Raises:
            FailedCall: it failed.
        """
        sent = self._channel.sent(self._method, request, timeout, metadata, credentials)
        in_time = timeout is None or not sent.may_take_long
        ending = ended(lambda: reply_to(sent)) if in_time else self._begun(sent).ending()
        if ending.error is not None:
            raise ending.error
        if ending.code is not OK:
            raise FailedCall(ending)
        return ending

    def _begun(self, sent: Sent) -> LiveCall:
        call = LiveCall(sent.timeout)
        call.begin(sent)
        self._channel.watch(call)
        return call


class UnaryStream(_Callable, grpc.UnaryStreamMultiCallable):  # type: ignore[misc]  # grpc has no types
    """One request, any number of replies."""

    def __call__(
        self,
        request: Any,
        timeout: float | None = None,
        metadata: Any = None,
        credentials: grpc.CallCredentials | None = None,
        wait_for_ready: bool | None = None,
        compression: grpc.Compression | None = None,
    ) -> StreamCall:
        sent = self._channel.sent(self._method, request, timeout, metadata, credentials)
        call = StreamCall(self._method, timeout)
        call.begin(sent)
        self._channel.watch(call)
        return call


class StreamUnary(_Callable, grpc.StreamUnaryMultiCallable):  # type: ignore[misc]  # grpc has no types
    """Any number of requests, one reply: there is no such RPC."""

    def __call__(
        self,
        request_iterator: Iterable[Any],
        timeout: float | None = None,
        metadata: Any = None,
        credentials: grpc.CallCredentials | None = None,
        wait_for_ready: bool | None = None,
        compression: grpc.Compression | None = None,
    ) -> Any:
        raise FailedCall(self._ending(timeout, metadata, credentials))

    with_call = __call__

    def future(
        self,
        request_iterator: Iterable[Any],
        timeout: float | None = None,
        metadata: Any = None,
        credentials: grpc.CallCredentials | None = None,
        wait_for_ready: bool | None = None,
        compression: grpc.Compression | None = None,
    ) -> LiveCall:
        call = LiveCall(timeout)
        call.end(self._ending(timeout, metadata, credentials))
        return call

    def _ending(self, timeout: float | None, metadata: Any, credentials: Any) -> Ending:
        self._channel.sent_bytes(self._method, b"", timeout, metadata, credentials)
        return failed(one_reply_to_many(self._method.path))


class StreamStream(_Callable, grpc.StreamStreamMultiCallable):  # type: ignore[misc]  # grpc has no types
    """Any number of requests, each answered with any number of replies."""

    def __call__(
        self,
        request_iterator: Iterable[Any],
        timeout: float | None = None,
        metadata: Any = None,
        credentials: grpc.CallCredentials | None = None,
        wait_for_ready: bool | None = None,
        compression: grpc.Compression | None = None,
    ) -> StreamCall:
        first = self._channel.sent_bytes(self._method, b"", timeout, metadata, credentials)

        def replies() -> Iterator[bytes]:
            for wire in self._written(request_iterator):
                if call.done():
                    return
                yield from first._replace(wire=wire).stream()

        call = StreamCall(self._method, timeout)
        call.begin_in_thread(replies, timeout)
        self._channel.watch(call)
        return call

    def _written(self, requests: Iterable[Any]) -> Iterator[bytes]:
        iterator = iter(requests)
        while True:
            try:
                request = next(iterator)
            except StopIteration:
                return
            except Exception:
                _LOG.exception("Exception iterating requests!")
                raise RpcFailure(UNKNOWN, "Exception iterating requests!") from None
            wire = self._method.written(request)
            if wire is None:
                raise RpcFailure(INTERNAL, "Exception serializing request!")
            yield wire
