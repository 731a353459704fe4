"""What a plan finds in an app: inputs or annotations, the best first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from clarifai_grpc.grpc.api.resources_pb2 import Search

from fakeannot.contract.places import Path
from fakeannot.rules import applies, enforces
from fakeannot.service.call import Call
from fakeannot.service.searching.plan import Plan, plan_of
from fakeannot.service.searching.ranking import ByConcept
from fakeannot.service.searching.saved import recalled
from fakeannot.service.searching.seen import SeenAnnotation, SeenInput
from fakeannot.store.rows import AnnotationRow, InputRow

_Candidate = tuple[SeenInput, list[SeenAnnotation]]


class Found(NamedTuple):
    """A hit: an input, and where annotations were searched for, the annotation."""

    score: float
    sequence: int
    input_id: str
    annotation: AnnotationRow | None = None


def inputs_matching(call: Call, search: Search, at: Path = ("search",)) -> list[str]:
    """The ids of the inputs that a search, which stood there in the request, finds; best first.

    Raises:
        Refusal: the search cannot be understood, or the fake cannot do it.
    """
    plan = plan_of(call, recalled(call, search, at), at, legacy=False)
    return [found.input_id for found in find_inputs(call, plan)]


@enforces("searches.inputs")
def find_inputs(call: Call, plan: Plan) -> list[Found]:
    """The inputs that fit, the best first."""
    return _found(plan, ((one, one[0].row.sequence, None) for one in _inputs(call, plan)))


@enforces("searches.annotations")
def find_annotations(call: Call, plan: Plan) -> list[Found]:
    """The annotations that fit, the best first."""
    rows = ((one, one[1][0].row.sequence, one[1][0].row) for one in _annotations(call, plan))
    return _found(plan, rows)


@enforces("searches.order")
def _found(
    plan: Plan, candidates: Iterator[tuple[_Candidate, int, AnnotationRow | None]]
) -> list[Found]:
    hits = [
        Found(score, sequence, one[0].row.id, row)
        for one, sequence, row in candidates
        if all(part.holds(*one) for part in plan.parts)
        and (score := _score(plan, *one)) is not None
        and score >= plan.min_value
    ]
    return sorted(hits, key=lambda hit: (-hit.score, hit.sequence))


@enforces("searches.score")
def _score(plan: Plan, seen: SeenInput, annotations: Sequence[SeenAnnotation]) -> float | None:
    """The mean of all scores, 1 where nothing is ranked by, or None where a rank finds nothing."""
    total = 0.0
    for scorer in plan.scorers:
        score = scorer.score(seen, annotations)
        if score is None:
            return None
        total += score
    return total / len(plan.scorers) if plan.scorers else 1.0


def _annotations(call: Call, plan: Plan) -> Iterator[_Candidate]:
    """Each annotation that may be a hit, with its input."""
    app = call.app
    inputs: dict[str, SeenInput] = {}
    for row in app.annotations.page(plan.columns, 0, len(app.annotations)):
        seen = inputs.get(row.input_id)
        if seen is None:
            seen = inputs[row.input_id] = SeenInput(_input(call, row.input_id))
        yield seen, [SeenAnnotation(row)]


def _inputs(call: Call, plan: Plan) -> Iterator[_Candidate]:
    """Each input that may be a hit, with its annotations."""
    app = call.app
    narrowed: dict[str, None] = {}
    if any(plan.columns.dimensions()):
        rows = app.annotations.page(plan.columns, 0, len(app.annotations))
        narrowed = dict.fromkeys(row.input_id for row in rows)
        if not narrowed:
            return
    for row in app.inputs.page(narrowed, 0, 0, len(app.inputs)):
        yield SeenInput(row), _annotations_of(call, row.id)


def _annotations_of(call: Call, input_id: str) -> list[SeenAnnotation]:
    return [SeenAnnotation(row) for row in call.app.annotations.of_input(input_id)]


def _input(call: Call, input_id: str) -> InputRow:
    row = call.app.inputs.get(input_id)
    assert row is not None, "annotations go with their input"
    return row


def shown(call: Call, plan: Plan, found: Found) -> AnnotationRow | None:
    """The annotation to tell of with a hit: the one found, or the one because of which it fits."""
    if found.annotation is not None:
        return found.annotation
    annotations = _annotations_of(call, found.input_id)
    for part in plan.parts:
        if part.of_annotation and not part.negate:
            applies("searches.hit_annotation")
            return next(part.fitting(annotations)).row
    for scorer in plan.scorers:
        if isinstance(scorer, ByConcept):
            best = scorer.best(annotations)
            assert best is not None, "it was a hit"
            return best[1].row
    return None
