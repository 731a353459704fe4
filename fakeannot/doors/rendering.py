"""A `Reply` written out: the JSON body of an HTTP answer, the message of a gRPC answer."""

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
from fakeannot.store.table import Rows


@enforces(
    "envelope.status_first",
    "envelope.details_if_any",
    "envelope.lists_always",
    "json.integer_enums",
    "json.shown_if_empty",
    "json.floats",
)
def json_body(operation: Operation | None, reply: Reply) -> bytes:
    """The body: the status first, then what the operation answers with.

    Args:
        operation: what was called, or None where the request did not get that far.
        reply: what was answered; rows are spliced in as the text they have.
    """
    if reply.message is not None:
        return write_json(_completed(reply, reply.message)).encode()
    parts = reply.parts
    if not parts and operation is not None:
        parts = tuple((name, ()) for name in _lists(operation))
    fields = [b'{"status":' + _status_json(reply)]
    fields += [b'"%s":%s' % (name.encode(), _part_json(part)) for name, part in parts]
    return b",".join(fields) + b"}"


def reply_bytes(operation: Operation, reply: Reply) -> bytes:
    """The operation's reply message on the wire; rows are spliced in as the bytes they have."""
    if reply.message is not None:
        whole: bytes = _completed(reply, reply.message).SerializeToString()
        return whole
    pieces: list[bytes] = []
    _splice(pieces, _key(operation, "status"), [_status_wire(reply)])
    for name, part in reply.parts:
        _splice(pieces, _key(operation, name), _part_wires(part))
    return b"".join(pieces)


def _completed(reply: Reply, message: Any) -> Any:
    """A whole reply message, with what its status leaves out filled in."""
    status = status_pb2.Status()
    status.CopyFrom(status_message(reply.code, reply.details, reply.profile))
    status.MergeFrom(message.status)
    status.req_id = reply.req_id
    message.status.CopyFrom(status)
    return message


def _status_json(reply: Reply) -> bytes:
    details = f'"details":{quoted(reply.details)},' if reply.details else ""
    text = (
        f'{{"code":{reply.code},"description":{quoted(reply.description)},'
        f'{details}"req_id":{quoted(reply.req_id)}}}'
    )
    return text.encode()


def _status_wire(reply: Reply) -> bytes:
    status = status_pb2.Status(
        code=reply.code, description=reply.description, details=reply.details, req_id=reply.req_id
    )
    return bytes(status.SerializeToString())


def _part_json(part: Part) -> bytes:
    if isinstance(part, (list, tuple)):
        return b"[" + b",".join([item.json for item in part]) + b"]"
    return part.json  # type: ignore[union-attr]  # an item, or rows, which have it too


def _part_wires(part: Part) -> list[bytes]:
    if isinstance(part, Rows):
        return part.wires
    if isinstance(part, (list, tuple)):
        return [item.wire for item in part]
    return [part.wire]  # type: ignore[union-attr]  # an item: lists and rows went before


def _splice(pieces: list[bytes], key: bytes, messages: list[bytes]) -> None:
    """Add fields of that key which hold these messages, each behind its length."""
    for message in messages:
        pieces += (key, _varint(len(message)), message)


def _varint(number: int) -> bytes:
    """A number as the wire has it: seven bits a byte, the lowest first."""
    if number < 0x80:
        return _BYTES[number]
    if number < 0x4000:
        return _BYTES[number & 0x7F | 0x80] + _BYTES[number >> 7]
    return _BYTES[number & 0x7F | 0x80] + _varint(number >> 7)


_BYTES = [bytes((value,)) for value in range(256)]
_LENGTH_DELIMITED = 2


@cache
def _key(operation: Operation, field: str) -> bytes:
    """What stands before a message that is held by a field of the operation's reply."""
    number = operation.descriptor.output_type.fields_by_name[field].number
    return _varint(number << 3 | _LENGTH_DELIMITED)


@cache
def _lists(operation: Operation) -> tuple[str, ...]:
    """The lists of the operation's reply that are printed even when they are empty."""
    fields: list[Any] = list(operation.descriptor.output_type.fields)
    return tuple(f.name for f in fields if is_repeated(f) and is_shown_if_empty(f))
