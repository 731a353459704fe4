"""The tour, walked: what differs on it is shown with as few of its calls as will do."""

from __future__ import annotations

from collections.abc import Sequence

from fakeannot.conformance.calls import ApiCall
from fakeannot.conformance.halting import ShrinkSpent
from fakeannot.conformance.oddities import IN_HEADERS
from fakeannot.conformance.session import Differs, Session
from fakeannot.conformance.tour import TOUR


def walk(session: Session, most: int) -> None:
    """Go on the tour, until it ends or `most` differences of tier error are found.

    Raises:
        Halt: the run cannot go on.
    """
    for journey in TOUR:
        calls = [call for call in journey if _can_be_made(session, call)]
        while len(session.errors) < most:
            met_at = _played(session, calls)
            if met_at is None:
                break
            shorten(session, calls[: met_at + 1])
            session.next_round()


def _can_be_made(session: Session, call: ApiCall) -> bool:
    """Whether there is a place for a call, and its wire can have its oddity."""
    sandbox = session.sandbox
    if call.elsewhere and len(sandbox.places) < 2:
        return False
    return not call.oddity or sandbox.target.wire == "rest" or call.oddity in IN_HEADERS


def _played(session: Session, calls: Sequence[ApiCall]) -> int | None:
    """Make calls as one example; the place of the one whose answer differs, None if none does."""
    example = session.example()
    met_at = None
    for at, call in enumerate(calls):
        if example.parted:
            break
        try:
            session.play(example, example.spoken(call))
        except Differs:
            met_at = at
            break
    session.end(example)
    return met_at


def shorten(session: Session, calls: list[ApiCall]) -> None:
    """Leave out, from the last to the first, each call without which the difference is still met.

    The session keeps the shortest.
    """
    try:
        for at in range(len(calls) - 2, -1, -1):
            fewer = calls[:at] + calls[at + 1 :]
            if _played(session, fewer) == len(fewer) - 1:
                calls = fewer
    except ShrinkSpent:
        return
