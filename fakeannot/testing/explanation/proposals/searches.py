"""Edits against refusals of searches."""

from __future__ import annotations

from collections.abc import Iterator

from fakeannot.testing.explanation.document import GONE, Json
from fakeannot.testing.explanation.draft import Change
from fakeannot.testing.explanation.proposals.case import Case, Proposal, proposes

_ALGORITHMS = ("nearest_neighbor", "brute_force", "avg_concept_brute_force")
_UNITS = ("withinMiles", "withinKilometers", "withinRadians", "withinDegrees")
_OTHER_SIDE = {"input": "annotation", "annotation": "input"}
_POINT: Json = {"latitude": 0, "longitude": 0}
_PARTS: dict[str, Json] = {
    "geo_point": _POINT,
    "geo_limit": {"type": "withinKilometers", "value": 1},
}


@proposes("searches.fields")
def searched_field(case: Case) -> Iterator[Proposal]:
    """What is said of an annotation said of its input, or the other way round; or left out."""
    path = case.path
    side = next((n for n, part in enumerate(path) if part in _OTHER_SIDE), 0)
    if "filters" in path:
        moved = (*path[:side], _OTHER_SIDE[str(path[side])], *path[side + 1 :])
        if case.draft.value(moved) is GONE:
            yield Proposal((Change(case.draft.place(path), moved_to=case.draft.place(moved)),))
    yield from case.remove(path)


@proposes("searches.ands")
def filters_instead(case: Case) -> Iterator[Proposal]:
    place, filters = case.draft.place(case.path), case.beside("filters")
    if case.draft.value(filters) is GONE:
        yield Proposal((Change(place, moved_to=case.draft.place(filters)),))
    yield from case.remove(case.path)


@proposes("searches.algorithms")
def known_algorithm(case: Case) -> Iterator[Proposal]:
    yield from case.remove(case.path)
    yield from case.nearest(case.beside("algorithm"), _ALGORITHMS)


@proposes("searches.one")
def one_search(case: Case) -> Iterator[Proposal]:
    if case.path == ("query",):
        yield from case.remove(case.path)
    yield from case.cut(("searches",), int(case.path != ("query",)))


@proposes("searches.geo_shape")
def whole_place(case: Case) -> Iterator[Proposal]:
    if case.path[-1] == "type":
        yield from case.nearest(case.path, _UNITS)
    elif case.path[-1] == "geo_box":
        yield from _two_corners(case)
    else:
        for name, part in _PARTS.items():
            here = (*case.path, name)
            known = case.draft.value(here) is not GONE
            yield from case.remove(here) if known else (case.set(here, part),)


def _two_corners(case: Case) -> Iterator[Proposal]:
    yield from case.cut(case.path, 2)
    corners = ((*case.path, number, "geo_point") for number in range(2))
    lacking = [corner for corner in corners if case.draft.value(corner) is GONE]
    yield Proposal(tuple(case.draft.setting(corner, _POINT) for corner in lacking))
    yield from case.remove(case.path)
