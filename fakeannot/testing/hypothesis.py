"""A fake that Hypothesis puts back before each example.

Hypothesis saves the state of the random generators it knows before each run of a test function,
be it an example, a step of shrinking or a replay, and restores it afterwards. A fake is made known
to it as one more of them. So it is right wherever Hypothesis runs something: in `@given`, in state
machines, in `find`, nested or not.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from inspect import signature
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fakeannot.fake import FakeClarifai
    from fakeannot.testing.snapshot import Snapshot


@contextmanager
def rewinding(fake: FakeClarifai) -> Iterator[FakeClarifai]:
    """While active, the fake goes back after each example to what it was before.

    The pytest fixtures do this by themselves. What was called although it is not built stays
    noted in `not_built`. Without Hypothesis in the process it does nothing; import Hypothesis
    before, as is usual at the top of a module.
    """
    if "hypothesis" in sys.modules:
        _rewinder.register()
    _rewinder.fakes.append(fake)
    try:
        yield fake
    finally:
        _rewinder.fakes.remove(fake)


class _Rewinder:
    """The one thing that Hypothesis knows, in the form of a random generator.

    One for all fakes: to register costs a full garbage collection.
    """

    def __init__(self) -> None:
        self.fakes: list[FakeClarifai] = []
        self._registered = False

    def register(self) -> None:
        """Make this known to Hypothesis, once."""
        if not self._registered:
            from hypothesis import register_random

            register_random(self)
            self._registered = True

    def getstate(self) -> list[tuple[FakeClarifai, Snapshot]]:
        """What each fake is like before an example."""
        return [(fake, fake.snapshot()) for fake in self.fakes]

    def seed(self, _seed: int) -> None:
        """An example begins with the fakes as they are."""

    def setstate(self, state: list[tuple[FakeClarifai, Snapshot]]) -> None:
        """Put the fakes back after an example."""
        for fake, snapshot in state:
            called = fake.not_built
            fake.restore(snapshot)
            fake.not_built.extend(name for name in called if name not in fake.not_built)


_rewinder = _Rewinder()


@contextmanager
def without_parameter(function: Any, name: str) -> Iterator[None]:
    """While active, a test function's signature does not show the fixture of that name.

    Hypothesis complains about each function-scoped fixture in it, because it is not reset before
    each example. It cannot be told of one that is.
    """
    before = vars(function).get("__signature__")
    shown = signature(function)
    others = [one for one in shown.parameters.values() if one.name != name]
    function.__signature__ = shown.replace(parameters=others)
    try:
        yield
    finally:
        function.__signature__ = before
        if before is None:
            del function.__signature__
