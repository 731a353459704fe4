"""What each RPC does: one function per RPC, grouped by resource.

A handler takes a `Call` and a request message and returns a `Reply`, or raises a `Refusal`. It
knows nothing of how the request came. `load()` brings all handlers into `HANDLERS`.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module

from fakeannot.service.call import HANDLERS, Handler

_MODULES = (
    "annotation_writes",
    "annotation_reads",
    "annotation_deletes",
    "annotation_statuses",
    "input_writes",
    "input_reads",
    "input_deletes",
    "track_annotations",
    "concepts",
)


@cache
def load() -> dict[str, Handler]:
    """Every built RPC's handler, by the name of the RPC."""
    for module in _MODULES:
        import_module(f"{__name__}.{module}")
    return HANDLERS
