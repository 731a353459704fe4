"""Threads that something leaves behind."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

SECONDS = 20


@contextmanager
def none_left() -> Iterator[None]:
    """Check that the threads which begin inside have ended.

    Some of grpcio's own end a moment after its server has: they are waited for.
    """
    before = set(threading.enumerate())
    yield
    for thread in set(threading.enumerate()) - before:
        thread.join(SECONDS)
        assert not thread.is_alive(), thread
