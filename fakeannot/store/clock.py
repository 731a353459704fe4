"""Time as the fake knows it."""

from __future__ import annotations

import time
from collections.abc import Callable

from fakeannot.rules import applies

_MICROSECOND = 1_000


class Clock:
    """Nanoseconds since the epoch, and stamps of them that never go back and never tie.

    Two stamps differ by at least a microsecond, because what is read back is cut to microseconds
    and must still tell older from newer.

    Attributes:
        earliest: the moment (ns) that the last stamp was asked for, which what comes later must
            not be before. The stamp itself may lie ahead of it, by microseconds.
    """

    __slots__ = ("_last", "_offset", "_source", "_stands_at", "earliest")

    def __init__(self, source: Callable[[], int] = time.time_ns) -> None:
        self._source = source
        self._last = self.earliest = 0
        # What the source is off by, unless the clock stands still.
        self._offset = 0
        self._stands_at: int | None = None

    def copy(self, source: Callable[[], int] | None = None) -> Clock:
        """A clock in the same state, by another source if given."""
        copied = Clock(source or self._source)
        copied._last, copied.earliest = self._last, self.earliest
        copied._offset, copied._stands_at = self._offset, self._stands_at
        return copied

    def unused(self) -> Clock:
        """A clock that tells the same time and has given out no stamp."""
        clock = self.copy()
        clock._last = clock.earliest = 0
        return clock

    def now(self) -> int:
        """The present moment, in nanoseconds, without using a stamp up."""
        return self._source() + self._offset if self._stands_at is None else self._stands_at

    def stamp(self) -> int:
        """A moment of its own, in nanoseconds, later than every stamp before it."""
        self.earliest = now = self.now()
        least = self._last + _MICROSECOND
        if now < least:
            applies("timestamps.strictly_increasing")
            now = least
        self._last = now
        return now

    def put(self, moment: int) -> None:
        """Make this moment (ns) the present one; the clock goes on or stands still as before."""
        if self._stands_at is None:
            self._offset = moment - self._source()
        else:
            self._stands_at = moment

    def stop(self) -> None:
        """Stand still."""
        self._stands_at = self.now()

    def go(self) -> None:
        """Go on from the present moment, if it stands still."""
        if self._stands_at is not None:
            self._offset = self._stands_at - self._source()
            self._stands_at = None
