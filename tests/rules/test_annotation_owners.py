"""Whose an annotation is, and what others may do with it."""

from __future__ import annotations

import pytest

from fakeannot import FakeClarifai
from tests.api import Api, api_of
from tests.rules.annotating import (
    change,
    codes,
    collaborator,
    listed,
    nothing_changed,
    only,
    patch,
    post,
    read,
    refused_item,
    stranger,
)
from tests.rules.conftest import concepts


@pytest.mark.rule("annotations.owner_is_caller", "annotations.worker_untold")
def test_who_posts_an_annotation_owns_it(fake: FakeClarifai, api: Api, car: str) -> None:
    labeler = collaborator(fake, "labeler")
    for client, owner in ((api, fake.user_id), (labeler, "labeler")):
        made = only(post(client, {"input_id": car}))
        for annotation in (made, read(api, made["id"])):
            assert annotation["user_id"] == owner
            assert "worker" not in annotation


@pytest.mark.rule("annotations.owner_is_caller", "access.me")
@pytest.mark.parametrize(
    "named", [{"user_id": "me"}, {"worker": {"user": {"id": "me", "first_name": "Some"}}}]
)
def test_the_user_me_is_the_caller(fake: FakeClarifai, car: str, named: dict[str, object]) -> None:
    made = only(post(collaborator(fake, "labeler"), {"input_id": car, **named}))
    assert made["user_id"] == "labeler"


@pytest.mark.rule("annotations.other_user")
@pytest.mark.parametrize("named", [{"user_id": "other"}, {"worker": {"user": {"id": "other"}}}])
def test_the_owner_may_post_in_anyones_name(
    fake: FakeClarifai, api: Api, car: str, named: dict[str, object]
) -> None:
    made = only(post(api, {"input_id": car, **named}))
    assert made["user_id"] == "other"


@pytest.mark.rule("annotations.other_user")
@pytest.mark.parametrize("other", ["fake-user", "reviewer", "nobody"])
def test_a_collaborator_may_not_post_in_another_name(
    fake: FakeClarifai, car: str, other: str
) -> None:
    labeler = collaborator(fake, "labeler")
    collaborator(fake, "reviewer")
    with nothing_changed(fake):
        answer = post(
            labeler, {"input_id": car, "user_id": other, "data": {"concepts": concepts("new")}}
        )
    http, code, item_code, details = refused_item(answer)
    assert (http, code, item_code) == (400, 10020, 24156)
    assert other in details


@pytest.mark.rule("access.strangers")
def test_a_stranger_posts_and_patches_nothing(fake: FakeClarifai, car: str) -> None:
    fake.app().add_annotation(car, annotation_id="mine")
    client = stranger(fake)
    with nothing_changed(fake):
        answers = [
            post(client, {"input_id": car}),
            patch(client, "merge", {"id": "mine", "input_id": car, "task_id": "t"}),
        ]
    assert [answer.outcome for answer in answers] == [(403, 11007)] * 2
    assert all("'stranger'" in answer.details for answer in answers)


@pytest.mark.rule("access.scopes")
def test_a_collaborator_does_what_the_granted_scopes_allow(fake: FakeClarifai, car: str) -> None:
    reader = ["Annotations_Get", "Apps_Get", "Inputs_Get", "Concepts_Get", "Models_Get"]
    writer = [*reader, "Annotations_Add", "Workflows_Get"]
    with nothing_changed(fake):
        refused = post(collaborator(fake, "reader", reader), {"input_id": car})
    assert refused.outcome == (403, 11007)
    assert "Annotations_Add" in refused.details
    client = collaborator(fake, "writer", writer)
    assert post(client, {"id": "mine", "input_id": car}).outcome == (200, 10000)
    with nothing_changed(fake):
        answers = [
            post(client, {"input_id": car, "data": {"concepts": concepts("new")}}),
            patch(
                client,
                "merge",
                {"id": "mine", "input_id": car, "data": {"concepts": concepts("new")}},
            ),
        ]
    for answer in answers:
        assert refused_item(answer) == (400, 10020, 11007, "Missing scopes: Concepts_Add")
    fake.app().add_annotation(car, {"concepts": concepts("known")})
    known = {"input_id": car, "data": {"concepts": concepts("known")}}
    assert post(client, known).outcome == (200, 10000)


