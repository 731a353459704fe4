"""How many calls may be made, and how fast."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from fakeannot.conformance.halting import BudgetSpent

FEWEST = 100
"""With fewer calls there is nothing to find out."""
RESERVE = 40
"""How many of the calls are kept for clearing up."""


class Allowance:
    """A number of calls, and a pace to make them at.

    Args:
        calls: how many in all, of which `RESERVE` are for clearing up.
        rate: how many a second, 0 for as fast as can be.
        clock, sleep: where time comes from and how it is waited for, both in seconds.

    Raises:
        ValueError: fewer than `FEWEST` calls, or a negative rate.
    """

    def __init__(
        self,
        calls: int,
        rate: float = 0,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        if calls < FEWEST:
            raise ValueError(f"{calls} calls are too few to find out anything: at least {FEWEST}.")
        if rate < 0:
            raise ValueError(f"A rate of {rate} calls a second cannot be.")
        self._calls = calls
        self._interval = 1 / rate if rate else 0.0
        self._clock = clock
        self._sleep = sleep
        self._next = clock()
        self._clearing_up = False
        self.made = 0

    @property
    def left(self) -> int:
        """How many calls there are still to explore with."""
        return max(self._calls - RESERVE - self.made, 0)

    def spend(self) -> None:
        """Wait for the next call's turn, and count it.

        Raises:
            BudgetSpent: there is none left for this.
        """
        if self.made >= self._calls or not (self._clearing_up or self.left):
            raise BudgetSpent
        self.made += 1
        if self._interval:
            now = self._clock()
            if now < self._next:
                self._sleep(self._next - now)
            self._next = max(now, self._next) + self._interval

    def wait(self, seconds: float) -> None:
        """Let time pass without a call."""
        self._sleep(seconds)

    @contextmanager
    def clearing_up(self) -> Iterator[None]:
        """Inside, calls may also be taken from the reserve."""
        before, self._clearing_up = self._clearing_up, True
        try:
            yield
        finally:
            self._clearing_up = before
