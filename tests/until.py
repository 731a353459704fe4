"""Waiting for what another thread or process does, as long as it takes."""

from __future__ import annotations

import time
from collections.abc import Callable

SECONDS = 30


def until(is_so: Callable[[], object]) -> None:
    """Return once it is so; what never is fails the test rather than hang it."""
    deadline = time.monotonic() + SECONDS
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.001)
