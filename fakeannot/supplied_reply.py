"""What the user of a fake supplies to answer an RPC, as a reply."""

from __future__ import annotations

from typing import Any

from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode
from google.protobuf.message import Message

from fakeannot.contract.json_reader import InvalidJson, read_json
from fakeannot.contract.operations import Operation
from fakeannot.contract.statuses import status_fact
from fakeannot.rules import enforces
from fakeannot.service.refusals import Refusal
from fakeannot.service.replies import Reply, refused
from fakeannot.state import Custom


def supplied_reply(operation: Operation, custom: Custom, request: Message) -> Reply:
    """What a supplied handler answers; its message's status, if any, is the answer's."""
    try:
        message: Any = checked_reply(operation, custom(request))
    except Refusal as refusal:
        return refused(refusal)
    code = message.status.code or StatusCode.SUCCESS
    return Reply(code, message.status.details, message=message, http=status_fact(code).http)


@enforces("api.supplied", "api.supplied_status")
def checked_reply(operation: Operation, answer: object) -> Message:
    """What was supplied to answer an RPC, as the reply message that the contract asks for.

    Raises:
        TypeError: it is no such message.
    """
    reply_type = operation.reply_type
    if isinstance(answer, reply_type):
        copy = reply_type()
        copy.CopyFrom(answer)
        return copy
    if not isinstance(answer, dict):
        raise TypeError(
            f"{operation.name} answers with a {reply_type.__name__} or a dict in its JSON form, "
            f"not a {type(answer).__name__}: {answer!r}."
        )
    try:
        return read_json(reply_type, answer)
    except InvalidJson as error:
        raise TypeError(
            f"{operation.name}'s reply {answer!r} breaks the contract: {error}"
        ) from None
