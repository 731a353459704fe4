"""What ends a run. None of these is an `Exception`: Hypothesis would take it for a finding."""

from __future__ import annotations


class Halt(BaseException):
    """The run cannot go on."""


class BudgetSpent(Halt):
    """No call is left to explore with."""


class ShrinkSpent(Halt):
    """A difference has had its share of calls to be made smaller with."""


class Stuck(Halt):
    """The app could not be emptied, so that nothing more can be compared in it."""


class Fault(Halt):
    """The target, or how it was called, is at fault: nothing can be said of any rule."""


class Unreachable(Fault):
    """The target does not answer, or not as an API does."""
