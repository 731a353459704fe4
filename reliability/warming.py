"""What the fake makes once and keeps, made at once: what memory grows by afterwards is not that."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from google.protobuf.descriptor import Descriptor
from google.protobuf.message_factory import GetMessageClass

from fakeannot.contract.field_traits import descriptor_of
from fakeannot.contract.json_reader import InvalidJson, read_json
from fakeannot.contract.json_writer import write_json
from fakeannot.contract.operations import operations

_VALUES: tuple[Any, ...] = (None, [None], {}, "x", -1)


def warm() -> None:
    """Have the converter compile every message of the contract, with each field in both spellings,
    for what is right and for what is not."""
    found: dict[str, Descriptor] = {}
    for one in operations().values():
        for message in (one.request_type, one.reply_type):
            inside = _within(descriptor_of(message), found)
            found.update((inner.full_name, inner) for inner in inside)
    for descriptor in found.values():
        message = GetMessageClass(descriptor)
        write_json(message())
        for name in {name for field in descriptor.fields for name in (field.name, field.json_name)}:
            for value in _VALUES:
                for ignoring in (False, True):
                    with suppress(InvalidJson):
                        read_json(message, {name: value}, ignore_unknown=ignoring)


def _within(descriptor: Descriptor, found: dict[str, Descriptor]) -> Iterator[Descriptor]:
    """A message and all that it has in it, but for those that were found."""
    if descriptor.full_name not in found:
        found[descriptor.full_name] = descriptor
        yield descriptor
        for field in descriptor.fields:
            if field.message_type is not None:
                yield from _within(field.message_type, found)
