"""Tasks: what is kept of them, who takes part, which inputs they are about."""

from __future__ import annotations

from typing import Any

import pytest
from clarifai_grpc.grpc.api.resources_pb2 import Task, TaskInputSource, TaskReview, TaskWorker

from fakeannot import FakeClarifai
from tests.api import Api, api_of
from tests.rpcs import by_rpc_door, request_of
from tests.rules.annotating import ids_of, nothing_changed
from tests.rules.tasking import Office, inputs_of, office

__all__ = ["office"]
ANN_AND_BOB = {
    "user_ids": ["ann", "bob"],
    "users": [{"id": "ann"}, {"id": "bob"}],
    "workers": [{"user": {"id": "ann"}}, {"user": {"id": "bob"}}],
}


def read(office: Office, id_: str = "t", *fields: str) -> Any:
    answer = office.owner.get(f"tasks/{id_}", *(("additional_fields", name) for name in fields))
    assert answer.outcome == (200, 10000), answer.json
    return answer["task"]


def patch(office: Office, *tasks: dict[str, Any], action: str = "overwrite") -> Any:
    return office.owner.patch("tasks", {"tasks": list(tasks), "action": action})


@pytest.mark.rule("tasks.post", "tasks.no_annotations", "things.id_given_or_made")
def test_a_posted_task_is_in_progress_and_reads_back(office: Office) -> None:
    sent: dict[str, Any] = {
        "name": "cars",
        "type": "BOUNDING_BOX_DETECTION",
        "priority": "HIGH",
        "metadata": {"batch": 7},
        "concepts": [{"concept": {"id": "car"}}],
        "status": {"code": "TASK_DONE"},
        "metrics": {"input_source": {"inputs_count_estimated": 9}},
        "user_id": "bob",
    }
    with nothing_changed(office.fake):
        answer = office.task("", **sent)
    assert answer.outcome == (200, 10000)
    (made,) = answer["tasks"]
    assert made["status"] == {"code": 54001, "description": "Task in progress"}
    assert (made["user_id"], made["app_id"]) == ("fake-user", "fake-app")
    assert (made["type"], made["priority"], made["metadata"]) == (2, 3, {"batch": 7})
    assert "metrics" not in made
    stored = read(office, made["id"])
    times = ("created_at", "modified_at")
    assert {**stored, **dict.fromkeys(times)} == {**made, **dict.fromkeys(times)}


@pytest.mark.rule("tasks.people", "access.me")
@pytest.mark.parametrize(
    "worker",
    [
        {"user_ids": ["ann", "bob"]},
        {"users": [{"id": "ann"}, {"id": "bob"}]},
        {"workers": [{"user": {"id": "ann"}}, {"user": {"id": "bob"}}]},
        {"workers": [{"user": {"id": "ann"}}], "user_ids": ["ann", "bob"]},
    ],
)
def test_people_can_be_named_in_each_way_and_are_read_in_all(office: Office, worker: Any) -> None:
    (made,) = office.task(worker=worker, review={"user_ids": ["me"]}).json["tasks"]
    assert made["worker"] == ANN_AND_BOB
    assert made["review"] == {"user_ids": ["fake-user"], "users": [{"id": "fake-user"}]}


@pytest.mark.rule("tasks.people", "tasks.auto", "access.user_unknown")
@pytest.mark.parametrize(
    ("worker", "outcome", "told"),
    [
        ({"workers": [{}]}, (400, 11100), "named by a user's id"),
        ({"user_ids": ["zoe"]}, (404, 11101), "User 'zoe' does not exist."),
        ({"workers": [{"model": {"id": "m"}}]}, (501, 54101), "fake.workflow("),
        ({"type": "WORKER_AUTO"}, (501, 54101), "fake.workflow("),
    ],
)
def test_workers_are_users_that_there_are(
    worker: dict[str, Any], outcome: tuple[int, int], told: str
) -> None:
    office = Office(FakeClarifai(strict="users"))
    answer = office.task(worker=worker)
    assert answer.outcome == outcome
    assert told in answer.details
    assert answer["tasks"] == []


