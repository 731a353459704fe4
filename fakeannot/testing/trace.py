"""The rules that a fake's answers rest on, noted answer by answer.

A trace takes the place of the doors' own `answer` and `stream`; a fake without one has none of it.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from fakeannot.rules import rules_used

if TYPE_CHECKING:
    from fakeannot.doors.rest import RestDoor
    from fakeannot.doors.rpc import RpcDoor


class Trace:
    """Which rules were used since it was made, through any door, from any thread.

    Attributes:
        last: the ids of the rules that the latest answer rested on.
        used: for each rule, how many answers rested on it.
    """

    def __init__(self, rest: RestDoor, rpc: RpcDoor) -> None:
        self.last: frozenset[str] = frozenset()
        self.used: Counter[str] = Counter()
        self._lock = threading.Lock()
        for door, name in ((rest, "answer"), (rpc, "answer"), (rpc, "stream")):
            setattr(door, name, self._traced(getattr(door, name)))

    def clear(self) -> None:
        """Forget what was used so far."""
        with self._lock:
            self.last = frozenset()
            self.used.clear()

    def _traced(self, answer: Callable[..., Any]) -> Callable[..., Any]:
        def traced(*arguments: Any) -> Any:
            with rules_used() as used:
                try:
                    given = answer(*arguments)
                    # A stream is made as it is read: that has to happen in here.
                    return iter(list(given)) if isinstance(given, Iterator) else given
                finally:
                    self._note(used)

        return traced

    def _note(self, used: set[str]) -> None:
        with self._lock:
            self.last = frozenset(used)
            self.used.update(used)
