"""A method of a caught channel: what a call of it puts on the wire, and how the call ends.

Everything goes as bytes both ways, so that caller and fake share no object.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple, TypeVar

import grpc

from fakeannot.doors.grpc_codes import status_code
from fakeannot.doors.grpc_numbers import RESOURCE_EXHAUSTED, UNIMPLEMENTED
from fakeannot.doors.in_process.active import innermost
from fakeannot.doors.in_process.channel_retries import Retries
from fakeannot.doors.in_process.metadata import headers_of
from fakeannot.doors.rpc import RpcDoor, RpcFailure

# pytest tells what the functions on the way to an error were given, and metadata have keys.
__tracebackhide__ = True

Serializer = Callable[[Any], Any]
T = TypeVar("T")

_LOG = logging.getLogger(__name__)
_RECEIVE_LIMIT = 4 * 1024 * 1024


class Ending(NamedTuple):
    """How a call ended.

    Attributes:
        code: the status.
        details: what went wrong; empty if nothing did.
        message: the reply, where there is one.
        error: what a supplied handler raised; it goes to the caller as it is.
    """

    code: grpc.StatusCode
    details: str = ""
    message: Any = None
    error: BaseException | None = None

    @property
    def debug_error_string(self) -> str:
        return "" if self.code is OK else f"{self.code.name}:{self.details}"


def failed(failure: RpcFailure) -> Ending:
    """The ending of a call that the door, or the way there, refused."""
    return Ending(status_code(failure.code), failure.details)


def ended(answer: Callable[[], Any]) -> Ending:
    """The ending of a call that is answered by `answer` in the thread of its caller.

    What is no ordinary error, such as an interrupt, is for that thread and is let through.
    """
    try:
        return Ending(OK, message=answer())
    except RpcFailure as failure:
        return failed(failure)
    except Exception as error:
        return _raised(error)


def ended_in_thread(answer: Callable[[], Any]) -> Ending:
    """The ending of a call that is answered in a thread of its own, which nobody looks after."""
    try:
        return ended(answer)
    except BaseException as error:
        return _raised(error)


def _raised(error: BaseException) -> Ending:
    return Ending(UNKNOWN, f"{type(error).__name__}: {error}", error=error)


CREDENTIALS_UNREAD = (
    "The fake does not read call credentials. Pass what they would add as metadata, such as "
    "metadata=(('authorization', 'Key YOUR_KEY'),)."
)

OK, UNKNOWN = grpc.StatusCode.OK, grpc.StatusCode.UNKNOWN
DEADLINE_EXCEEDED = Ending(grpc.StatusCode.DEADLINE_EXCEEDED, "Deadline Exceeded")
CANCELLED = Ending(grpc.StatusCode.CANCELLED, "Locally cancelled by application!")


class Limits(NamedTuple):
    """The most bytes of a message that a channel sends and receives; below 0 is any number."""

    send: int = -1
    receive: int = _RECEIVE_LIMIT

    @classmethod
    def of(cls, options: Iterable[tuple[str, Any]] | None) -> Limits:
        """The limits that channel options set; grpcio's own where they set none."""
        given = dict(options or ())
        send = given.get("grpc.max_send_message_length", cls().send)
        return cls(send, given.get("grpc.max_receive_message_length", cls().receive))