@pytest.mark.rule("annotations.collaborator_status")
def test_what_a_collaborator_posts_may_have_to_wait_for_review() -> None:
    fake = FakeClarifai(collaborator_status="ANNOTATION_AWAITING_REVIEW")
    car, owner = fake.app().add_input().id, api_of(fake)
    labeler = collaborator(fake, "labeler")
    assert codes(post(labeler, {"input_id": car})) == [24157]
    assert codes(post(labeler, {"input_id": car, "status": {"code": 24151}})) == [24151]
    assert codes(post(owner, {"input_id": car}, {"input_id": car, "user_id": "labeler"})) == [
        24150,
        24150,
    ]


@pytest.mark.rule("annotations.collaborator_status")
def test_by_default_a_collaborator_posts_like_the_owner(fake: FakeClarifai, car: str) -> None:
    assert codes(post(collaborator(fake, "labeler"), {"input_id": car})) == [24150]


@pytest.mark.rule("patch.outside_data", "annotations.other_user", "access.me")
def test_the_owner_may_give_an_annotation_to_another_user(
    fake: FakeClarifai, api: Api, car: str
) -> None:
    post(api, {"id": "a1", "input_id": car})
    given = change("merge", api, user_id="labeler")
    assert given["user_id"] == "labeler"
    assert listed(api, ("user_ids", "labeler")) == ["a1"]
    assert change("merge", api, user_id="me")["user_id"] == fake.user_id
    assert listed(api, ("user_ids", "labeler")) == []


@pytest.mark.rule("annotations.other_user")
def test_a_collaborator_may_not_give_an_annotation_away(fake: FakeClarifai, car: str) -> None:
    labeler = collaborator(fake, "labeler")
    post(labeler, {"id": "a1", "input_id": car})
    with nothing_changed(fake):
        answer = patch(
            labeler, "merge", {"id": "a1", "input_id": car, "user_id": "x", "task_id": "t"}
        )
    assert refused_item(answer)[2] == 24156
    assert change("merge", labeler, user_id="labeler", task_id="t")["task_id"] == "t"


@pytest.mark.rule("annotations.own_only")
def test_the_owner_changes_any_users_annotation_and_others_their_own(
    fake: FakeClarifai, api: Api, car: str
) -> None:
    labeler, reviewer = collaborator(fake, "labeler"), collaborator(fake, "reviewer")
    post(labeler, {"id": "a1", "input_id": car})
    post(api, {"id": "a2", "input_id": car})
    assert change("merge", labeler, task_id="by labeler")["task_id"] == "by labeler"
    changed = change("merge", api, task_id="by owner")
    assert (changed["task_id"], changed["user_id"]) == ("by owner", "labeler")
    with nothing_changed(fake):
        for client, id_ in ((reviewer, "a1"), (reviewer, "a2"), (labeler, "a2")):
            answer = patch(client, "merge", {"id": id_, "input_id": car, "task_id": "x"})
            wanted = (400, 10020, 24156, f"Annotation {id_!r} is another user's.")
            assert refused_item(answer) == wanted


@pytest.mark.rule("annotations.other_user")
@pytest.mark.parametrize("named", [{"user_id": "other"}, {"worker": {"user": {"id": "other"}}}])
def test_a_patch_gives_an_annotation_to_the_user_it_names_in_either_field(
    fake: FakeClarifai, api: Api, car: str, named: dict[str, object]
) -> None:
    made = only(post(api, {"input_id": car}))
    changed = only(patch(api, "merge", {"id": made["id"], "input_id": car, **named}))
    assert changed["user_id"] == "other"
