"""Time as the fake knows it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

from fakeannot.rules import applies

LATEST = 253_370_764_800 * 10**9
"""The beginning of the year 9999, with which the API's times end: the last moment (ns) of a clock.
What is made later is a microsecond apart, for which there is all of that year."""

_MICROSECOND = 1_000


class ClockState(NamedTuple):
    """What a clock knows besides its source: moments and differences, in nanoseconds.

    `stands_at` is None while the clock goes.
    """

    last: int = 0
    earliest: int = 0
    offset: int = 0
    stands_at: int | None = None


_NEW = ClockState()


class Clock:
    """Nanoseconds since the epoch, and stamps of them that never go back and never tie.

    Two stamps differ by at least a microsecond, because what is read back is cut to microseconds
    and must still tell older from newer.

    Attributes:
        earliest: the moment (ns) that the last stamp was asked for, which what comes later must
            not be before. The stamp itself may lie ahead of it, by microseconds.
    """

    __slots__ = ("_last", "_offset", "_source", "_stands_at", "earliest")

    def __init__(self, source: Callable[[], int] = time.time_ns, state: ClockState = _NEW) -> None:
        self._source = source
        # The offset is what the source is off by, unless the clock stands still.
        self._last, self.earliest, self._offset, self._stands_at = state

    @property
    def state(self) -> ClockState:
        """All that another clock has to know to go on as this one."""
        return ClockState(self._last, self.earliest, self._offset, self._stands_at)

    def copy(self, source: Callable[[], int] | None = None) -> Clock:
        """A clock in the same state, by another source if given."""
        return Clock(source or self._source, self.state)

    def in_state(self, state: ClockState) -> Clock:
        """A clock by the same source in another state."""
        return Clock(self._source, state)

    def unused(self) -> Clock:
        """A clock that tells the same time and has given out no stamp."""
        return self.in_state(self.state._replace(last=0, earliest=0))

    def now(self) -> int:
        """The present moment, in nanoseconds, without using a stamp up: 1970 at the earliest, and
        never after `LATEST`."""
        # Looked at once: another thread may let the clock go meanwhile.
        stands_at = self._stands_at
        now = self._source() + self._offset if stands_at is None else stands_at
        return now if 0 <= now < LATEST else LATEST if now > 0 else 0

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
