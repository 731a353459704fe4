"""GetTaskAnnotationCount and GetTaskInputCount: how much of a task is in which status."""

from __future__ import annotations

from collections.abc import Iterable

from clarifai_grpc.grpc.api import service_pb2
from clarifai_grpc.grpc.api.resources_pb2 import Task, TaskStatusCountPerUser, User, Worker

from fakeannot.rules import enforces
from fakeannot.service.access import person
from fakeannot.service.annotations.workers import worker_of
from fakeannot.service.call import Call, handles
from fakeannot.service.replies import Reply
from fakeannot.service.tasks.assignments import (
    AWAITING_CONSENSUS,
    AWAITING_REVIEW,
    PENDING,
    REJECTED,
    SUCCESS,
)
from fakeannot.service.tasks.people import workers_of
from fakeannot.service.tasks.stored import assignments_of
from fakeannot.service.tasks.tasks import find_task

_NAMES = {
    "pending": PENDING,
    "awaiting_review": AWAITING_REVIEW,
    "success": SUCCESS,
    "review_denied": REJECTED,
    "awaiting_consensus_review": AWAITING_CONSENSUS,
}
_OF_ASSIGNMENTS = {stage.code: name for name, stage in _NAMES.items()}
_OF_ANNOTATIONS = {stage.of_annotations: name for name, stage in _NAMES.items()}

# Who did some work, and the name of its status; empty for one that is not counted.
_Work = tuple[Worker, str]


@handles("GetTaskAnnotationCount")
def get_annotation_count(call: Call, request: service_pb2.GetTaskCountRequest) -> Reply:
    task = find_task(call, request.task_id)
    messages = (row.message for row in call.app.annotations.of_task(task.id))
    work = [(worker_of(one), _OF_ANNOTATIONS.get(one.status.code, "")) for one in messages]
    return _counted(call, request, task, work)


@handles("GetTaskInputCount")
def get_input_count(call: Call, request: service_pb2.GetTaskCountRequest) -> Reply:
    task = find_task(call, request.task_id)
    found = assignments_of(call, task.id)
    work = [(one.worker, _OF_ASSIGNMENTS[one.status.code]) for one in found]
    return _counted(call, request, task, work)


@enforces("tasks.counts")
def _counted(
    call: Call, request: service_pb2.GetTaskCountRequest, task: Task, work: Iterable[_Work]
) -> Reply:
    answer = service_pb2.SingleTaskCountResponse(app_id=call.app_id, task_id=task.id)
    counts = {key: TaskStatusCountPerUser(worker=one) for key, one in _people(task).items()}
    for worker, name in work:
        count = counts.setdefault(_key(worker), TaskStatusCountPerUser(worker=worker))
        if name:
            setattr(count, name, getattr(count, name) + 1)
    wanted = _wanted(call, request)
    for key, count in counts.items():
        if not wanted or key in wanted:
            count.user_id = count.worker.user.id
            answer.counts.append(count)
    return Reply(message=answer)


_Key = tuple[str, str, str]


def _people(task: Task) -> dict[_Key, Worker]:
    return {(id_, "", ""): Worker(user=User(id=id_)) for id_ in workers_of(task)}


def _key(worker: Worker) -> _Key:
    """The ids of the user, model version and workflow version, of which there is one."""
    return worker.user.id, worker.model.model_version.id, worker.workflow.version.id


def _wanted(call: Call, request: service_pb2.GetTaskCountRequest) -> set[_Key]:
    return {
        *((person(call.caller, id_), "", "") for id_ in request.user_ids),
        *(("", id_, "") for id_ in request.model_version_ids),
        *(("", "", id_) for id_ in request.workflow_version_ids),
    }
