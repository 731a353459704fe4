"""Fields of a contract newer than this one: protobuf keeps their bytes, and so do changes."""

from __future__ import annotations

from typing import TypeVar

from google.protobuf.message import Message
from google.protobuf.unknown_fields import UnknownFieldSet

from fakeannot.rules import enforces

M = TypeVar("M", bound=Message)


def has_newer_fields(message: Message) -> bool:
    """Whether the message has such fields itself, not only within what it holds."""
    return len(UnknownFieldSet(message)) > 0


def add_newer_fields(target: Message, source: Message) -> None:
    """Add those that `source` has itself, behind those of `target`.

    Who knows such a field reads the last one, where it has one value, or all of them as a list.
    """
    if has_newer_fields(source):
        target.MergeFrom(_newer_fields(source))


@enforces("grpc.newer_fields")
def _newer_fields(message: M) -> M:
    """The message without what is known."""
    newer = type(message)()
    newer.CopyFrom(message)
    for field, _ in message.ListFields():
        newer.ClearField(field.name)
    return newer
