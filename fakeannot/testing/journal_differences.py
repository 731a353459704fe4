"""Where a message is not as it was said to be, field by field.

It is said in JSON form, and of a message only what is said is compared, of a list every item. What
is compared are messages: 0.1 is what it is as a 32-bit float, and an enum has two spellings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from google.protobuf.message import Message
from google.protobuf.struct_pb2 import Struct

from fakeannot.contract.field_traits import descriptor_of, find_field, is_map, is_repeated
from fakeannot.contract.json_writer import write_json

_LONGEST_VALUE = 80
_FLOAT32_DIGITS = ".7g"


class Difference(NamedTuple):
    """In what a call is not as wanted; both values as they are shown."""

    path: str
    wanted: str
    got: str

    def __str__(self) -> str:
        return f"{self.path}: wanted {self.wanted}, got {self.got}"


def message_differences(
    path: str, said: Mapping[str, Any], wanted: Any, got: Any
) -> Iterator[Difference]:
    """Where one message is not as another, as far as something is said of it."""
    for name, value in said.items():
        field: Any = find_field(descriptor_of(wanted), name)
        place = f"{path}.{field.name}" if path else field.name
        pair = getattr(wanted, field.name), getattr(got, field.name)
        compare = _list_differences if is_repeated(field) and not is_map(field) else _differences
        yield from compare(place, value, *pair)


def _list_differences(path: str, said: Any, wanted: Any, got: Any) -> Iterator[Difference]:
    if len(wanted) != len(got):
        yield Difference(path, _items(wanted), _items(got))
    # What one of both lacks is told above.
    for at, (value, one, other) in enumerate(zip(said or (), wanted, got, strict=False)):
        yield from _differences(f"{path}[{at}]", value, one, other)


def _differences(path: str, said: Any, wanted: Any, got: Any) -> Iterator[Difference]:
    if isinstance(wanted, Struct):
        yield from _struct_differences(path, wanted, got)
    elif isinstance(said, dict) and isinstance(wanted, Message) and not _is_well_known(wanted):
        yield from message_differences(path, said, wanted, got)
    elif wanted != got:
        yield Difference(path, _text(wanted), _text(got))


def _struct_differences(path: str, wanted: Struct, got: Struct) -> Iterator[Difference]:
    """The same for free-form JSON objects: only the keys that are wanted are looked at."""
    for key, value in sorted(wanted.fields.items()):
        other = got.fields.get(key)
        place = f"{path}.{key}"
        if other is not None and value.HasField("struct_value"):
            yield from _struct_differences(place, value.struct_value, other.struct_value)
        elif value != other:
            yield Difference(place, _text(value), "nothing" if other is None else _text(other))


def _is_well_known(message: Message) -> bool:
    """Whether JSON has a form of its own for a message, such as a time."""
    return descriptor_of(message).full_name.startswith("google.protobuf.")


def _items(values: Sequence[Any]) -> str:
    return f"{len(values)} ({', '.join(map(_text, values))})" if values else "none"


def _text(value: Any) -> str:
    if isinstance(value, Message):
        return shortened(write_json(value))
    return shortened(format(value, _FLOAT32_DIGITS) if isinstance(value, float) else repr(value))


def shortened(text: str) -> str:
    """A text that fits on a line with another one."""
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}..."
