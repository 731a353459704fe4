"""Moments in nanoseconds, and the two precisions in which the API tells them.

A fresh object's times have nanoseconds; what is read back is cut to microseconds (rule
`timestamps.nanoseconds_on_write`).
"""

from __future__ import annotations

from google.protobuf.timestamp_pb2 import Timestamp

_SECOND = 1_000_000_000
_MICROSECOND = 1_000


def set_time(stamp: Timestamp, now: int, *, exact: bool = False) -> None:
    """Write the moment `now` (ns since the epoch) into `stamp`, in µs unless `exact`."""
    stamp.seconds, nanos = divmod(now, _SECOND)
    stamp.nanos = nanos if exact else nanos - nanos % _MICROSECOND
