"""Hypothesis at work: rounds of exploring, each until one more difference is found and shrunk."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, Verbosity, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from fakeannot.conformance.halting import Fault, Halt, ShrinkSpent
from fakeannot.conformance.machine import machine_for
from fakeannot.conformance.session import Session

STEPS = 25
_SETTINGS = settings(
    max_examples=1_000_000,  # the budget of calls is what ends it
    stateful_step_count=STEPS,
    deadline=None,
    database=None,
    derandomize=False,
    suppress_health_check=list(HealthCheck),
    verbosity=Verbosity.quiet,
    phases=[Phase.generate, Phase.shrink],
    print_blob=False,
)


def explore(session: Session, number: int, most: int = 10) -> None:
    """Look for differences until the budget is spent or enough are found.

    Args:
        number: the seed; the same one makes the same calls to a target that answers the same.
        most: how many differences of tier error are enough.

    Raises:
        Fault: the target, or how it was called, is at fault.
    """
    machine = machine_for(session)
    while True:
        try:
            run_state_machine_as_test(seed(number)(machine), settings=_SETTINGS)
        except (Halt, Exception):
            # Hypothesis wraps what it did not expect, such as an end in the middle of an example.
            if session.halt is None and not session.hunts:
                raise
        halt = session.halt
        if isinstance(halt, Fault):
            raise halt
        ended = halt is not None and not isinstance(halt, ShrinkSpent)
        if not session.next_round() or ended or len(session.errors) >= most:
            return
        number += 1
