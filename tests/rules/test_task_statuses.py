"""PatchAnnotationsStatus: one new status for many annotations of a labelling task."""

from __future__ import annotations

from typing import Any

import pytest

from fakeannot import FakeClarifai
from tests.api import Answer, Api, api_of
from tests.rules.annotating import collaborator, nothing_changed, read, stranger

PENDING, AWAITING, DENIED, SUCCESS = 24151, 24157, 24158, 24150


@pytest.fixture
def task(fake: FakeClarifai) -> FakeClarifai:
    """Task t: two annotations of the owner, two of a labeler; and one of another task."""
    app = fake.app()
    app.add_input("car")
    app.add_collaborator("labeler")
    for id_, code, user_id, task_id in (
        ("l1", "ANNOTATION_PENDING", "labeler", "t"),
        ("o1", "ANNOTATION_PENDING", "", "t"),
        ("o2", "ANNOTATION_AWAITING_REVIEW", "", "t"),
        ("l2", "ANNOTATION_AWAITING_REVIEW", "labeler", "t"),
        ("x1", "ANNOTATION_PENDING", "", "another"),
        ("n1", "ANNOTATION_PENDING", "", ""),
    ):
        app.add_annotation(
            "car", annotation_id=id_, user_id=user_id, status={"code": code}, task_id=task_id
        )
    return fake


@pytest.fixture
def owner(fake: FakeClarifai) -> Api:
    """The default app by its owner's token: the path of tasks is not key-scoped."""
    return api_of(fake, fake.pat)


def send(api: Api, task_id: str = "t", **body: Any) -> Answer:
    filled = {"action": "overwrite", "status_code": "ANNOTATION_SUCCESS", **body}
    return api.patch(f"task/{task_id}/annotations/status", filled)


def changed(fake: FakeClarifai) -> set[str]:
    return {
        a.id for a in fake.app().annotations() if a.status.code == SUCCESS and not a.input_level
    }


@pytest.mark.rule("task_status.filters", "task_status.answer")
@pytest.mark.parametrize(
    ("filters", "ids", "users"),
    [
        ({}, {"o1", "o2", "l1", "l2"}, ["fake-user", "labeler"]),
        ({"user_ids": ["labeler"]}, {"l1", "l2"}, ["labeler"]),
        ({"user_ids": ["me"]}, {"o1", "o2"}, ["fake-user"]),
        (
            {"user_ids": ["nobody", "labeler", "me"]},
            {"o1", "o2", "l1", "l2"},
            ["fake-user", "labeler"],
        ),
        ({"status_codes": ["ANNOTATION_PENDING"]}, {"o1", "l1"}, ["fake-user", "labeler"]),
        (
            {"status_codes": [PENDING, str(AWAITING)]},
            {"o1", "o2", "l1", "l2"},
            ["fake-user", "labeler"],
        ),
        ({"user_ids": ["labeler"], "status_codes": [AWAITING]}, {"l2"}, ["labeler"]),
        ({"status_codes": [DENIED]}, set(), []),
        ({"user_ids": ["nobody"]}, set(), []),
        ({"task_id": "another"}, {"x1"}, ["fake-user"]),
    ],
)
def test_a_tasks_annotations_change_as_far_as_the_filters_let_them(
    task: FakeClarifai, owner: Api, filters: dict[str, Any], ids: set[str], users: list[str]
) -> None:
    answer = send(owner, **filters)
    assert answer.outcome == (200, 10000)
    assert sorted(answer.json.get("user_ids", [])) == users
    assert answer.json.get("updated_count", 0) == len(ids)
    assert changed(task) == ids


@pytest.mark.rule("task_status.filters")
def test_an_unknown_task_has_nothing_to_change(task: FakeClarifai, owner: Api) -> None:
    with nothing_changed(task):
        answer = send(owner, "no-such-task")
    assert answer.outcome == (200, 10000)
    assert answer.json.get("updated_count", 0) == 0


@pytest.mark.rule("task_status.answer", "patch.fresh_times")
def test_the_status_reads_back_and_nothing_else_changed(task: FakeClarifai, owner: Api) -> None:
    before = read(owner, "o1")
    assert send(owner, status_code="ANNOTATION_REVIEW_DENIED").outcome == (200, 10000)
    after = read(owner, "o1")
    assert after.pop("status") == {"code": DENIED, "description": "Annotation review denied"}
    assert after.pop("modified_at") > before.pop("modified_at")
    del before["status"]
    assert after == before


@pytest.mark.rule("task_status.overwrite_only")
@pytest.mark.parametrize("action", ["merge", "remove", "", None])
def test_another_action_is_refused(task: FakeClarifai, owner: Api, action: str | None) -> None:
    with nothing_changed(task):
        answer = send(owner, action=action)
    assert answer.outcome == (400, 11100)
    assert answer.details == f"Invalid action {action or ''!r}. Supported actions: overwrite."


@pytest.mark.rule("annotations.status_values")
@pytest.mark.parametrize("code", ["INPUT_SUCCESS", 0, None, "ANNOTATION_UNCATEGORIZED"])
def test_a_status_that_is_no_annotations_is_refused(
    task: FakeClarifai, owner: Api, code: object
) -> None:
    with nothing_changed(task):
        answer = send(owner, status_code=code)
    assert answer.outcome == (400, 24155)
    assert answer.details.endswith("is no status of an annotation.")


@pytest.mark.rule("json.wrong_value")
@pytest.mark.parametrize(
    ("body", "path"),
    [({"status_code": "NOPE"}, "status_code"), ({"status_codes": [12]}, "status_codes[0]")],
)
def test_an_unknown_status_is_refused(
    task: FakeClarifai, owner: Api, body: dict[str, Any], path: str
) -> None:
    with nothing_changed(task):
        answer = send(owner, **body)
    assert answer.outcome == (400, 11100)
    assert f"'{path}'" in answer.details


@pytest.mark.rule("annotations.own_only", "task_status.all_or_none")
def test_a_collaborator_changes_their_own_or_nothing(task: FakeClarifai) -> None:
    labeler = collaborator(task, "labeler")
    with nothing_changed(task):
        answer = send(labeler)
    assert answer.outcome == (403, 24156)
    assert answer.details == "Annotation 'o1' is another user's."
    assert send(labeler, user_ids=["me"]).outcome == (200, 10000)
    assert changed(task) == {"l1", "l2"}


@pytest.mark.rule("access.strangers", "access.pat_needs_app")
def test_neither_strangers_nor_key_scoped_paths_change_anything(
    task: FakeClarifai, api: Api
) -> None:
    with nothing_changed(task):
        assert send(stranger(task)).outcome == (403, 11007)
        assert send(api).http == 404
