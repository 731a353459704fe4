"""Time as the fake knows it."""

from __future__ import annotations

import time
from collections.abc import Callable

from fakeannot.rules import applies

_MICROSECOND = 1_000


class Clock:
    """Nanoseconds since the epoch that never go back and never tie.

    Two stamps differ by at least a microsecond, because what is read back is cut to microseconds
    and must still tell older from newer.
    """

    __slots__ = ("_last", "_source")

    def __init__(self, source: Callable[[], int] = time.time_ns) -> None:
        self._source = source
        self._last = 0

    def now(self) -> int:
        """The present moment, in nanoseconds, without using a stamp up."""
        return max(self._source(), self._last)

    def stamp(self) -> int:
        """A moment of its own, in nanoseconds, later than every stamp before it."""
        now, least = self._source(), self._last + _MICROSECOND
        if now < least:
            applies("timestamps.strictly_increasing")
            now = least
        self._last = now
        return now
