"""Whose an annotation is: what it tells of the user, the model or the workflow that made it."""

from __future__ import annotations

from clarifai_grpc.grpc.api import resources_pb2

from fakeannot.rules import enforces
from fakeannot.service.call import Call, Detector


def sign(call: Call, annotation: resources_pb2.Annotation, user_id: str) -> None:
    """Say that an annotation is a user's."""
    annotation.user_id = user_id
    worker = resources_pb2.Worker(user=resources_pb2.User(id=user_id))
    _tell(call, annotation, worker)


def sign_for(call: Call, annotation: resources_pb2.Annotation, detector: Detector) -> None:
    """Say that an annotation is of the model, or else the workflow, that a detector stands for."""
    worker = resources_pb2.Worker()
    annotation.model_version_id = detector.model_version_id
    if detector.model_version_id:
        worker.model.model_version.id = detector.model_version_id
    else:
        worker.workflow.version.id = detector.workflow_version_id
    _tell(call, annotation, worker)


def worker_of(annotation: resources_pb2.Annotation) -> resources_pb2.Worker:
    """Who made a stored annotation, whether it tells its worker or not."""
    worker = resources_pb2.Worker()
    if annotation.user_id:
        worker.user.id = annotation.user_id
    elif annotation.model_version_id:
        worker.model.model_version.id = annotation.model_version_id
    else:
        worker.CopyFrom(annotation.worker)
    return worker


def _tell(call: Call, annotation: resources_pb2.Annotation, worker: resources_pb2.Worker) -> None:
    if call.settings.is_current:
        _told(annotation, worker)
    else:
        _untold(annotation, worker)


@enforces("annotations.worker")
def _told(annotation: resources_pb2.Annotation, worker: resources_pb2.Worker) -> None:
    annotation.worker.CopyFrom(worker)


@enforces("annotations.worker_untold")
def _untold(annotation: resources_pb2.Annotation, worker: resources_pb2.Worker) -> None:
    annotation.ClearField("worker")
    if worker.HasField("workflow"):
        annotation.worker.CopyFrom(worker)
