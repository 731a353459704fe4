"""Random messages of any type of the contract, built from its descriptors, bounded in depth."""

from __future__ import annotations

import math
import struct
from typing import Any, TypeVar

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from google.protobuf.struct_pb2 import ListValue, Struct, Value
from google.protobuf.timestamp_pb2 import Timestamp
from hypothesis import strategies as st

from fakeannot.contract.field_traits import (
    descriptor_of,
    enum_of,
    is_map,
    is_private,
    is_repeated,
    map_fields,
    real_oneofs,
)

M = TypeVar("M", bound=Message)

DEPTH = 3
MOST_FIELDS = 4

# json_format refuses the top half step of float32, which rounds back into the range.
FLOAT32 = st.floats(width=32, allow_nan=False, allow_infinity=False).filter(
    lambda value: abs(value) < 3.4028e38
)
DOUBLE = st.floats(allow_nan=False, allow_infinity=False)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)

_SCALARS: dict[int, st.SearchStrategy[Any]] = {
    FieldDescriptor.TYPE_STRING: TEXT,
    FieldDescriptor.TYPE_BYTES: st.binary(max_size=8),
    FieldDescriptor.TYPE_BOOL: st.booleans(),
    FieldDescriptor.TYPE_FLOAT: st.sampled_from([0.0, -0.0, 1.0, 0.502]) | FLOAT32,
    FieldDescriptor.TYPE_DOUBLE: DOUBLE,
    FieldDescriptor.TYPE_INT32: st.integers(-(2**31), 2**31 - 1),
    FieldDescriptor.TYPE_INT64: st.integers(-(2**63), 2**63 - 1),
    FieldDescriptor.TYPE_UINT32: st.integers(0, 2**32 - 1),
    FieldDescriptor.TYPE_UINT64: st.integers(0, 2**64 - 1),
}

json_values = st.recursive(
    st.none() | st.booleans() | DOUBLE | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)


def float32(value: float) -> float:
    """The float32 nearest to a number."""
    nearest: float = struct.unpack("f", struct.pack("f", value))[0]
    return nearest


def struct_of(value: Any) -> Struct:
    """A Struct of plain JSON, by protobuf's own means."""
    made = Struct()
    made.update(value)
    return made


timestamps = st.builds(
    Timestamp,
    seconds=st.integers(-62_135_596_800, 253_402_300_799),
    nanos=st.sampled_from([0, 449_860_000, 120_000_000]) | st.integers(0, 10**9 - 1),
)


@st.composite
def durations(draw: st.DrawFn) -> Duration:
    """Durations of both signs."""
    sign = draw(st.sampled_from([-1, 1]))
    seconds, nanos = draw(st.integers(0, 10**9)), draw(st.integers(0, 10**9 - 1))
    return Duration(seconds=sign * seconds, nanos=sign * nanos)


_WELL_KNOWN: dict[str, st.SearchStrategy[Any]] = {
    "google.protobuf.Timestamp": timestamps,
    "google.protobuf.Duration": durations(),
    "google.protobuf.Struct": st.dictionaries(TEXT, json_values, max_size=3).map(struct_of),
    "google.protobuf.Value": st.one_of(
        st.just(Value(null_value=0)),  # type: ignore[arg-type]  # the one null there is
        st.builds(Value, string_value=TEXT),
        st.builds(Value, number_value=DOUBLE),
        st.builds(Value, bool_value=st.booleans()),
    ),
    "google.protobuf.ListValue": st.just(ListValue()),
}


def messages(message_type: type[M], depth: int = DEPTH) -> st.SearchStrategy[M]:
    """Random messages of one type; every float in them is finite, every enum number known."""
    return _messages(descriptor_of(message_type), depth)


def _messages(descriptor: Descriptor, depth: int) -> st.SearchStrategy[Any]:
    known = _WELL_KNOWN.get(descriptor.full_name)
    return _composed(descriptor, depth) if known is None else known


@st.composite
def _composed(draw: st.DrawFn, descriptor: Descriptor, depth: int) -> Message:
    fields = [field for field in descriptor.fields if depth or field.message_type is None]
    fields = [field for field in fields if not is_private(field)]
    some = st.lists(st.sampled_from(fields), max_size=MOST_FIELDS, unique=True)
    chosen = draw(some) if fields else []
    taken: set[str] = set()
    arguments = {}
    for field in chosen:
        group = next((names for names in real_oneofs(descriptor) if field.name in names), ())
        if not taken.intersection(group):
            arguments[field.name] = draw(_field(field, depth))
        taken.update(group)
    return GetMessageClass(descriptor)(**arguments)


def _field(field: FieldDescriptor, depth: int) -> st.SearchStrategy[Any]:
    if is_map(field):
        key, value = map_fields(field)
        return st.dictionaries(_single(key, depth), _single(value, depth), max_size=2)
    one = _single(field, depth)
    return st.lists(one, max_size=2) if is_repeated(field) else one


def _single(field: FieldDescriptor, depth: int) -> st.SearchStrategy[Any]:
    if field.message_type is not None:
        return _messages(field.message_type, depth - 1)
    if field.type == FieldDescriptor.TYPE_ENUM:
        return st.sampled_from([value.number for value in enum_of(field).values])
    return _SCALARS[field.type]


def close(one: object, other: object) -> bool:
    """Whether two JSON values agree, numbers compared as float32 and 64-bit texts as numbers."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(close(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(close, one, other))
    if isinstance(one, (int, float)) and isinstance(other, (int, float, str)):
        # The smallest float32 is 1.4e-45, which 1e-45 reads back to as well.
        return one == float(other) or math.isclose(one, float(other), rel_tol=1e-7, abs_tol=1e-45)
    return one == other
