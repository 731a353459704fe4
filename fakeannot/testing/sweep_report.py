"""What is told of the runs of sweeps: in the report of each, and at the end of the session."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import pytest

OPTION = "--fakeannot-sweep"
PROPERTY = "fakeannot_sweep"
"""What a run's report tells of it, as a list: the test, call, RPC, fault and outcome."""

PLAIN, ABSORBED, HANDLED, FAILED = "plain", "absorbed", "handled", "failed"
_OUTCOMES = {
    ABSORBED: "the client made the call again, with success",
    HANDLED: "the test passed all the same",
    FAILED: "it did not",
}
_LAST_FAILED = "cache/lastfailed"


class Mishap(NamedTuple):
    """One thing that goes wrong in one run: the how manieth call, from 1, of which RPC, and how."""

    call: int
    rpc: str
    kind: str

    @property
    def name(self) -> str:
        """What the run's id ends with."""
        return f"{self.call}-{self.rpc}-{self.kind}"


def told_of(test: str, mishap: Mishap) -> str:
    """What the report of a run says of it."""
    return (
        f"Call {mishap.call} of the test, {mishap.rpc}, was struck: {mishap.kind}.\n"
        f"Repeat it: {repeating(test, mishap)}"
    )


def repeating(test: str, mishap: Mishap) -> str:
    """The command that runs a test with this mishap alone."""
    return f"pytest {shlex.quote(test)} {OPTION} {mishap.call}:{mishap.kind}"


def have_repeated(config: pytest.Config, tests: Iterable[str]) -> None:
    """Have `--lf` run these tests: of a run that failed it finds no item, as none is collected."""
    cache = getattr(config, "cache", None)
    if cache is None or hasattr(config, "workerinput"):
        return
    failed = cache.get(_LAST_FAILED, {})
    cache.set(_LAST_FAILED, {**failed, **dict.fromkeys(tests, True)})


def summary(told: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Lines that tell of all runs, given what each report tells of its own."""
    by_test: dict[str, list[tuple[Mishap, str]]] = {}
    made: dict[str, int] = {}
    for test, call, rpc, kind, outcome in told:
        runs = by_test.setdefault(test, [])
        if outcome == PLAIN:
            made[test] = call
        else:
            runs.append((Mishap(call, rpc, kind), outcome))
    for test, runs in by_test.items():
        if not runs:
            yield f"{test}: no runs; it makes {made[test]} calls"
            continue
        counts = Counter(outcome for _, outcome in runs)
        parts = ", ".join(f"{counts[name]} {name}" for name in _OUTCOMES if counts[name])
        yield f"{test}: {len(runs)} runs, {parts}"
        for mishap, outcome in runs:
            if outcome == FAILED:
                yield f"    {mishap.name} failed; repeat it: {repeating(test, mishap)}"
    if by_test:
        yield "; ".join(f"{name}: {means}" for name, means in _OUTCOMES.items()) + "."
