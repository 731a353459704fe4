"""The gRPC API without a transport: metadata and message bytes in, message bytes out.

In-process channels, the gRPC server and grpc-web all answer through here, so they cannot differ.
A refusal is an answer, as REST gives it; what never gets as far as the API, such as a method there
is none of, ends the call with a gRPC status (`RpcFailure`).
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from functools import cache
from time import perf_counter
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from google.protobuf.message import DecodeError, Message

from fakeannot.calls import CallRecord, framed
from fakeannot.contract.operations import SERVICE, Operation, operations
from fakeannot.dispatch import Dispatcher
from fakeannot.doors.concealing import concealed_message
from fakeannot.doors.grpc_numbers import INTERNAL, OK, RESOURCE_EXHAUSTED, UNIMPLEMENTED, UNKNOWN
from fakeannot.doors.http import Headers, credentials_of
from fakeannot.doors.rendering import reply_bytes
from fakeannot.doors.supplied_errors import told_of
from fakeannot.doors.waiting import wait
from fakeannot.rules import applies, enforces, rules_so_far
from fakeannot.service.refusals import NotImplementedYet
from fakeannot.service.replies import NO_REPLY, Refused, Reply
from fakeannot.state import State

if TYPE_CHECKING:
    from fakeannot.faults.kinds import Effect

# pytest tells what the functions on the way to an error were given, and metadata have keys.
__tracebackhide__ = True


T = TypeVar("T")


class RpcFailure(Exception):
    """A call that ends with a gRPC status other than OK, and without a message.

    Attributes:
        code: the number of the gRPC status.
        details: what went wrong, and what to do about it.
        rule: the rule that the failure rests on, if any.
        refused: what the API refused, where the call got so far.
    """

    def __init__(
        self, code: int, details: str, *, rule: str = "", refused: tuple[Refused, ...] = ()
    ) -> None:
        super().__init__(details)
        self.code = code
        self.details = details
        self.rule = rule
        self.refused = refused


def failure_of(error: Exception) -> RpcFailure:
    """What a client over a wire is told of an error; one of supplied code is printed as well."""
    if isinstance(error, RpcFailure):
        return error
    # Imported when something goes wrong.
    import traceback

    traceback.print_exception(error)
    return RpcFailure(UNKNOWN, told_of(error))


class RpcAnswers(Protocol):
    """What answers gRPC calls, as `RpcDoor` does."""

    @property
    def max_message_bytes(self) -> int: ...

    def answer(self, path: str, metadata: Headers, request: bytes) -> bytes: ...

    def stream(self, path: str, metadata: Headers, request: bytes) -> Iterator[bytes]: ...


class RpcDoor:
    """Answers gRPC calls to the API from one dispatcher."""

    def __init__(self, dispatcher: Dispatcher, name: str) -> None:
        """`name` is what the journal calls the way here."""
        self._dispatcher = dispatcher
        self._name = name

    @property
    def max_message_bytes(self) -> int:
        """The largest request that is read."""
        return self._dispatcher.settings.max_body_bytes

    def runs_supplied_code(self, path: str) -> bool:
        """Whether code of the fake's user takes part in the answer, which may take any time."""
        state = self._dispatcher.state
        supplied = path.rpartition("/")[2] in state.custom
        return supplied or state.runs_models or state.may_be_late

    def answer(self, path: str, metadata: Headers, request: bytes) -> bytes:
        """The one message that a unary call is answered with.

        Args:
            path: such as `/clarifai.api.V2/PostAnnotations`.
            metadata: looked up by lower-case name.
            request: the request message on the wire.

        Raises:
            RpcFailure: the call fails in gRPC itself.
        """
        return self._around(self._answer, path, metadata, request)

    def stream(self, path: str, metadata: Headers, request: bytes) -> Iterator[bytes]:
        """The messages that a call is answered with whose reply is a stream.

        Raises:
            RpcFailure: as `answer` does, before the first message.
        """
        return iter(self._around(self._stream, path, metadata, request))

    def _around(self, answer: Callable[..., T], *arguments: Any) -> T:
        around = self._dispatcher.around
        return answer(*arguments) if around is None else around(answer, *arguments)

    def _answer(self, path: str, metadata: Headers, request: bytes) -> bytes:
        (message,) = self._stream(path, metadata, request)
        return message

    def _stream(self, path: str, metadata: Headers, request: bytes) -> list[bytes]:
        began, state = perf_counter(), self._dispatcher.state
        try:
            operation = find_operation(path)
            reply = self._reply(state, operation, metadata, request)
        except RpcFailure as failure:
            self._note(state, path, request, _failed(failure), began, failure.code)
            raise
        except Exception as error:
            self._note(state, path, request, NO_REPLY, began, UNKNOWN, error=repr(error))
            raise
        # One without a code is no answer of the API.
        messages = [reply_bytes(operation, one) for one in reply.streamed if reply.code]
        status = OK if reply.fault is None else reply.fault.grpc
        answer = framed(messages) if operation.streams_replies else b"".join(messages)
        self._note(state, path, request, reply, began, status, answer)
        if reply.fault is not None:
            _suffer(reply.fault)
        return messages

    def _note(
        self,
        state: State,
        path: str,
        request: bytes,
        reply: Reply,
        began: float,
        status: int,
        answer: bytes = b"",
        error: str = "",
    ) -> None:
        """Have the journal keep a call."""
        segments = tuple(path.lstrip("/").split("/"))
        record = CallRecord(
            self._name,
            segments[-1] if path in _by_path() else "",
            "",
            segments,
            "",
            concealed_message(_by_path().get(path), request),
            state.world.clock.now(),
            perf_counter() - began,
            status,
            reply.code,
            reply.details,
            answer,
            reply.req_id,
            reply.caller,
            reply.refused,
            rules_so_far(),
            error,
            key=reply.key,
            fault=reply.fault.name if reply.fault is not None else "",
        )
        state.calls.add(record)

    def _reply(
        self, state: State, operation: Operation, metadata: Headers, request: bytes
    ) -> Reply:
        message = self._message(operation, request)
        reply = self._dispatcher.dispatch(state, operation, credentials_of(metadata), message)
        if isinstance(reply.refusal, NotImplementedYet):
            # Of an RPC that is not built at all there is no more to tell.
            within = () if reply.refusal.rule == "api.not_built" else reply.refused
            raise RpcFailure(UNIMPLEMENTED, reply.details, rule="grpc.not_built", refused=within)
        if reply.refusal is not None:
            applies("grpc.refusals")
        return reply

    @enforces("grpc.concept_value")
    def _message(self, operation: Operation, request: bytes) -> Message:
        limit = self.max_message_bytes
        if len(request) > limit:
            raise too_large(len(request), limit)
        try:
            return operation.request_type.FromString(request)
        except DecodeError as error:
            name = operation.descriptor.input_type.full_name
            raise RpcFailure(
                INTERNAL,
                f"The request of {operation.name} is no {name}: {error}",
                rule="grpc.garbage",
            ) from None


