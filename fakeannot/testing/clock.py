"""A fake's time as a test author moves it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from fakeannot.dispatch import Dispatcher
from fakeannot.store.clock import Clock

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_LAST = datetime(9999, 1, 1, tzinfo=timezone.utc)
_TOO_LATE = f"the API's times end with the year 9999, and {_LAST} is as far as it goes"
_MICROSECOND = timedelta(microseconds=1)
_NANOS = 1_000


class FakeClock:
    """The time of a fake: of `created_at` and the like, and of inputs that take time to process.

    It runs until it is frozen. It can be put to any moment that is not before the latest
    `created_at` or `modified_at`: what is made later has a later time, and no two things the same.
    While it is frozen, things made one after the other are a microsecond apart.
    """

    __slots__ = ("_dispatcher",)

    def __init__(self, dispatcher: Dispatcher) -> None:
        self._dispatcher = dispatcher

    def now(self) -> datetime:
        """The present moment, in UTC."""
        return _datetime(self._dispatcher.world.clock.now())

    @property
    def frozen(self) -> bool:
        """Whether it stands still."""
        return self._dispatcher.world.clock.state.stands_at is not None

    def freeze(self, at: datetime | None = None) -> None:
        """Stand still until `resume`, at this moment if one is given.

        Raises:
            TypeError, ValueError: as `travel`.
        """
        with self._dispatcher.lock:
            clock = self._dispatcher.world.clock
            moment = None if at is None else _reachable(clock, at)
            clock.stop()
            if moment is not None:
                clock.put(moment)

    def travel(self, to: datetime) -> None:
        """Make another moment the present one; a frozen clock stays frozen.

        Raises:
            TypeError: it is no datetime.
            ValueError: it has no time zone, or lies before 1970 or the latest time of anything, or
                within the year 9999, with which the API's times end.
        """
        with self._dispatcher.lock:
            clock = self._dispatcher.world.clock
            clock.put(_reachable(clock, to))

    def advance(self, seconds: float | timedelta) -> None:
        """Let time pass at once; a frozen clock stays frozen.

        Raises:
            ValueError: the time is negative, or leads into the year 9999.
        """
        with self._dispatcher.lock:
            clock = self._dispatcher.world.clock
            now = clock.now()
            clock.put(now + _passing(seconds, _LAST - _datetime(now)))

    def resume(self) -> None:
        """Run again, from the moment at which it stands."""
        with self._dispatcher.lock:
            self._dispatcher.world.clock.go()


def _reachable(clock: Clock, to: object) -> int:
    """A moment that a clock can be put to, in nanoseconds."""
    example = "datetime(2030, 1, 31, tzinfo=timezone.utc)"
    if not isinstance(to, datetime):
        raise TypeError(f"The clock is put to a moment such as {example}, got {to!r}.")
    if to.tzinfo is None:
        raise ValueError(f"{to!r} has no time zone: say {example}, for example.")
    if to < _EPOCH:
        raise ValueError(f"The clock cannot go back to {to}: its time begins with 1970.")
    if to > _LAST:
        raise ValueError(f"The clock cannot go to {to}: {_TOO_LATE}.")
    moment = (to - _EPOCH) // _MICROSECOND * _NANOS
    # Both are cut to microseconds, or now() could not be travelled to.
    if moment // _NANOS < clock.earliest // _NANOS:
        raise ValueError(
            f"The clock cannot go back to {to}: there are things made at "
            f"{_datetime(clock.earliest)}, and later things have later times. Put it there "
            "before they are made, or after a reset."
        )
    return moment


def _passing(seconds: float | timedelta, most: timedelta) -> int:
    """A length of time in nanoseconds."""
    try:
        time = seconds if isinstance(seconds, timedelta) else timedelta(seconds=seconds)
    except OverflowError:
        time = timedelta.max
    if time < timedelta():
        raise ValueError(f"{seconds!r}: time only advances; see travel() for going back.")
    if time > most:
        raise ValueError(f"{seconds!r}: {_TOO_LATE}.")
    return time // _MICROSECOND * _NANOS


def _datetime(moment: int) -> datetime:
    return _EPOCH + timedelta(microseconds=moment // _NANOS)
