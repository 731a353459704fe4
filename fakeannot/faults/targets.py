"""Which inputs a request is about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def inputs_of(rpc: str, request: Any) -> Iterator[str]:
    """The ids of the inputs that a request names, in whichever field."""
    yield getattr(request, "input_id", "")
    yield from getattr(request, "input_ids", ())
    for annotation in getattr(request, "annotations", ()):
        yield annotation.input_id
    for one in getattr(request, "inputs", ()):
        yield one.id
    if rpc.endswith("Inputs"):
        yield from getattr(request, "ids", ())
