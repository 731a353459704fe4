"""Which inputs a task is about."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from clarifai_grpc.grpc.api.resources_pb2 import Search, Task, TaskInputSource

from fakeannot.contract.places import Path
from fakeannot.rules import enforces
from fakeannot.service.call import Call
from fakeannot.service.datasets.memberships import MEMBERS, find_dataset
from fakeannot.service.refusals import BadRequest, DoesNotExist
from fakeannot.service.searching.finding import inputs_matching
from fakeannot.service.searching.saved import shelf_of
from fakeannot.service.things import find


class _Source(NamedTuple):
    """A type of source: how it is refused, unless it is there, and the inputs that it has."""

    check: Callable[[Call, str, Path], object]
    ids: Callable[[Call, str], Iterable[str]]


@enforces("tasks.source")
def input_ids_of(call: Call, task: Task) -> list[str]:
    """The ids of a task's inputs as they are now: of a search the best first, else the oldest."""
    source = task.input_source
    return [*_SOURCES[source.type].ids(call, source.id)]


@enforces("tasks.source_unknown")
def check_source(call: Call, task: Task, at: Path) -> None:
    """Refuse a task whose source of inputs there is not."""
    source = task.input_source
    known = _SOURCES.get(source.type)
    if known is None:
        told = ", ".join(TaskInputSource.TaskInputSourceType.Name(type_) for type_ in _SOURCES)
        details = f"A task's inputs come from one of {told}; got {source.type}."
        at = (*at, "input_source", "type")
        raise BadRequest(details, rule="tasks.source_unknown", at=at)
    known.check(call, source.id, (*at, "input_source", "id"))


def _any(_call: Call, _id: str, _at: Path) -> None:
    """There are always all inputs."""


@enforces("tasks.saved_search")
def _check_search(call: Call, search_id: str, at: Path) -> None:
    """Run it, as it may ask for what cannot be found out."""
    find(shelf_of(call), search_id, at)
    inputs_matching(call, Search(id=search_id), at[:-1])


def _ids_found(call: Call, search_id: str) -> Iterable[str]:
    is_there = search_id in shelf_of(call)
    return inputs_matching(call, Search(id=search_id)) if is_there else ()


def _all_ids(call: Call, _: str) -> Iterable[str]:
    return (row.id for row in call.app.inputs.page((), 0, 0, len(call.app.inputs)))


def _check_input(call: Call, input_id: str, at: Path) -> None:
    if input_id not in call.app.inputs:
        details = f"Input {input_id!r} does not exist{call.where}."
        raise DoesNotExist(details, rule="tasks.source_unknown", at=at)


def _ids_of_one(call: Call, input_id: str) -> Iterable[str]:
    return (row.id for row in call.app.inputs.page((input_id,), 0, 0, 1))


def _ids_of_dataset(call: Call, dataset_id: str) -> Iterable[str]:
    return (row.id for row in call.things.all(MEMBERS, dataset_id))


_SOURCES = {
    TaskInputSource.INPUT_SOURCE_TYPE_NOT_SET: _Source(_any, _all_ids),
    TaskInputSource.ALL_INPUTS: _Source(_any, _all_ids),
    TaskInputSource.SAVED_SEARCH: _Source(_check_search, _ids_found),
    TaskInputSource.DATASET: _Source(find_dataset, _ids_of_dataset),
    TaskInputSource.INPUT: _Source(_check_input, _ids_of_one),
}
