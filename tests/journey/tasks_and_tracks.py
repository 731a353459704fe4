"""Calls on tasks, their work, annotation filters and tracks for the journey through all doors."""

from __future__ import annotations

from typing import Any

from clarifai_grpc.grpc.api import resources_pb2, service_pb2
from clarifai_grpc.grpc.api.resources_pb2 import AnnotationTrack, Task, TaskReview, UserAppIDSet

PARK = {"user_app_id": UserAppIDSet(user_id="owner", app_id="work")}
PEOPLE = resources_pb2.TaskWorker(strategy="PARTITIONED", user_ids=["owner"])
REVIEW = TaskReview(strategy="MANUAL", users=[resources_pb2.User(id="owner")])
Calls = list[tuple[str, dict[str, Any]]]


def calls() -> Calls:
    """Each call: its RPC, and the fields of its request besides the app."""
    return [(rpc, {**PARK, **fields}) for rpc, fields in [*_on_tasks(), *_on_the_rest()]]


def _on_tasks() -> Calls:
    t = {"task_id": "t"}
    of_video = resources_pb2.Data(video=resources_pb2.Video(url="https://example.com/clip.mp4"))
    task = Task(id="t", name="cars", worker=PEOPLE, review=REVIEW)
    label = resources_pb2.Annotation(input_id="clip", task_id="t")
    owner = [resources_pb2.Worker(user=resources_pb2.User(id="owner"))]
    approval = service_pb2.ReviewApproveConfig(workers=owner)
    return [
        ("PostInputs", {"inputs": [resources_pb2.Input(id="clip", data=of_video)]}),
        ("PostTasks", {"tasks": [task]}),
        ("PostTasks", {"tasks": [task]}),
        ("PatchTasks", {"tasks": [Task(id="t", description="all")], "action": "overwrite"}),
        ("PostAnnotations", {"annotations": [label]}),
        ("ListNextTaskAssignments", t),
        ("PutTaskAssignments", {**t, "action": "LABEL_START"}),
        ("PutTaskAssignments", {**t, "input_id": "clip"}),
        ("PutTaskAssignments", {**t, "action": "REVIEW_START"}),
        (
            "PutTaskAssignments",
            {**t, "action": "REVIEW_APPROVE", "review_approve_config": approval},
        ),
        ("PutTaskAssignments", t),
        ("GetTaskAnnotationCount", {**t, "user_ids": ["me"]}),
        ("GetTaskInputCount", t),
        ("GetTask", {**t, "additional_fields": ["all"]}),
        ("ListTasks", {"worker_user_ids": ["owner"]}),
        ("ListAnnotationWorkers", {"trusted_only": True}),
        ("DeleteTasks", {"ids": ["t", "none"]}),
    ]


def _on_the_rest() -> Calls:
    clip = {"input_id": "clip"}
    filters = [resources_pb2.AnnotationFilter(id="f", search=resources_pb2.Search(name="s"))]
    running = AnnotationTrack(id="k")
    running.status.code = 24301
    return [
        ("PostAnnotationFilters", {"annotation_filters": filters}),
        ("PatchAnnotationFilters", {"annotation_filters": filters, "action": "overwrite"}),
        ("GetAnnotationFilter", {"annotation_filter_id": "f"}),
        ("ListAnnotationFilters", {}),
        ("DeleteAnnotationFilters", {"annotation_filter_ids": ["f"]}),
        ("PostAnnotationTracks", {**clip, "annotation_tracks": [AnnotationTrack(id="k")]}),
        (
            "PatchAnnotationTracks",
            {**clip, "annotation_tracks": [running], "action": "overwrite"},
        ),
        ("ListAnnotationTracks", {**clip, "ids": ["k"]}),
        ("DeleteAnnotationTracks", {**clip, "ids": ["k"]}),
        ("PostAnnotationTracks", {**clip, "annotation_tracks": [AnnotationTrack(id="kept")]}),
    ]
