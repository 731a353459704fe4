"""What happened in a fake since the page last asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fakeannot.control.journaling import summary_of
from fakeannot.inspector.past import rows_in, watched

if TYPE_CHECKING:
    from fakeannot.fake import FakeClarifai
    from fakeannot.testing.journal import JournalCall

_MOST_CALLS = 5_000


def news_of(fake: FakeClarifai, since: int) -> dict[str, Any]:
    """The calls after that number, the earliest of them, without what was asked and answered.

    `first` and `count` are the numbers of the oldest call that is kept and of the latest; `life`
    changes when another state of the fake comes back, and `state` with anything in the world, so
    that the page knows what to ask for again. `past` names the states that can be looked at.
    """
    past = watched(fake._dispatcher)
    journal = fake.journal
    calls = journal.after(since)[:_MOST_CALLS]
    return {
        "life": str(id(fake._dispatcher.state)),
        "first": journal.total - len(journal) + 1,
        "count": journal.total,
        "forgotten": journal.forgotten,
        "calls": [brief(call) for call in calls],
        "state": _fingerprint(fake),
        "past": past.names(),
        "no_past": past.why_not(),
        "now": fake.clock.now().isoformat(),
        "frozen": fake.clock.frozen,
        "faults": len(list(fake.faults)),
    }


def brief(call: JournalCall) -> dict[str, Any]:
    """A call as a line of the list."""
    return {**summary_of(call), "rule": call.refused[0].rule if call.refused else ""}


def _fingerprint(fake: FakeClarifai) -> str:
    """Another text when something was made or deleted; that calls change more, the page knows."""
    state = fake._dispatcher.state
    world = state.world
    clock = world.clock.state
    return f"{id(state)}.{world.sequence}.{clock.last}.{rows_in(world)}"
