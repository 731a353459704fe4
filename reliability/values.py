"""Strange values for what messages have in them: as JSON, on the wire, and put into messages.

Half of what is made up is of the right type: garbage alone gets no further than the first check.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Iterator
from typing import Any

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import DecodeError, Message

from fakeannot.contract.field_traits import is_map, is_repeated
from reliability.choices import Choices

IDS = ("car", "bus", "t", "train", "v", "u", "tree", "clip", "a", "owner", "street", "me", "none")
"""What right requests call things, so that garbage meets them."""
_WORDS = (
    *("", "*", "ü€\U0001d54f", "\ud800", "\0", "a/b", "..", "%2F", "x" * 300, "9" * 40),
    *("True", "null", "1e999", "-1", "2020-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z", "1.5s"),
    *("ANNOTATION_SUCCESS", "merge", "overwrite", "https://example.com/1.jpg", "aGVsbG8="),
)
TEXTS = (*IDS, *_WORDS)
NUMBERS: tuple[Any, ...] = (0, 1, -1, 2, 20, 128, 129, 1000, 1001, 2**31 - 1, 2**31, 2**63, 2**64)
NUMBERS += (-(2**63), 0.5, 1e-320, 1e38, 3.5e38, 1e308, 10**400)
FLOATS = (math.nan, math.inf, -math.inf, 0.0, -0.0, 1.0, 0.5, -0.25, 120.0, 1e-45, 3.4e38, 1e7)
"""Few, as texts of numbers are kept: memory is not to grow by those that are new."""
TOP = 4
"""How deep messages go."""
_MANY = 130
_LARGEST_COPIED = 20_000
"""Bytes: what is doubled over and over would not stay within any time."""


def json_value(choices: Choices, depth: int = 4) -> Any:
    """Any JSON value."""
    scalars: tuple[Callable[[], Any], ...] = (
        lambda: choices.one_of(TEXTS),
        lambda: choices.one_of(NUMBERS),
        lambda: choices.one_of((None, True, False)),
    )
    if depth and choices.one_in(3):
        return [json_value(choices, depth - 1) for _ in range(choices.number(4))]
    if depth and choices.one_in(3):
        names = [choices.one_of(TEXTS) for _ in range(choices.number(4))]
        return {name: json_value(choices, depth - 1) for name in names}
    return choices.one_of(scalars)()


def json_message(descriptor: Any, choices: Choices, depth: int) -> Any:
    """A JSON object with fields of a message, mostly of the right types."""
    return {
        (field.name if choices.number(2) else field.json_name): _json_field(field, choices, depth)
        for field in _some_fields(descriptor, choices)
    }


def message_bytes(descriptor: Any, choices: Choices, depth: int) -> bytes:
    """A message on the wire, with fields of the right types and strange values."""
    return b"".join(_wire_field(f, choices, depth) for f in _some_fields(descriptor, choices))


def bent(data: bytes, choices: Choices) -> bytes:
    """The bytes with a piece cut out, put in or changed."""
    at = choices.number(len(data) + 1)
    put = choices.bytes(choices.number(9))
    return data[:at] + put + data[at + choices.number(9) :]


def spoil(message: Message, choices: Choices) -> None:
    """Change one thing in a message, however deep: gone, strange, double, or with more in it."""
    places = list(_places(message))
    if not places:
        return
    parent, field = choices.one_of(places)
    if choices.one_in(5):
        parent.ClearField(field.name)
    elif is_repeated(field) and not is_map(field) and choices.number(2):
        held = getattr(parent, field.name)
        if held and parent.ByteSize() < _LARGEST_COPIED:
            held.extend([held[0]] * choices.one_of((1, 2, _MANY)))
    else:
        # On the wire what comes later wins, or is put together with what was there.
        more = b"".join(_wire_field(field, choices, 2) for _ in range(1 + choices.number(2)))
        parent.MergeFromString(_readable(more, parent))


def _readable(more: bytes, parent: Message) -> bytes:
    """The same, or nothing where the message could not be read with it."""
    try:
        type(parent).FromString(more)
    except DecodeError:
        return b""
    return more


def _places(message: Message) -> Iterator[tuple[Message, FieldDescriptor]]:
    for field, value in message.ListFields():
        yield message, field
        if field.message_type is not None and not is_map(field):
            for inner in value if is_repeated(field) else (value,):
                yield from _places(inner)


def _some_fields(descriptor: Any, choices: Choices) -> list[FieldDescriptor]:
    fields = list(descriptor.fields)
    return [choices.one_of(fields) for _ in range(choices.number(5))] if fields else []


def _json_field(field: FieldDescriptor, choices: Choices, depth: int) -> Any:
    if choices.one_in(10):
        return json_value(choices, 2)
    # Many only at the top: they would multiply.
    count = choices.one_of((1, 2, 0, _MANY if depth == TOP else 3)) if is_repeated(field) else 1
    if field.message_type is None:
        one = choices.one_of(TEXTS if field.cpp_type == field.CPPTYPE_STRING else NUMBERS)
    else:
        one = json_message(field.message_type, choices, depth - 1) if depth else {}
    return [one] * count if is_repeated(field) else one


def _wire_field(field: FieldDescriptor, choices: Choices, depth: int) -> bytes:
    if field.message_type is not None:
        value = message_bytes(field.message_type, choices, depth - 1) if depth else b""
    elif field.cpp_type == field.CPPTYPE_STRING:
        value = choices.one_of(TEXTS).encode("utf-8", "surrogatepass")
    elif field.cpp_type in (field.CPPTYPE_FLOAT, field.CPPTYPE_DOUBLE):
        wide = field.cpp_type == field.CPPTYPE_DOUBLE
        return _fixed(field.number, 8 if wide else 4, choices)
    else:
        number = int(min(choices.one_of(NUMBERS), 2.0**64)) % 2**64
        return _varint(field.number << 3) + _varint(number)
    return _varint(field.number << 3 | 2) + _varint(len(value)) + value


def _fixed(number: int, size: int, choices: Choices) -> bytes:
    """A field of 4 or 8 bytes."""
    held = struct.pack("<d" if size == 8 else "<f", choices.one_of(FLOATS))
    return _varint(number << 3 | (1 if size == 8 else 5)) + held


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])
