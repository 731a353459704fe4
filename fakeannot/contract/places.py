"""Where in a request something stands: fields and indices, from the outside in."""

from __future__ import annotations

from typing import Any

from google.protobuf.message import Message

from fakeannot.contract.field_traits import is_map, is_repeated

Path = tuple[str | int, ...]
"""Such as `("annotations", 3, "input_id")`, in the names of the contract."""


def path_text(path: Path) -> str:
    """A path as text: `annotations[3].input_id`."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return "".join(parts).removeprefix(".")


def way_to(part: Message, whole: Any) -> Path:
    """The way to the first message inside `whole` that equals `part`; empty if none does."""
    for field, value in whole.ListFields():
        if field.message_type is None or is_map(field):
            continue
        several = is_repeated(field)
        for index, inner in enumerate(value if several else [value]):
            here: Path = (field.name, index) if several else (field.name,)
            if inner == part:
                return here
            if inside := way_to(part, inner):
                return (*here, *inside)
    return ()
