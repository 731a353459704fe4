"""Protobuf to JSON text, by code compiled from the descriptors of the contract.

The text is what the real service was seen to send: snake_case names in the order of declaration,
enums and 64-bit integers as numbers, fields at their default left out unless the contract shows
them (cl_show_if_empty), private fields never (cl_private_field), real UTF-8, no spaces.

A message type is compiled to one of three writers, by what is fastest for it: `ListFields` gives
what is set, but in the order of field numbers, so a type declared in another order, or with fields
to show when empty, fills a row of slots; a small type that always shows all of its fields, of one
kind of number (a bounding box), reads its attributes.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from itertools import pairwise
from json.encoder import encode_basestring as quoted
from operator import attrgetter
from typing import Any

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

from fakeannot.contract.field_traits import (
    WRAPPERS,
    descriptor_of,
    is_map,
    is_private,
    is_repeated,
    is_shown_if_empty,
    map_fields,
)
from fakeannot.contract.number_text import Float32Texts, double_text
from fakeannot.contract.structs import list_value_text, struct_text, value_text
from fakeannot.contract.times import duration_text, timestamp_text

Text = Callable[[Any], str]


def write_json(message: Message) -> str:
    """The compact JSON text of a message, as the service's answers print it.

    Never raises for a message that protobuf could parse: what JSON cannot say (a non-finite
    float, a Timestamp of no year) is null.
    """
    return _text_of(descriptor_of(message))(message)


_WRITERS: dict[Descriptor, Text] = {}

# Small messages that annotations and inputs repeat a lot, the same few over and over; and the field
# with which one is like no other.
_RECURRING = {
    "clarifai.api.Concept": "",
    "clarifai.api.Worker": "",
    "clarifai.api.status.Status": "req_id",
}
_LONGEST_REMEMBERED = 128
_MOST_REMEMBERED = 1 << 14


def _text_of(descriptor: Descriptor) -> Text:
    writer = _WRITERS.get(descriptor)
    if writer is None:
        writer = _compile(descriptor)
        if descriptor.full_name in _RECURRING:
            writer = _remembering(writer, _RECURRING[descriptor.full_name])
        _WRITERS[descriptor] = writer
    return writer


def _remembering(write: Text, unless: str) -> Text:
    """A writer that keeps the texts of small messages by their wire bytes."""
    texts: dict[bytes, str] = {}

    def remembered(message: Message) -> str:
        if unless and getattr(message, unless):
            return write(message)
        wire = message.SerializeToString()
        text = texts.get(wire)
        if text is None:
            text = write(message)
            if len(wire) <= _LONGEST_REMEMBERED:
                if len(texts) >= _MOST_REMEMBERED:
                    texts.clear()
                texts[wire] = text
        return text

    return remembered


def _compile(descriptor: Descriptor) -> Text:
    if descriptor.full_name in _WELL_KNOWN:
        return _WELL_KNOWN[descriptor.full_name]
    if descriptor.full_name in WRAPPERS:
        text = _single_text(descriptor.fields_by_name["value"])
        return lambda message: text(message.value)
    fields = list(descriptor.fields)
    if _is_row(fields):
        return _row_writer(fields)
    if _is_in_order(fields) and not any(is_shown_if_empty(f) or is_private(f) for f in fields):
        return _list_writer(fields)
    return _slot_writer(fields)


def _is_row(fields: list[FieldDescriptor]) -> bool:
    one_type = len(fields) > 1 and len({field.type for field in fields}) == 1
    return one_type and all(is_shown_if_empty(f) and _is_plain_scalar(f) for f in fields)


def _is_plain_scalar(field: FieldDescriptor) -> bool:
    return field.message_type is None and not is_repeated(field) and not field.has_presence


def _is_in_order(fields: list[FieldDescriptor]) -> bool:
    return all(before.number < after.number for before, after in pairwise(fields))


class _Fields(dict[FieldDescriptor, tuple[int, str, Text]]):
    """Rank in declaration order, printed name and writer of each field, found when first seen."""

    def __init__(self, fields: list[FieldDescriptor]) -> None:
        self._ranks = {field: rank for rank, field in enumerate(fields)}

    def __missing__(self, field: FieldDescriptor) -> tuple[int, str, Text]:
        name, text = _name_text(field), _field_text(field)
        if is_private(field):
            name, text = "", _no_text
        self[field] = found = (self._ranks[field], name, text)
        return found


def _list_writer(fields: list[FieldDescriptor]) -> Text:
    known = _Fields(fields)

    def write(message: Any) -> str:
        parts = []
        for field, value in message.ListFields():
            _, name, text = known[field]
            parts.append(name + text(value))
        return "{" + "".join(parts)[1:] + "}"

    return write


def _slot_writer(fields: list[FieldDescriptor]) -> Text:
    known = _Fields(fields)
    empty = [_text_when_empty(field) for field in fields]

    def write(message: Any) -> str:
        slots = empty.copy()
        for field, value in message.ListFields():
            rank, name, text = known[field]
            slots[rank] = name + text(value)
        # Every name starts with a comma: one join, and the first comma is cut off.
        return "{" + "".join(slots)[1:] + "}"

    return write


def _row_writer(fields: list[FieldDescriptor]) -> Text:
    template = "{" + "".join([f"{_name_text(field)}%s" for field in fields])[1:] + "}"
    values = attrgetter(*[field.name for field in fields])
    text = _single_text(fields[0])
    return lambda message: template % tuple(map(text, values(message)))


def _name_text(field: FieldDescriptor) -> str:
    return f",{quoted(field.name)}:"


def _text_when_empty(field: FieldDescriptor) -> str:
    if not is_shown_if_empty(field) or is_private(field):
        return ""
    if is_repeated(field):
        return f"{_name_text(field)}{'{}' if is_map(field) else '[]'}"
    if field.has_presence:
        return ""
    return f"{_name_text(field)}{_single_text(field)(field.default_value)}"


def _field_text(field: FieldDescriptor) -> Text:
    if is_map(field):
        return _map_text(field)
    text = _single_text(field)
    if not is_repeated(field):
        return text
    # A slice is a real list: iterating the container itself is half as fast again.
    return lambda values: "[" + ",".join([text(value) for value in values[:]]) + "]"


def _map_text(field: FieldDescriptor) -> Text:
    key_field, value_field = map_fields(field)
    key_text, text = _single_text(key_field), _single_text(value_field)
    quote = "" if key_field.type == FieldDescriptor.TYPE_STRING else '"'

    def write(values: Any) -> str:
        pairs = [f"{quote}{key_text(key)}{quote}:{text(values[key])}" for key in sorted(values)]
        return "{" + ",".join(pairs) + "}"

    return write


def _single_text(field: FieldDescriptor) -> Text:
    inner = field.message_type
    return _SCALARS.get(field.type, str) if inner is None else _text_of(inner)


def _no_text(_: object) -> str:
    return ""


def _timestamp_text(timestamp: Any) -> str:
    text = timestamp_text(timestamp.seconds, timestamp.nanos)
    return "null" if text is None else f'"{text}"'


def _duration_text(duration: Any) -> str:
    return f'"{duration_text(duration.seconds, duration.nanos)}"'


def _bytes_text(value: bytes) -> str:
    return f'"{b64encode(value).decode()}"'


# Enums and integers of all sizes are printed by `str`: real answers show numbers for both.
_SCALARS: dict[int, Text] = {
    FieldDescriptor.TYPE_STRING: quoted,
    FieldDescriptor.TYPE_BOOL: {True: "true", False: "false"}.__getitem__,
    FieldDescriptor.TYPE_BYTES: _bytes_text,
    FieldDescriptor.TYPE_DOUBLE: double_text,
    FieldDescriptor.TYPE_FLOAT: Float32Texts().__getitem__,
}

_WELL_KNOWN: dict[str, Text] = {
    "google.protobuf.Timestamp": _timestamp_text,
    "google.protobuf.Duration": _duration_text,
    "google.protobuf.Struct": struct_text,
    "google.protobuf.Value": value_text,
    "google.protobuf.ListValue": list_value_text,
}
