"""google.protobuf.Struct, Value and ListValue to and from plain JSON.

They are built as messages: the constructor of a message takes no nested dict for them on every
supported protobuf. One JSON object is three protobuf levels (Struct, its entry, the Value), one
list two; the depth counts those, since they are what a protobuf parser later refuses.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from json.encoder import encode_basestring as quoted
from typing import Any

from google.protobuf.message import Message
from google.protobuf.struct_pb2 import ListValue, Struct, Value

from fakeannot.contract.invalid_json import InvalidJson, expected
from fakeannot.contract.number_text import double_text
from fakeannot.contract.scalars import read_string

MAX_DEPTH = 90


def too_deep() -> InvalidJson:
    """The refusal of a tree deeper than any protobuf parser would read back (they stop at 100)."""
    return InvalidJson(f"nested deeper than {MAX_DEPTH} protobuf messages")


def read_struct(value: object, depth: int) -> Struct:
    """A Struct from a JSON object; a null inside is kept as a null."""
    if not isinstance(value, dict):
        raise expected("an object", value)
    if depth > MAX_DEPTH:
        raise too_deep()
    fields: dict[str, Value] = {}
    key = ""
    try:
        for key, item in value.items():
            fields[read_string(key)] = read_value(item, depth + 2)
    except InvalidJson as refusal:
        refusal.within(key)
        raise
    return Struct(fields=fields)


def read_list_value(value: object, depth: int) -> ListValue:
    """A ListValue from a JSON list."""
    if not isinstance(value, list):
        raise expected("a list", value)
    if depth > MAX_DEPTH:
        raise too_deep()
    values: list[Value] = []
    try:
        for item in value:
            values.append(read_value(item, depth + 1))  # noqa: PERF401 - its length is the index
    except InvalidJson as refusal:
        refusal.within(len(values))
        raise
    return ListValue(values=values)


def read_value(value: object, depth: int) -> Value:
    """A Value from any JSON value; numbers become doubles."""
    if depth > MAX_DEPTH:
        raise too_deep()
    if isinstance(value, str):
        return Value(string_value=read_string(value))
    if isinstance(value, bool):
        return Value(bool_value=value)
    if isinstance(value, (int, float)):
        return Value(number_value=_finite(value))
    if isinstance(value, dict):
        return Value(struct_value=read_struct(value, depth + 1))
    if isinstance(value, list):
        return Value(list_value=read_list_value(value, depth + 1))
    if value is None:
        return Value(null_value=0)  # type: ignore[arg-type]  # the stubs want the enum's own type
    raise expected("a JSON value", value)


def _finite(number: float) -> float:
    try:
        as_float = float(number)
    except OverflowError:
        as_float = math.inf
    if not math.isfinite(as_float):
        raise InvalidJson("expected a finite number that fits a double")
    return as_float


def plain_struct(struct: Any) -> dict[str, Any]:
    """A Struct as a dict of what Python has for each value, infinity too."""
    return {key: plain_value(value) for key, value in struct.fields.items()}


def plain_value(value: Any) -> Any:
    """A Value as the same; None for one that holds nothing, which only bytes can say."""
    kind = value.WhichOneof("kind")
    if kind in (None, "null_value"):
        return None
    held = getattr(value, kind)
    if kind == "struct_value":
        return plain_struct(held)
    return [plain_value(one) for one in held.values] if kind == "list_value" else held


def struct_text(struct: Any) -> str:
    """A Struct as a JSON object with sorted keys."""
    items = sorted(struct.fields.items(), key=_key)
    return "{" + ",".join([f"{quoted(key)}:{value_text(value)}" for key, value in items]) + "}"


def _key(item: tuple[str, Message]) -> str:
    return item[0]


def list_value_text(values: Any) -> str:
    """A ListValue as a JSON list."""
    return "[" + ",".join([value_text(value) for value in values.values]) + "]"


def value_text(value: Any) -> str:
    """A Value as the JSON it holds; one that holds nothing is null."""
    kind = value.WhichOneof("kind")
    return "null" if kind is None else _VALUE_TEXTS[kind](getattr(value, kind))


_VALUE_TEXTS: dict[str, Callable[[Any], str]] = {
    "null_value": lambda _: "null",
    "number_value": double_text,
    "string_value": quoted,
    "bool_value": {True: "true", False: "false"}.__getitem__,
    "struct_value": struct_text,
    "list_value": list_value_text,
}
