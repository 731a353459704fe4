"""What only the fake can do: a test that uses it is skipped, with the reason."""

from __future__ import annotations

import inspect
from typing import Any, NoReturn

import pytest


def skip_for(power: str) -> NoReturn:
    """Skip the test that runs, as it uses this."""
    pytest.skip(f"uses {power}, which only the fake has")


class Stand:
    """Stands for something of the fake; what it does not have skips the test.

    Attributes:
        stands_for: what it stands for, whose other public names skip the test.
        known_as: how a test says it, such as `fakeannot`.
    """

    stands_for: type[Any]
    known_as: str

    def __getattr__(self, name: str) -> NoReturn:
        if not name.startswith("_") and name in _names(self.stands_for):
            skip_for(f"{self.known_as}.{name}")
        raise AttributeError(
            f"{type(self).__name__!r} object has no attribute {name!r}", name=name, obj=self
        )


def _names(kind: type[Any]) -> set[str]:
    """The attributes of a class and, where they are declared, of what is made of it."""
    declared = (name for one in kind.__mro__ for name in inspect.get_annotations(one))
    return {*dir(kind), *declared}
