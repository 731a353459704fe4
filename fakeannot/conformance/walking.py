"""The tour, walked: what differs on it is shown with as few of its calls as will do."""

from __future__ import annotations

from collections.abc import Sequence

from fakeannot.conformance.calls import ApiCall
from fakeannot.conformance.halting import ShrinkSpent
from fakeannot.conformance.oddities import IN_HEADERS
from fakeannot.conformance.session import Differs, Session
from fakeannot.conformance.tour import TOUR
from fakeannot.conformance.tours import WIDER_TOUR


def walk(session: Session, most: int) -> None:
    """Go on the tour, until it ends or `most` differences of tier error are found.

    Raises:
        Halt: the run cannot go on.
    """
    for journey in (*TOUR, *WIDER_TOUR):
        calls = [call for call in journey if _can_be_made(session, call)]
        while len(session.errors) < most:
            met_at = _played(session, calls)
            if met_at is None:
                break
            shorten(session, calls[: met_at + 1])
            session.next_round()


def _can_be_made(session: Session, call: ApiCall) -> bool:
    """Whether the sandbox lets a call through, and its wire can have its oddity."""
    sandbox = session.sandbox
    if not sandbox.lets_through(call):
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
    """Leave out all calls without which the difference is still met: long stretches first.

    The session keeps the shortest.
    """
    size = len(calls) // 2
    try:
        while size:
            calls = _without_stretches(session, calls, size)
            size //= 2
    except ShrinkSpent:
        return


def _without_stretches(session: Session, calls: list[ApiCall], size: int) -> list[ApiCall]:
    """The calls without as many stretches of that length as will do, from the last to the first."""
    for at in range(len(calls) - 1 - size, -size, -size):
        fewer = calls[: max(at, 0)] + calls[at + size :]
        if _played(session, fewer) == len(fewer) - 1:
            calls = fewer
    return calls
