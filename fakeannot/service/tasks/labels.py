"""How labelers work on a task: LABEL_START and LABEL_SUBMIT."""

from __future__ import annotations

from collections.abc import Iterator

from clarifai_grpc.grpc.api.resources_pb2 import Data, Task, TaskAssignment, TaskReview, TaskWorker

from fakeannot.rules import applies, enforces
from fakeannot.service.call import Call
from fakeannot.service.refusals import TaskDenied
from fakeannot.service.tasks.assignments import (
    AWAITING_CONSENSUS,
    AWAITING_REVIEW,
    PENDING,
    REJECTED,
    SUCCESS,
    annotations_of,
    assign,
    move,
    told,
)
from fakeannot.service.tasks.inputs import input_ids_of
from fakeannot.service.tasks.people import workers_of
from fakeannot.service.tasks.stored import assignments_of

AT_A_TIME = 10
"""How many inputs, or assignments, somebody is given at once."""

_SUBMITTED = {
    TaskReview.TASK_REVIEW_STRATEGY_NOT_SET: SUCCESS,
    TaskReview.NONE: SUCCESS,
    TaskReview.MANUAL: AWAITING_REVIEW,
    TaskReview.CONSENSUS: AWAITING_CONSENSUS,
}
# The work has come to neither of these when its worker has said what there is to say.
_UNSAID = (PENDING.code, REJECTED.code)


@enforces("assignments.label_start", "assignments.permission")
def start(call: Call, task: Task) -> list[TaskAssignment]:
    """The work that the caller is to do next."""
    caller, workers = call.caller.user_id, workers_of(task)
    if caller not in workers:
        told_ = ", ".join(map(repr, workers)) or "nobody"
        details = f"User {caller!r} does not work on the task {task.id!r}; its workers: {told_}."
        raise TaskDenied(details, rule="assignments.permission")
    known = assignments_of(call, task.id)
    own = [one for one in known if one.worker.user.id == caller]
    pending = [one for one in own if one.status.code == PENDING.code]
    if not pending and task.worker.strategy == TaskWorker.DYNAMIC:
        taken = {one.input.id for one in known}
        free = [input_id for input_id in input_ids_of(call, task) if input_id not in taken]
        pending = [assign(call, task.id, caller, input_id) for input_id in free[:AT_A_TIME]]
    return pending[:AT_A_TIME]


@enforces("assignments.label_submit")
def submit(call: Call, task: Task, assignments: list[TaskAssignment]) -> list[TaskAssignment]:
    """Have work be done, and answer with it as it is before labelers are compared."""
    for one in assignments:
        _check_own(call, one)
    submitted = [one for one in assignments if one.status.code == PENDING.code]
    if len(submitted) < len(assignments):
        applies("assignments.idempotent")
    stage = _SUBMITTED[task.review.strategy]
    for one in submitted:
        move(call, task.id, one, stage)
    answer = [told(call, one) for one in assignments]
    if stage is AWAITING_CONSENSUS:
        for input_id in dict.fromkeys(one.input.id for one in submitted):
            _compare(call, task, input_id)
    return answer


@enforces("assignments.permission")
def _check_own(call: Call, assignment: TaskAssignment) -> None:
    worker = assignment.worker.user.id
    if call.caller.user_id != worker and not call.by_owner:
        details = f"Assignment {assignment.id!r} is the work of user {worker!r}."
        raise TaskDenied(details, rule="assignments.permission")


@enforces("assignments.consensus")
def _compare(call: Call, task: Task, input_id: str) -> None:
    """Approve what enough labelers of an input agree on; once all spoke, the rest is reviewed."""
    of_input = [one for one in assignments_of(call, task.id) if one.input.id == input_id]
    spoken = [one for one in of_input if one.status.code not in _UNSAID]
    said = {one.id: _said(call, task, one) for one in spoken}
    all_spoke = all(one.status.code != PENDING.code for one in of_input)
    for one in spoken:
        if one.status.code != AWAITING_CONSENSUS.code:
            continue
        agreeing = sum(said[other.id] == said[one.id] for other in spoken)
        if 0 < threshold_of(task) <= agreeing:
            move(call, task.id, one, SUCCESS)
        elif all_spoke or not threshold_of(task):
            move(call, task.id, one, AWAITING_REVIEW)


def threshold_of(task: Task) -> int:
    """How many labelers have to agree; 0 if their agreement is not asked for."""
    info = task.review.consensus_strategy_info
    return int(info.approval_threshold_labelers or info.approval_threshold)


_Statement = tuple[object, ...]


@enforces("assignments.agree")
def _said(call: Call, task: Task, assignment: TaskAssignment) -> frozenset[_Statement]:
    """What a labeler said of an input, in a form that is equal where they agree."""
    rows = annotations_of(call, task.id, assignment)
    return frozenset(one for row in rows for one in _statements(row.message.data))


def _statements(data: Data, *place: object) -> Iterator[_Statement]:
    """Each concept with its value and where it is, and each shape, of data and the data within."""
    for concept in data.concepts:
        yield *place, concept.id, concept.value
    for region in data.regions:
        shape = region.region_info.SerializeToString(deterministic=True)
        yield *place, shape
        yield from _statements(region.data, *place, shape)
    for frame in data.frames:
        info = frame.frame_info
        yield from _statements(frame.data, *place, info.time, info.number)
