"""Edits against refusals of labelling tasks, of the work on them, and of tracks."""

from __future__ import annotations

from collections.abc import Iterator

from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode

from fakeannot.contract.places import Path
from fakeannot.testing.explanation.document import GONE
from fakeannot.testing.explanation.draft import Change
from fakeannot.testing.explanation.proposals.access import token_of
from fakeannot.testing.explanation.proposals.case import Case, Proposal, nearest, proposes

_WAITING = StatusCode.TASK_ASSIGNMENT_AWAITING_REVIEW


@proposes("tasks.auto")
def people_instead(case: Case) -> Iterator[Proposal]:
    if case.path[-1] == "workers":
        number = len(case.texts(case.path)) - 1
        yield from case.remove(*((*case.path, n) for n in range(number, -1, -1) if _auto(case, n)))
    yield from case.remove(case.path)


@proposes("tasks.people")
def named_person(case: Case) -> Iterator[Proposal]:
    yield from case.nearest(case.path, [case.user_id, *case.users()])


@proposes("tasks.source_unknown")
def known_source(case: Case) -> Iterator[Proposal]:
    if case.path[-1] == "id":
        yield from case.nearest(case.path, case.input_ids())
    yield from case.remove(case.path[:-1])


@proposes("tasks.partition")
def dealt_out(case: Case) -> Iterator[Proposal]:
    workers = _workers(case)
    if case.path[-1] == "workers_per_input":
        yield from (case.set(case.path, count) for count in (1, len(workers)) if workers)
        yield from case.remove(case.path[:-1])
        yield from case.remove((*case.path[:-2], "strategy"))
        return
    yield from _renamed_weights(case, workers)
    yield case.set(case.path, dict.fromkeys(workers, 1))
    yield from case.remove(case.beside("type"))


@proposes("assignments.batch_or_bulk")
def batch_or_bulk(case: Case) -> Iterator[Proposal]:
    batch, bulk = ((*case.path, name) for name in ("task_assignments", "workers"))
    yield from case.remove(batch)
    yield from case.remove(bulk)
    for id_ in _awaiting(case)[:1]:
        yield case.set((*batch, 0, "id"), id_)
    yield case.set((*bulk, 0, "user", "id"), case.user_id)


@proposes("assignments.by_input")
def own_work(case: Case) -> Iterator[Proposal]:
    rows = (row.message for _, row in case.things("task_assignments"))
    yield from case.nearest(case.path, dict.fromkeys(one.input.id for one in rows))


@proposes("assignments.idempotent")
def work_that_waits(case: Case) -> Iterator[Proposal]:
    """All work that is named and does not wait left out, or other work named in its place."""
    waiting, named = _awaiting(case), len(case.texts(case.path))
    ids = {number: case.draft.value((*case.path, number, "id")) for number in range(named)}
    wrong = [number for number, id_ in ids.items() if id_ not in waiting]
    yield from case.remove(*((*case.path, number) for number in reversed(wrong)))
    free = [id_ for id_ in waiting if id_ not in ids.values()]
    pairs = zip(wrong, free, strict=False)
    changes = [case.draft.setting((*case.path, n, "id"), id_) for n, id_ in pairs]
    yield Proposal(tuple(changes))


@proposes("annotation_tracks.of_input")
def input_of_the_path(case: Case) -> Iterator[Proposal]:
    yield from case.remove(case.path)


@proposes("annotation_tracks.span")
def later_end(case: Case) -> Iterator[Proposal]:
    end = str(case.path[-1])
    start = case.beside(end.replace("end", "start"))
    stored = [row.message for _, row in case.things("annotation_tracks")]
    told = case.draft.value(start)
    starts = [told] if told is not GONE else [getattr(one, str(start[-1])) for one in stored]
    yield from (case.set(case.path, one) for one in starts)
    yield from case.remove(case.path)
    yield from case.remove(start)


@proposes("assignments.permission")
def somebody_of_the_task(case: Case) -> Iterator[Proposal]:
    yield token_of(case.user_id)
    for _, row in case.things("tasks"):
        if row.id == case.draft.value(("task_id",)):
            people = (*row.message.worker.user_ids, *row.message.review.user_ids)
            yield from map(token_of, people)


def _auto(case: Case, number: int) -> bool:
    """Whether a worker is a model or a workflow."""
    worker = (*case.path, number)
    return any(case.draft.value((*worker, kind)) is not GONE for kind in ("model", "workflow"))


def _workers(case: Case) -> list[str]:
    """The users whom the task of the refused place names as workers."""
    worker = case.path[: case.path.index("worker") + 1]
    places: list[Path] = [
        *((*worker, "workers", n, "user", "id") for n in _indices(case, (*worker, "workers"))),
        *((*worker, "users", n, "id") for n in _indices(case, (*worker, "users"))),
        *((*worker, "user_ids", n) for n in _indices(case, (*worker, "user_ids"))),
    ]
    return list(dict.fromkeys(str(case.draft.value(place)) for place in places))


def _indices(case: Case, path: Path) -> range:
    return range(len(case.texts(path)))


def _renamed_weights(case: Case, workers: list[str]) -> Iterator[Proposal]:
    """A weight of nobody as that of the worker whose name is nearest."""
    weights = case.got if isinstance(case.got, dict) else {}
    place, lacking = case.draft.place(case.path), [one for one in workers if one not in weights]
    for name in weights:
        if name not in workers:
            for worker in nearest(name, lacking, 1):
                yield Proposal((Change((*place, name), moved_to=(*place, worker)),))


def _awaiting(case: Case) -> list[str]:
    """The ids of the task's work that awaits review."""
    within = case.draft.value(("task_id",))
    rows = [row for task_id, row in case.things("task_assignments") if task_id == within]
    return [row.id for row in rows if row.message.status.code == _WAITING]
