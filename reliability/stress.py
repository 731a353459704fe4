"""Many callers at a time, by every door, and whether one order of calls explains what they saw.

    python -m reliability.stress [SECONDS]

16 threads in the process of the fake, and 4 processes of 4 threads each, write, patch, list, search
and delete; what they did and saw is checked by `history`. 5 seconds by default. Without grpcio, as
on a Python without its global lock, the doors of gRPC are left out.
"""

from __future__ import annotations

import math
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from itertools import chain, cycle, product
from multiprocessing import get_context
from typing import NamedTuple

from fakeannot import FakeClarifai
from reliability.callers import IN_PROCESS, OVER_SOCKETS, Caller, caller
from reliability.cells import FIRST, IT, REGISTERS, SETS, Ask, Json, image, labelled
from reliability.clients import AREAS, BATCH, PART, Client, Schedule, pages
from reliability.history import (
    Event,
    batch_faults,
    by_thing,
    log_faults,
    register_faults,
    set_faults,
    time_faults,
)
from reliability.lists import LABEL, LISTS

THREADS, PROCESSES, THREADS_A_PROCESS = 16, 4, 4
_ALL = 1000
Events = dict[str, list[Event]]
Where = tuple[str, str, str]


class Outcome(NamedTuple):
    """What a run came to.

    Attributes:
        calls: how many were noted, by door.
        faults: what no order of calls explains.
    """

    calls: dict[str, int]
    faults: list[str]


def run(seconds: float, seed: int = 0, *, processes: int = PROCESSES) -> Outcome:
    """Let them loose on a new fake for so long, and check what they saw."""
    fake = FakeClarifai(journal_bytes=1_000_000)
    call = caller("wsgi", "", "", fake.pat, fake.wsgi_app)
    parts = math.ceil(seconds / PART)
    first = [_filled(call, part) for part in range(parts)]
    with fake.intercept(), fake.serve() as server:
        where = (server.url, server.grpc_target, fake.pat)
        seen = [*first, *_all_at_once(where, fake, parts, seed, processes)]
    events = {area: list(chain.from_iterable(one[area] for one in seen)) for area in AREAS}
    doors = Counter(event.door for event in chain.from_iterable(events.values()) if event.door)
    return Outcome(dict(doors), [*faults_of(events), *_faults_of_lists(events, call, parts)])


def faults_of(events: Events) -> list[str]:
    """What cannot be explained of cells and batches."""
    return [
        *register_faults(events["registers"]),
        *set_faults(events["sets"]),
        *batch_faults(events["batches"], BATCH),
    ]


def _faults_of_lists(events: Events, call: Caller, parts: int) -> Iterator[str]:
    """What cannot be explained of lists, as they are at last."""
    posts, walks = by_thing(events["posts"]), by_thing(events["walks"])
    for part, one in product(range(parts), LISTS):
        thing = f"{one.kind} {part}"
        final = pages(_asking(call), f"{one.kind}-{part}", one, 0, _ALL)
        yield from log_faults(posts[thing], walks[thing], [row["id"] for row in final])
        yield from time_faults([(row["id"], _made(row)) for row in final])


def _made(row: Json) -> str:
    """When something was made, as a text that sorts as the moments do."""
    seconds, _, fraction = row["created_at"].rstrip("Z").partition(".")
    return f"{seconds}.{fraction:0<9}"


def _all_at_once(
    where: Where, fake: FakeClarifai, parts: int, seed: int, processes: int
) -> list[Events]:
    """What the clients in this process and the others saw."""
    here = [f"t{n}" for n in range(THREADS)]
    elsewhere = [[f"p{n}-{m}" for m in range(THREADS_A_PROCESS)] for n in range(processes)]
    names = [*here, *chain.from_iterable(elsewhere)]
    schedule = Schedule(time.monotonic(), parts)
    doors = (*IN_PROCESS, *OVER_SOCKETS)
    with ProcessPoolExecutor(max(processes, 1), get_context("spawn")) as others:
        running = [
            others.submit(_of_a_process, own, where, schedule, seed + 1000 * number, names)
            for number, own in enumerate(elsewhere, 1)
        ]
        clients = [
            Client(name, door, caller(door, *where, fake.wsgi_app), seed + number, names)
            for number, (name, door) in enumerate(zip(here, cycle(doors)))
        ]
        seen = _seen(clients, schedule)
        return [*seen, *chain.from_iterable(process.result() for process in running)]


def _of_a_process(
    own: list[str], where: Where, schedule: Schedule, seed: int, names: list[str]
) -> list[Events]:
    """What the clients of one process saw."""
    door = OVER_SOCKETS[seed // 1000 % len(OVER_SOCKETS)]
    clients = [
        Client(name, door, caller(door, *where), seed + number, names)
        for number, name in enumerate(own)
    ]
    return _seen(clients, schedule)


def _seen(clients: list[Client], schedule: Schedule) -> list[Events]:
    with ThreadPoolExecutor(len(clients)) as threads:
        list(threads.map(lambda one: one.run(schedule), clients))
    return [client.events for client in clients]


def _filled(call: Caller, part: int) -> Events:
    """Make what the clients are at in one part of the run, and tell of it as of events."""
    ask = _asking(call)
    events: Events = {area: [] for area in AREAS}
    for area, kind, cells in (("registers", "write", REGISTERS), ("sets", "add", SETS)):
        for cell in cells:
            ask(f"cells-{part}", cell.make(f"cells-{part}", FIRST))
            events[area].append(Event(kind, f"{cell.kind} {part}", -1, 0, (FIRST,), ""))
    for app in ("batches", *(one.kind for one in LISTS)):
        ask(f"{app}-{part}", ("PostInputs", {"inputs": [image(IT, **labelled(LABEL))]}))
    for one in LISTS:
        ids = [row["id"] for row in pages(ask, f"{one.kind}-{part}", one, 0, _ALL)]
        events["posts"] += [Event("add", f"{one.kind} {part}", -1, 0, (id_,), "") for id_ in ids]
    return events


def _asking(call: Caller) -> Callable[[str, Ask], Json]:
    return lambda app, ask: call(app, *ask)


def main() -> int:
    """Run it, print what came of it, and say by the exit status whether all is well."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 5.0
    seed = random.randrange(10**6)
    outcome = run(seconds, seed)
    has_lock = getattr(sys, "_is_gil_enabled", lambda: True)()
    python = f"Python {sys.version.split()[0]}{'' if has_lock else ' without its global lock'}"
    print(f"{python}, seed {seed}, {seconds:g} s, {THREADS} threads and {PROCESSES} processes")
    for door, count in sorted(outcome.calls.items()):
        print(f"{door:<12}{count:>10} calls")
    print(f"{len(outcome.faults)} faults")
    for fault in outcome.faults[:20]:
        print(" ", fault)
    return 1 if outcome.faults else 0


if __name__ == "__main__":
    sys.exit(main())
