"""How much there may be at a time, and what it costs: connections, calls kept, annotations.

    python -m reliability.limits [ANNOTATIONS]

1,000 connections, a journal of 100 MiB and 100,000 annotations by default; `1000000` is the long
form.
"""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from multiprocessing import get_context
from statistics import median
from typing import Any, NamedTuple

from fakeannot import FakeClarifai
from reliability.callers import Caller, caller
from reliability.cells import Json
from reliability.memory import resident

_JOURNAL = 100 * 2**20
_IN_BULK = 128
_AN_INPUT = 1000
_GET = b"GET /v2/inputs HTTP/1.1\r\nHost: x\r\nAuthorization: Key x\r\n\r\n"


class Crowd(NamedTuple):
    """Connections at a time; times in milliseconds, memory in MiB."""

    connections: int
    connected: float
    answered: float
    grown: float
    threads_left: int


def crowd(connections: int) -> Crowd:
    """So many clients at a time, each with a request."""
    fake = FakeClarifai()
    threads = set(threading.enumerate())
    with fake.serve() as server, ExitStack() as stack:
        before, began = resident(), time.perf_counter()
        address = (server.host, server.port)
        clients = [
            stack.enter_context(socket.create_connection(address)) for _ in range(connections)
        ]
        connected = time.perf_counter()
        for client in clients:
            client.sendall(_GET)
        for client in clients:
            assert client.recv(65536).startswith(b"HTTP/1.1 200")
        answered, grown = time.perf_counter(), resident() - before
    left = len(set(threading.enumerate()) - threads)
    return Crowd(
        connections, (connected - began) * 1000, (answered - connected) * 1000, grown, left
    )


class Noted(NamedTuple):
    """A journal at its limit; memory in MiB."""

    limit: float
    calls: int
    kept: int
    grown: float


def journal(limit: int = _JOURNAL, times: float = 1.5) -> Noted:
    """More calls than a journal has room for."""
    fake = FakeClarifai(journal_bytes=limit)
    fake.app().add_input("car")
    call = caller("wsgi", "", "", fake.pat, fake.wsgi_app)
    before, calls = resident(), 0
    padding = {"annotations": [], "action": "x" * 100_000}
    while calls * 100_000 < limit * times:
        call("fake-app", "PatchAnnotations", padding)
        calls += 1
    return Noted(limit / 2**20, calls, len(fake.journal), resident() - before)


class Full(NamedTuple):
    """A world with very many annotations; times in milliseconds, but where it says seconds.

    Attributes:
        bytes_each: how much memory one takes.
        page_1, page_middle, page_last: pages of 20 of all.
        page_of_input: the last page of one input's.
        walk_seconds: all of them, in pages of 1,000.
        post, patch, delete: 128 at a time.
        delete_input: all of one input, which has 1,000.
        empty_seconds: the rest, 128 inputs at a time.
        left: how much more memory there is after that than before the first, in MiB: what Python
            keeps for later.
        again: how much more still after as many have come and gone once more, in MiB.
    """

    annotations: int
    fill_seconds: float
    bytes_each: float
    page_1: float
    page_middle: float
    page_last: float
    page_of_input: float
    walk_seconds: float
    post: float
    patch: float
    delete: float
    delete_input: float
    empty_seconds: float
    left: float
    again: float


def full(annotations: int) -> Full:
    """A world of so many, 1,000 an input, and what calls take in it."""
    fake = FakeClarifai(journal_bytes=0)
    names = [f"input-{number}" for number in range(max(annotations // _AN_INPUT, 1))]
    for name in names:
        fake.app().add_input(name)
    call = caller("wsgi", "", "", fake.pat, fake.wsgi_app)
    before = resident()
    fill = _seconds(lambda: _fill(call, annotations, names))
    each = (resident() - before) * 2**20 / annotations
    pages = annotations // 20
    reads = [_page(call, page=number) for number in (1, pages // 2, pages)]
    reads.append(_page(call, page=_AN_INPUT // 20, input_ids=names[:1]))
    walk = _seconds(lambda: _walk(call, annotations))
    writes = _writes(call, names[-1])
    all_at_once = _seconds(lambda: _delete(call, input_ids=names[:1])) * 1000
    empty = _seconds(lambda: _empty(call, names))
    left = resident() - before
    _fill(call, annotations, names)
    _empty(call, names)
    last = [all_at_once, empty, left, resident() - before - left]
    return Full._make([annotations, fill, each, *reads, walk, *writes, *last])


def _rows(names: list[str]) -> Json:
    data = {"concepts": [{"id": "c", "value": 1}]}
    return {"annotations": [{"input_id": name, "data": data} for name in names]}


def _fill(call: Caller, annotations: int, names: list[str]) -> None:
    for at in range(0, annotations, _IN_BULK):
        count = min(_IN_BULK, annotations - at)
        rows = _rows([names[(at + number) % len(names)] for number in range(count)])
        call("fake-app", "PostAnnotations", rows)


def _page(call: Caller, **asked: Any) -> float:
    """How long a page of 20 takes: the median of some."""

    def page() -> None:
        seen = call("fake-app", "ListAnnotations", {"per_page": 20, **asked})["annotations"]
        assert len(seen) == 20

    return median(_seconds(page) for _ in range(9)) * 1000


def _walk(call: Caller, annotations: int) -> None:
    for page in range(1, annotations // 1000 + 1):
        seen = call("fake-app", "ListAnnotations", {"page": page, "per_page": 1000})
        assert len(seen["annotations"]) == 1000


def _writes(call: Caller, name: str) -> list[float]:
    """How long it takes to post, to patch and to delete 128."""
    ids = [f"new-{number}" for number in range(_IN_BULK)]
    rows = _rows([name] * _IN_BULK)
    for row, one in zip(rows["annotations"], ids, strict=True):
        row["id"] = one
    patched = {**rows, "action": "merge"}
    steps = [
        lambda: call("fake-app", "PostAnnotations", rows),
        lambda: call("fake-app", "PatchAnnotations", patched),
        lambda: _delete(call, ids=ids, input_ids=[name] * _IN_BULK),
    ]
    rounds = [[_seconds(step) for step in steps] for _ in range(5)]
    return [median(one) * 1000 for one in zip(*rounds, strict=True)]


def _empty(call: Caller, names: list[str]) -> None:
    for at in range(0, len(names), _IN_BULK):
        _delete(call, input_ids=names[at : at + _IN_BULK])
    left = call("fake-app", "ListAnnotations", {"per_page": 1000})["annotations"]
    assert all(one["input_level"] for one in left)


def _delete(call: Caller, **what: Any) -> Json:
    gone = call("fake-app", "DeleteAnnotations", what)
    assert gone["status"]["code"] == 10000, gone
    return gone


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main() -> None:
    """Run all of it and print what came of it."""
    annotations = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    parts: list[tuple[Callable[..., Any], Any]]
    parts = [(crowd, 1000), (journal, _JOURNAL), (full, annotations)]
    for part, size in parts:
        # Each in a process of its own, so that none gets the memory that another leaves.
        with get_context("spawn").Pool(1) as pool:
            told = pool.apply(part, (size,))
        figures = ", ".join(f"{n} {v:.1f}" for n, v in zip(told._fields, told, strict=True))
        print(f"{type(told).__name__.lower():<8}{figures}", flush=True)


if __name__ == "__main__":
    main()
