"""Requests read from streams cut at any place, and from garbage."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.doors.local.request_streams import (
    PLAUSIBLE,
    cut,
    judged,
    read_all,
    sent_requests,
)


@settings(deadline=None)
@given(st.lists(sent_requests(), max_size=4), st.lists(st.integers(min_value=0), max_size=20))
def test_pipelined_requests_are_the_same_however_the_stream_is_cut(
    sent: list[tuple[bytes, bytes]], places: list[int]
) -> None:
    stream = b"".join(one for one, _ in sent)
    whole = read_all([stream])
    assert [body for _, body in whole] == [body for _, body in sent]
    assert read_all(cut(stream, places)) == whole
    assert read_all([bytes([byte]) for byte in stream]) == whole


@settings(deadline=None)
@given(st.binary() | PLAUSIBLE | PLAUSIBLE.map(lambda end: b"POST / HTTP/1.1\r\nHost: a\r\n" + end))
def test_garbage_raises_nothing_but_the_parsers_own_error(stream: bytes) -> None:
    assert judged([stream]) in ("read", 400, 413, 431, 501, 505)


@settings(deadline=None)
@given(PLAUSIBLE, st.lists(st.integers(min_value=0), max_size=5))
def test_garbage_is_judged_the_same_however_it_is_cut(stream: bytes, places: list[int]) -> None:
    stream = b"POST / HTTP/1.1\r\nHost: a\r\n" + stream
    assert judged([stream]) == judged(cut(stream, places))
