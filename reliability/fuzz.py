"""Garbage at every door that reads what comes from outside.

    python -m reliability.fuzz [REQUESTS] [SEED]

No answer is an error of the fake's own, takes over a second, or is a refusal without an envelope;
nothing is printed, and the memory does not grow. 20,000 requests by default.
"""

from __future__ import annotations

import io
import random
import sys
import time
import traceback
from collections import Counter
from contextlib import closing, redirect_stderr
from typing import NamedTuple

from reliability.choices import Choices
from reliability.memory import Trend, one_arena, resident, trend
from reliability.sockets import ServedTarget
from reliability.target import LONGEST_SECONDS
from reliability.warming import warm

_ENOUGH_BYTES = 400
_TIMES_AFRESH = 20
_MOST_AT_ONCE = 2000
_MOST_HELD = 0.03


class Outcome(NamedTuple):
    """What a run came to.

    Attributes:
        memory: what became of it in the second half: until then there are things that are made
            once, at the first request of their kind.
        resident: how much there was at each tenth of the way, in MiB.
        held: by how much more blocks Python has in use at the end than halfway, of 1: unlike
            memory, it does not rise for good where one large request has been.
        slowest: the longest answer, in seconds.
        printed: what was written to stderr.
        broken: the bytes that broke something, and how.
    """

    requests: int
    seconds: float
    memory: Trend
    resident: list[float]
    held: float
    slowest: float
    printed: str
    outcomes: Counter[str]
    broken: list[tuple[bytes, str]]


def run(
    requests: int, seed: int, *, longest_seconds: float = LONGEST_SECONDS, most_broken: int = 20
) -> Outcome:
    """Throw so many at one fake after the other."""
    warm()
    made_up, target = random.Random(seed), ServedTarget(longest_seconds)
    broken: list[tuple[bytes, str]] = []
    figures: list[float] = []
    blocks: list[int] = []
    slowest, number, printed = 0.0, 0, io.StringIO()
    at_once = min(_MOST_AT_ONCE, requests // _TIMES_AFRESH)
    began = time.perf_counter()
    with redirect_stderr(printed), closing(target):
        while number < requests and len(broken) < most_broken:
            if number % at_once == 0:
                target.afresh()
                figures.append(resident())
                blocks.append(sys.getallocatedblocks())
            number += 1
            data = made_up.randbytes(made_up.randrange(_ENOUGH_BYTES))
            try:
                slowest = max(slowest, target.one(Choices(data)))
            except Exception as error:
                broken.append((data, _told(error)))
    seconds, memory = time.perf_counter() - began, trend(figures[len(figures) // 2 :])
    tenths = figures[:: max(len(figures) // 10, 1)]
    held = blocks[-1] / blocks[len(blocks) // 2] - 1
    return Outcome(
        *(number, seconds, memory, tenths, held, slowest),
        *(printed.getvalue(), target.outcomes, broken),
    )


def _told(error: Exception) -> str:
    """An error, and where it was raised."""
    where = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {where.filename}:{where.lineno}: {error}"


def main() -> int:
    """Run it, print what came of it, and say by the exit status whether all is well."""
    requests = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(10**6)
    one_arena()
    outcome = run(requests, seed)
    print(f"seed {seed}: {outcome.requests} requests in {outcome.seconds:.1f} s,",
          f"slowest {outcome.slowest * 1000:.0f} ms,",
          f"memory {outcome.memory.rise:+.1f} MiB, noise {outcome.memory.noise:.1f}")  # fmt: skip
    print("MiB by tenths:", *(f"{figure:.1f}" for figure in outcome.resident))
    print(f"blocks in use: {outcome.held:+.2%} in the second half")
    for answer, count in sorted(outcome.outcomes.items()):
        print(f"{answer:<16}{count:>10}")
    print(f"{len(outcome.broken)} broken, {len(outcome.printed)} characters on stderr")
    for data, told in outcome.broken:
        print(f"  {told[:400]}\n    {data.hex()}")
    print(outcome.printed[-4000:])
    return 1 if outcome.broken or outcome.printed or outcome.held > _MOST_HELD else 0


if __name__ == "__main__":
    sys.exit(main())
