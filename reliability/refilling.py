"""An app that is filled and half emptied over and over, while connections come to nothing."""

from __future__ import annotations

import socket
import time
from contextlib import suppress
from typing import NamedTuple

from fakeannot import FakeClarifai
from fakeannot.doors.local.server import HTTP2_PREFACE
from fakeannot.doors.local.serving import FakeServer
from reliability.callers import IN_PROCESS, OVER_SOCKETS, Caller, caller
from reliability.memory import resident

_APP = "fake-app"
_SENT = (b"", b"GET / HT", b"\x16\x03\x01", HTTP2_PREFACE[:9], HTTP2_PREFACE, b"x" * 70_000)


class Growth(NamedTuple):
    """What filling and emptying over and over came to.

    Attributes:
        calls: how many there were.
        grown: how much more memory there is at the end than after a quarter, in MiB.
    """

    calls: int
    grown: float


def again_and_again(seconds: float) -> Growth:
    """Fill a served fake over every door, misbehave, empty it; for so long."""
    fake = FakeClarifai(journal_bytes=2**20)
    calls, memory, began = 0, 0.0, time.monotonic()
    with fake.intercept(), fake.serve() as server:
        where = (server.url, server.grpc_target, fake.pat, fake.wsgi_app)
        callers = [caller(door, *where) for door in (*IN_PROCESS, *OVER_SOCKETS)]
        while (passed := time.monotonic() - began) < seconds:
            if not memory and passed > seconds / 4:
                memory = resident()
            fake.reset()
            fake.app().add_input("car")
            calls += sum(_half_emptied(call) for call in callers)
            _misbehave(server)
        fake.reset()
        return Growth(calls, resident() - memory)


def _half_emptied(call: Caller) -> int:
    """128 annotations more, a page of them, and half of them gone; how many calls that takes."""
    rows = {"annotations": [{"input_id": "car", "data": {"concepts": [{"id": "tree"}]}}] * 128}
    posted = call(_APP, "PostAnnotations", rows)["annotations"]
    call(_APP, "ListAnnotations", {"page": 1, "per_page": 128})
    gone = [one["id"] for one in posted[::2]]
    call(_APP, "DeleteAnnotations", {"ids": gone, "input_ids": ["car"] * len(gone)})
    return 3


def _misbehave(server: FakeServer) -> None:
    """Connections that send half of something, or too much, and vanish."""
    for sent in _SENT:
        with suppress(OSError), socket.create_connection((server.host, server.port)) as client:
            client.sendall(sent)
