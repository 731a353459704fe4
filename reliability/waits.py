"""How long reads take while somebody writes in bulk, and how many writes get in before them.

    python -m reliability.waits [SECONDS]

Four readers, and two who post 128 annotations at a time, in one process; once with the fake's lock,
once with one of `threading` in its place. 5 seconds each by default.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, NamedTuple

from fakeannot import FakeClarifai
from fakeannot.fair_lock import FairLock
from reliability.callers import caller
from reliability.cells import IT, labelled

READERS, WRITERS = 4, 2
_READ = ("ListAnnotations", {"per_page": 20})
_BULK = ("PostAnnotations", {"annotations": [{"input_id": IT, "data": labelled("x")}] * 128})


class Waits(NamedTuple):
    """How long calls took, in milliseconds, and what came between.

    Attributes:
        overtaken: how many bulk writes at most began while one read waited for the lock.
    """

    reads: int
    read_median: float
    read_99: float
    read_longest: float
    bulk_median: float
    bulk_longest: float
    overtaken: int


class Counting:
    """A lock that counts the writes that others get in while a reader waits for it."""

    def __init__(self, lock: AbstractContextManager[Any]) -> None:
        self._lock = lock
        self._writes = 0
        self.writers: set[int] = set()
        self.overtaken = 0

    def __enter__(self) -> None:
        before = self._writes
        self._lock.__enter__()
        if threading.get_ident() in self.writers:
            self._writes += 1
        else:
            self.overtaken = max(self.overtaken, self._writes - before)

    def __exit__(self, *error: Any) -> None:
        self._lock.__exit__(*error)


def waits(seconds: float, lock: Callable[[], AbstractContextManager[Any]] = FairLock) -> Waits:
    """Let them read and write for so long, with that lock."""
    fake = FakeClarifai(journal_bytes=1_000_000)
    fake.app().add_input(IT)
    counting = Counting(lock())
    fake._dispatcher.lock = counting  # type: ignore[assignment]  # as good as it
    end = time.monotonic() + seconds
    reads: list[float] = []
    bulks: list[float] = []

    def calling(ask: tuple[str, dict[str, Any]], took: list[float]) -> None:
        if took is bulks:
            counting.writers.add(threading.get_ident())
        call = caller("wsgi", "", "", fake.pat, fake.wsgi_app)
        while time.monotonic() < end:
            began = time.perf_counter()
            call(fake.app_id, *ask)
            took.append((time.perf_counter() - began) * 1000)

    everybody = [threading.Thread(target=calling, args=(_READ, reads)) for _ in range(READERS)]
    everybody += [threading.Thread(target=calling, args=(_BULK, bulks)) for _ in range(WRITERS)]
    for thread in everybody:
        thread.start()
    for thread in everybody:
        thread.join()
    reads.sort()
    bulks.sort()
    return Waits(
        *(len(reads), reads[len(reads) // 2], reads[len(reads) * 99 // 100], reads[-1]),
        *(bulks[len(bulks) // 2], bulks[-1], counting.overtaken),
    )


def main() -> int:
    """Measure both and print them."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 5.0
    for lock in (FairLock, threading.RLock):
        told = waits(seconds, lock)
        numbers = ", ".join(f"{n} {v:.4g}" for n, v in zip(told._fields, told, strict=True))
        print(f"{lock.__name__}: {numbers}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
