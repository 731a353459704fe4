"""What it costs to go back: a rewind, a fork, and what Hypothesis has done for each example.

Run from the root of the repository: python -m bench.rewind
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator

from bench.table import Line, print_table
from fakeannot import FakeClarifai
from fakeannot.testing.hypothesis import rewinding

SMALL, LARGE = 1_000, 100_000
ROUNDS = 41


def filled(annotations: int, an_input: int) -> FakeClarifai:
    """A fake with that many annotations besides input-level ones, so many of them an input."""
    fake = FakeClarifai()
    app, data = fake.app(), {"concepts": [{"id": "car"}]}
    for number in range(annotations // an_input):
        app.add_input(f"input-{number}")
        for _ in range(an_input):
            app.add_annotation(f"input-{number}", data)
    return fake


def millis(action: Callable[[], object]) -> float:
    """The median milliseconds of one call."""
    action()
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        action()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def rewind(fake: FakeClarifai) -> float:
    """The milliseconds of going back to a snapshot."""
    snapshot = fake.snapshot()
    return millis(lambda: fake.restore(snapshot))


def fork(fake: FakeClarifai) -> float:
    """The milliseconds of a fork, entered and left."""

    def once() -> None:
        with fake.fork():
            return

    return millis(once)


def example(fake: FakeClarifai) -> float:
    """The milliseconds that an example of Hypothesis takes longer: a snapshot and a rewind."""
    from hypothesis.internal.entropy import deterministic_PRNG

    def once() -> None:
        with deterministic_PRNG():
            return

    alone = millis(once)
    with rewinding(fake):
        return millis(once) - alone


def lines() -> Iterator[Line]:
    """The figures."""
    fake = filled(SMALL, 20)
    yield Line("ms to rewind 1,000 annotations, 20 an input", rewind(fake), 1)
    yield Line("ms to fork it, and back", fork(fake), 1)
    yield Line("ms an example of Hypothesis pays for it", example(fake), 1)
    yield Line("ms to rewind 1,000 annotations of as many inputs", rewind(filled(SMALL, 1)), 1)
    yield Line("ms to rewind 100,000 annotations, 20 an input", rewind(filled(LARGE, 20)), 100)


if __name__ == "__main__":
    import hypothesis  # noqa: F401 - as a test module would have, before any fake is rewound

    print_table(lines())
