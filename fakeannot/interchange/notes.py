"""What a conversion leaves out or changes, told in one line for each kind of thing."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import TypeAlias

Tell: TypeAlias = Callable[[str], object]

_NAMED = 5
# Of `warnings.warn`: this module's two frames and the reader's or writer's, then its caller.
_CALLER = 4


class NotKept(UserWarning):
    """Something that the other form has no place for, and that was left out or changed."""


def warn(line: str) -> None:
    """Tell by a warning, at the place that called the reader or writer."""
    warnings.warn(line, NotKept, stacklevel=_CALLER)


class Notes:
    """Things found on the way, by what is said of them."""

    def __init__(self) -> None:
        self._found: dict[str, list[str]] = {}

    def add(self, what: str, which: str) -> None:
        """Note that `what` is the case with the thing that `which` names."""
        self._found.setdefault(what, []).append(which)

    def tell(self, tell: Tell, source: str) -> None:
        """Tell what was noted: how many there are, and the first of them by name."""
        for what, found in self._found.items():
            more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
            tell(f"{source}: {what}: {', '.join(found[:_NAMED])}{more}")
