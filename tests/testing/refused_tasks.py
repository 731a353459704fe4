"""Calls that are refused about labelling tasks, the work on them, and tracks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fakeannot import FakeClarifai
from tests.api import api_of
from tests.testing.furnished import BELOW_APP
from tests.testing.refused_calls import HEADER, SENT, Refused
from tests.testing.refused_neighbours import neighbour
from tests.testing.refused_searches import RANK, ranked

TASKS = f"{BELOW_APP}/tasks"
WORK = f"PUT {TASKS}/label/assignments"
TASK, TRACK = "tasks[0]", "annotation_tracks[0]"
DEALT = f"{TASK}.worker.partitioned_strategy_info"
TRACKS = "inputs/clip/annotation_tracks"
GUEST = f"{SENT} (a personal access token of 'guest')"


def posted(**fields: Any) -> Any:
    return {"tasks": [fields]}


def dealt(**info: Any) -> Any:
    partitioned = {"strategy": "PARTITIONED", "partitioned_strategy_info": info}
    return posted(worker={"user_ids": ["guest"], **partitioned})


def track(action: str = "", **fields: Any) -> Any:
    return {"annotation_tracks": [fields], **({"action": action} if action else {})}


def task(rule: str, at: str, edit: str, body: Any) -> Refused:
    return neighbour(rule, f"POST {TASKS}", at, edit, body=body)


TASK_CALLS = (
    task(
        "tasks.auto",
        f"{TASK}.worker.workers",
        f'{TASK}.worker.workers[0]: {{"model": {{"id": "detector"}}}} -> nothing',
        posted(worker={"workers": [{"model": {"id": "detector"}}, {"user": {"id": "guest"}}]}),
    ),
    task(
        "tasks.auto",
        f"{TASK}.worker.type",
        f'{TASK}.worker.type: "WORKER_AUTO" -> nothing',
        posted(worker={"type": "WORKER_AUTO"}),
    ),
    task(
        "tasks.people",
        f"{TASK}.worker.users[1].id",
        f'{TASK}.worker.users[1].id: nothing -> "guest"',
        posted(worker={"users": [{"id": "guest"}, {}]}),
    ),
    task(
        "tasks.source_unknown",
        f"{TASK}.input_source.id",
        f'{TASK}.input_source.id: "stret" -> "street"',
        posted(input_source={"type": "INPUT", "id": "stret"}),
    ),
    task(
        "things.unknown",
        f"{TASK}.input_source.id",
        f'{TASK}.input_source.id: "tres" -> "trees"',
        posted(input_source={"type": "SAVED_SEARCH", "id": "tres"}),
    ),
    task(
        "tasks.partition",
        f"{DEALT}.workers_per_input",
        f"{DEALT}.workers_per_input: 3 -> 1",
        dealt(workers_per_input=3),
    ),
    task(
        "tasks.partition",
        f"{DEALT}.weights",
        f"{DEALT}.weights.gest: goes to {DEALT}.weights.guest",
        dealt(type="WEIGHTED", weights={"gest": 1}),
    ),
    task(
        "tasks.partition",
        f"{DEALT}.weights",
        f'{DEALT}.weights: {{"guest": -1}} -> {{"guest": 1}}',
        dealt(type="WEIGHTED", weights={"guest": -1}),
    ),
    task(
        "tasks.reviewers_needed",
        f"{TASK}.review.consensus_strategy_info.approval_threshold_reviewers",
        f"{TASK}.review.consensus_strategy_info.approval_threshold_reviewers: 2 -> 1",
        posted(review={"consensus_strategy_info": {"approval_threshold_reviewers": 2}}),
    ),
    neighbour(
        "tasks.status",
        f"PATCH {TASKS}",
        f"{TASK}.status.code",
        f'{TASK}.status.code: "JOB_FAILED" -> "TASK_FAILED"',
        body={"action": "overwrite", **posted(id="label", status={"code": "JOB_FAILED"})},
    ),
    neighbour(
        "tasks.patch",
        f"PATCH {TASKS}",
        "action",
        'action: "merge" -> "overwrite"',
        body={"action": "merge", **posted(id="label")},
    ),
    neighbour(
        "tasks.additional_fields",
        f"GET {TASKS}?additional_fields=worker.user",
        "additional_fields[0]",
        'query additional_fields: "worker.user" -> "worker.users"',
    ),
    neighbour(
        "assignments.action",
        WORK,
        "action",
        'action: nothing -> "LABEL_START"',
        body={},
        header="Key guest",
    ),
    neighbour(
        "assignments.action",
        WORK,
        "review_start_config",
        "review_start_config: {} -> nothing",
        body={"action": "LABEL_START", "review_start_config": {}},
        header="Key guest",
    ),
    neighbour(
        "assignments.batch_or_bulk",
        WORK,
        "review_approve_config",
        'review_approve_config.workers[0].user.id: nothing -> "fake-user"',
        body={"action": "REVIEW_APPROVE"},
    ),
    neighbour(
        "assignments.by_input",
        WORK,
        "input_id",
        'input_id: "square" -> "street"',
        body={"input_id": "square"},
        header="Key guest",
    ),
    neighbour(
        "assignments.permission",
        WORK,
        HEADER,
        f'Authorization: "{SENT}" -> "{GUEST}"',
        body={"action": "LABEL_START"},
    ),
    neighbour(
        "annotation_tracks.of_input",
        f"POST {TRACKS}",
        f"{TRACK}.input_id",
        f'{TRACK}.input_id: "street" -> nothing',
        body=track(input_id="street"),
    ),
    neighbour(
        "annotation_tracks.status",
        f"POST {TRACKS}",
        f"{TRACK}.status.code",
        f"{TRACK}.status.code: 24150 -> 24300",
        body=track(status={"code": 24150}),
    ),
    neighbour(
        "annotation_tracks.order",
        f"PATCH {TRACKS}",
        f"{TRACK}.status.code",
        f"{TRACK}.status.code: 24303 -> 24300",
        body=track("overwrite", id="t1", status={"code": 24303}),
    ),
    neighbour(
        "annotation_tracks.span",
        f"PATCH {TRACKS}",
        f"{TRACK}.end_frame_nr",
        f"{TRACK}.end_frame_nr: 3 -> 9",
        body=track("overwrite", id="t1", end_frame_nr=3),
    ),
    neighbour(
        "annotation_tracks.patch",
        f"PATCH {TRACKS}",
        "action",
        'action: "merge" -> "overwrite"',
        body=track("merge", id="t1"),
    ),
)


def reviewed_twice(fake: FakeClarifai) -> Refused:
    """Work that was approved is rejected, while other work waits for its review."""
    guest, owner = api_of(fake, "guest", user_id="fake-user"), api_of(fake, fake.pat)
    both = {"id": "both", "worker": {"user_ids": ["guest"]}, "review": {"strategy": "MANUAL"}}
    owner.post("tasks", {"tasks": [both]})
    work = "tasks/both/assignments"
    given = guest.call("PUT", work, {"action": "LABEL_START"})["task_assignments"]
    first, second, *_ = ({"id": one["id"]} for one in given)
    _act(guest, work, "label_submit", [first, second])
    _act(owner, work, "review_approve", [first])
    at = "review_reject_config.task_assignments"
    edit = f'{at}[0].id: "{first["id"]}" -> "{second["id"]}"'
    body = {"action": "REVIEW_REJECT", "review_reject_config": {"task_assignments": [first]}}
    call = f"PUT {TASKS}/both/assignments"
    return neighbour("assignments.idempotent", call, at, edit, body=body)


def _act(api: Any, work: str, action: str, named: Any) -> None:
    config = {f"{action}_config": {"task_assignments": named}}
    answer = api.call("PUT", work, {"action": action.upper(), **config})
    assert answer.code == 10000, answer.json


def with_embedder(fake: FakeClarifai) -> Refused:
    fake.embedder(lambda _: [1.0, 0.0])
    body = ranked(data={"embeddings": [{"vector": [1]}]})
    return neighbour("searches.rank_vector", "POST inputs/searches", RANK, body=body)


def with_detector(fake: FakeClarifai) -> Refused:
    fake.workflow(lambda _: [{"id": "tree"}])
    body: Any = {"inputs": [{"data": {"image": {}}}]}
    return neighbour("predictions.inputs", "POST models/any/outputs", "inputs[0].data", body=body)


ARRANGED: dict[str, Callable[[FakeClarifai], Refused]] = {
    "assignments.idempotent": reviewed_twice,
    "searches.rank_vector": with_embedder,
    "predictions.inputs": with_detector,
}
