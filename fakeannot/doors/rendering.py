"""A `Reply` as the JSON body of an HTTP answer."""

from __future__ import annotations

from functools import cache
from json.encoder import encode_basestring as quoted
from typing import Any

from clarifai_grpc.grpc.api.status import status_pb2

from fakeannot.contract.field_traits import is_repeated, is_shown_if_empty
from fakeannot.contract.json_writer import write_json
from fakeannot.contract.operations import Operation
from fakeannot.contract.statuses import status_message
from fakeannot.rules import enforces
from fakeannot.service.replies import Part, Reply


@enforces("envelope.status_first", "envelope.details_if_any", "envelope.lists_always")
def json_body(operation: Operation | None, reply: Reply) -> bytes:
    """The body: the status first, then what the operation answers with.

    Args:
        operation: what was called, or None where the request did not get that far.
        reply: what was answered; rows are spliced in as the text they have.
    """
    if reply.message is not None:
        return _whole(reply, reply.message)
    parts = reply.parts
    if not parts and operation is not None:
        parts = tuple((name, ()) for name in _lists(operation))
    fields = [b'{"status":' + _status(reply)]
    fields += [b'"%s":%s' % (name.encode(), _part(part)) for name, part in parts]
    return b",".join(fields) + b"}"


def _whole(reply: Reply, message: Any) -> bytes:
    """A whole reply message, with what its status leaves out filled in."""
    status = status_pb2.Status()
    status.CopyFrom(status_message(reply.code, reply.details))
    status.MergeFrom(message.status)
    status.req_id = reply.req_id
    message.status.CopyFrom(status)
    return write_json(message).encode()


def _status(reply: Reply) -> bytes:
    details = f'"details":{quoted(reply.details)},' if reply.details else ""
    text = (
        f'{{"code":{reply.code},"description":{quoted(reply.description)},'
        f'{details}"req_id":{quoted(reply.req_id)}}}'
    )
    return text.encode()


def _part(part: Part) -> bytes:
    if isinstance(part, (list, tuple)):
        return b"[" + b",".join([item.json for item in part]) + b"]"
    return part.json  # type: ignore[union-attr]  # an item, or rows, which have it too


@cache
def _lists(operation: Operation) -> tuple[str, ...]:
    """The lists of the operation's reply that are printed even when they are empty."""
    fields: list[Any] = list(operation.descriptor.output_type.fields)
    return tuple(f.name for f in fields if is_repeated(f) and is_shown_if_empty(f))