@pytest.mark.rule("tasks.source", "tasks.saved_search")
@pytest.mark.parametrize(
    ("source", "inputs"),
    [
        (None, ["i0", "i1", "i2", "i3", "i4"]),
        ({"type": "ALL_INPUTS"}, ["i0", "i1", "i2", "i3", "i4"]),
        ({"type": "DATASET", "id": "d"}, ["i3", "i1"]),
        ({"type": "INPUT", "id": "i2"}, ["i2"]),
        ({"type": "SAVED_SEARCH", "id": "s"}, ["i4"]),
    ],
)
def test_a_task_is_about_the_inputs_of_its_source(
    office: Office, source: Any, inputs: list[str]
) -> None:
    office.owner.post("datasets", {"datasets": [{"id": "d"}]})
    members = [{"input": {"id": id_}} for id_ in ("i3", "i1")]
    office.owner.post("datasets/d/inputs", {"dataset_inputs": members})
    query = {"filters": [{"input": {"id": "i4"}}]}
    saved = {"id": "s", "save": True, "query": query}
    assert office.owner.post("inputs/searches", {"searches": [saved]}).http == 200
    assert office.task(**({"input_source": source} if source else {})).outcome == (200, 10000)
    assert inputs_of(office.start("ann")) == inputs


@pytest.mark.rule("tasks.saved_search")
def test_a_search_that_is_deleted_finds_nothing_more(office: Office) -> None:
    saved = {"id": "s", "save": True, "query": {"filters": [{"input": {"id": "i4"}}]}}
    office.owner.post("inputs/searches", {"searches": [saved]})
    source = {"type": "SAVED_SEARCH", "id": "s"}
    office.task(worker={"strategy": "DYNAMIC", "user_ids": ["ann"]}, input_source=source)
    assert office.owner.delete("searches/s").outcome == (200, 10000)
    assert office.start("ann") == []


@pytest.mark.rule("tasks.saved_search")
def test_a_search_that_cannot_be_run_is_no_source(office: Office) -> None:
    data = {"image": {"url": "https://example.com/like.jpg"}}
    rank = {"ranks": [{"annotation": {"data": data}}]}
    saved = {"id": "s", "save": True, "query": rank}
    assert office.owner.post("inputs/searches", {"searches": [saved]}).http == 200
    answer = office.task(input_source={"type": "SAVED_SEARCH", "id": "s"})
    assert answer.outcome == (501, 10040)
    assert office.owner.get("tasks")["tasks"] == []


@pytest.mark.rule("tasks.source_unknown", "things.unknown")
@pytest.mark.parametrize(
    ("source", "outcome", "told"),
    [
        ({"type": "DATASET", "id": "d"}, (404, 11101), "Dataset 'd' does not exist"),
        ({"type": "INPUT", "id": "x"}, (404, 11101), "Input 'x' does not exist"),
        ({"type": "SAVED_SEARCH", "id": "s"}, (404, 11101), "Search 's' does not exist"),
    ],
)
def test_a_source_that_is_not_there_is_refused(
    office: Office, source: Any, outcome: tuple[int, int], told: str
) -> None:
    answer = office.owner.post(
        "tasks", {"tasks": [{"id": "a"}, {"id": "t", "input_source": source}]}
    )
    assert answer.outcome == outcome
    assert told in answer.details
    assert office.owner.get("tasks")["tasks"] == []


@pytest.mark.rule("tasks.reviewers_needed")
@pytest.mark.parametrize(("needed", "accepted"), [(-1, True), (0, True), (1, True), (2, False)])
def test_one_reviewer_or_all_have_to_approve(office: Office, needed: int, accepted: bool) -> None:
    info = {"approval_threshold_reviewers": needed}
    answer = office.task(review={"strategy": "CONSENSUS", "consensus_strategy_info": info})
    assert answer.outcome == ((200, 10000) if accepted else (400, 11100))
    assert accepted or answer.details.endswith("is 0, 1 or, for all reviewers, -1; got 2.")


@pytest.mark.rule("tasks.strategies", "tasks.source_unknown")
@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"worker": TaskWorker(strategy=9)}, "9 is no TaskWorkerStrategy; there are WORKER_S"),
        ({"review": TaskReview(strategy=9)}, "9 is no TaskReviewStrategy; there are TASK_REV"),
        ({"input_source": TaskInputSource(type=9)}, "one of INPUT_SOURCE_TYPE_NOT_SET, ALL"),
    ],
)
def test_numbers_that_the_contract_has_no_name_for_are_refused(
    fake: FakeClarifai, fields: Any, told: str
) -> None:
    request = request_of(fake, "PostTasks", tasks=[Task(**fields)])
    answer = by_rpc_door(fake, f"Key {fake.pat}")("PostTasks", request)
    assert answer.status.code == 11100
    assert told in answer.status.details


@pytest.mark.rule("things.id_unique", "things.unknown", "bulk.not_empty")
def test_tasks_are_refused_as_other_things_are(office: Office) -> None:
    assert office.task().outcome == (200, 10000)
    assert office.task().outcome == (400, 40010)
    assert office.owner.get("tasks/x").outcome == (404, 11101)
    assert office.owner.post("tasks", {"tasks": []}).outcome == (400, 11100)
    assert office.owner.delete("tasks", {}).outcome == (400, 11100)


