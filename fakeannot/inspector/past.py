"""A world as it was after each of the latest calls, while somebody looks at the page.

Copies are exact, where playing the journal again would not be: what a test arranges without a call
is in no journal, and supplied code would run twice. They cost memory and time, so they are made
only from the page's first visit until it has not asked for `SECONDS`, the latest `MOST_COPIES` of
them at most, of worlds with up to `MOST_ROWS` things, and `MOST_ROWS_IN_ALL` in all.
"""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from fakeannot.dispatch import Dispatcher
    from fakeannot.state import State
    from fakeannot.store.world import World

SECONDS = 150.0
MOST_COPIES = 200
MOST_ROWS = 20_000
MOST_ROWS_IN_ALL = 200_000
START = "start"
"""What the world as the page first saw it is known by; the others are by the req_id of a call."""


class _Copy(NamedTuple):
    world: World
    rows: int


class Past:
    """The copies of one dispatcher's world. All of it is used under the dispatcher's lock.

    When the fake goes back to another state (a reset, a fork, a snapshot restored), those of the
    state before are let go of, as its calls are no longer in the journal either.
    """

    def __init__(self, dispatcher: Dispatcher) -> None:
        self._dispatcher = dispatcher
        self._copies: dict[str, _Copy] = {}
        self._begin(dispatcher.state)

    def look(self) -> None:
        """Somebody is looking: keep copies for some time more."""
        self._until = monotonic() + SECONDS
        if self._state is not self._dispatcher.state:
            self._begin(self._dispatcher.state)

    def keep(self, state: State, req_id: str) -> None:
        """Copy the world of a call that has just been answered, unless nobody looks any more."""
        if monotonic() > self._until:
            self._dispatcher.past = None
        elif state is self._dispatcher.state:
            if state is not self._state:
                self._begin(state)
            self._add(req_id)

    def names(self) -> list[str]:
        """What is kept, oldest first."""
        return list(self._copies)

    def world(self, name: str) -> World | None:
        """The world as it was then, to be looked into only; None if it is not kept."""
        copy = self._copies.get(name)
        return None if copy is None else copy.world

    def why_not(self) -> str:
        """Why nothing is kept; empty if something is."""
        if self._copies:
            return ""
        return (
            f"This world has {rows_in(self._state.world):,} inputs, annotations and concepts; "
            f"earlier states are kept of those with up to {MOST_ROWS:,}."
        )

    def _begin(self, state: State) -> None:
        self._state = state
        self._until = monotonic() + SECONDS
        self._copies.clear()
        self._add(START)

    def _add(self, name: str) -> None:
        world = self._state.world
        rows = rows_in(world)
        if rows > MOST_ROWS:
            self._copies.clear()
            return
        self._copies[name] = _Copy(world.copy(), rows)
        while self._too_many():
            del self._copies[next(iter(self._copies))]

    def _too_many(self) -> bool:
        in_all = sum(copy.rows for copy in self._copies.values())
        return len(self._copies) > MOST_COPIES or in_all > MOST_ROWS_IN_ALL


def rows_in(world: World) -> int:
    """How many inputs, annotations and concepts a world has."""
    apps = world.apps.values()
    return sum(len(app.inputs) + len(app.annotations) + len(app.concepts) for app in apps)


def watched(dispatcher: Dispatcher) -> Past:
    """The past of a dispatcher, which is kept from now on if it was not."""
    with dispatcher.lock:
        if dispatcher.past is None:
            dispatcher.past = Past(dispatcher)
        dispatcher.past.look()
        return dispatcher.past
