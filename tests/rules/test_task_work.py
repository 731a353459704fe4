"""Work on tasks: who is given which inputs, and what becomes of it when it is submitted."""

from __future__ import annotations

from typing import Any

import pytest

from fakeannot.store import timeline
from tests.rules.annotating import nothing_changed, read
from tests.rules.tasking import (
    AWAITING,
    AWAITING_LABELERS,
    DONE,
    PENDING,
    Office,
    assignments,
    codes_of,
    inputs_of,
    office,
)

__all__ = ["office"]
ALL = ["i0", "i1", "i2", "i3", "i4"]


def consensus(**info: int) -> dict[str, Any]:
    return {"strategy": "CONSENSUS", "user_ids": ["rev"], "consensus_strategy_info": info}


@pytest.mark.rule("assignments.at_creation", "assignments.label_start")
@pytest.mark.parametrize("strategy", ["FULL", "WORKER_STRATEGY_NOT_SET"])
def test_each_labels_every_input_there_was_when_the_task_was_posted(
    office: Office, strategy: str
) -> None:
    office.task(worker={"strategy": strategy, "user_ids": ["ann", "bob"]})
    office.fake.app().add_input("late")
    for who in ("ann", "bob"):
        given = office.start(who)
        assert inputs_of(given) == ALL
        assert codes_of(given) == {PENDING}
        assert {one["worker"]["user"]["id"] for one in given} == {who}
        assert office.start(who) == given


@pytest.mark.rule("assignments.at_creation")
def test_however_they_are_stored_each_input_is_given_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timeline, "BLOCK", 2)
    for n in range(5, 9):
        office.fake.app().add_input(f"i{n}")
    office.task()
    assert inputs_of(office.start("ann")) == [f"i{n}" for n in range(9)]


@pytest.mark.rule("assignments.label_start", "assignments.next")
def test_ten_are_given_at_a_time_and_the_next_once_they_are_submitted(office: Office) -> None:
    for n in range(5, 12):
        office.fake.app().add_input(f"i{n}")
    office.task()
    assert inputs_of(office.start("ann")) == [f"i{n}" for n in range(10)]
    listed = office["ann"].get("tasks/t/assignments")
    assert [one["id"] for one in listed["inputs"]] == [f"i{n}" for n in range(10)]
    assert listed["inputs"][0]["data"]["image"]["url"] == "https://example.com/i0.jpg"
    office.submit("ann")
    assert inputs_of(office.start("ann")) == ["i10", "i11"]


@pytest.mark.rule("assignments.label_start", "assignments.next")
def test_dynamic_work_is_taken_when_it_is_asked_for_and_never_twice(office: Office) -> None:
    office.task(worker={"strategy": "DYNAMIC", "user_ids": ["ann", "bob"]})
    for n in range(5, 12):
        office.fake.app().add_input(f"i{n}")
    assert office.counts() == {"ann": {}, "bob": {}}
    assert inputs_of(office.start("ann")) == [f"i{n}" for n in range(10)]
    assert [one["id"] for one in office["bob"].get("tasks/t/assignments")["inputs"]] == [
        "i10",
        "i11",
    ]
    office.submit("bob")
    assert office.start("bob") == []
    assert inputs_of(office.start("ann")) == [f"i{n}" for n in range(10)]


@pytest.mark.rule("assignments.permission")
def test_who_does_not_work_on_a_task_is_given_nothing(office: Office) -> None:
    office.task()
    for answer in (
        office.put("rev", "LABEL_START"),
        office.put("owner", "LABEL_START"),
        office["rev"].get("tasks/t/assignments"),
    ):
        assert answer.outcome == (403, 54103)
        assert answer.details.endswith("its workers: 'ann', 'bob'.")


@pytest.mark.rule("assignments.label_submit", "assignments.annotations")
@pytest.mark.parametrize(
    ("review", "assignment", "annotation"),
    [("", DONE, 24150), ("NONE", DONE, 24150), ("MANUAL", AWAITING, 24157)],
)
def test_submitted_work_is_done_or_awaits_review_with_its_annotations(
    office: Office, review: str, assignment: int, annotation: int
) -> None:
    office.task(review=review)
    for who, input_id in (("ann", "i0"), ("ann", "i0"), ("ann", "i1"), ("bob", "i0")):
        office.label(who, input_id)
    office.label("ann", task_id="another")
    (id_,) = office.submit("ann", "i0")
    (again,) = assignments(office.act("ann", "LABEL_SUBMIT", id_))
    assert again["status"]["code"] == assignment
    assert again["modified_at"] > again["created_at"]
    assert office.labels() == {
        ("i0", "ann"): [annotation, annotation, 24151],
        ("i1", "ann"): [24151],
        ("i0", "bob"): [24151],
    }
    assert inputs_of(office.start("ann")) == ["i1", "i2", "i3", "i4"]


