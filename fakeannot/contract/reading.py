"""The readers of JSON objects, lists and maps: the closures that `json_reader` compiles.

Each takes a JSON value and the protobuf depth of the message it becomes, and gives what the
constructor of the message around it takes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from fakeannot.contract.field_traits import (
    default_float,
    enum_of,
    find_field,
    map_fields,
    real_oneofs,
)
from fakeannot.contract.invalid_json import InvalidJson, expected
from fakeannot.contract.scalars import Read, read_string, scalar_reader
from fakeannot.contract.structs import MAX_DEPTH, too_deep
from fakeannot.rules import applies


class Entry(NamedTuple):
    """How one field of an object is read."""

    name: str  # what the message constructor calls it
    exact_type: type  # a value of exactly this type needs no reading
    read: Read
    null: object  # what null means; the constructor skips None


def object_reader(descriptor: Descriptor, learn: Callable[[str], Entry | None]) -> Read:
    """The reader of one message type, to the arguments of its constructor.

    `learn` gives the entry of a key seen for the first time, None for one to skip.
    """
    entries: dict[str, Entry] = {}
    defaults = _defaults(descriptor)
    oneofs = real_oneofs(descriptor)

    def learned(key: str) -> Entry | None:
        entry = learn(key)
        if entry is not None:
            entries[key] = entry
        return entry

    def read_object(value: object, depth: int) -> dict[str, object]:
        if not isinstance(value, dict):
            raise expected("an object", value)
        if depth > MAX_DEPTH:
            raise too_deep()
        depth += 1
        arguments: dict[str, object] = {}
        key = ""
        try:
            for key, item in value.items():
                entry = entries.get(key) or learned(key)
                if entry is None:
                    continue
                name, exact_type, read, null = entry
                if type(item) is exact_type:
                    arguments[name] = item
                elif item is None:
                    applies("json.spellings")
                    arguments[name] = null
                else:
                    arguments[name] = read(item, depth)
        except InvalidJson as refusal:
            refusal.within(key)
            raise
        if len(arguments) != len(value):
            _refuse_field_given_twice(descriptor, value)
        if oneofs and len(arguments) > 1:
            _refuse_oneof_set_twice(descriptor, oneofs, arguments)
        for name, default in defaults:
            if name not in arguments:
                applies("json.concept_value")
                arguments[name] = default
        return arguments

    return read_object


def _defaults(descriptor: Descriptor) -> tuple[tuple[str, float], ...]:
    known = ((field.name, default_float(field)) for field in descriptor.fields)
    return tuple((name, default) for name, default in known if default is not None)


def _refuse_field_given_twice(descriptor: Descriptor, value: dict[str, object]) -> None:
    keys: dict[str, str] = {}
    for key in value:
        field = find_field(descriptor, key)
        if field is not None and keys.setdefault(field.name, key) != key:
            raise InvalidJson(f"{keys[field.name]} and {key} are the same field, given twice")


def _refuse_oneof_set_twice(
    descriptor: Descriptor, oneofs: tuple[tuple[str, ...], ...], arguments: dict[str, object]
) -> None:
    for names in oneofs:
        given = [name for name in names if arguments.get(name) is not None]
        if len(given) > 1:
            raise InvalidJson(f"{descriptor.name} has room for one of {' and '.join(given)}")


def list_reader(field: FieldDescriptor, read: Read) -> Read:
    """The reader of a repeated field, by the reader of one element; null is no element."""
    wanted = f"a list of {_plural(field)}"

    def read_list(value: object, depth: int) -> list[object]:
        if not isinstance(value, list):
            raise expected(wanted, value)
        elements: list[object] = []
        try:
            for item in value:
                elements.append(read(item, depth))  # noqa: PERF401 - its length is the index
        except InvalidJson as refusal:
            refusal.within(len(elements))
            raise
        return elements

    return read_list


def _plural(field: FieldDescriptor) -> str:
    if field.type == FieldDescriptor.TYPE_ENUM:
        return f"names or numbers of {enum_of(field).name}"
    return _PLURALS.get(field.type, "numbers")


_PLURALS = {
    FieldDescriptor.TYPE_MESSAGE: "objects",
    FieldDescriptor.TYPE_STRING: "strings",
    FieldDescriptor.TYPE_BYTES: "base64 strings",
    FieldDescriptor.TYPE_BOOL: "booleans",
}


def map_reader(field: FieldDescriptor, read: Read) -> Read:
    """The reader of a map field, by the reader of one value."""
    key_field, value_field = map_fields(field)
    read_key = _map_key_reader(key_field)
    build = _element_builder(value_field)

    def read_map(value: object, depth: int) -> dict[object, object]:
        if not isinstance(value, dict):
            raise expected("an object", value)
        elements: dict[object, object] = {}
        key = ""
        try:
            for key, item in value.items():
                # The entry of a map is a message of its own: one level more.
                elements[read_key(key, depth)] = build(read(item, depth + 1))
        except InvalidJson as refusal:
            refusal.within(key)
            raise
        return elements

    return read_map


def _map_key_reader(field: FieldDescriptor) -> Read:
    if field.type == FieldDescriptor.TYPE_STRING:
        return read_string
    return _boolean_key if field.type == FieldDescriptor.TYPE_BOOL else scalar_reader(field)


def _boolean_key(key: object, _depth: int) -> bool:
    if key not in ("true", "false"):
        raise InvalidJson('expected "true" or "false" for a key')
    return key == "true"


def _element_builder(field: FieldDescriptor) -> Callable[[object], object]:
    # Protobuf 5 takes no nested dict for a message in a map.
    if field.message_type is None:
        return lambda made: made
    message_type: type[Message] = GetMessageClass(field.message_type)
    return lambda made: message_type(**made) if isinstance(made, dict) else made


def wrapper_reader(read: Read) -> Read:
    """The reader of a google.protobuf wrapper such as BoolValue, by the reader of its value."""
    return lambda value, depth: {"value": read(value, depth)}
