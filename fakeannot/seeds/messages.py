"""Messages in a document: in JSON, and as they were to the last bit.

What the fake keeps of a thing besides the message stands under `fakeannot` beside its fields. JSON
cannot say everything that a message can hold: fields of a newer contract, a NaN, private fields.
Of a message that has such, the bytes are written there too.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from typing import Any, TypeVar

from google.protobuf.descriptor import Descriptor
from google.protobuf.message import DecodeError, Message

from fakeannot.contract.field_traits import descriptor_of, find_field, is_map, map_fields
from fakeannot.contract.json_reader import InvalidJson, read_json
from fakeannot.contract.json_writer import write_json
from fakeannot.seeds.errors import BadSeed, Place, did_you_mean
from fakeannot.seeds.part import Part

M = TypeVar("M", bound=Message)

OWN = "fakeannot"


def said_of(message: Message, **own: Any) -> dict[str, Any]:
    """A message as JSON, with what the fake keeps besides and, where that is needed, its bytes."""
    said: dict[str, Any] = json.loads(write_json(message))
    if not _says_all(said, message):
        own["wire"] = b64encode(message.SerializeToString()).decode()
    return {**said, OWN: own} if own else said


def message_in(part: Part, message_type: type[M]) -> M:
    """The message that `said_of` wrote; what the fake keeps besides is left aside.

    Raises:
        BadSeed: a field is not in the contract's form, or JSON and bytes say different things.
    """
    said = {name: value for name, value in part.object().value.items() if name != OWN}
    own = part.get(OWN, {}).object()
    if not own.text("wire"):
        return read_message(said, message_type, part.place)
    try:
        message = message_type.FromString(b64decode(own.text("wire"), validate=True))
    except (ValueError, DecodeError):
        raise own.bad(f"no {message_type.__name__} in base64.", "wire") from None
    if json.loads(write_json(message)) != said:
        told = "is of another message than what stands beside it: to have that, leave `wire` out."
        raise own.bad(told, "wire")
    return message


def read_message(said: object, message_type: type[M], place: Place) -> M:
    """A message from its JSON form.

    Raises:
        BadSeed: a field is not in the contract's form.
    """
    try:
        return read_json(message_type, said)
    except InvalidJson as error:
        raise invalid(error, message_type, place) from None


def invalid(error: InvalidJson, message_type: type[Message], place: Place) -> BadSeed:
    """The refusal of JSON that was read as a message at that place."""
    if not error.unknown_field:
        return BadSeed(error.reason, (*place, *error.parts))
    within = _descriptor_at(descriptor_of(message_type), error.parts[:-1])
    hint = did_you_mean(error.parts[-1], [field.name for field in within.fields])
    told = f"no such field in a {within.name} of the API.{hint}"
    return BadSeed(told, (*place, *error.parts))


def _says_all(said: dict[str, Any], message: Message) -> bool:
    """Whether the JSON form reads back to the same message, unknown fields and all."""
    try:
        read = read_json(type(message), said)
    except InvalidJson:
        return False
    # The order of a map on the wire is not part of what it says.
    return read.SerializeToString(deterministic=True) == message.SerializeToString(
        deterministic=True
    )


def _descriptor_at(descriptor: Descriptor, place: Place) -> Descriptor:
    """The message type at a place within one of that type."""
    names = iter([part for part in place if isinstance(part, str)])
    for name in names:
        field = find_field(descriptor, name)
        assert field is not None, "the reader found it there"
        if is_map(field):
            next(names)  # a key
            field = map_fields(field)[1]
        assert field.message_type is not None, "what has fields is a message"
        descriptor = field.message_type
    return descriptor
