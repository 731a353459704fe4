"""Calls as lines, and what an assertion on them says when it fails."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fakeannot.testing.journal_call import JournalCall
from fakeannot.testing.journal_differences import Difference
from fakeannot.testing.journal_matching import Wanted

_LATEST = 20
_NEAREST = 3
_MOST_DIFFERENCES = 8


def table(calls: Sequence[JournalCall]) -> str:
    """The latest calls, one in a line."""
    latest = calls[-_LATEST:]
    left_out = [f"({len(calls) - len(latest)} more before)"] if len(calls) > len(latest) else []
    rows = [(f"{call.number}", call.door, call.outcome, call.duration) for call in latest]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join([*map(str.ljust, row, widths), call.said])
        for row, call in zip(rows, latest, strict=True)
    ]
    return "\n".join([*left_out, *lines])


def failure(
    wanted: Wanted, often: str, matching: Sequence[JournalCall], calls: Sequence[JournalCall]
) -> Iterator[str]:
    """The lines that tell what calls there were instead."""
    numbers = ", ".join(str(call.number) for call in matching[-_LATEST:])
    were = f"{len(matching)} were: number {numbers}" if matching else "none was"
    yield f"{wanted} was to be called {often}, and of {len(calls)} calls {were}."
    matches = set(matching)
    yield from _near_misses(wanted, [call for call in calls if call not in matches])
    if calls:
        yield f"The latest calls:\n{table(calls)}"


def _near_misses(wanted: Wanted, others: Sequence[JournalCall]) -> Iterator[str]:
    """The calls of the RPC that come closest, and in what each is not as wanted."""
    misses = [(list(wanted.differences(call)), call) for call in others if call.rpc == wanted.rpc]
    misses.sort(key=lambda miss: len(miss[0]))  # a stable sort: of equals the earlier first
    for differences, call in misses[:_NEAREST]:
        yield f"Near miss: {call!r}"
        yield from _indented(differences)


def _indented(differences: Sequence[Difference]) -> Iterator[str]:
    yield from (f"    {one}" for one in differences[:_MOST_DIFFERENCES])
    if (more := len(differences) - _MOST_DIFFERENCES) > 0:
        yield f"    and {more} more"
