"""The rules that a fake's answers rest on, noted answer by answer.

A trace stands around what the doors answer with; a fake without one has none of it.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from fakeannot.rules import rules_used

if TYPE_CHECKING:
    from fakeannot.dispatch import Dispatcher

T = TypeVar("T")


class Trace:
    """Which rules were used since it was made, through any door, from any thread.

    Attributes:
        last: the ids of the rules that the latest answer rested on.
        used: for each rule, how many answers rested on it.
    """

    def __init__(self, dispatcher: Dispatcher) -> None:
        self.last: frozenset[str] = frozenset()
        self.used: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._inside = threading.local()
        self._outer = dispatcher.around
        dispatcher.around = self._traced

    def clear(self) -> None:
        """Forget what was used so far."""
        with self._lock:
            self.last = frozenset()
            self.used.clear()

    def _traced(self, answer: Callable[..., T], *arguments: object) -> T:
        # grpc-web is answered through two doors, one inside the other.
        if vars(self._inside):
            return answer(*arguments)
        self._inside.now = True
        with rules_used() as used:
            try:
                outer: Callable[..., T] = self._outer or _plain
                return outer(answer, *arguments)
            finally:
                self._note(used)
                del self._inside.now

    def _note(self, used: set[str]) -> None:
        with self._lock:
            self.last = frozenset(used)
            self.used.update(used)


def _plain(answer: Callable[..., T], *arguments: object) -> T:
    return answer(*arguments)
