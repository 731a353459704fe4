"""One client of a stress run: random calls at several things at once, and what it saw of them.

The run is cut into parts of `PART` seconds, each with apps of its own, so that lists and sets stay
of a size at which many calls are made on each.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

from reliability.callers import Caller
from reliability.cells import REGISTERS, SETS, Ask, Json
from reliability.history import Event
from reliability.lists import BATCHES, LISTS, GrowingList

T = TypeVar("T")
PART = 2.0
BATCH, PAGE = 20, 10
AREAS = ("registers", "sets", "batches", "posts", "walks")
_DONE = ("SUCCESS", 10000)


class Refused(AssertionError):
    """A call was refused that is to be answered."""


class Schedule(NamedTuple):
    """When the run begins, in seconds of the clock of all callers, and of how many parts it is."""

    began: float
    parts: int

    @property
    def now(self) -> int:
        """The part that the run is at; the last one goes on to the end."""
        return min(int((time.monotonic() - self.began) / PART), self.parts - 1)


class Client:
    """Calls by one door until its time is up.

    Attributes:
        events: what was done, by area.
    """

    def __init__(self, name: str, door: str, call: Caller, seed: int, names: Sequence[str]) -> None:
        """`names` are those of all clients, whose batches are looked at."""
        self.name, self.door = name, door
        self._call = call
        self._names = names
        self._random = random.Random(seed)
        self._done = 0
        self._at = -1
        self._coming: list[Callable[[], None]] = []
        self.events: dict[str, list[Event]] = {area: [] for area in AREAS}

    def run(self, schedule: Schedule) -> None:
        """Make calls until the last part is over."""
        end = schedule.began + PART * schedule.parts
        acts = [self._cell, self._post, self._look, self._batch, self._walk]
        while time.monotonic() < end:
            if schedule.now != self._at:
                self._begin(schedule.now)
            self._random.choices(acts, [18, 5, 3, 2, 1])[0]()

    def _begin(self, part: int) -> None:
        """Have batches of one's own to bring and take away in this part."""
        self._at = part
        self._coming = [
            step
            for batch in BATCHES
            for number in range(2)
            for step in self._steps(BATCHES.index(batch), number)
        ]

    def _cell(self) -> None:
        """Write to a register or a set, or read it."""
        cell = self._one_of((*REGISTERS, *SETS))
        area, act = ("sets", "add") if cell in SETS else ("registers", "write")
        app, thing = f"cells-{self._at}", f"{cell.kind} {self._at}"
        if self._random.random() < 0.5:
            token = self._token()
            began, ended, _ = self._timed(app, cell.write(app, token))
            self._note(area, act, thing, [token], began, ended)
        else:
            began, ended, reply = self._timed(app, cell.read)
            # What was written together and not seen together is a value that nobody wrote.
            self._note(area, "read", thing, sorted(set(cell.seen(reply))), began, ended)

    def _post(self) -> None:
        """Make a list grow."""
        one = self._one_of(LISTS)
        names = [self._token() for _ in range(self._random.choice([1, 1, 1, 5]))]
        began, ended, reply = self._timed(f"{one.kind}-{self._at}", one.add(names))
        ids = [row["id"] for row in one.added(reply)]
        self._note("posts", "add", f"{one.kind} {self._at}", ids, began, ended)

    def _walk(self) -> None:
        """Turn all pages of a list."""
        one = self._one_of(LISTS)
        walk = self._random.randrange(len(one.walks))
        began = time.monotonic_ns()
        ids = [row["id"] for row in pages(self._asked, f"{one.kind}-{self._at}", one, walk, PAGE)]
        self._note("walks", "read", f"{one.kind} {self._at}", ids, began, time.monotonic_ns())

    def _batch(self) -> None:
        """Bring a batch of one's own, or take it away."""
        if self._coming:
            self._coming.pop(0)()

    def _steps(self, kind: int, number: int) -> list[Callable[[], None]]:
        name, ids = _batch_of(self.name, kind, number)

        def step(act: str, ask: Ask) -> Callable[[], None]:
            def take() -> None:
                began, ended, _ = self._timed(f"batches-{self._at}", ask)
                self._note("batches", act, f"{name} {self._at}", [], began, ended)

            return take

        come, go = BATCHES[kind].come(name, ids), BATCHES[kind].go(name, ids)
        return [step("add", come), step("delete", go)]

    def _look(self) -> None:
        """Look at somebody's batch."""
        kind = self._random.randrange(len(BATCHES))
        name, ids = _batch_of(self._one_of(self._names), kind, self._random.randrange(2))
        look, rows = self._one_of(BATCHES[kind].looks)
        began, ended, reply = self._timed(f"batches-{self._at}", look(name, ids))
        seen = [row["id"] for row in rows(reply)]
        self._note("batches", "read", f"{name} {self._at}", seen, began, ended)

    def _one_of(self, things: Sequence[T]) -> T:
        return self._random.choice(things)

    def _token(self) -> str:
        self._done += 1
        return f"{self.name}-{self._done}"

    def _asked(self, app: str, ask: Ask) -> Json:
        return self._timed(app, ask)[2]

    def _timed(self, app: str, ask: Ask) -> tuple[int, int, Json]:
        began = time.monotonic_ns()
        reply = self._call(app, *ask)
        ended = time.monotonic_ns()
        if reply["status"]["code"] not in _DONE:
            raise Refused(f"{ask[0]} by {self.door}: {reply['status']}")
        return began, ended, reply

    def _note(
        self, area: str, kind: str, thing: str, value: list[str], began: int, ended: int
    ) -> None:
        self.events[area].append(Event(kind, thing, began, ended, tuple(value), self.door))


def pages(
    ask: Callable[[str, Ask], Json], app: str, one: GrowingList, walk: int, size: int
) -> list[Json]:
    """The rows on all pages of a list, of that size."""
    turn, rows = one.walks[walk]
    found: list[Json] = []
    number, last = 1, ""
    while True:
        page = rows(ask(app, turn(number, size, last)))
        found += page
        if len(page) < size:
            return found
        number, last = number + 1, page[-1]["id"]


def _batch_of(client: str, kind: int, number: int) -> tuple[str, list[str]]:
    """A client's batch: its name, and the ids of what is in it."""
    name = f"{BATCHES[kind].kind}-of-{client}-{number}"
    return name, [f"{name}.{at}" for at in range(BATCH)]
