"""The one look of all benches: what, how much, the goal, whether it is met."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Line(NamedTuple):
    """A figure and the most it may be; `goal` 0 is a figure for information."""

    name: str
    figure: float
    goal: float = 0

    @property
    def met(self) -> str:
        if not self.goal:
            return ""
        return "yes" if self.figure <= self.goal else "NO"


def print_table(lines: Iterable[Line]) -> None:
    """Print the lines as a table."""
    for line in lines:
        goal = f"{line.goal:g}" if line.goal else ""
        print(f"{line.name:<50}{line.figure:>10.2f}{goal:>8}  {line.met}")
