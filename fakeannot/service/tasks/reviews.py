"""How the work on a task is reviewed: started, approved, sent back or rejected."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

from clarifai_grpc.grpc.api.resources_pb2 import Task, TaskAssignment
from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode

from fakeannot.contract.places import Path
from fakeannot.contract.statuses import status_message
from fakeannot.rules import applies, enforces
from fakeannot.service.call import Call
from fakeannot.service.refusals import TaskConflict, TaskDenied
from fakeannot.service.tasks.assignments import (
    AWAITING_REVIEW,
    PENDING,
    REJECTED,
    SUCCESS,
    Stage,
    move,
    told,
)
from fakeannot.service.tasks.labels import AT_A_TIME
from fakeannot.service.tasks.people import reviewers_of
from fakeannot.service.tasks.stored import REVIEWS, assignments_of, drop_reviews, reviews_of, within
from fakeannot.service.things import Shelf, put
from fakeannot.store.timestamps import set_created

GIVEN = StatusCode.TASK_ASSIGNMENT_REVIEW_PENDING
DONE = StatusCode.TASK_ASSIGNMENT_REVIEW_SUCCESS


@enforces("assignments.review_start")
def start(call: Call, task: Task, workers: Collection[str]) -> list[TaskAssignment]:
    """The work that the caller is to review next, of these workers or of all."""
    _check_reviewer(call, task)
    caller = call.caller.user_id
    awaiting = [
        (one, reviews_of(call, task.id, one)) for one in awaiting_review(call, task, workers)
    ]
    own = [one for one, reviews in awaiting if reviews.get(caller) == GIVEN]
    if not own:
        own = [one for one, reviews in awaiting if is_free(task, reviews, caller)][:AT_A_TIME]
        for one in own:
            _note(call, task.id, one, caller, GIVEN)
    return [told(call, one) for one in own[:AT_A_TIME]]


def awaiting_review(call: Call, task: Task, workers: Collection[str]) -> list[TaskAssignment]:
    """What awaits review, of these workers or of all."""
    return [
        one
        for one in assignments_of(call, task.id)
        if one.status.code == AWAITING_REVIEW.code
        and (not workers or one.worker.user.id in workers)
    ]


def is_free(task: Task, reviews: Mapping[str, int], reviewer: str) -> bool:
    """Whether work that awaits review, with these reviews, can be given to a reviewer."""
    return reviewer not in reviews if needs_all(task) else not reviews


def needs_all(task: Task) -> bool:
    """Whether all reviewers have to approve, and not just one."""
    return bool(task.review.consensus_strategy_info.approval_threshold_reviewers == -1)


class Verdict(NamedTuple):
    """What a reviewer says of some work: the stage that it leads to, and how it is noted."""

    stage: Stage
    give: Callable[[Call, Task, TaskAssignment], None]


def review(
    call: Call, task: Task, verdict: Verdict, assignments: Sequence[TaskAssignment], at: Path
) -> list[TaskAssignment]:
    """Give the caller's verdict on work, on all of it or, if one is refused, on none.

    `at` is where in the request the work is named.
    """
    _check_reviewer(call, task)
    open_ = [one for one in assignments if one.status.code != verdict.stage.code]
    if len(open_) < len(assignments):
        applies("assignments.idempotent")
    for one in open_:
        _check_awaits(one, at)
    for one in open_:
        verdict.give(call, task, one)
    return [told(call, one) for one in assignments]


@enforces("assignments.approve")
def _approve(call: Call, task: Task, assignment: TaskAssignment) -> None:
    caller, reviewers = call.caller.user_id, reviewers_of(task)
    _note(call, task.id, assignment, caller, DONE)
    reviews = reviews_of(call, task.id, assignment)
    all_did = all(reviews.get(user_id) == DONE for user_id in reviewers)
    if all_did or caller not in reviewers or not needs_all(task):
        move(call, task.id, assignment, SUCCESS)


@enforces("assignments.reject")
def _reject(call: Call, task: Task, assignment: TaskAssignment) -> None:
    _note(call, task.id, assignment, call.caller.user_id, DONE)
    move(call, task.id, assignment, REJECTED)


@enforces("assignments.request_changes")
def _request_changes(call: Call, task: Task, assignment: TaskAssignment) -> None:
    drop_reviews(call, task.id, assignment.id)
    move(call, task.id, assignment, PENDING)


APPROVE = Verdict(SUCCESS, _approve)
REJECT = Verdict(REJECTED, _reject)
REQUEST_CHANGES = Verdict(PENDING, _request_changes)


@enforces("assignments.permission")
def _check_reviewer(call: Call, task: Task) -> None:
    caller, reviewers = call.caller.user_id, reviewers_of(task)
    if caller not in reviewers and not call.by_owner:
        named = ", ".join(map(repr, reviewers)) or "nobody"
        details = f"User {caller!r} does not review the task {task.id!r}; its reviewers: {named}."
        raise TaskDenied(details, rule="assignments.permission")


def _check_awaits(assignment: TaskAssignment, at: Path) -> None:
    code = assignment.status.code
    if code != AWAITING_REVIEW.code:
        details = f"Assignment {assignment.id!r} awaits no review: it is {StatusCode.Name(code)}."
        raise TaskConflict(details, rule="assignments.idempotent", at=at)


def _note(call: Call, task_id: str, assignment: TaskAssignment, reviewer: str, status: int) -> None:
    shelf = Shelf(call, REVIEWS, "review", within(task_id, assignment.id))
    noted = TaskAssignment(id=reviewer, status=status_message(status))
    set_created(noted, call.world.clock.stamp())
    put(shelf, noted)
