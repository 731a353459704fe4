"""Edits against refusals of what has to be one of a few: actions, statuses, formats, fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from clarifai_grpc.grpc.api.resources_pb2 import DatasetVersionExportFormat
from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode

from fakeannot.contract.field_traits import enum_of
from fakeannot.contract.statuses import is_annotation_status
from fakeannot.service.additional_fields import ALL
from fakeannot.service.annotations import worker_lists
from fakeannot.service.status_codes import CODES
from fakeannot.service.tasks import metrics
from fakeannot.settings import MAX_PER_PAGE
from fakeannot.testing.explanation.proposals.case import Case, Proposal, nearest, proposes
from fakeannot.testing.explanation.proposals.json_values import field_at

_CODES = StatusCode.values()
_OF_TASKS = [c for c in _CODES if StatusCode.TASK_IN_PROGRESS <= c <= StatusCode.TASK_IDLE]
_OF_TRACKS = [
    code
    for code in _CODES
    if StatusCode.ANNOTATION_TRACK_IDLE <= code <= StatusCode.ANNOTATION_TRACK_FAILED
]


@proposes(
    *("task_status.overwrite_only", "tasks.patch", "searches.patch", "concepts.patch_overwrites"),
    *("annotation_filters.patch", "annotation_tracks.patch"),
    *("collaborators.patch", "datasets.version_patch"),
)
def overwrite(case: Case) -> Iterator[Proposal]:
    yield case.set(case.path, "overwrite")


@proposes("patch.actions")
def action(case: Case) -> Iterator[Proposal]:
    yield from case.nearest(case.path, ("merge", "overwrite", "remove"))


@proposes("annotations.status_values")
def annotation_status(case: Case) -> Iterator[Proposal]:
    own = filter(is_annotation_status, _CODES)
    yield from _status_of(case, (StatusCode.ANNOTATION_SUCCESS, *own))


@proposes("tasks.status")
def task_status(case: Case) -> Iterator[Proposal]:
    yield from _status_of(case, _OF_TASKS)


@proposes("annotation_tracks.status")
def track_status(case: Case) -> Iterator[Proposal]:
    yield from _status_of(case, _OF_TRACKS)


@proposes("annotation_tracks.order")
def later_status(case: Case) -> Iterator[Proposal]:
    """Any status, of which one may follow, or none: the track keeps its own."""
    yield from (case.set(case.path, code) for code in _OF_TRACKS)
    yield from case.remove(case.path[:-1])


@proposes("status_codes.unknown")
def known_status(case: Case) -> Iterator[Proposal]:
    yield from case.nearest(case.path, map(str, CODES))


@proposes("datasets.export_format")
def known_format(case: Case) -> Iterator[Proposal]:
    yield from case.nearest(case.path, DatasetVersionExportFormat.keys()[1:])


@proposes("tasks.strategies")
def known_strategy(case: Case) -> Iterator[Proposal]:
    yield from _choice(case)
    yield from case.remove(case.path)


@proposes("assignments.action")
def known_action(case: Case) -> Iterator[Proposal]:
    if case.path == ("action",):
        yield from case.remove(("input_id",))
        yield from _choice(case)
    yield from case.remove(case.path)


@proposes("tasks.reviewers_needed")
def nearest_number(case: Case) -> Iterator[Proposal]:
    yield case.set(case.path, 1 if isinstance(case.got, int) and case.got > 0 else -1)


@proposes("tasks.additional_fields")
def field_of_tasks(case: Case) -> Iterator[Proposal]:
    yield from case.nearest(case.path, (ALL, *metrics.ADDITIONAL_FIELDS))


@proposes("annotation_workers.list")
def field_of_workers(case: Case) -> Iterator[Proposal]:
    yield from case.nearest(case.path, (ALL, *worker_lists.ADDITIONAL_FIELDS))


@proposes("lists.at_most_1000")
def fewer_results(case: Case) -> Iterator[Proposal]:
    yield case.set(case.path, MAX_PER_PAGE)


def _choice(case: Case) -> Iterator[Proposal]:
    """The nearest number of an enum, or names of it that are like what came."""
    field, said = field_at(case, case.path), case.got
    assert field is not None, "it was refused for its value"
    values = [value for value in enum_of(field).values if value.number]
    if isinstance(said, int):
        yield case.set(case.path, min((v.number for v in values), key=lambda n: abs(n - said)))
    else:
        yield from case.nearest(case.path, [value.name for value in values])


def _status_of(case: Case, codes: Iterable[int]) -> Iterator[Proposal]:
    known, said = list(codes), case.got
    if isinstance(said, str) and not said.isdecimal():
        names = [StatusCode.Name(code) for code in known]
        yield from (case.set(case.path, name) for name in nearest(said, names))
    else:
        yield case.set(case.path, int(known[0]))
    yield from case.remove(case.path)