@pytest.mark.rule("assignments.label_submit", "assignments.idempotent")
def test_what_is_submitted_is_not_submitted_again(office: Office) -> None:
    office.task(review="MANUAL")
    submitted = office.submit("ann", "i0")
    office.label("ann")
    with nothing_changed(office.fake):
        assert codes_of(assignments(office.act("ann", "LABEL_SUBMIT", *submitted * 2))) == {
            AWAITING
        }
    assert len(assignments(office.act("ann", "LABEL_SUBMIT", *submitted * 2))) == 1


@pytest.mark.rule("assignments.permission", "things.unknown", "bulk.not_empty")
def test_work_is_submitted_by_its_worker_or_the_owner_all_or_none(office: Office) -> None:
    office.task()
    (id_, *_), (other, *_) = ([one["id"] for one in office.start(who)] for who in ("ann", "bob"))
    answer = office.act("ann", "LABEL_SUBMIT", id_, other)
    assert answer.outcome == (403, 54103)
    assert answer.details == f"Assignment {other!r} is the work of user 'bob'."
    assert office.act("bob", "LABEL_SUBMIT", id_).outcome == (403, 54103)
    assert office.act("ann", "LABEL_SUBMIT", id_, "x").outcome == (404, 11101)
    assert office.act("ann", "LABEL_SUBMIT").outcome == (400, 11100)
    assert len(office.start("ann")) == 5
    assert codes_of(assignments(office.act("owner", "LABEL_SUBMIT", id_, other))) == {DONE}


@pytest.mark.rule("assignments.by_input")
@pytest.mark.parametrize("action", [None, "LABEL_SUBMIT"])
def test_work_is_submitted_by_input_too(office: Office, action: str | None) -> None:
    office.task()
    body = {"input_id": "i2", "action": action}
    (done,) = assignments(office["bob"].call("PUT", "tasks/t/assignments", body))
    assert (done["input"]["id"], done["status"]["code"]) == ("i2", DONE)
    answer = office["rev"].call("PUT", "tasks/t/assignments", body)
    assert answer.outcome == (404, 11101)
    assert answer.details == "User 'rev' has no assignment of input 'i2' in the task 't'."


@pytest.mark.rule("assignments.action", "things.unknown")
@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({}, "Must supply an 'action', one of LABEL_START, LABEL_SUBMIT, REVIEW_START"),
        ({"action": "REVIEW_APPROVE", "input_id": "i0"}, "or an 'input_id', not both"),
        ({"action": "LABEL_START", "label_submit_config": {}}, "'label_submit_config': none."),
        ({"action": "REVIEW_REJECT", "review_start_config": {}}, "'review_reject_config'."),
    ],
)
def test_an_action_has_its_own_configuration(office: Office, body: Any, told: str) -> None:
    office.task()
    answer = office["ann"].call("PUT", "tasks/t/assignments", body)
    assert answer.outcome == (400, 11100)
    assert told in answer.details
    assert office["ann"].call("PUT", "tasks/x/assignments", body).outcome == (404, 11101)


@pytest.mark.rule("assignments.consensus", "assignments.label_submit")
@pytest.mark.parametrize(
    ("info", "labeled"),
    [
        ({}, 24157),
        ({"approval_threshold_labelers": 1}, 24150),
        ({"approval_threshold": 1}, 24150),
        ({"approval_threshold_labelers": 2}, 24159),
    ],
)
def test_the_first_labeler_is_approved_reviewed_or_waits_for_others(
    office: Office, info: dict[str, int], labeled: int
) -> None:
    office.task(review=consensus(**info))
    office.label("ann")
    (first, *_) = office.start("ann")
    answer = assignments(office.act("ann", "LABEL_SUBMIT", first["id"]))
    assert codes_of(answer) == {AWAITING_LABELERS}
    assert office.labels() == {("i0", "ann"): [labeled]}
    assert (
        read(office.owner, office.fake.app().annotations("i0")[-1].id, "i0")["status"]["code"]
        == labeled
    )


SEEN = {"concepts": [{"id": "car"}]}
BOX = {"bounding_box": {"top_row": 0.1, "left_col": 0.2, "bottom_row": 0.5, "right_col": 0.6}}


def boxed(concept: str, **shape: float) -> dict[str, Any]:
    region = {"region_info": {"bounding_box": {**BOX["bounding_box"], **shape}}}
    return {"regions": [{**region, "data": {"concepts": [{"id": concept}]}}]}


