"""JSON scalars to protobuf scalars.

Every reader takes the JSON value and the depth of the message that asks (scalars ignore it) and
gives what a message constructor takes, or raises `InvalidJson`. What is accepted is protobuf's
JSON mapping and what official clients were seen to send besides ("24151" for an enum, booleans
for a concept value); NaN and Infinity are refused, since they have no place in JSON.
"""

from __future__ import annotations

import base64
import binascii
import difflib
import re
from collections.abc import Callable

from google.protobuf.descriptor import EnumDescriptor, FieldDescriptor

from fakeannot.contract.field_traits import default_float, enum_of
from fakeannot.contract.invalid_json import InvalidJson, expected, shown
from fakeannot.rules import enforces

Read = Callable[[object, int], object]

_DECIMAL = re.compile(r"-?[0-9]{1,20}")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,9})?")
_URL_SAFE_TO_STANDARD = str.maketrans("-_", "+/")

# Half a step above the largest float32: from here on a value rounds to infinity.
FLOAT32_LIMIT = 2.0**128 - 2.0**103

_INTEGER_RANGES = {
    FieldDescriptor.TYPE_INT32: (-(2**31), 2**31 - 1),
    FieldDescriptor.TYPE_SINT32: (-(2**31), 2**31 - 1),
    FieldDescriptor.TYPE_SFIXED32: (-(2**31), 2**31 - 1),
    FieldDescriptor.TYPE_UINT32: (0, 2**32 - 1),
    FieldDescriptor.TYPE_FIXED32: (0, 2**32 - 1),
    FieldDescriptor.TYPE_INT64: (-(2**63), 2**63 - 1),
    FieldDescriptor.TYPE_SINT64: (-(2**63), 2**63 - 1),
    FieldDescriptor.TYPE_SFIXED64: (-(2**63), 2**63 - 1),
    FieldDescriptor.TYPE_UINT64: (0, 2**64 - 1),
    FieldDescriptor.TYPE_FIXED64: (0, 2**64 - 1),
}

INTEGER_TYPES = frozenset(_INTEGER_RANGES)
FLOAT_TYPES = frozenset({FieldDescriptor.TYPE_FLOAT, FieldDescriptor.TYPE_DOUBLE})


def scalar_reader(field: FieldDescriptor) -> Read:
    """The reader of one value of a field that is no message."""
    if field.type == FieldDescriptor.TYPE_ENUM:
        return enum_reader(enum_of(field))
    if field.type in _INTEGER_RANGES:
        return integer_reader(*_INTEGER_RANGES[field.type])
    if field.type in FLOAT_TYPES and default_float(field) is not None:
        return _float_or_boolean
    return _READERS[field.type]


def read_string(value: object, _depth: int = 0) -> str:
    """A string that UTF-8 can carry: JSON's \\ud800 alone cannot."""
    if not isinstance(value, str):
        raise expected("a string", value)
    try:
        value.encode()
    except UnicodeEncodeError:
        raise InvalidJson("the string has half of a surrogate pair, which is no text") from None
    return value


def read_boolean(value: object, _depth: int = 0) -> bool:
    """true or false and nothing like them: quoted booleans are for queries only."""
    if not isinstance(value, bool):
        raise expected("true or false", value)
    return value


def read_bytes(value: object, _depth: int = 0) -> bytes:
    """Base64 in the standard or the URL-safe alphabet, padded or not."""
    if not isinstance(value, str):
        raise expected("a base64 string", value)
    bare = value.rstrip("=")
    padding = "=" * (-len(bare) % 4)
    if value not in (bare, bare + padding):
        raise InvalidJson("expected a base64 string: its padding is wrong")
    try:
        return base64.b64decode(bare.translate(_URL_SAFE_TO_STANDARD) + padding, validate=True)
    except (binascii.Error, ValueError):
        raise InvalidJson(f"expected a base64 string, got {shown(value)}") from None


def read_double(value: object, _depth: int = 0) -> float:
    """A finite number, or one in a string."""
    if type(value) is float and value - value == 0.0:  # inf - inf and nan - nan are nan
        return value
    return _checked_float(value, float("inf"))


def read_float32(value: object, _depth: int = 0) -> float:
    """A finite number that float32 can hold, or one in a string."""
    if (type(value) is float or type(value) is int) and -FLOAT32_LIMIT < value < FLOAT32_LIMIT:
        return value
    return _checked_float(value, FLOAT32_LIMIT)


@enforces("json.concept_value")
def _float_or_boolean(value: object, _depth: int = 0) -> float:
    # The documented curl examples and the legacy clients send true and false as concept values.
    return float(value) if isinstance(value, bool) else read_float32(value)


def _checked_float(value: object, limit: float) -> float:
    number = _as_float(value)
    if number != number or number in (float("inf"), float("-inf")):
        raise InvalidJson(f"expected a finite number, got {shown(value)}")
    if not -limit < number < limit:
        raise InvalidJson(f"{shown(value)} is too large for a 32-bit float")
    return number


def _as_float(value: object) -> float:
    if isinstance(value, str):
        if not _NUMBER.fullmatch(value):
            raise InvalidJson(f"expected a number, got the string {shown(value)}")
    elif isinstance(value, bool) or not isinstance(value, (int, float)):
        raise expected("a number", value)
    try:
        return float(value)
    except OverflowError:
        raise InvalidJson("the number is too large for a float") from None


def integer_reader(low: int, high: int) -> Read:
    """The reader of whole numbers from low to high: 5, 5.0 and "5"."""

    def read_integer(value: object, _depth: int = 0) -> int:
        number = as_integer(value)
        if number is None:
            raise _no_integer(value)
        if not low <= number <= high:
            raise InvalidJson(f"{shown(value)} is not between {low} and {high}")
        return number

    return read_integer


def as_integer(value: object) -> int | None:
    """The whole number that a number or a decimal string stands for, else None."""
    if isinstance(value, str):
        return int(value) if _DECIMAL.fullmatch(value) else None
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _no_integer(value: object) -> InvalidJson:
    if isinstance(value, (str, float)):
        return InvalidJson(f"expected a whole number, got {shown(value)}")
    return expected("a whole number", value)


@enforces("json.integer_enums")
def enum_reader(enum: EnumDescriptor) -> Read:
    """The reader of an enum: a name (aliases too), a number, or a number in a string."""
    numbers = {value.number for value in enum.values}
    names = {value.name: value.number for value in enum.values}

    def read_enum(value: object, _depth: int = 0) -> int:
        if type(value) is int and value in numbers:
            return value
        number = names.get(value) if isinstance(value, str) else None
        number = as_integer(value) if number is None else number
        if number is None:
            raise _no_enum(value, enum.name, names)
        if number not in numbers:
            raise InvalidJson(f"{enum.name} has no value with the number {shown(value)}")
        return number

    return read_enum


def _no_enum(value: object, enum: str, names: dict[str, int]) -> InvalidJson:
    if not isinstance(value, str):
        return expected(f"a name or a number of {enum}", value)
    near = difflib.get_close_matches(value[:64].upper(), names, n=1)
    hint = f"; the nearest is {near[0]}" if near else ""
    return InvalidJson(f"{enum} has no value named {shown(value)}{hint}")


_READERS: dict[int, Read] = {
    FieldDescriptor.TYPE_STRING: read_string,
    FieldDescriptor.TYPE_BOOL: read_boolean,
    FieldDescriptor.TYPE_BYTES: read_bytes,
    FieldDescriptor.TYPE_DOUBLE: read_double,
    FieldDescriptor.TYPE_FLOAT: read_float32,
}