@pytest.mark.rule("tasks.patch", "tasks.status")
def test_a_patch_replaces_what_is_sent_and_leaves_the_rest(office: Office) -> None:
    office.task(name="cars", description="all of them", review="MANUAL")
    given = office.start("ann")
    change = {"id": "t", "name": "vans", "status": {"code": "TASK_WONT_DO"}, "user_id": "bob"}
    (answered,) = patch(office, change)["tasks"]
    task = read(office)
    assert answered["name"] == task["name"] == "vans"
    assert (task["description"], task["user_id"]) == ("all of them", "fake-user")
    assert task["status"] == {"code": 54003, "description": "Task wont do"}
    assert task["modified_at"] > task["created_at"]
    assert task["worker"] == ANN_AND_BOB
    assert office.start("ann") == given


@pytest.mark.rule("tasks.patch", "tasks.status", "things.unknown", "tasks.source_unknown")
@pytest.mark.parametrize(
    ("change", "action", "outcome"),
    [
        ({"id": "t"}, "merge", (400, 11100)),
        ({"id": "x"}, "overwrite", (404, 11101)),
        ({"id": "t", "status": {"code": "INPUT_SUCCESS"}}, "overwrite", (400, 11100)),
        ({"id": "t", "status": {"code": "TASK_CONFLICT"}}, "overwrite", (400, 11100)),
        ({"id": "t", "input_source": {"type": "INPUT", "id": "x"}}, "overwrite", (404, 11101)),
    ],
)
def test_all_tasks_are_patched_or_none(
    office: Office, change: Any, action: str, outcome: tuple[int, int]
) -> None:
    office.task(name="cars")
    before = read(office)
    answer = patch(office, {"id": "t", "name": "vans"}, change, action=action)
    assert answer.outcome == outcome
    assert read(office) == before


@pytest.mark.rule("tasks.reassign")
def test_other_workers_get_what_is_not_submitted(office: Office) -> None:
    office.task()
    office.submit("ann", "i1", "i2")
    patch(office, {"id": "t", "worker": {"user_ids": ["ann", "rex"]}})
    assert office.counts() == {
        "ann": {"success": 2, "pending": 3},
        "rex": {"pending": 5},
    }
    assert inputs_of(office.start("ann")) == ["i0", "i3", "i4"]


@pytest.mark.rule("tasks.delete", "things.delete_unknown")
def test_a_deleted_task_leaves_its_annotations(office: Office) -> None:
    office.task(review="MANUAL")
    office.label("ann")
    office.submit("ann")
    office.put("rev", "REVIEW_START")
    assert office.owner.delete("tasks", {"ids": ["t", "x"]}).outcome == (200, 10000)
    assert office.owner.get("tasks")["tasks"] == []
    assert office.labels() == {("i0", "ann"): [24157]}
    app = office.fake._dispatcher.world.apps["fake-user", "fake-app"]
    assert list(app.things.parents()) == []
    office.task()
    assert len(office.start("ann")) == 5


@pytest.mark.rule("tasks.filters", "tasks.additional_fields")
@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ([], ["a", "b", "c"]),
        ([("worker_user_ids", "ann")], ["a", "b"]),
        ([("worker_user_ids", "rex"), ("worker_user_ids", "me")], ["b", "c"]),
        ([("review_user_ids", "rev")], ["b"]),
        ([("ids", "c"), ("ids", "a"), ("ids", "x")], ["a", "c"]),
        ([("input_source_type", "INPUT")], ["c"]),
        ([("input_source_ids", "i1"), ("input_source_ids", "x")], ["c"]),
        ([("including_label_order_tasks", "true")], ["a", "b", "c", "o"]),
        ([("label_order_ids", "order"), ("label_order_ids", "x")], ["o"]),
        ([("per_page", 2), ("page", 2)], ["c"]),
        ([("additional_fields", "worker.users")], ["a", "b", "c"]),
    ],
)
def test_a_list_of_tasks_is_narrowed(office: Office, query: Any, ids: list[str]) -> None:
    office.task("a")
    office.task("b", worker={"user_ids": ["ann", "rex"]}, review="NONE")
    office.task("c", worker={"user_ids": ["me"]}, input_source={"type": "INPUT", "id": "i1"})
    office.task("o", label_order_id="order")
    assert ids_of(office.owner.get("tasks", *query)["tasks"]) == ids


@pytest.mark.rule("access.scopes")
def test_a_collaborator_needs_the_scopes(office: Office) -> None:
    office.fake.app().add_collaborator("low", ["Apps_Get", "Tasks_Get"])
    low: Api = api_of(office.fake, office.fake.add_user("low"))
    assert low.post("tasks", {"tasks": [{"id": "t"}]}).outcome == (403, 11007)
