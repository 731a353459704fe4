"""Threads that stand in line for a fair lock, and threads that take turns all the time."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from fakeannot.fair_lock import FairLock
from tests.until import until

SECONDS = 30


def _more_wait(lock: FairLock, than: int) -> bool:
    return lock.waiting > than


@contextmanager
def waiting(lock: FairLock, *acts: Callable[[], object]) -> Iterator[list[threading.Thread]]:
    """Threads that stand in line for the lock one after the other, held by who enters this."""
    threads = []
    with lock:
        for act in acts:
            before = lock.waiting
            threads.append(threading.Thread(target=act, daemon=True))
            threads[-1].start()
            until(partial(_more_wait, lock, before))
        yield threads


def end(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.join(SECONDS)
        assert not thread.is_alive()


@contextmanager
def switching_all_the_time() -> Iterator[None]:
    """Have Python let another thread go on as often as it can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        yield
    finally:
        sys.setswitchinterval(before)
