"""Keeps in place what catches calls, as long as something goes on that began in a fake.

When the last fake ends, threads that began in it may go on, and call Clarifai when nobody is there
to answer. So that they are refused, and do not reach the real service, the patches stay until the
last of these threads has ended. Calls of others pass through them meanwhile.
"""

from __future__ import annotations

from typing import Protocol

from fakeannot.doors.in_process.leaks import Leak
from fakeannot.doors.in_process.patches import CHANGING


class Catching(Protocol):
    """The patches of an interception, as `intercept` has them."""

    @property
    def covered(self) -> bool: ...

    def mended(self) -> list[Leak]: ...

    def end(self) -> list[Leak]: ...


def begin(one: object) -> None:
    """Something begins in a fake."""
    _going_on.add(one)


def finish(one: object) -> None:
    """It is over, or never began."""
    _going_on.discard(one)
    if _kept:
        with CHANGING:
            _let_go()


def end(catching: Catching) -> list[Leak]:
    """End what catches calls, or keep it; says what had replaced its patches in either case."""
    with CHANGING:
        if _going_on and not _kept:
            leaks = catching.mended()
            _kept.append(catching)
        else:
            leaks = catching.end()
        # The last of them may have ended meanwhile.
        _let_go()
        return leaks


def _let_go() -> None:
    """End what was kept, once nothing goes on.

    That waits until the next fake ends where a mock of somebody else's has begun on top of it,
    which is going to put back what it found.
    """
    if _kept and not _going_on and not _kept[0].covered:
        _kept.pop().end()


_going_on: set[object] = set()
_kept: list[Catching] = []
