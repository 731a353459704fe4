"""Moments in nanoseconds, and the two precisions in which the API tells them.

A fresh object's times have nanoseconds; what is read back is cut to microseconds.
"""

from __future__ import annotations

from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp

from fakeannot.rules import enforces

_SECOND = 1_000_000_000
_MICROSECOND = 1_000


@enforces("timestamps.nanoseconds_on_write")
def set_time(stamp: Timestamp, now: int, *, exact: bool = False) -> None:
    """Write the moment `now` (ns since the epoch) into `stamp`, in µs unless `exact`."""
    stamp.seconds, nanos = divmod(now, _SECOND)
    stamp.nanos = nanos if exact else nanos - nanos % _MICROSECOND


@enforces("timestamps.equal_on_creation")
def set_created(message: Any, now: int, *, exact: bool = False) -> None:
    """Write the moment into both `created_at` and `modified_at` of a new object."""
    set_time(message.created_at, now, exact=exact)
    message.modified_at.CopyFrom(message.created_at)