class Method:
    """A method of a channel: where it leads, and how its messages are written and read.

    Attributes:
        path: such as `/clarifai.api.V2/PostAnnotations`.
        target: what the channel was opened to.
        retries: how often the channel tries a call that fails.
    """

    __slots__ = ("_deserializer", "_limits", "_serializer", "path", "retries", "target")

    def __init__(
        self,
        path: str,
        target: str,
        serializer: Serializer | None,
        deserializer: Serializer | None,
        limits: Limits,
        retries: Retries,
    ) -> None:
        self.path = path
        self.target = target
        self._serializer = serializer
        self._deserializer = deserializer
        self._limits = limits
        self.retries = retries

    def at(self, path: str) -> Method:
        """This method, or the one that an interceptor has called instead."""
        if path == self.path:
            return self
        return Method(
            path, self.target, self._serializer, self._deserializer, self._limits, self.retries
        )

    def written(self, message: Any) -> Any:
        """The bytes of a request, or whatever the serializer gives; None if it fails."""
        return _converted(message, self._serializer, "serializing")

    def read(self, wire: bytes) -> Any:
        """The reply that these bytes are, None if it is not to be had.

        Raises:
            RpcFailure: it is larger than the channel takes.
        """
        _check_size("Received", len(wire), self._limits.receive)
        return _converted(wire, self._deserializer, "deserializing")

    def sent(self, wire: bytes, metadata: Any, timeout: float | None) -> Sent:
        """A request on its way.

        Args:
            wire: the request message.
            metadata: in any of the shapes that grpcio takes.
            timeout: seconds until the deadline, None for no deadline.

        Raises:
            NoFakeActive: there is no fake to answer.
            BadMetadata, TypeError, ValueError: see `headers_of`.
            TypeError: the serializer gave no bytes.
        """
        if not isinstance(wire, bytes):
            raise TypeError(
                f"Argument 'message' has incorrect type (expected bytes, got {type(wire)})"
            )
        return Sent(self, innermost(self.path, self.target), headers_of(metadata), wire, timeout)

    def check_sendable(self, wire: bytes) -> None:
        _check_size("Sent", len(wire), self._limits.send)


class Sent(NamedTuple):
    """One call that was made, not answered yet."""

    method: Method
    door: RpcDoor
    headers: dict[str, Any]
    wire: bytes
    timeout: float | None

    def __repr__(self) -> str:
        # Reports of failed tests have it in them, and the headers have a key.
        return f"<call of {self.method.path}>"

    @property
    def may_take_long(self) -> bool:
        """Whether code of the fake's user takes part in the answer, or it is late on request."""
        return self.door.runs_supplied_code(self.method.path)

    def answer(self) -> bytes:
        """The reply's bytes.

        Raises:
            RpcFailure: the call fails.
        """
        self._check()
        return self._tried(self.door.answer)

    def stream(self) -> Iterator[bytes]:
        """The bytes of each reply.

        Raises:
            RpcFailure: the call fails.
        """
        self._check()
        return self._tried(self.door.stream)

    def _tried(self, answer: Callable[[str, dict[str, Any], bytes], T]) -> T:
        """What the door answers, once it does, or at the last try that the channel makes."""
        path, attempts, began = self.method.path, 0, time.monotonic()
        while True:
            try:
                return answer(path, self.headers, self.wire)
            except RpcFailure as failure:
                attempts += 1
                late = self.timeout is not None and time.monotonic() - began >= self.timeout
                if late or not self.method.retries.has_another(path, failure.code, attempts):
                    raise

    def _check(self) -> None:
        if self.timeout is not None and not 0 < self.timeout < math.inf:
            raise RpcFailure(DEADLINE_EXCEEDED.code.value[0], DEADLINE_EXCEEDED.details)
        self.method.check_sendable(self.wire)


def one_reply_to_many(path: str) -> RpcFailure:
    """The failure of a call with many requests and one reply."""
    details = f"{path} is no method of the service that takes many requests and gives one reply."
    return RpcFailure(UNIMPLEMENTED, details)


def _check_size(what: str, size: int, limit: int) -> None:
    if 0 <= limit < size:
        details = f"CLIENT: {what} message larger than max ({size} vs. {limit})"
        raise RpcFailure(RESOURCE_EXHAUSTED, details)


def _converted(message: Any, convert: Serializer | None, doing: str) -> Any:
    if convert is None:
        return message
    try:
        return convert(message)
    except Exception:
        # As grpcio does: the caller gets a status only.
        _LOG.exception("Exception %s message!", doing)
        return None
