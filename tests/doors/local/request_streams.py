"""Streams of HTTP requests, well-formed and not, and reading them without a socket."""

from __future__ import annotations

import io
import itertools
from typing import Any

import pytest
from hypothesis import strategies as st

from fakeannot.doors.local.http1_request import (
    Head,
    body_size,
    read_chunked,
    read_head,
)
from fakeannot.doors.local.reader import Reader, RequestError

LIMIT = 1000


def read_all(pieces: list[bytes]) -> list[tuple[Head, bytes]]:
    """Every request in a stream that arrives in these pieces."""
    reader = Reader(_receiver(pieces))
    requests = []
    while (head := read_head(reader)) is not None:
        size = body_size(head, LIMIT)
        body = read_chunked(reader, LIMIT) if size is None else reader.exactly(size)
        requests.append((head, body))
    return requests


def refused(stream: bytes) -> RequestError:
    """The error that reading this stream raises."""
    with pytest.raises(RequestError) as caught:
        read_all([stream])
    assert caught.value.details
    return caught.value


def judged(pieces: list[bytes]) -> object:
    """The status that a stream in these pieces is refused with, or "read"."""
    try:
        read_all(pieces)
    except RequestError as error:
        return error.status
    return "read"


def request(*lines: str, first: str = "POST / HTTP/1.1", body: str = "") -> bytes:
    """A request with a Host header, these header lines and this body."""
    return "\r\n".join([first, "Host: a", *lines, "", body]).encode("latin-1")


def _receiver(pieces: list[bytes]) -> Any:
    """A receive function that gives the pieces one by one, cut to the size asked for."""
    streams = [io.BytesIO(piece) for piece in pieces if piece]

    def receive(size: int) -> bytes:
        while streams:
            if data := streams[0].read(size):
                return data
            del streams[0]
        return b""

    return receive


TOKENS = st.text("abcXYZ019-!~", min_size=1, max_size=8)
VALUES = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=20)
BODIES = st.binary(max_size=60)


@st.composite
def sent_requests(draw: st.DrawFn) -> tuple[bytes, bytes]:
    """A well-formed request as it is sent, and its body."""
    method = draw(st.sampled_from(["GET", "POST", "PRI"]))
    target = draw(st.sampled_from(["/", "/a%20b?c=d", "http://host/x", "//v2"]))
    names = [f"X-{name}" for name in draw(st.lists(TOKENS, max_size=3))]
    lines = [f"{name}: {draw(VALUES)}" for name in names]
    body = draw(BODIES)
    if draw(st.booleans()):
        lines.append("Transfer-Encoding: chunked")
        parts = [body[:20], body[20:]]
        framed = b"".join(b"%X;x=y\r\n%b\r\n" % (len(part), part) for part in parts if part)
        framed += b"0\r\n" + draw(st.sampled_from([b"", b"Trailer: 1\r\n"])) + b"\r\n"
    else:
        lines.append(f"Content-Length: {len(body)}")
        framed = body
    blank = draw(st.sampled_from([b"", b"\r\n"]))
    return blank + request(*lines, first=f"{method} {target} HTTP/1.1") + framed, body


def cut(stream: bytes, places: list[int]) -> list[bytes]:
    """The stream in pieces."""
    marks = [0, *sorted(place % (len(stream) + 1) for place in places), len(stream)]
    return [stream[a:b] for a, b in itertools.pairwise(marks)]


PLAUSIBLE = st.lists(
    st.sampled_from(
        [
            *(b"GET / HTTP/1.1", b"POST http://", b"HTTP/1.0", b"HTTP/2", b"Host: a\r\n"),
            *(b"\r\n", b"\r\n\r\n", b"\n", b"\r", b"\0", b":", b" ", b",", b"?", b"%", b"@"),
            *(b"Content-Length", b"Transfer-Encoding: chunked\r\n", b"0\r\n\r\n"),
            *(b"3", b"f;", b"+1_0", b"\xff\xb2"),
        ]
    )
).map(b"".join)
