"""A call on a caught channel, as the caller holds it: `grpc.Call`, `grpc.Future`, `grpc.RpcError`.

    FailedCall    what a blocking call raises
      BadCall     ... because of its metadata
    LiveCall      what `with_call` and `future` give; raises itself where the call failed

`channel_stream` has the one that gives one reply after the other.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, NoReturn

import grpc

from fakeannot.doors.grpc_numbers import INTERNAL
from fakeannot.doors.in_process.channel_wire import (
    CANCELLED,
    DEADLINE_EXCEEDED,
    OK,
    Ending,
    Method,
    Sent,
    ended,
    ended_in_thread,
)
from fakeannot.doors.in_process.threads import in_thread
from fakeannot.doors.rpc import RpcFailure

_LOG = logging.getLogger(__name__)

try:  # what grpcio raises itself, which people catch by this name although it is not public
    from grpc._channel import _InactiveRpcError as _Inactive
except ImportError:
    _Inactive = type("_Inactive", (grpc.RpcError, grpc.Call, grpc.Future), {})


def _form(call: object, ending: Ending | None) -> str:
    """How grpcio prints a call."""
    name = type(call).__name__
    if ending is None:
        return f"<{name} object>"
    text = f"<{name} of RPC that terminated with:\n\tstatus = {ending.code}\n"
    text += f'\tdetails = "{ending.details}"\n'
    if ending.code is not OK:
        text += f'\tdebug_error_string = "{ending.debug_error_string}"\n'
    return f"{text}>"


def _traceback(error: BaseException) -> TracebackType | None:
    try:
        raise error
    except BaseException as caught:
        return caught.__traceback__


class FailedCall(_Inactive):  # type: ignore[misc]  # known at run time only
    """A call that failed, all over by the time it is raised."""

    def __init__(self, ending: Ending) -> None:
        # Not the constructor of grpcio's class, whose argument is its own affair.
        Exception.__init__(self, ending)
        self._ending = ending

    def code(self) -> grpc.StatusCode:
        return self._ending.code

    def details(self) -> str:
        return self._ending.details

    def debug_error_string(self) -> str:
        return self._ending.debug_error_string

    def initial_metadata(self) -> tuple[()]:
        return ()

    def trailing_metadata(self) -> tuple[()]:
        return ()

    def is_active(self) -> bool:
        return False

    def time_remaining(self) -> None:
        return None

    def add_callback(self, _callback: Callable[[], object]) -> bool:
        return False

    def cancel(self) -> bool:
        return False

    def cancelled(self) -> bool:
        return False

    def running(self) -> bool:
        return False

    def done(self) -> bool:
        return True

    def result(self, _timeout: float | None = None) -> NoReturn:
        raise self

    def exception(self, _timeout: float | None = None) -> FailedCall:
        return self

    def traceback(self, _timeout: float | None = None) -> TracebackType | None:
        return _traceback(self)

    def add_done_callback(self, callback: Callable[[Any], object]) -> None:
        callback(self)

    def __repr__(self) -> str:
        return _form(self, self._ending)

    __str__ = __repr__


class BadCall(FailedCall, ValueError):
    """A call with metadata that gRPC does not allow: newer grpcio fails it, older raises."""


def reply_of(method: Method, wire: bytes) -> Any:
    """The reply that these bytes are.

    Raises:
        RpcFailure: it is too large, or the deserializer fails.
    """
    message = method.read(wire)
    if message is None:
        raise RpcFailure(INTERNAL, "Exception deserializing response!")
    return message


def reply_to(sent: Sent) -> Any:
    """Have a call answered, here and now.

    Raises:
        RpcFailure: the call fails.
    """
    return reply_of(sent.method, sent.answer())


class LiveCall(grpc.RpcError, grpc.Call, grpc.Future):  # type: ignore[misc]  # grpc has no types
    """A call that may still be going on.

    Args:
        timeout: seconds until it ends by itself, None for never.
    """

    def __init__(self, timeout: float | None = None) -> None:
        super().__init__()
        self._changed = threading.Condition()
        self._ending: Ending | None = None
        self._callbacks: list[Callable[[], object]] = []
        self._deadline = None if timeout is None else time.monotonic() + timeout

    def begin(self, sent: Sent) -> None:
        """Have the call answered: at once, or in a thread where supplied code may take long."""
        if sent.may_take_long:
            in_thread(lambda: self.end(ended_in_thread(lambda: reply_to(sent))))
            self._end_at_deadline(sent.timeout)
        else:
            self.end(ended(lambda: reply_to(sent)))

    def _end_at_deadline(self, timeout: float | None) -> None:
        if timeout is None:
            return
        seconds = max(0, min(timeout, threading.TIMEOUT_MAX))
        timer = threading.Timer(seconds, self.end, (DEADLINE_EXCEEDED,))
        timer.daemon = True
        timer.start()
        if not self.add_callback(timer.cancel):
            timer.cancel()

    def end(self, ending: Ending) -> bool:
        """End the call, unless it has ended before; whether it did now."""
        with self._changed:
            if self._ending is not None:
                return False
            self._ending = ending
            self._changed.notify_all()
            callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            try:
                callback()
            except Exception:
                # As grpcio does: whoever ended the call is not to blame.
                _LOG.exception("Exception in callback %r", callback)
        return True

    def ending(self, timeout: float | None = None) -> Ending:
        """How it ended, once it has.

        Raises:
            grpc.FutureTimeoutError: it has not after so many seconds.
        """
        if self._ending is None:
            with self._changed:
                self._changed.wait_for(self.done, timeout)
        if self._ending is None:
            raise grpc.FutureTimeoutError
        return self._ending

    def is_active(self) -> bool:
        return self._ending is None

    running = is_active

    def done(self) -> bool:
        return self._ending is not None

    def cancelled(self) -> bool:
        return self._ending is CANCELLED

    def cancel(self) -> bool:
        return self.end(CANCELLED)

    def time_remaining(self) -> float | None:
        return None if self._deadline is None else max(0, self._deadline - time.monotonic())

    def code(self) -> grpc.StatusCode:
        return self.ending().code

    def details(self) -> str:
        return self.ending().details

    def debug_error_string(self) -> str:
        return self.ending().debug_error_string

    def initial_metadata(self) -> tuple[()]:
        self.ending()
        return ()

    trailing_metadata = initial_metadata

    def result(self, timeout: float | None = None) -> Any:
        error = self.exception(timeout)
        if error is not None:
            raise error
        return self.ending().message

    def exception(self, timeout: float | None = None) -> BaseException | None:
        ending = self.ending(timeout)
        if ending.code is OK:
            return None
        if ending is CANCELLED:
            raise grpc.FutureCancelledError
        return ending.error or self

    def traceback(self, timeout: float | None = None) -> TracebackType | None:
        error = self.exception(timeout)
        return None if error is None else _traceback(error)

    def add_callback(self, callback: Callable[[], object]) -> bool:
        with self._changed:
            if self._ending is not None:
                return False
            self._callbacks.append(callback)
            return True

    def add_done_callback(self, callback: Callable[[Any], object]) -> None:
        if not self.add_callback(lambda: callback(self)):
            callback(self)

    def __repr__(self) -> str:
        return _form(self, self._ending)

    __str__ = __repr__
