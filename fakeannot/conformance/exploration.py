"""Hypothesis at work: rounds of exploring, each until one more difference is found and shrunk."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, Verbosity, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from fakeannot.conformance.halting import BudgetSpent, Halt, ShrinkSpent, Stuck
from fakeannot.conformance.machine import machine_for
from fakeannot.conformance.session import Session
from fakeannot.conformance.walking import shorten, walk

STEPS = 25
_TO_SHORTEN = 100
_SETTINGS = settings(
    # Of more, Hypothesis would make the first 50 tiny; rounds follow until the budget is spent.
    max_examples=60,
    stateful_step_count=STEPS,
    deadline=None,
    database=None,
    derandomize=False,
    suppress_health_check=list(HealthCheck),
    verbosity=Verbosity.quiet,
    phases=[Phase.generate, Phase.shrink],
    print_blob=False,
)


def explore(session: Session, number: int, most: int = 10, *, tour: bool = True) -> None:
    """Look for differences until the budget is spent or enough are found: first on the tour.

    Args:
        number: the seed; the same one makes the same calls to a target that answers the same.
        most: how many differences of tier error are enough.
        tour: whether to go on the tour first; without it, all is left to chance.

    Raises:
        Fault: the target, or how it was called, is at fault.
    """
    try:
        if tour:
            walk(session, most)
        while len(session.errors) < most:
            _round(session, number)
            number += 1
    except (BudgetSpent, Stuck):
        return


def _round(session: Session, number: int) -> None:
    """Let Hypothesis make up examples, until one differs and is shrunk."""
    try:
        run_state_machine_as_test(seed(number)(machine_for(session)), settings=_SETTINGS)
    except (Halt, Exception):
        # Hypothesis wraps what it did not expect, such as an end in the middle of an example.
        if session.halt is None and session.hunted is None:
            raise
    halt, found = session.halt, session.hunted
    if found is not None and (halt is None or isinstance(halt, ShrinkSpent)):
        # Hypothesis makes arguments small, but is slow at leaving out calls.
        session.grant(_TO_SHORTEN)
        shorten(session, [played.call for played in found.calls])
    session.next_round()
    if halt is not None and not isinstance(halt, ShrinkSpent):
        raise halt
