"""Two cases measured in turn: machines are noisy, the ratio within one round is not."""

from __future__ import annotations

import statistics
import timeit
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Ratio:
    """What one comparison gave: medians of microseconds per call, and of the ratios by round."""

    ours_us: float
    peer_us: float
    ratio: float


def ratio(
    ours: Callable[[], object],
    peer: Callable[[], object],
    rounds: int = 9,
    seconds: float = 0.1,
) -> Ratio:
    """Time both in turn, `seconds` each a round; the ratio is the median of those by round."""
    timers = timeit.Timer(ours), timeit.Timer(peer)
    calls = [_calls_in(timer, seconds) for timer in timers]
    times = [
        [timer.timeit(number) / number * 1e6 for timer, number in zip(timers, calls, strict=True)]
        for _ in range(rounds)
    ]
    return Ratio(
        ours_us=statistics.median(ours_us for ours_us, _ in times),
        peer_us=statistics.median(peer_us for _, peer_us in times),
        ratio=statistics.median(ours_us / peer_us for ours_us, peer_us in times),
    )


def _calls_in(timer: timeit.Timer, seconds: float) -> int:
    timer.timeit(1)  # what is compiled or cached on the first call is not what is measured
    number = 1
    while (taken := timer.timeit(number)) < seconds / 10:
        number *= 2
    return max(1, round(number * seconds / taken))
