"""What of a task's inputs is whose work, and how far it has come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from typing import NamedTuple

from clarifai_grpc.grpc.api.resources_pb2 import (
    Input,
    Task,
    TaskAssignment,
    TaskWorker,
    User,
    Worker,
)
from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode

from fakeannot.contract.statuses import status_message
from fakeannot.rules import enforces
from fakeannot.service.annotations.writes import store_patched
from fakeannot.service.call import Call
from fakeannot.service.tasks.inputs import input_ids_of
from fakeannot.service.tasks.partition import Pair, dealt
from fakeannot.service.tasks.people import workers_of
from fakeannot.service.tasks.stored import ASSIGNMENTS, assignments_of
from fakeannot.service.things import Shelf, put
from fakeannot.store.annotations import AnnotationQuery
from fakeannot.store.rows import AnnotationRow
from fakeannot.store.timestamps import set_created, set_time


class Stage(NamedTuple):
    """How far some work has come: the status of the assignment, and of the annotations in it."""

    code: int
    of_annotations: int


PENDING = Stage(StatusCode.TASK_ASSIGNMENT_PENDING, StatusCode.ANNOTATION_PENDING)
AWAITING_CONSENSUS = Stage(
    StatusCode.TASK_ASSIGNMENT_AWAITING_CONSENSUS_REVIEW,
    StatusCode.ANNOTATION_AWAITING_CONSENSUS_REVIEW,
)
AWAITING_REVIEW = Stage(
    StatusCode.TASK_ASSIGNMENT_AWAITING_REVIEW, StatusCode.ANNOTATION_AWAITING_REVIEW
)
SUCCESS = Stage(StatusCode.TASK_ASSIGNMENT_SUCCESS, StatusCode.ANNOTATION_SUCCESS)
REJECTED = Stage(StatusCode.TASK_ASSIGNMENT_REJECTED, StatusCode.ANNOTATION_REVIEW_DENIED)


def pair_of(assignment: TaskAssignment) -> Pair:
    """Whose work it is, and on which input."""
    return assignment.worker.user.id, assignment.input.id


@enforces("assignments.at_creation")
def assign_all(call: Call, task: Task) -> None:
    """Assign the inputs that a task has now, unless that is done when workers ask for some."""
    if task.worker.strategy == TaskWorker.DYNAMIC:
        return
    given = {pair_of(one) for one in assignments_of(call, task.id)}
    for user_id, input_id in list(_missing(call, task, given)):
        assign(call, task.id, user_id, input_id)


def _missing(call: Call, task: Task, given: set[Pair]) -> Iterator[Pair]:
    input_ids = input_ids_of(call, task)
    if task.worker.strategy == TaskWorker.PARTITIONED:
        return dealt(task, input_ids, given)
    pairs = product(workers_of(task), input_ids)
    return (pair for pair in pairs if pair not in given)


def assign(call: Call, task_id: str, user_id: str, input_id: str) -> TaskAssignment:
    """Make an input the work of a user."""
    shelf = Shelf(call, ASSIGNMENTS, "task assignment", task_id)
    made = TaskAssignment(
        id=call.world.ids.uuid4("task_assignment", shelf),
        worker=Worker(user=User(id=user_id)),
        input=Input(id=input_id),
        status=status_message(PENDING.code),
    )
    set_created(made, call.world.clock.stamp())
    stored: TaskAssignment = put(shelf, made)
    return stored


@enforces("tasks.reassign")
def reassign(call: Call, task: Task) -> None:
    """Assign anew what nobody has submitted yet."""
    for one in assignments_of(call, task.id):
        if one.status.code == PENDING.code:
            call.things.remove(ASSIGNMENTS, one.id, task.id)
    assign_all(call, task)


@enforces("assignments.annotations")
def move(call: Call, task_id: str, assignment: TaskAssignment, stage: Stage) -> None:
    """Bring an assignment, which is changed along, and its annotations to a stage."""
    for row in annotations_of(call, task_id, assignment):
        annotation = row.message
        annotation.status.CopyFrom(status_message(stage.of_annotations))
        store_patched(call, row, annotation)
    now = call.world.clock.stamp()
    assignment.status.CopyFrom(status_message(stage.code))
    set_time(assignment.modified_at, now)
    put(Shelf(call, ASSIGNMENTS, "task assignment", task_id), assignment)
    set_time(assignment.modified_at, now, exact=True)


def annotations_of(call: Call, task_id: str, assignment: TaskAssignment) -> Iterable[AnnotationRow]:
    """What an assignment's worker said of its input in the task, the oldest first."""
    user_id, input_id = pair_of(assignment)
    worker = (AnnotationRow.USER_ID, user_id)
    query = AnnotationQuery(input_ids=(input_id,), workers=(worker,), task_id=task_id)
    return call.app.annotations.page(query, 0, len(call.app.annotations))


def told(call: Call, assignment: TaskAssignment) -> TaskAssignment:
    """An assignment as answers tell of it: with the input as it is now."""
    row = call.app.inputs.get(assignment.input.id)
    assert row is not None, "an input takes its assignments when it goes"
    answer = TaskAssignment()
    answer.CopyFrom(assignment)
    answer.input.CopyFrom(row.message)
    return answer
