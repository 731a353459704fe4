"""Free JSON objects, metadata and annotation_info, that hold what a search wants in them."""

from __future__ import annotations

from collections.abc import Iterator

from google.protobuf.struct_pb2 import Struct, Value


def held(wanted: Struct, stored: Struct) -> Iterator[bool]:
    """Of each key that is wanted, whether what is stored has it with that value in it.

    An object has those in it whose keys it has with such values, a list those whose elements it
    has; other values have only their equals in them.
    """
    for key, value in wanted.fields.items():
        yield key in stored.fields and _has(stored.fields[key], value)


def _has(stored: Value, wanted: Value) -> bool:
    kind = wanted.WhichOneof("kind")
    if kind == "struct_value":
        return all(held(wanted.struct_value, stored.struct_value))
    if kind == "list_value":
        there = stored.list_value.values
        return all(any(_has(one, value) for one in there) for value in wanted.list_value.values)
    return stored == wanted
