"""A query, read: the parts that all have to hold, and what scores by them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from clarifai_grpc.grpc.api.resources_pb2 import And, Annotation, Data, Filter, Query, Search

from fakeannot.contract.places import Path
from fakeannot.rules import applies, enforces
from fakeannot.service.call import Call
from fakeannot.service.searching.annotation_tests import annotation_tests, column_query, updated_in
from fakeannot.service.searching.checking import check_search
from fakeannot.service.searching.input_tests import input_tests, inputs_at_most
from fakeannot.service.searching.ranking import Scorer, Wish, scorers
from fakeannot.service.searching.seen import AnnotationTest, InputTest, SeenAnnotation, SeenInput
from fakeannot.store.annotations import AnnotationQuery


class Part(NamedTuple):
    """One filter.

    Attributes:
        of_input: what the input has to pass.
        of_annotation: what one of its annotations has to pass, if there is something.
        columns: a query of the store that lets through the annotations that fit, and maybe more.
    """

    negate: bool
    of_input: tuple[InputTest, ...]
    of_annotation: tuple[AnnotationTest, ...]
    columns: AnnotationQuery

    def holds(self, seen: SeenInput, annotations: Sequence[SeenAnnotation]) -> bool:
        """Whether the input and one of the annotations fit; negated, whether they do not."""
        fits = all(test(seen) for test in self.of_input) and (
            not self.of_annotation or any(True for _ in self.fitting(annotations))
        )
        return fits != self.negate

    def fitting(self, annotations: Sequence[SeenAnnotation]) -> Iterator[SeenAnnotation]:
        """The annotations that pass."""
        for seen in annotations:
            if all(test(seen) for test in self.of_annotation):
                yield seen


class Plan(NamedTuple):
    """What a search looks for."""

    parts: list[Part]
    scorers: list[Scorer]
    min_value: float

    @property
    def columns(self) -> AnnotationQuery:
        """A query of the store that lets through all that can be a hit, and maybe more."""
        narrow = (part.columns for part in self.parts if not part.negate)
        return next((own for own in narrow if any(own.dimensions())), AnnotationQuery())


def plan_of(call: Call, search: Search, at: Path, *, legacy: bool) -> Plan:
    """What a search, which stood there in the request, looks for.

    Args:
        legacy: whether it may have `ands`.

    Raises:
        Refusal: it cannot be understood, or the fake cannot do it.
    """
    check_search(search, at, legacy=legacy)
    query, path = search.query, (*at, "query")
    parts = [
        *(_of_and(call, one, (*path, "ands", n)) for n, one in enumerate(query.ands)),
        *(_of_filter(call, one, (*path, "filters", n)) for n, one in enumerate(query.filters)),
    ]
    found = [scorer for wish in _wishes(query, path) for scorer in scorers(call, wish)]
    if search.min_value:
        applies("searches.min_value")
    return Plan(parts, found, search.min_value)


@enforces("searches.filters")
def _of_filter(call: Call, wanted: Filter, at: Path) -> Part:
    tests = [*annotation_tests(call, wanted.annotation, (*at, "annotation"))]
    if wanted.HasField("last_updated_time_range"):
        tests.append(updated_in(wanted.last_updated_time_range))
    return _part(call, wanted, tests)


@enforces("searches.ands")
def _of_and(call: Call, wanted: And, at: Path) -> Part:
    """What is said of an input's data has to stand in a trusted annotation of it."""
    tests = [*annotation_tests(call, wanted.annotation, (*at, "annotation"))]
    own = Annotation(trusted=True, data=wanted.input.data)
    own.data.ClearField("image")
    if own.data.ListFields():
        tests += annotation_tests(call, own, (*at, "input"))
    return _part(call, wanted, tests)


def _part(call: Call, wanted: And | Filter, tests: list[AnnotationTest]) -> Part:
    columns = column_query(call, wanted.annotation)
    if not columns.input_ids:
        columns = columns._replace(input_ids=inputs_at_most(call, wanted.input))
    return Part(wanted.negate, tuple(input_tests(call, wanted.input)), tuple(tests), columns)


def _wishes(query: Query, at: Path) -> Iterator[Wish]:
    """What the ranks ask for, and the outputs that `ands` ask for, which are ranks too."""
    for index, one in enumerate(query.ands):
        output, here = one.output, (*at, "ands", index, "output")
        asked = Data(concepts=output.data.concepts)
        if asked.concepts:
            yield Wish(Annotation(data=asked), one.negate, here)
        if output.HasField("input"):
            data = Data(image=output.input.data.image)
            example = Annotation(input_id=output.input.id, data=data)
            yield Wish(example, one.negate, (*here, "input"))
    for index, rank in enumerate(query.ranks):
        yield Wish(rank.annotation, rank.negate, (*at, "ranks", index, "annotation"))
