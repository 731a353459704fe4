"""Runs of the check against a mutant, or against the fake as it is."""

from __future__ import annotations

import time
from typing import NamedTuple

from fakeannot.conformance.checking import Check, Plan
from fakeannot.conformance.report import Report
from fakeannot.conformance.targets import open_target
from tests.conformance.mutants.mutant import MUTANTS
from tests.conformance.mutants.serving import serving

KEY = "an-old-key-that-opens-nothing-at-all"
CALLS = 4_000
# The mutants that only a second door shows.
OF_TWO_VIEWS = frozenset(("views_disagree",))


class Hunt(NamedTuple):
    """What a run made of a mutant.

    Attributes:
        calls: how many had been made when the difference was met.
        seconds: how long that took, and making it smaller.
        shown_by: how many calls show it.
    """

    name: str
    report: Report
    calls: int
    seconds: float
    shown_by: int

    @property
    def killed(self) -> bool:
        return self.report.status == 1

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that the mutant is said to break."""
        return self.report.errors[0].rules if self.killed else ()

    @property
    def is_named(self) -> bool:
        """Whether the rule that it breaks is one of them."""
        return MUTANTS[self.name].rule in self.rules


def hunt(
    name: str, *, seed: int = 0, calls: int = CALLS, wire: str = "rest", tour: bool = True
) -> Hunt:
    """Check a mutant in a process of its own until it is found out; no name is the fake itself."""
    with serving(name) as served:
        addresses = [served.url, served.grpc] if wire == "rest" else [served.grpc, served.url]
        targets = [open_target(address, KEY) for address in addresses]
        both = name in OF_TWO_VIEWS or not name
        plan = Plan("user", "app", "other-app", calls, seed=seed, enough=1, patience=0.5, tour=tour)
        started = time.perf_counter()
        report = Check(targets[0], plan, also=targets[1] if both else None).run()
        seconds = time.perf_counter() - started
        for target in targets:
            target.close()
    found = report.errors[0] if report.errors else None
    made_at, shown_by = (found.made_at, len(found.calls)) if found else (report.calls, 0)
    return Hunt(name, report, made_at, seconds, shown_by)
