"""A bar on a terminal for what takes longer."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable
from typing import TypeVar

T = TypeVar("T")

_MANY = 1_000


def progress(items: Collection[T], what: str) -> Iterable[T]:
    """The items, with a bar on stderr while they are gone through.

    There is one over more than 1,000 items if stderr is a terminal and tqdm is installed.
    """
    if len(items) <= _MANY or not sys.stderr.isatty():
        return items
    try:
        from tqdm import tqdm
    except ImportError:
        return items
    return tqdm(items, desc=what, leave=False)
