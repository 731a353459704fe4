"""Edits against refusals of what stands inside an annotation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count

from fakeannot.service.contents import contents_of
from fakeannot.testing.explanation.document import GONE, Json
from fakeannot.testing.explanation.draft import Change
from fakeannot.testing.explanation.proposals.case import Case, Proposal, proposes

_ROWS, _COLUMNS = ("top_row", "bottom_row"), ("left_col", "right_col")


@proposes("regions.box_within")
def clamped_box(case: Case) -> Iterator[Proposal]:
    sides = [_clamped_pair(*(_number(case, name) for name in pair)) for pair in (_ROWS, _COLUMNS)]
    yield _changed(case, (*_ROWS, *_COLUMNS), (*sides[0], *sides[1]))


@proposes("regions.points_within")
def clamped_point(case: Case) -> Iterator[Proposal]:
    names = ("row", "col")
    yield _changed(case, names, [_clamped(_number(case, name)) for name in names])


@proposes("regions.box_order")
def swapped_sides(case: Case) -> Iterator[Proposal]:
    sides = _ROWS if case.path[-1] == "top_row" else _COLUMNS
    first, last = (_number(case, name) for name in sides)
    if first > last:
        changes = zip(sides, (last, first), strict=True)
        yield Proposal(tuple(case.draft.setting(case.beside(n), v) for n, v in changes))
        return
    yield case.set(case.beside(sides[1]), 1)
    yield case.set(case.beside(sides[0]), 0)


@proposes("regions.known_id")
def known_region(case: Case) -> Iterator[Proposal]:
    input_id = case.draft.value((*case.item, "input_id"))
    rows = case.annotations(input_id if isinstance(input_id, str) else "")
    known = {region.id for row in rows for region in contents_of(row.message.data).regions}
    yield from case.nearest(case.path, sorted(known))
    whole = {"top_row": 0, "left_col": 0, "bottom_row": 1, "right_col": 1}
    yield case.set(case.beside("region_info"), {"bounding_box": whole})
    yield from case.remove(case.path)


@proposes("annotations.one_region", "annotations.one_frame")
def one_for_each(case: Case) -> Iterator[Proposal]:
    """The second of what there may be one of, in an annotation of its own or not at all."""
    second = (*case.path, 1)
    thing = case.draft.value(second)
    if thing is GONE:
        yield from case.remove(case.path)
        return
    operation, input_path = case.draft.operation, (*case.item, "input_id")
    input_id = case.draft.value(input_path)
    if operation is not None and operation.name == "PostAnnotations" and input_id is not GONE:
        number = next(n for n in count() if case.draft.value(("annotations", n)) is GONE)
        moved = ("annotations", number, "data", str(case.path[-1]), 0)
        input_of_it = case.draft.setting(("annotations", number, "input_id"), input_id)
        place = case.draft.place
        yield Proposal((Change(place(second), moved_to=place(moved)), input_of_it))
    yield from case.remove(second)


@proposes("concepts.finite_value")
def whole_value(case: Case) -> Iterator[Proposal]:
    yield case.set(case.path, 1)


def _clamped(number: float) -> float:
    return min(max(number, 0), 1)


def _clamped_pair(first: float, last: float) -> tuple[float, float]:
    """Both within 0 and 1; what was not, and would not be in order then, at its end of that."""
    low, high = _clamped(first), _clamped(last)
    if low < high:
        return low, high
    return (low if low == first else 0), (high if high == last else 1)


def _changed(case: Case, names: Sequence[str], numbers: Sequence[float]) -> Proposal:
    """Other numbers, where they are others."""
    pairs = zip(names, numbers, strict=True)
    return Proposal(
        tuple(
            case.draft.setting(case.beside(name), number)
            for name, number in pairs
            if number != _number(case, name)
        )
    )


def _number(case: Case, name: str) -> float:
    """A number beside the refused one, as a request may write it; 0 if it is left out."""
    said: Json = case.draft.value(case.beside(name))
    try:
        return float(said)
    except (TypeError, ValueError):
        return 0.0
