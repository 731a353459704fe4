"""How much memory a process has, and whether it stays at that."""

from __future__ import annotations

import ctypes
import gc
import resource
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from statistics import linear_regression, pstdev
from typing import NamedTuple

_STATM = Path("/proc/self/statm")
_LEAST_NOISE = 0.5
"""MiB, of 4 KiB pages and arenas of 1 MiB that come and go."""
_M_ARENA_MAX = -8


def one_arena() -> None:
    """Have all threads allocate from one arena, where the C library is glibc.

    It gives them eight for each core by default, and each keeps what it once had: with threads that
    come and go, that looks like growth for as long as there are arenas to begin with.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").mallopt(_M_ARENA_MAX, 1)


def resident(*, collected: bool = True) -> float:
    """The memory that this process has, in MiB, without garbage and what the C library keeps for
    later; the most it ever had, where that is all one can ask."""
    if collected:
        gc.collect()
        with suppress(OSError, AttributeError):
            ctypes.CDLL("libc.so.6").malloc_trim(0)
    if _STATM.exists():
        return int(_STATM.read_text().split()[1]) * resource.getpagesize() / 2**20
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10


class Trend(NamedTuple):
    """A straight line through figures of memory.

    Attributes:
        rise: how much higher the line is at its end than at its beginning, in MiB.
        noise: by how much the figures differ from it: the standard deviation, in MiB.
    """

    rise: float
    noise: float

    @property
    def flat(self) -> bool:
        """Whether the rise is no more than the figures jump about anyway."""
        return self.rise <= 2 * max(self.noise, _LEAST_NOISE)


def trend(figures: Sequence[float]) -> Trend:
    """The line through figures taken at equal distances, three at least."""
    at = range(len(figures))
    slope, begin = linear_regression(at, figures)
    noise = pstdev(
        figure - begin - slope * place for place, figure in zip(at, figures, strict=True)
    )
    return Trend(slope * (len(figures) - 1), noise)
