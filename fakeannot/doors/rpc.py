"""The gRPC API without a transport: metadata and message bytes in, message bytes out.

In-process channels, the gRPC server and grpc-web all answer through here, so they cannot differ.
A refusal is an answer, as REST gives it; what never gets as far as the API, such as a method there
is none of, ends the call with a gRPC status (`RpcFailure`).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from functools import cache

from google.protobuf.message import DecodeError, Message

from fakeannot.contract.operations import SERVICE, Operation, operations
from fakeannot.dispatch import Dispatcher
from fakeannot.doors.http import Headers, credentials_of
from fakeannot.doors.rendering import reply_bytes
from fakeannot.rules import applies, enforces
from fakeannot.service.refusals import NotImplementedYet
from fakeannot.service.replies import Reply

# The numbers of the gRPC statuses in use here: `grpc` itself is only imported where it is needed.
UNKNOWN, RESOURCE_EXHAUSTED, UNIMPLEMENTED, INTERNAL = 2, 8, 12, 13


class RpcFailure(Exception):
    """A call that ends with a gRPC status other than OK, and without a message.

    Attributes:
        code: the number of the gRPC status.
        details: what went wrong, and what to do about it.
        rule: the rule that the failure rests on, if any.
    """

    def __init__(self, code: int, details: str, *, rule: str = "") -> None:
        super().__init__(details)
        self.code = code
        self.details = details
        self.rule = rule


def failure_of(error: Exception) -> RpcFailure:
    """What a client over a wire is told of an error; one of supplied code is printed as well."""
    if isinstance(error, RpcFailure):
        return error
    # Imported when something goes wrong.
    import traceback

    traceback.print_exception(error)
    return RpcFailure(UNKNOWN, f"{type(error).__name__}: {error}")


class RpcDoor:
    """Answers gRPC calls to the API from one dispatcher."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        self._dispatcher = dispatcher

    @property
    def max_message_bytes(self) -> int:
        """The largest request that is read."""
        return self._dispatcher.settings.max_body_bytes

    def runs_supplied_code(self, path: str) -> bool:
        """Whether code of the fake's user takes part in the answer, which may take any time."""
        state = self._dispatcher.state
        return bool(state.detectors) or path.rpartition("/")[2] in state.custom

    def answer(self, path: str, metadata: Headers, request: bytes) -> bytes:
        """The one message that a unary call is answered with.

        Args:
            path: such as `/clarifai.api.V2/PostAnnotations`.
            metadata: looked up by lower-case name.
            request: the request message on the wire.

        Raises:
            RpcFailure: the call fails in gRPC itself.
        """
        operation = find_operation(path)
        return reply_bytes(operation, self._reply(operation, metadata, request))

    def stream(self, path: str, metadata: Headers, request: bytes) -> Iterator[bytes]:
        """The messages that a call is answered with whose reply is a stream.

        Raises:
            RpcFailure: as `answer` does, before the first message.
        """
        operation = find_operation(path)
        reply = self._reply(operation, metadata, request)
        return (reply_bytes(operation, one) for one in reply.streamed)

    def _reply(self, operation: Operation, metadata: Headers, request: bytes) -> Reply:
        message = self._message(operation, request)
        reply = self._dispatcher.dispatch(operation, credentials_of(metadata), message)
        if isinstance(reply.refusal, NotImplementedYet):
            raise RpcFailure(UNIMPLEMENTED, reply.details, rule="grpc.not_built")
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
