"""PutTaskAssignments, and ListNextTaskAssignments, which came before it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

from clarifai_grpc.grpc.api import service_pb2
from clarifai_grpc.grpc.api.resources_pb2 import Task, TaskAssignment
from clarifai_grpc.grpc.api.service_pb2 import PutTaskAssignmentsRequest

from fakeannot.rules import enforces
from fakeannot.service.access import person
from fakeannot.service.bulk import check_count
from fakeannot.service.call import Call, handles
from fakeannot.service.refusals import BadRequest, DoesNotExist
from fakeannot.service.replies import Fresh, Reply, listing
from fakeannot.service.tasks import labels, reviews
from fakeannot.service.tasks.assignments import told
from fakeannot.service.tasks.stored import ASSIGNMENTS, assignments_of
from fakeannot.service.tasks.tasks import find_task
from fakeannot.service.things import Shelf, find

_NAMED = "task_assignments"


class _Action(NamedTuple):
    """What an action does with a task, and the field that configures it."""

    config: str
    do: Callable[[Call, Task, PutTaskAssignmentsRequest], list[TaskAssignment]]


@handles("ListNextTaskAssignments")
@enforces("assignments.next")
def list_next(call: Call, request: service_pb2.ListNextTaskAssignmentsRequest) -> Reply:
    given = labels.start(call, find_task(call, request.task_id))
    return listing("inputs", [Fresh(told(call, one).input) for one in given])


@handles("PutTaskAssignments")
def put_task_assignments(call: Call, request: PutTaskAssignmentsRequest) -> Reply:
    task = find_task(call, request.task_id)
    action = _action(request)
    return listing("task_assignments", [Fresh(one) for one in action.do(call, task, request)])


@enforces("assignments.action")
def _action(request: PutTaskAssignmentsRequest) -> _Action:
    if request.input_id and request.action in _BY_INPUT:
        return _Action("", _submit_input)
    action = _ACTIONS.get(request.action)
    if action is None or request.input_id:
        known = ", ".join(service_pb2.PutTaskAssignmentsRequestAction.Name(one) for one in _ACTIONS)
        details = f"Must supply an 'action', one of {known}, or an 'input_id', not both."
        raise BadRequest(details, rule="assignments.action", at=("action",))
    sent = request.WhichOneof("action_config")
    if sent not in (None, action.config):
        wanted = repr(action.config) if action.config else "none"
        details = f"The action takes another configuration than {sent!r}: {wanted}."
        raise BadRequest(details, rule="assignments.action", at=(sent,))
    return action


def _start(call: Call, task: Task, _: PutTaskAssignmentsRequest) -> list[TaskAssignment]:
    return [told(call, one) for one in labels.start(call, task)]


def _submit(call: Call, task: Task, request: PutTaskAssignmentsRequest) -> list[TaskAssignment]:
    named = request.label_submit_config.task_assignments
    found = _named(call, task, named, "label_submit_config")
    return labels.submit(call, task, found)


@enforces("assignments.by_input")
def _submit_input(
    call: Call, task: Task, request: PutTaskAssignmentsRequest
) -> list[TaskAssignment]:
    wanted = (call.caller.user_id, request.input_id)
    for one in assignments_of(call, task.id):
        if (one.worker.user.id, one.input.id) == wanted:
            return labels.submit(call, task, [one])
    details = (
        f"User {wanted[0]!r} has no assignment of input {wanted[1]!r} in the task {task.id!r}."
    )
    raise DoesNotExist(details, rule="assignments.by_input", at=("input_id",))


def _start_review(
    call: Call, task: Task, request: PutTaskAssignmentsRequest
) -> list[TaskAssignment]:
    return reviews.start(call, task, _users(call, request.review_start_config))


def _review(
    call: Call,
    task: Task,
    request: PutTaskAssignmentsRequest,
    *,
    config: str,
    verdict: reviews.Verdict,
) -> list[TaskAssignment]:
    chosen = _chosen(call, task, getattr(request, config), config)
    return reviews.review(call, task, verdict, chosen, (config, _NAMED))


@enforces("assignments.batch_or_bulk")
def _chosen(call: Call, task: Task, said: Any, config: str) -> list[TaskAssignment]:
    if bool(said.task_assignments) == bool(said.workers):
        details = (
            "Name either task_assignments, by id, or workers, to mean all of their work that "
            "awaits review."
        )
        raise BadRequest(details, rule="assignments.batch_or_bulk", at=(config,))
    if said.workers:
        return reviews.awaiting_review(call, task, _users(call, said))
    return _named(call, task, said.task_assignments, config)


def _users(call: Call, said: Any) -> list[str]:
    return [person(call.caller, one.user.id) for one in said.workers]


def _named(
    call: Call, task: Task, sent: Sequence[TaskAssignment], config: str
) -> list[TaskAssignment]:
    """The assignments of a task that are named by id in a configuration, each once."""
    check_count(_NAMED, len(sent), within=(config,))
    shelf = Shelf(call, ASSIGNMENTS, "task assignment", task.id)
    found = {one.id: find(shelf, one.id, (config, _NAMED, n, "id")) for n, one in enumerate(sent)}
    return [row.message for row in found.values()]


def _reviewing(config: str, verdict: reviews.Verdict) -> _Action:
    return _Action(config, partial(_review, config=config, verdict=verdict))


_ACTIONS = {
    service_pb2.LABEL_START: _Action("", _start),
    service_pb2.LABEL_SUBMIT: _Action("label_submit_config", _submit),
    service_pb2.REVIEW_START: _Action("review_start_config", _start_review),
    service_pb2.REVIEW_APPROVE: _reviewing("review_approve_config", reviews.APPROVE),
    service_pb2.REVIEW_REQUEST_CHANGES: _reviewing(
        "review_request_changes_config", reviews.REQUEST_CHANGES
    ),
    service_pb2.REVIEW_REJECT: _reviewing("review_reject_config", reviews.REJECT),
}
_BY_INPUT = (service_pb2.PUT_TASK_ASSIGNMENTS_REQUEST_ACTION_NOT_SET, service_pb2.LABEL_SUBMIT)