def framed(time: int) -> dict[str, Any]:
    return {"frames": [{"frame_info": {"time": time, "number": 1}, "data": SEEN}]}


@pytest.mark.rule("assignments.agree", "assignments.consensus")
@pytest.mark.parametrize(
    ("ann", "bob", "agree"),
    [
        (SEEN, SEEN, True),
        (SEEN, {"concepts": [{"id": "bus"}]}, False),
        (SEEN, {"concepts": [{"id": "car", "value": 0}]}, False),
        (SEEN, {}, False),
        (boxed("car"), boxed("car"), True),
        (boxed("car"), boxed("bus"), False),
        (boxed("car"), boxed("car", top_row=0.4), False),
        (boxed("car"), SEEN, False),
        (framed(40), framed(40), True),
        (framed(40), framed(80), False),
    ],
)
def test_labelers_agree_who_say_the_same(office: Office, ann: Any, bob: Any, agree: bool) -> None:
    office.task(review=consensus(approval_threshold_labelers=2))
    for who, data in (("ann", ann), ("bob", bob)):
        office.label(who, data=data)
        office.submit(who, "i0")
    code = 24150 if agree else 24157
    assert office.labels() == {("i0", "ann"): [code], ("i0", "bob"): [code]}
    key = "success" if agree else "awaiting_review"
    assert office.counts() == {who: {key: 1, "pending": 4} for who in ("ann", "bob")}


@pytest.mark.rule("assignments.consensus", "assignments.agree")
def test_who_is_outvoted_is_reviewed_once_all_have_spoken(office: Office) -> None:
    people = ["ann", "bob", "rex", "rev"]
    office.task(worker={"user_ids": people}, review=consensus(approval_threshold_labelers=2))
    for who, concept, code in (
        ("ann", "bus", 24159),
        ("bob", "car", 24159),
        ("rex", "car", 24150),
        ("rev", "car", 24150),
    ):
        office.label(who, concept=concept)
        office.submit(who, "i0")
        assert office.labels()["i0", who] == [code]
    assert office.labels()["i0", "ann"] == [24157]
    assert office.labels()["i0", "bob"] == [24150]


@pytest.mark.rule("assignments.consensus")
def test_labelers_agree_on_one_input_at_a_time(office: Office) -> None:
    office.task(review=consensus(approval_threshold_labelers=2))
    for input_id in ("i0", "i1"):
        office.label("ann", input_id)
    office.submit("ann", "i0")
    office.submit("ann", "i1")
    assert office.counts()["ann"] == {"awaiting_consensus_review": 2, "pending": 3}


@pytest.mark.rule("assignments.idempotent")
def test_only_what_was_submitted_before_rests_on_that_it_may_be(office: Office) -> None:
    office.task(review="MANUAL")
    trace = office.fake.trace()
    done = office.submit("ann", "i0")
    assert "assignments.idempotent" not in trace.last
    office.act("ann", "LABEL_SUBMIT", *done)
    assert "assignments.idempotent" in trace.last
    given = [one["id"] for one in assignments(office.put("rev", "REVIEW_START"))]
    for again in (False, True):
        assert office.act("rev", "REVIEW_APPROVE", *given).outcome == (200, 10000)
        assert ("assignments.idempotent" in trace.last) is again


@pytest.mark.rule("assignments.input_deleted")
def test_a_deleted_input_takes_its_work(office: Office) -> None:
    office.task(review="MANUAL")
    office.submit("ann", "i0", "i1")
    office.put("rev", "REVIEW_START")
    for input_id in ("i10", "a-i1"):
        office.fake.app().add_input(input_id)
    office.task("u", worker={"user_ids": ["ann"]})
    office.owner.delete("inputs", {"ids": ["i1"]})
    assert office.counts() == {"ann": {"awaiting_review": 1, "pending": 3}, "bob": {"pending": 4}}
    assert inputs_of(assignments(office.put("ann", "LABEL_START", "u"))) == [
        "i0", "i2", "i3", "i4", "i10", "a-i1",
    ]  # fmt: skip
    assert inputs_of(assignments(office.put("rev", "REVIEW_START"))) == ["i0"]


@pytest.mark.rule("task_status.filters", "assignments.annotations")
def test_a_status_given_to_a_tasks_annotations_leaves_its_work(office: Office) -> None:
    office.task()
    office.label("ann")
    body = {"action": "overwrite", "status_code": "ANNOTATION_SUCCESS", "user_ids": ["ann"]}
    answer = office.owner.patch("task/t/annotations/status", body)
    assert (answer["updated_count"], answer["user_ids"]) == (1, ["ann"])
    assert office.labels() == {("i0", "ann"): [24150]}
    assert office.counts()["ann"] == {"pending": 5}