def _failed(failure: RpcFailure) -> Reply:
    """What the journal has of a call that failed in gRPC itself."""
    itself = (Refused("", 0, failure.details, failure.rule),) if failure.rule else ()
    return Reply(code=0, details=failure.details, refused=failure.refused or itself)


def _suffer(effect: Effect) -> None:
    """Have an answer come late, or not at all.

    Raises:
        RpcFailure: it does not come.
    """
    wait(effect.latency)
    if effect.grpc:
        raise RpcFailure(effect.grpc, effect.details)


def too_large(size: int, limit: int) -> RpcFailure:
    """The failure of a request of `size` bytes where `limit` is all that is read."""
    details = f"Received message larger than max ({size} vs. {limit}, the setting max_body_bytes)"
    return RpcFailure(RESOURCE_EXHAUSTED, details, rule="grpc.message_limit")


def find_operation(path: str) -> Operation:
    """The operation that a gRPC client calls by this path.

    Raises:
        RpcFailure: there is none; the nearest one is named.
    """
    try:
        return _by_path()[path]
    except KeyError:
        near = difflib.get_close_matches(path, _by_path(), n=1)
        hint = f" The nearest one known is {near[0]}." if near else ""
        details = f"{path} is no method of {SERVICE}.{hint}"
        raise RpcFailure(UNIMPLEMENTED, details, rule="grpc.unknown_method") from None


@cache
def _by_path() -> dict[str, Operation]:
    return {operation.grpc_path: operation for operation in operations().values()}
