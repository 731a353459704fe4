"""The same work for a long time: what memory, latency and threads come to.

    python -m reliability.soak [SECONDS] [RATE]

10 seconds by default, and 100 calls a second; `600` is the long form. A part of the time is spent
on warming up, and is not counted. Calls are due at fixed times, whether those before them have been
answered or not, and a call's latency counts from when it was due.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
import time
from array import array
from collections.abc import Iterator
from itertools import cycle
from multiprocessing import get_context
from typing import NamedTuple

from fakeannot import FakeClarifai
from reliability.callers import IN_PROCESS, OVER_SOCKETS, Caller, caller
from reliability.cells import Json
from reliability.memory import Trend, one_arena, resident, trend
from reliability.refilling import again_and_again

_APP = "fake-app"
_ALREADY_THERE = 10_000
_CALLERS_A_DOOR = 4
_LOOK_SECONDS = 0.5
_WARMING = 0.2
_MINUTE = 60.0
_TREE = {"concepts": [{"id": "tree", "value": 1}]}


class Latency(NamedTuple):
    """How long calls took from when they were due, in milliseconds."""

    median: float
    most_of_100: float
    longest: float

    def __str__(self) -> str:
        return f"median {self.median:.1f}, 99 of 100 {self.most_of_100:.0f}, {self.longest:.0f} ms"


class Steady(NamedTuple):
    """What mixed work at a steady rate came to.

    Attributes:
        first, last: of the calls of the first and the last minute, or tenth of a shorter run.
        threads, files: how many more there are than before, once all is closed.
    """

    calls: int
    errors: list[str]
    memory: Trend
    first: Latency
    last: Latency
    threads: int
    files: int


def steady(seconds: float, rate: float) -> Steady:
    """Make so many calls a second for so long, by every door, in an app that stays as full."""
    threads, files = threading.active_count(), _open_files()
    warm = seconds * _WARMING
    took, errors, figures = _worked(seconds + warm, rate)
    gc.collect()  # what the clients had open
    took = [(due - warm, late) for due, late in took if due >= warm]
    part = min(_MINUTE, seconds / 10)
    return Steady(
        len(took),
        errors,
        trend(figures[int(len(figures) * warm / (seconds + warm)) :]),
        _latency([late for due, late in took if due < part]),
        _latency([late for due, late in took if due >= seconds - part]),
        threading.active_count() - threads,
        _open_files() - files,
    )


def _worked(
    seconds: float, rate: float
) -> tuple[list[tuple[float, float]], list[str], list[float]]:
    """What the calls took, which of them went wrong, and how much memory there was meanwhile."""
    fake = FakeClarifai()
    fake.app().add_input("old")
    for _ in range(_ALREADY_THERE):
        fake.app().add_annotation("old", _TREE)
    with fake.intercept(), fake.serve() as server:
        doors = (*IN_PROCESS, *OVER_SOCKETS) * _CALLERS_A_DOOR
        where = (server.url, server.grpc_target, fake.pat, fake.wsgi_app)
        clients = [
            Client(f"{door}-{number}", caller(door, *where), len(doors) / rate, number / rate)
            for number, door in enumerate(doors)
        ]
        for client in clients:
            fake.app().add_input(client.name)
        figures = _watched(clients, seconds)
    took = [pair for client in clients for pair in client.took()]
    return took, [error for client in clients for error in client.errors], figures


class Client:
    """One who calls at fixed times, about an input of its own.

    Attributes:
        name: of the client and of the input.
        errors: what was not answered, or refused.
    """

    def __init__(self, name: str, call: Caller, interval: float, offset: float) -> None:
        """The first call is due `offset` seconds from the start, each other `interval` later."""
        self.name = name
        self.errors: list[str] = []
        self._call, self._interval, self._offset = call, interval, offset
        self._late = array("d")

    def run(self, start: float, seconds: float) -> None:
        """Make all calls that are due within so many seconds from a start."""
        # All at once: it is not to pass for memory that grows.
        self._late = array("d", [0.0]) * int((seconds - self._offset) / self._interval)
        for number, (rpc, request) in zip(range(len(self._late)), self._work(), strict=False):
            due = start + self._due(number)
            time.sleep(max(due - time.monotonic(), 0))
            self._make(rpc, request)
            self._late[number] = time.monotonic() - due

    def took(self) -> Iterator[tuple[float, float]]:
        """Of each call, when it was due, and how much later it was answered, in seconds."""
        return ((self._due(number), late) for number, late in enumerate(self._late))

    def _due(self, number: int) -> float:
        return self._offset + number * self._interval

    def _make(self, rpc: str, request: Json) -> None:
        try:
            status = self._call(_APP, rpc, request)["status"]
        except Exception as error:
            self.errors.append(f"{self.name}: {rpc}: {error!r}")
        else:
            if status["code"] not in (10000, "SUCCESS"):
                self.errors.append(f"{self.name}: {rpc}: {status}")

    def _work(self) -> Iterator[tuple[str, Json]]:
        """Annotations that come, are read and changed, and go; over and over."""
        ids = [f"{self.name}-{number}" for number in range(8)]
        rows = [{"id": one, "input_id": self.name, "data": _TREE} for one in ids]
        mine, first = {"input_ids": [self.name]}, {"input_id": self.name, "annotation_id": ids[0]}
        found = {"query": {"filters": [{"annotation": {"input_id": self.name}}]}}
        return cycle([
            ("PostAnnotations", {"annotations": rows}),
            ("ListAnnotations", {**mine, "per_page": 20}),
            ("GetAnnotation", first),
            ("PatchAnnotations", {"annotations": rows[:4], "action": "merge"}),
            ("ListAnnotations", {"page": _ALREADY_THERE // 40, "per_page": 20}),
            ("PostAnnotationsSearches", {"searches": [found]}),
            ("PatchAnnotations", {"annotations": rows[4:], "action": "overwrite"}),
            ("DeleteAnnotations", {"ids": ids, "input_ids": [self.name] * len(ids)}),
        ])  # fmt: skip


def _watched(clients: list[Client], seconds: float) -> list[float]:
    """Let them make their calls, and see meanwhile how much memory there is."""
    start = time.monotonic()
    threads = [threading.Thread(target=one.run, args=(start, seconds)) for one in clients]
    for thread in threads:
        thread.start()
    figures = []
    while (passed := time.monotonic() - start) < seconds:
        figures.append(resident(collected=False))
        time.sleep(min(_LOOK_SECONDS, seconds - passed))
    for thread in threads:
        thread.join()
    return figures


def _latency(late: list[float]) -> Latency:
    in_order = sorted(late)
    at = (len(late) // 2, len(late) * 99 // 100, -1)
    return Latency(*(in_order[place] * 1000 for place in at))


def _open_files() -> int:
    """How many there are, where one can ask."""
    return len(os.listdir("/proc/self/fd")) if os.path.exists("/proc/self/fd") else 0


def main() -> int:
    """Run all of it, print what came of it, and say by the exit status whether all is well."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 10.0
    rate = float(sys.argv[2]) if len(sys.argv) > 2 else 100.0
    # Each in a process of its own, so that none gets the memory that another leaves.
    with get_context("spawn").Pool(1, one_arena) as pool:
        filled = pool.apply(again_and_again, (min(seconds, _MINUTE),))
    print(f"filled and emptied: {filled.calls} calls, memory {filled.grown:+.1f} MiB", flush=True)
    with get_context("spawn").Pool(1, one_arena) as pool:
        told = pool.apply(steady, (seconds, rate))
    print(f"{rate:g} calls a second for {seconds:g} s: {told.calls} calls, "
          f"{len(told.errors)} errors, memory {told.memory.rise:+.2f} MiB, "
          f"noise {told.memory.noise:.2f}, threads {told.threads:+}, files {told.files:+}\n"
          f"first minute: {told.first}\nlast minute: {told.last}", *told.errors[:20],
          sep="\n")  # fmt: skip
    return 1 if told.errors or not told.memory.flat else 0


if __name__ == "__main__":
    sys.exit(main())
