"""Reviews of the work on tasks: who is given what, and what a verdict leads to."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rules.annotating import nothing_changed
from tests.rules.tasking import (
    AWAITING,
    DONE,
    PENDING,
    REJECTED,
    Office,
    assignments,
    codes_of,
    inputs_of,
    office,
)

__all__ = ["office"]
VERDICTS = {
    "REVIEW_APPROVE": (DONE, 24150),
    "REVIEW_REQUEST_CHANGES": (PENDING, 24151),
    "REVIEW_REJECT": (REJECTED, 24158),
}
ANN = [{"user": {"id": "ann"}}]


def reviewed(office: Office, needed: int = 0) -> None:
    """A task reviewed by rev and rex; ann and bob have each labeled and submitted two inputs."""
    info = {"approval_threshold_reviewers": needed}
    review = {
        "strategy": "CONSENSUS",
        "user_ids": ["rev", "rex"],
        "consensus_strategy_info": info,
    }
    assert office.task(review=review).outcome == (200, 10000)
    for who in ("ann", "bob"):
        for input_id in ("i0", "i1"):
            office.label(who, input_id)
        office.submit(who, "i0", "i1")


def start(office: Office, who: str, **config: Any) -> list[dict[str, Any]]:
    return assignments(office.put(who, "REVIEW_START", **config))


def pairs(listed: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(one["worker"]["user"]["id"], one["input"]["id"]) for one in listed]


ALL = [("ann", "i0"), ("ann", "i1"), ("bob", "i0"), ("bob", "i1")]


@pytest.mark.rule("assignments.review_start")
def test_a_reviewer_has_what_awaits_review_and_no_other_gets_it(office: Office) -> None:
    reviewed(office)
    given = start(office, "rev", workers=ANN)
    assert pairs(given) == ALL[:2]
    assert codes_of(given) == {AWAITING}
    assert start(office, "rev") == given
    assert pairs(start(office, "rex")) == ALL[2:]


@pytest.mark.rule("assignments.review_start")
def test_all_reviewers_have_everything_where_all_must_approve(office: Office) -> None:
    reviewed(office, -1)
    assert pairs(start(office, "rev")) == pairs(start(office, "rex")) == ALL


@pytest.mark.rule("assignments.review_start", "assignments.batch_or_bulk")
def test_ten_are_given_at_a_time(office: Office) -> None:
    for n in range(5, 12):
        office.fake.app().add_input(f"i{n}")
    office.task(review="MANUAL")
    office.submit("ann")
    office.submit("ann")
    assert len(start(office, "rev")) == 10
    bulk = assignments(office.put("owner", "REVIEW_APPROVE", workers=ANN))
    assert inputs_of(bulk) == [f"i{n}" for n in range(12)]
    assert start(office, "rev") == []


@pytest.mark.rule(
    "assignments.approve",
    "assignments.request_changes",
    "assignments.reject",
    "assignments.annotations",
)
@pytest.mark.parametrize("action", VERDICTS)
@pytest.mark.parametrize("who", ["rev", "owner"])
def test_a_verdict_is_of_the_assignment_and_of_its_annotations(
    office: Office, action: str, who: str
) -> None:
    reviewed(office)
    of_assignment, of_annotation = VERDICTS[action]
    (first, *_) = start(office, "rex")
    (told,) = assignments(office.act(who, action, first["id"]))
    assert told["status"]["code"] == of_assignment
    assert told["input"]["data"]["image"]["url"] == "https://example.com/i0.jpg"
    assert office.labels() == {
        ("i0", "ann"): [of_annotation],
        **{pair: [24157] for pair in (("i1", "ann"), ("i0", "bob"), ("i1", "bob"))},
    }
    assert len(start(office, "rex")) == 3


@pytest.mark.rule("assignments.request_changes")
def test_work_with_changes_requested_is_done_and_reviewed_anew(office: Office) -> None:
    reviewed(office, -1)
    (first, *_) = start(office, "rev")
    office.act("rev", "REVIEW_APPROVE", first["id"])
    office.act("rex", "REVIEW_REQUEST_CHANGES", first["id"])
    assert office.start("ann")[0]["id"] == first["id"]
    office.submit("ann", "i0")
    office.act("rex", "REVIEW_APPROVE", first["id"])
    assert office.labels()["i0", "ann"] == [24157]
    office.act("rev", "REVIEW_APPROVE", first["id"])
    assert office.labels()["i0", "ann"] == [24150]


@pytest.mark.rule("assignments.approve")
@pytest.mark.parametrize(
    ("who", "code"), [(("rev", "rex"), 24150), (("rev",) * 2, 24157), (("owner",), 24150)]
)
def test_all_reviewers_approve_or_the_owner_does(
    office: Office, who: tuple[str, ...], code: int
) -> None:
    reviewed(office, -1)
    (first, *_) = start(office, "rex")
    for one in who:
        assignments(office.act(one, "REVIEW_APPROVE", first["id"]))
    assert office.labels()["i0", "ann"] == [code]
    assert office.labels()["i1", "ann"] == [24157]


@pytest.mark.rule("assignments.reject")
def test_one_reviewer_rejects_for_all(office: Office) -> None:
    reviewed(office, -1)
    (first, *_) = start(office, "rev")
    start(office, "rex")
    office.act("rex", "REVIEW_REJECT", first["id"])
    assert pairs(start(office, "rev")) == ALL[1:]
    assert office.counts()["ann"] == {"review_denied": 1, "awaiting_review": 1, "pending": 3}


@pytest.mark.rule("assignments.idempotent")
@pytest.mark.parametrize("first", VERDICTS)
@pytest.mark.parametrize("second", VERDICTS)
def test_a_verdict_is_final_and_may_be_repeated(office: Office, first: str, second: str) -> None:
    reviewed(office)
    ids = [one["id"] for one in start(office, "rev")]
    office.act("rev", first, ids[0])
    with nothing_changed(office.fake):
        answer = office.act("rev", second, ids[0], *([] if first == second else ids[1:]))
    if first == second:
        assert codes_of(assignments(answer)) == {VERDICTS[first][0]}
    else:
        assert answer.outcome == (409, 54100)
        assert f"Assignment {ids[0]!r} awaits no review: it is TASK_ASSIGNMENT_" in answer.details


@pytest.mark.rule("assignments.batch_or_bulk")
def test_a_bulk_verdict_is_of_all_that_awaits_review(office: Office) -> None:
    reviewed(office)
    done = assignments(office.put("rev", "REVIEW_APPROVE", workers=ANN))
    assert pairs(done) == ALL[:2]
    assert office.counts() == {
        "ann": {"success": 2, "pending": 3},
        "bob": {"awaiting_review": 2, "pending": 3},
    }
    assert assignments(office.put("rev", "REVIEW_APPROVE", workers=ANN)) == []


@pytest.mark.rule("assignments.batch_or_bulk", "things.unknown")
@pytest.mark.parametrize(
    ("config", "outcome"),
    [
        ({"workers": []}, (400, 11100)),
        ({"workers": ANN, "task_assignments": [{"id": "x"}]}, (400, 11100)),
        ({"task_assignments": [{"id": "x"}]}, (404, 11101)),
    ],
)
def test_a_review_is_of_assignments_or_of_workers(
    office: Office, config: Any, outcome: tuple[int, int]
) -> None:
    reviewed(office)
    with nothing_changed(office.fake):
        assert office.put("rev", "REVIEW_REJECT", **config).outcome == outcome


@pytest.mark.rule("assignments.permission")
@pytest.mark.parametrize("action", ["REVIEW_START", *VERDICTS])
def test_who_does_not_review_a_task_is_refused(office: Office, action: str) -> None:
    reviewed(office)
    with nothing_changed(office.fake):
        answer = office.put("ann", action, "t", workers=ANN)
    assert answer.outcome == (403, 54103)
    assert answer.details.endswith("its reviewers: 'rev', 'rex'.")
