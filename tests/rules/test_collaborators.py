"""Who may work in an app besides its owner."""

from __future__ import annotations

from typing import Any

import pytest

from fakeannot import FakeClarifai
from tests.api import Answer, Api, api_of, by_wsgi

PATH = "apps/street/collaborators"


@pytest.fixture
def lee(fake: FakeClarifai) -> Api:
    """Lee, on the default user's app street."""
    fake.app("street").add_input("car")
    return api_of(fake, fake.add_user("lee"), user_id=fake.user_id, app_id="street")


def named(*ids: str, **fields: Any) -> dict[str, Any]:
    return {"collaborators": [{"user": {"id": id_}, **fields} for id_ in ids]}


def listed(answer: Answer) -> dict[str, list[str]]:
    assert answer.outcome == (200, 10000)
    return {one["user"]["id"]: one["scopes"] for one in answer["collaborators"]}


@pytest.mark.rule("collaborators.post", "collaborators.scopes", "collaborators.list")
def test_a_collaborator_may_work_in_the_app_from_then_on(owner: Api, lee: Api) -> None:
    assert lee.get("inputs").outcome == (403, 11007)
    answer = owner.post(PATH, named("lee"))
    assert answer["collaborators"] == [
        {
            "id": "lee",
            "app": {"id": "street", "user_id": "fake-user"},
            "user": {"id": "lee"},
            "scopes": ["All"],
        }
    ]
    assert answer["app_owner"] == {"id": "fake-user"}
    assert lee.get("inputs").http == 200
    assert lee.get("collaborators")["collaborators"] == answer["collaborators"]


@pytest.mark.rule("collaborators.scopes", "collaborators.patch", "access.scopes")
def test_a_collaborator_has_the_scopes_that_were_named(owner: Api, lee: Api) -> None:
    owner.post(PATH, named("lee", scopes=["Inputs_Get", "Apps_Get"]))
    assert lee.get("annotations").outcome == (403, 11007)
    change = {"collaborators": [{"id": "lee", "scopes": ["Inputs_Get"]}], "action": "overwrite"}
    assert listed(owner.patch(PATH, change)) == {"lee": ["Inputs_Get"]}
    assert listed(owner.get(PATH)) == {"lee": ["Inputs_Get"]}
    change = {**named("lee"), "action": "overwrite"}
    assert listed(owner.patch(PATH, change)) == {"lee": ["All"]}
    assert lee.get("annotations").http == 200


@pytest.mark.rule("collaborators.delete", "things.delete_unknown", "bulk.not_empty")
def test_a_collaborator_who_is_deleted_has_no_part_in_the_app(owner: Api, lee: Api) -> None:
    owner.post(PATH, named("lee", "ann"))
    answer = owner.delete(PATH, {"collaborator_ids": ["lee", "none"]})
    assert answer.outcome == (200, 10000)
    assert lee.get("inputs").outcome == (403, 11007)
    assert listed(owner.get(PATH)) == {"ann": ["All"]}
    assert owner.delete(PATH, {}).outcome == (400, 11100)


@pytest.mark.rule("collaborators.by_id", "collaborators.scopes", "things.id_unique")
@pytest.mark.parametrize(
    ("body", "code", "told"),
    [
        (named("lee", "lee"), 40010, "duplicate ID"),
        (named("ann", "known"), 40010, "duplicate ID"),
        (named("fake-user"), 11100, "owns the app 'street'"),
        ({"collaborators": [{"user": {"primary_email": "x@y.z"}}]}, 11100, "named by user.id"),
        (named("lee", scopes=["Input_Get"]), 11100, "Did you mean 'Inputs_Get'?"),
        ({}, 11100, "'collaborators'"),
    ],
)
def test_collaborators_are_all_let_in_or_none_is(
    owner: Api, lee: Api, body: Any, code: int, told: str
) -> None:
    owner.post(PATH, named("known"))
    answer = owner.post(PATH, body)
    assert answer.outcome == (400, code)
    assert told in answer.details
    assert listed(owner.get(PATH)) == {"known": ["All"]}


@pytest.mark.rule("collaborators.patch", "things.unknown", "collaborators.scopes")
@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({**named("none"), "action": "overwrite"}, 11101),
        ({**named("known"), "action": "merge"}, 11100),
        ({**named("known", scopes=["x"]), "action": "overwrite"}, 11100),
        ({"action": "overwrite"}, 11100),
    ],
)
def test_only_those_who_are_there_are_patched(owner: Api, lee: Api, body: Any, code: int) -> None:
    owner.post(PATH, named("known"))
    assert owner.patch(PATH, body).code == code
    assert listed(owner.get(PATH)) == {"known": ["All"]}


@pytest.mark.rule("apps.owner_only")
def test_a_collaborator_lets_nobody_in(owner: Api, lee: Api) -> None:
    owner.post(PATH, named("lee"))
    assert lee.post("collaborators", named("ann")).outcome == (403, 11007)
    assert lee.patch("collaborators", named("lee")).outcome == (403, 11007)
    assert lee.delete("collaborators", {"collaborator_ids": ["lee"]}).outcome == (403, 11007)


@pytest.mark.rule("access.user_unknown", "collaborators.post")
def test_where_users_are_strict_a_collaborator_has_to_be_one() -> None:
    fake = FakeClarifai(strict=True)
    fake.app("street")
    fake.add_user("lee")
    owner = Api(by_wsgi(fake), f"Key {fake.pat}", "/v2/users/me")
    assert owner.post(PATH, named("ann")).outcome == (404, 11101)
    assert owner.post(PATH, named("lee")).outcome == (200, 10000)


@pytest.mark.rule("collaborators.list")
def test_collaborators_come_in_pages(owner: Api) -> None:
    owner.post(PATH, named("a", "b", "c"))
    assert list(listed(owner.get(PATH, ("per_page", 2), ("page", 2)))) == ["c"]
    assert list(listed(owner.get(PATH, ("page", 2)))) == []


@pytest.mark.rule("collaborators.collaborations")
def test_users_see_the_apps_that_they_were_let_into(
    fake: FakeClarifai, owner: Api, lee: Api
) -> None:
    fake.app("park").add_collaborator("lee", ["Inputs_Get"])
    owner.post(PATH, named("lee"))
    owner.patch("apps/park", {"app": {"is_template": True}, "action": "overwrite"})

    def seen(*pairs: tuple[str, object]) -> list[tuple[str, Any]]:
        answer = lee.get("/v2/users/me/collaborations", *pairs)
        return [(one["app"]["id"], one["scopes"]) for one in answer["collaborations"]]

    assert seen() == [("street", ["All"]), ("park", ["Inputs_Get"])]
    assert seen(("template_only", True)) == [("park", ["Inputs_Get"])]
    assert seen(("per_page", 1), ("page", 2)) == [("park", ["Inputs_Get"])]
    (first, _) = lee.get("/v2/users/me/collaborations")["collaborations"]
    assert first["app_owner"] == {"id": fake.user_id}
    assert first["app"]["created_at"]
