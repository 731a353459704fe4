"""How comparisons are printed, and the environment that those with `requests` run in."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import NamedTuple

from bench.rounds import Ratio

_CLEAN = "FAKEANNOT_BENCH_CLEAN"


class Row(NamedTuple):
    """One line of a table; without a goal it is there for information."""

    case: str
    found: Ratio
    goal: float | None = None


def print_rows(rows: Iterable[Row]) -> None:
    """Print the rows as they come."""
    print(f"{'case':<44}{'ours µs':>10}{'peer µs':>10}{'ratio':>8}{'goal':>6}  met")
    for case, found, goal in rows:
        figures = f"{found.ours_us:>10.1f}{found.peer_us:>10.1f}{found.ratio:>8.3f}"
        met = "" if goal is None else "yes" if found.ratio <= goal else "NO"
        print(f"{case:<44}{figures}{'' if goal is None else goal:>6}  {met}")


def in_clean_environment(module: str) -> None:
    """Start the module anew with hardly any environment, unless that is where it runs already.

    `requests` searches the environment for proxies twice in every call.
    """
    if _CLEAN not in os.environ:
        path = {"PATH": os.environ.get("PATH", os.defpath), _CLEAN: "1"}
        os.execve(sys.executable, [sys.executable, "-m", module, *sys.argv[1:]], path)
