"""JSON to protobuf, by code compiled from the descriptors of the contract.

`read_json` walks the JSON once, turns it into the arguments of the message constructor (nested
dicts) and calls that once, which is many times faster than setting fields. What makes this fast
enough is that a field of the common case costs one lookup and one type comparison:

- Each message type has a table from JSON name (both spellings) to `Entry`, filled field by field
  as fields are first seen. No lock is needed: entries are immutable and any two are equal.
- A value whose exact type is `Entry.exact_type` goes to the constructor as it is. The constructor
  refuses lone surrogates and integers out of range, but cannot say where they were; then the
  careful twin of the same reader, which checks every value itself, finds the place.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

from fakeannot.contract.field_traits import (
    WRAPPERS,
    default_float,
    descriptor_of,
    find_field,
    is_map,
    is_repeated,
    map_fields,
)
from fakeannot.contract.invalid_json import InvalidJson
from fakeannot.contract.reading import (
    Entry,
    list_reader,
    map_reader,
    object_reader,
    wrapper_reader,
)
from fakeannot.contract.scalars import INTEGER_TYPES, Read, scalar_reader
from fakeannot.contract.structs import read_list_value, read_struct, read_value
from fakeannot.contract.times import read_duration, read_timestamp
from fakeannot.rules import applies

__all__ = ["InvalidJson", "read_json"]

M = TypeVar("M", bound=Message)


def read_json(message_type: type[M], value: object, *, ignore_unknown: bool = False) -> M:
    """The message that a parsed JSON value means, by the rules of protobuf's JSON mapping.

    `value` is what `json.loads` gave. Fields are accepted in snake_case and camelCase, null means
    absent, and an omitted `Concept.value` is 1 (cl_default_float of the contract).
    `ignore_unknown` skips fields that the message type does not have, at every depth.

    Raises `InvalidJson` for anything that does not fit, with its place and the reason.
    """
    fast, careful = _COMPILERS[ignore_unknown]
    descriptor = descriptor_of(message_type)
    try:
        return _built(message_type, fast.message(descriptor)(value, 1))
    except InvalidJson:
        raise
    except (ValueError, TypeError, OverflowError):
        return _built(message_type, careful.message(descriptor)(value, 1))


def _built(message_type: type[M], made: Any) -> M:
    return made if isinstance(made, message_type) else message_type(**made)


def _in_other_spelling(entry: Entry) -> Entry:
    """The same field under its camelCase name, which tells at each use that it was."""

    def read(value: object, depth: int) -> object:
        applies("json.spellings")
        return entry.read(value, depth)

    return entry._replace(exact_type=_Never, read=read)


class _Never:
    """The exact type of no JSON value."""


_EXACT_TYPES: dict[int, type] = {
    FieldDescriptor.TYPE_STRING: str,
    FieldDescriptor.TYPE_BOOL: bool,
    **dict.fromkeys(INTEGER_TYPES, int),
}

_WELL_KNOWN: dict[str, Read] = {
    "google.protobuf.Timestamp": read_timestamp,
    "google.protobuf.Duration": read_duration,
    "google.protobuf.Struct": read_struct,
    "google.protobuf.ListValue": read_list_value,
    "google.protobuf.Value": read_value,
}


class _Compiler:
    """The readers of all message types, in one manner of reading."""

    def __init__(self, *, ignore_unknown: bool, careful: bool) -> None:
        self._ignore_unknown = ignore_unknown
        self._careful = careful
        self._readers: dict[Descriptor, Read] = {}

    def message(self, descriptor: Descriptor) -> Read:
        """The reader of one message type, compiled when first asked for."""
        reader = self._readers.get(descriptor)
        if reader is None:
            reader = self._readers[descriptor] = self._compile(descriptor)
        return reader

    def _compile(self, descriptor: Descriptor) -> Read:
        if descriptor.full_name in _WELL_KNOWN:
            return _WELL_KNOWN[descriptor.full_name]
        if descriptor.full_name in WRAPPERS:
            return wrapper_reader(scalar_reader(descriptor.fields_by_name["value"]))
        return object_reader(descriptor, self._learner(descriptor))

    def _learner(self, descriptor: Descriptor) -> Callable[[str], Entry | None]:
        def learn(key: str) -> Entry | None:
            field = find_field(descriptor, key)
            if field is not None:
                entry = self._entry(field)
                return entry if key == field.name else _in_other_spelling(entry)
            if self._ignore_unknown:
                return None
            raise InvalidJson(unknown_field=True)

        return learn

    def _entry(self, field: FieldDescriptor) -> Entry:
        if is_map(field):
            one = self._single(map_fields(field)[1])
            return Entry(field.name, _Never, map_reader(field, one), None)
        if is_repeated(field):
            return Entry(field.name, _Never, list_reader(field, self._single(field)), None)
        exact_type = _Never if self._careful else _EXACT_TYPES.get(field.type, _Never)
        return Entry(field.name, exact_type, self._single(field), _meaning_of_null(field))

    def _single(self, field: FieldDescriptor) -> Read:
        inner = field.message_type
        return scalar_reader(field) if inner is None else self.message(inner)


def _meaning_of_null(field: FieldDescriptor) -> object:
    if field.message_type is not None and field.message_type.full_name == "google.protobuf.Value":
        return read_value(None, 1)
    return default_float(field)


_COMPILERS = {
    ignore_unknown: (
        _Compiler(ignore_unknown=ignore_unknown, careful=False),
        _Compiler(ignore_unknown=ignore_unknown, careful=True),
    )
    for ignore_unknown in (False, True)
}
