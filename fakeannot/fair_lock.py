"""A lock that goes to whoever has waited longest."""

from __future__ import annotations

from collections import deque
from threading import Lock, RLock


class FairLock:
    """Held by one thread at a time, which may take it again; the others stand in line for it.

    Those of `threading` go to whoever asks at the right moment, which is nearly always the thread
    that has just let go: a loop of writes then keeps readers waiting for thousands of them.
    """

    __slots__ = ("_forming", "_line", "_lock")

    def __init__(self) -> None:
        self._lock = RLock()
        # Of each who waits, a lock that is let go of when they are first; changed under `_forming`.
        self._line: deque[Lock] = deque()
        self._forming = Lock()

    @property
    def waiting(self) -> int:
        """How many threads stand in line."""
        return len(self._line)

    def is_mine(self) -> bool:
        """Whether the thread that asks holds it."""
        return self._lock._is_owned()  # type: ignore[attr-defined, no-any-return]  # Condition's

    def __enter__(self) -> None:
        if self._line or not self._lock.acquire(blocking=False):
            self._take_in_turn()

    def __exit__(self, *_: object) -> None:
        self._lock.release()

    def _take_in_turn(self) -> None:
        if self.is_mine():
            self._lock.acquire()
            return
        turn = Lock()
        turn.acquire()
        try:
            self._join(turn)
            turn.acquire()
            self._lock.acquire()
        except BaseException:
            # Ctrl-C, or a time limit of the test.
            if self.is_mine():
                self._lock.release()
            raise
        finally:
            self._leave(turn)

    def _join(self, turn: Lock) -> None:
        with self._forming:
            self._line.append(turn)
            if self._line[0] is turn:
                turn.release()

    def _leave(self, turn: Lock) -> None:
        with self._forming:
            was_first = self._line[0] is turn
            self._line.remove(turn)
            if was_first and self._line:
                self._line[0].release()
