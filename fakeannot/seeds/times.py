"""Moments and lengths of time in a document, to the nanosecond."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fakeannot.contract.invalid_json import InvalidJson
from fakeannot.contract.times import duration_text, read_duration, read_timestamp, timestamp_text
from fakeannot.seeds.part import Part
from fakeannot.store.clock import LATEST, ClockState

CLOCK = ("stands_at", "offset", "last_stamp", "last_asked")
_SECOND = 1_000_000_000
# What is made at the end of a clock's time is still made one after the other.
_LAST_STAMP = LATEST + 30 * 86_400 * _SECOND


def said_of_clock(state: ClockState) -> dict[str, Any]:
    """A clock's state, without what is as in a new one."""
    stands_at = None if state.stands_at is None else said_of_moment(state.stands_at)
    said = {
        "stands_at": stands_at,
        "offset": duration_text(0, state.offset) if state.offset else None,
        "last_stamp": said_of_moment(state.last) if state.last else None,
        "last_asked": said_of_moment(state.earliest) if state.earliest else None,
    }
    return {name: value for name, value in said.items() if value is not None}


def clock_state_in(clock: Part) -> ClockState:
    """The state that was written."""
    stands = "stands_at" in clock.value
    return ClockState(
        last=_stamp_of(clock.get("last_stamp", 0)),
        earliest=_stamp_of(clock.get("last_asked", 0)),
        offset=_nanoseconds(clock.get("offset", "0s"), read_duration),
        stands_at=moment_of(clock.get("stands_at")) if stands else None,
    )


def said_of_moment(moment: int) -> str | int:
    """A moment (ns) as RFC 3339; one before year 1 or after 9999, which has no text, as it is."""
    text = timestamp_text(*divmod(moment, _SECOND))
    return moment if text is None else text


def moment_of(part: Part) -> int:
    """The moment (ns) that was written."""
    return part.value if type(part.value) is int else _nanoseconds(part, read_timestamp)


def _stamp_of(part: Part) -> int:
    """A moment that a clock has given out, after which there are others."""
    moment = moment_of(part)
    if moment > _LAST_STAMP:
        raise part.bad("the API's times end with the year 9999, and a clock's when that begins")
    return moment


def _nanoseconds(part: Part, read: Callable[[object], dict[str, int]]) -> int:
    try:
        found = read(part.value)
    except InvalidJson as error:
        raise part.bad(error.reason) from None
    return found["seconds"] * _SECOND + found["nanos"]
