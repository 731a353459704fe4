"""The smallest edit that makes a refused request succeed.

A search for the shortest way: its places are refusals, its steps are edits that may help against
the one at hand. From a place that was reached by two smaller edits before it is not gone on.
"""

from __future__ import annotations

from collections import Counter
from heapq import heappop, heappush
from itertools import count
from time import perf_counter
from typing import NamedTuple

from fakeannot.contract.json_reader import InvalidJson
from fakeannot.testing.explanation.document import GONE, Json, at, distance, leaves
from fakeannot.testing.explanation.draft import Change, Draft
from fakeannot.testing.explanation.proposals import Case, Proposal, proposals
from fakeannot.testing.explanation.trial import Outcome, Trials, WouldRunCode

MOST_TRIES = 200
MOST_SECONDS = 0.5
_MOST_WAYS = 2


class Step(NamedTuple):
    """A change, and what was there before it."""

    change: Change
    before: Json


class Found(NamedTuple):
    """What a search came to.

    Attributes:
        steps: the edit; None if none was found, empty if nothing has to be edited.
        draft: the request after it.
        outcome: how that is answered.
        why: why nothing was found, in words.
    """

    steps: tuple[Step, ...] | None
    draft: Draft
    outcome: Outcome | None = None
    why: str = ""


def search(trials: Trials, start: Draft) -> Found:
    """Look for the smallest edit: fewest values changed, then fewest characters."""
    until = perf_counter() + MOST_SECONDS
    order = count(1)
    waiting: list[tuple[int, int, int, Draft, tuple[Step, ...]]] = [(0, 0, 0, start, ())]
    seen: Counter[tuple[object, ...]] = Counter()
    supplied = False
    while waiting:
        if trials.tried >= MOST_TRIES or perf_counter() > until:
            return Found(None, start, why=f"none of the first {trials.tried} edits tried succeeds")
        cost, length, _, draft, steps = heappop(waiting)
        try:
            outcome = trials.outcome(draft)
        except (WouldRunCode, InvalidJson) as error:
            supplied |= isinstance(error, WouldRunCode)
            continue
        if outcome.good:
            return Found(steps, draft, outcome)
        if not outcome.refused or seen[_signature(outcome)] >= _MOST_WAYS:
            continue
        seen[_signature(outcome)] += 1
        for proposal in _proposals(trials, draft, outcome):
            more = _steps(draft, proposal)
            edited = draft.changed(proposal.changes)
            cost_then, length_then = cost + _cost(proposal, more), length + _length(more)
            heappush(waiting, (cost_then, length_then, next(order), edited, (*steps, *more)))
    return Found(None, start, why=_why_not(trials, supplied=supplied))


def _proposals(trials: Trials, draft: Draft, outcome: Outcome) -> list[Proposal]:
    case = Case(draft, outcome.refused[0], trials.state.world, trials.settings)
    return [one for one in proposals(case) if one.changes]


def _signature(outcome: Outcome) -> tuple[object, ...]:
    first = outcome.refused[0]
    return (len(outcome.refused), first.path, first.rule, first.details)


def _steps(draft: Draft, proposal: Proposal) -> tuple[Step, ...]:
    steps = []
    for change in proposal.changes:
        steps.append(Step(change, at(draft.document, change.place)))
        draft = draft.changed((change,))
    return tuple(steps)


def _cost(proposal: Proposal, steps: tuple[Step, ...]) -> int:
    if proposal.cost is not None:
        return proposal.cost
    return sum(_values(step) for step in steps)


def _values(step: Step) -> int:
    """How many plain values a step changes; a header, or a whole path, is one."""
    change, before = step
    if change.moved_to or change.place[0] in ("authorization", "path"):
        return 1
    return max(1, leaves(before), leaves(change.after))


def _length(steps: tuple[Step, ...]) -> int:
    return sum(_characters(step) for step in steps)


def _characters(step: Step) -> int:
    change, before = step
    if change.place == ("authorization",):
        return len(change.after.told)
    if change.moved_to:
        deeper = change.moved_to[len(change.place) - 1 : -1]
        return distance(change.place[-1], change.moved_to[-1]) + sum(len(str(p)) for p in deeper)
    name = str(change.place[-1]) if GONE in (before, change.after) else ""
    # What is lost counts twice: better mend a value than leave it out.
    return distance(before, change.after) * (2 if change.after is GONE else 1) + len(name)


def _why_not(trials: Trials, *, supplied: bool) -> str:
    if supplied:
        return "a supplied handler or detector would have to say, and none is run for this"
    if trials.tried > 1:
        return f"none of the {trials.tried - 1} edits that were tried succeeds"
    return "nothing is known that could be tried"
