"""How far a task has come: counts by worker and status, and metrics."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rules.tasking import Office, assignments, office

__all__ = ["office"]


def metrics(office: Office, *names: str) -> Any:
    query = (("additional_fields", name) for name in names)
    answer = office.owner.get("tasks/t", *query)
    assert answer.outcome == (200, 10000), answer.json
    return answer["task"].get("metrics")


@pytest.mark.rule("tasks.counts")
def test_annotations_are_counted_by_worker_and_status(office: Office) -> None:
    office.fake.workflow(lambda _: {"id": "seen"}, model_version_id="m")
    office.task(review="MANUAL")
    for input_id, code in (
        ("i0", "PENDING"),
        ("i1", "AWAITING_REVIEW"),
        ("i2", "SUCCESS"),
        ("i2", "SUCCESS"),
        ("i3", "REVIEW_DENIED"),
        ("i4", "AWAITING_CONSENSUS_REVIEW"),
        ("i4", "FAILED"),
    ):
        office.label("ann", input_id, status={"code": f"ANNOTATION_{code}"})
    office.label("rex")
    office.label("bob", task_id="another")
    everyone = {
        "ann": {
            **dict.fromkeys(("pending", "awaiting_review", "review_denied"), 1),
            "success": 2,
            "awaiting_consensus_review": 1,
        },
        "bob": {},
        "rex": {"pending": 1},
    }
    assert office.counts("annotations") == everyone
    query = [("user_ids", "bob"), ("user_ids", "rex"), ("model_version_ids", "m")]
    assert office.counts("annotations", *query) == {"bob": {}, "rex": {"pending": 1}}
    assert office.counts("annotations", ("workflow_version_ids", "rex")) == {}


@pytest.mark.rule("tasks.counts", "things.unknown")
def test_all_counts_are_told_with_whom_they_are_of(office: Office) -> None:
    office.task()
    office.submit("bob", "i0")
    answer = office["ann"].get("tasks/t/inputs/count", ("user_ids", "me"), ("user_ids", "bob"))
    names = ("pending", "awaiting_review", "success", "review_denied", "awaiting_consensus_review")
    assert answer["counts"] == [
        {
            "user_id": who,
            **dict.fromkeys(names, 0),
            "pending": pending,
            "success": success,
            "worker": {"user": {"id": who}},
        }
        for who, pending, success in (("ann", 5, 0), ("bob", 4, 1))
    ]
    for what in ("inputs", "annotations"):
        assert office.owner.get(f"tasks/x/{what}/count").outcome == (404, 11101)


@pytest.mark.rule("tasks.additional_fields")
def test_metrics_are_told_on_request_only(office: Office) -> None:
    office.task()
    assert metrics(office) is None
    assert metrics(office, "worker.users") is None
    name = "metrics.input_source.inputs_count_estimated"
    assert metrics(office, name) == {"input_source": {"inputs_count_estimated": 5}}
    for path in ("tasks", "tasks/t"):
        answer = office.owner.get(path, ("additional_fields", "metrics.work.inputs_count"))
        assert answer.outcome == (400, 11100)
        assert "Did you mean 'metrics.work.inputs_count_estimated'?" in answer.details
        answer = office.owner.get(path, ("additional_fields", "x"))
        assert "'x' is no additional field. There are all, worker.users, " in answer.details


@pytest.mark.rule("tasks.metrics")
def test_metrics_follow_the_work_and_its_review(office: Office) -> None:
    review = {
        "strategy": "CONSENSUS",
        "user_ids": ["rev", "rex"],
        "consensus_strategy_info": {"approval_threshold_reviewers": 1},
    }
    office.task(review=review)
    office.submit("ann")
    office.submit("bob", "i0", "i1")
    first, *_ = assignments(office.put("rev", "REVIEW_START", workers=[{"user": {"id": "bob"}}]))
    office.act("rev", "REVIEW_APPROVE", first["id"])
    bulk = office.put("owner", "REVIEW_REJECT", workers=[{"user": {"id": "ann"}}])
    assert len(assignments(bulk)) == 5
    assert metrics(office, "all") == {
        "input_source": {"inputs_count_estimated": 5},
        "work": {"inputs_count_estimated": 2, "inputs_percent_estimated": 40},
        "review": {
            "inputs_count_estimated": 1,
            "inputs_percent_estimated": 20,
            "inputs_count_estimated_per_reviewer": [1, 0],
            "inputs_reviewable_count_estimated_per_reviewer": [2, 0],
            "inputs_percent_estimated_per_reviewer": [50, 0],
        },
    }


@pytest.mark.rule("tasks.metrics")
@pytest.mark.parametrize(("done", "percent"), [(1, 33), (2, 66), (3, 100)])
def test_parts_of_a_hundred_are_rounded_down(office: Office, done: int, percent: int) -> None:
    office.owner.delete("inputs", {"ids": ["i3", "i4"]})
    office.task(worker={"user_ids": ["ann"]})
    office.submit("ann", *("i0", "i1", "i2")[:done])
    told = {"inputs_count_estimated": done, "inputs_percent_estimated": percent}
    assert metrics(office, "all")["work"] == told


@pytest.mark.rule("tasks.metrics")
def test_metrics_of_a_task_without_inputs_or_people_are_zero(office: Office) -> None:
    source = {"type": "DATASET", "id": "d"}
    office.owner.post("datasets", {"datasets": [{"id": "d"}]})
    office.owner.post("tasks", {"tasks": [{"id": "t", "input_source": source}]})
    (listed,) = office.owner.get("tasks", ("additional_fields", "all"))["tasks"]
    assert listed["metrics"] == {"work": {}, "review": {}, "input_source": {}}
