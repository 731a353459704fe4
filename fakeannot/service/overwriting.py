"""PATCH with the action overwrite, where it replaces the fields that are sent."""

from __future__ import annotations

from typing import Any

from fakeannot.service.things import Shelf, find, put
from fakeannot.store import patch
from fakeannot.store.timestamps import set_time


def overwritten(shelf: Shelf, sent: Any) -> Any:
    """A stored thing with the fields that were sent in place of its own, not stored yet."""
    message = find(shelf, sent.id).message
    patch.replace_fields(message, sent)
    return message


def store_changed(shelf: Shelf, changed: Any) -> Any:
    """Store a changed thing in its place, and return it as a fresh answer tells of it."""
    now = shelf.call.world.clock.stamp()
    set_time(changed.modified_at, now)
    fresh = put(shelf, changed)
    set_time(fresh.modified_at, now, exact=True)
    return fresh
