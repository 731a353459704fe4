"""PostTasks, GetTask, ListTasks, PatchTasks and DeleteTasks."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from clarifai_grpc.grpc.api import service_pb2
from clarifai_grpc.grpc.api.resources_pb2 import Task
from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode

from fakeannot.contract.places import Path
from fakeannot.contract.statuses import status_message
from fakeannot.rules import enforces
from fakeannot.service.access import person
from fakeannot.service.bulk import check_count
from fakeannot.service.call import Call, handles
from fakeannot.service.overwriting import overwritten, store_changed
from fakeannot.service.paging import page_bounds
from fakeannot.service.patching import check_action_in
from fakeannot.service.refusals import BadRequest
from fakeannot.service.replies import Fresh, Reply, listing, single
from fakeannot.service.tasks.assignments import assign_all, reassign
from fakeannot.service.tasks.inputs import check_source
from fakeannot.service.tasks.metrics import metrics_asked, with_metrics
from fakeannot.service.tasks.partition import check_partition
from fakeannot.service.tasks.people import name_people, reviewers_of, workers_of
from fakeannot.service.tasks.stored import drop_of_task
from fakeannot.service.things import PER_PAGE, Shelf, added, delete, find
from fakeannot.store.things import Kind

TASKS = Kind("tasks", Task)
# What the service says of a task, whatever a client sends.
_ITS_OWN = ("app_id", "user_id", "created_at", "modified_at", "metrics")
_STATUSES = [
    code
    for code in StatusCode.values()
    if StatusCode.TASK_IN_PROGRESS <= code <= StatusCode.TASK_IDLE
]


def find_task(call: Call, task_id: str, at: Path = ("task_id",)) -> Task:
    """The task of that id, which stood there in the request; refused with 11101 if unknown."""
    task: Task = find(_shelf(call), task_id, at).message
    return task


@handles("PostTasks")
@enforces("tasks.post", "tasks.no_annotations")
def post_tasks(call: Call, request: service_pb2.PostTasksRequest) -> Reply:
    accepted = [_accepted(call, one, ("tasks", n)) for n, one in enumerate(request.tasks)]
    for n, task in enumerate(accepted):
        _check(call, task, ("tasks", n))
        task.status.CopyFrom(status_message(StatusCode.TASK_IN_PROGRESS))
    posted = added(_shelf(call), accepted)
    for task in posted:
        assign_all(call, task)
    return listing("tasks", [Fresh(task) for task in posted])


@handles("GetTask")
def get_task(call: Call, request: service_pb2.GetTaskRequest) -> Reply:
    asked = metrics_asked(request.additional_fields)
    task = find_task(call, request.task_id)
    return single("task", Fresh(with_metrics(call, task, asked)))


@handles("ListTasks")
def list_tasks(call: Call, request: service_pb2.ListTasksRequest) -> Reply:
    start, size = page_bounds(request.page, request.per_page, PER_PAGE)
    asked = metrics_asked(request.additional_fields)
    tasks = [row.message for row in call.things.all(TASKS)]
    found = [task for task in tasks if _selects(call, request, task)][start : start + size]
    return listing("tasks", [Fresh(with_metrics(call, task, asked)) for task in found])


@handles("PatchTasks")
def patch_tasks(call: Call, request: service_pb2.PatchTasksRequest) -> Reply:
    check_action_in(("overwrite",), request.action, rule="tasks.patch")
    check_count("tasks", len(request.tasks))
    for n, sent in enumerate(request.tasks):
        at = ("tasks", n)
        find_task(call, sent.id, (*at, "id"))
        _check_status(sent, at)
        _check(call, _patched(call, sent, at), at)
    return listing("tasks", [Fresh(_patch(call, sent)) for sent in request.tasks])


@handles("DeleteTasks")
@enforces("tasks.delete")
def delete_tasks(call: Call, request: service_pb2.DeleteTasksRequest) -> Reply:
    check_count("ids", len(request.ids))
    for task_id in delete(_shelf(call), request.ids):
        drop_of_task(call, task_id)
    return Reply()


def _shelf(call: Call) -> Shelf:
    return Shelf(call, TASKS, "task")


def _accepted(call: Call, sent: Task, at: Path) -> Task:
    """What is taken over of a task that was sent."""
    task = Task()
    task.CopyFrom(sent)
    for name in _ITS_OWN:
        task.ClearField(name)
    name_people(call, task, at)
    return task


def _check(call: Call, task: Task, at: Path) -> None:
    """Refuse a task, as it would be stored, that cannot be worked on."""
    check_source(call, task, at)
    check_partition(task, at)
    _check_known(task.worker, "strategy", (*at, "worker"))
    _check_known(task.review, "strategy", (*at, "review"))
    _check_reviewers_needed(task, at)


def _check_known(message: Any, name: str, at: Path) -> None:
    """Refuse the number of an enum that the contract has no name for."""
    enum = message.DESCRIPTOR.fields_by_name[name].enum_type
    number = getattr(message, name)
    if number not in enum.values_by_number:
        details = f"{number} is no {enum.name}; there are {', '.join(enum.values_by_name)}."
        raise BadRequest(details, rule="tasks.strategies", at=(*at, name))


def _check_reviewers_needed(task: Task, at: Path) -> None:
    number = task.review.consensus_strategy_info.approval_threshold_reviewers
    if number not in (0, 1, -1):
        details = f"approval_threshold_reviewers is 0, 1 or, for all reviewers, -1; got {number}."
        at = (*at, "review", "consensus_strategy_info", "approval_threshold_reviewers")
        raise BadRequest(details, rule="tasks.reviewers_needed", at=at)


@enforces("tasks.status")
def _check_status(sent: Task, at: Path) -> None:
    if sent.HasField("status") and sent.status.code not in _STATUSES:
        known = ", ".join(map(StatusCode.Name, _STATUSES))
        details = f"{sent.status.code} is no status of a task; there are {known}."
        raise BadRequest(details, rule="tasks.status", at=(*at, "status", "code"))


def _patched(call: Call, sent: Task, at: Path) -> Task:
    task: Task = overwritten(_shelf(call), _accepted(call, sent, at))
    if sent.HasField("status"):
        task.status.CopyFrom(status_message(sent.status.code))
    return task


@enforces("tasks.patch")
def _patch(call: Call, sent: Task) -> Task:
    old, task = find_task(call, sent.id), _patched(call, sent, ("tasks",))
    fresh: Task = store_changed(_shelf(call), task)
    if (old.worker, old.input_source) != (task.worker, task.input_source):
        reassign(call, task)
    return fresh


@enforces("tasks.filters")
def _selects(call: Call, request: service_pb2.ListTasksRequest, task: Task) -> bool:
    source, of_orders = task.input_source, request.including_label_order_tasks
    # Later contracts name workers by sets of ids too.
    workers = (
        *request.worker_user_ids,
        *(one.user_id for one in getattr(request, "worker_ids", ())),
    )
    return (
        _meet(request.ids, [task.id])
        and _meet([person(call.caller, id_) for id_ in workers], workers_of(task))
        and _meet([person(call.caller, id_) for id_ in request.review_user_ids], reviewers_of(task))
        and _meet(request.label_order_ids, [task.label_order_id])
        and (not task.label_order_id or of_orders or bool(request.label_order_ids))
        and request.input_source_type in (0, source.type)
        and _meet(request.input_source_ids, [source.id])
    )


def _meet(wanted: Collection[str], named: Collection[str]) -> bool:
    """Whether some of those wanted are named, or none are wanted in particular."""
    return not wanted or not set(wanted).isdisjoint(named)
