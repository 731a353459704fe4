"""PatchApps, PatchApp, PatchAppsDetails and PatchAppsIds."""

from __future__ import annotations

from typing import Any

import pytest

from fakeannot import FakeClarifai
from tests.api import Answer, Api, api_of, by_wsgi

URL = "https://example.com/street.png"


@pytest.fixture
def owner(owner: Api) -> Api:
    """The default user with the apps street and park."""
    street = {
        "id": "street",
        "description": "cars",
        "image": {"url": URL},
        "metadata": {"deep": {"a": 1, "b": 1}, "top": 1},
        "default_workflow_id": "Universal",
    }
    assert owner.post("apps", {"apps": [street, {"id": "park"}]}).http == 200
    return owner


def patch(owner: Api, app: Any, action: str = "overwrite", **fields: Any) -> Answer:
    return owner.patch("apps/street", {"app": app, "action": action, **fields})


@pytest.mark.rule("apps.patch", "timestamps.nanoseconds_on_write")
def test_a_patch_replaces_what_is_sent_and_nothing_else(fake: FakeClarifai, owner: Api) -> None:
    fake.clock.freeze()
    fake.clock.advance(1)
    before = owner.get("apps/street")["app"]
    sent = {
        "name": "Street",
        "default_workflow": {"id": "Empty"},
        "created_at": "2001-01-01T00:00:00Z",
    }
    answer = patch(owner, {"id": "street", **sent})
    assert answer.outcome == (200, 10000)
    after = owner.get("apps/street")["app"]
    assert after["modified_at"] > before["modified_at"]
    assert answer["app"]["modified_at"].startswith(after["modified_at"][:-1])
    assert (after["name"], after["description"]) == ("Street", "cars")
    assert after["default_workflow_id"] == after["default_workflow"]["id"] == "Empty"
    for kept in ("id", "user_id", "created_at", "metadata", "image"):
        assert after[kept] == before[kept]


@pytest.mark.rule("apps.patch")
def test_several_apps_are_patched_at_once_or_none_is(owner: Api) -> None:
    def several(*apps: Any) -> Answer:
        return owner.patch("apps", {"apps": apps, "action": "overwrite"})

    answer = several({"id": "park", "notes": "one"}, {"id": "street", "notes": "two"})
    assert [(app["id"], app["notes"]) for app in answer["apps"]] == [
        ("park", "one"),
        ("street", "two"),
    ]
    refused = several({"id": "park", "notes": "three"}, {"id": "none"})
    assert refused.outcome == (404, 11101)
    assert several().outcome == (400, 11100)
    assert owner.get("apps/park")["app"]["notes"] == "one"


@pytest.mark.rule("apps.patch", "apps.patch_actions")
@pytest.mark.parametrize("action", ["merge", "remove"])
def test_several_apps_are_not_patched_by_what_one_of_them_refuses(owner: Api, action: str) -> None:
    apps = [{"id": "street", "image": {"url": URL}}, {"id": "park", "image": {"url": URL}}]
    assert owner.patch("apps", {"apps": apps, "action": action}).outcome == (400, 11100)
    assert owner.get("apps/street")["app"]["image"]["url"] == URL


@pytest.mark.rule("apps.patch", "apps.patch_id")
def test_details_are_patched_on_the_path_of_the_app(owner: Api) -> None:
    for id_ in ({}, {"id": "street"}):
        body = {"apps": [{**id_, "notes": f"{len(id_)}"}], "action": "overwrite"}
        assert owner.patch("apps/street/partial", body).outcome == (200, 10000)
        assert owner.get("apps/street")["app"]["notes"] == f"{len(id_)}"
    body = {"apps": [{"id": "park", "notes": "x"}], "action": "overwrite"}
    assert owner.patch("apps/street/partial", body).outcome == (400, 11100)
    assert owner.patch("apps/street/partial", {"action": "overwrite"}).outcome == (400, 11100)
    assert patch(owner, {"id": "park"}).details == (
        "The path names the app 'street', the body 'park'. To give an app another id, "
        "PATCH /v2/users/.../apps/ids."
    )


@pytest.mark.rule("apps.patch_actions")
def test_remove_takes_the_image_away_that_its_url_names(owner: Api) -> None:
    for url in ("https://a.test/1.png", "https://z.test/1.png"):
        other = patch(owner, {"image": {"url": url}}, "remove")
        assert other.outcome == (400, 11100)
        assert URL in other.details
    assert patch(owner, {"description": "gone"}, "remove").http == 400
    assert patch(owner, {"image": {"url": URL}}, "remove").http == 200
    app = owner.get("apps/street")["app"]
    assert "image" not in app
    assert app["description"] == "cars"


@pytest.mark.rule("apps.patch_actions")
@pytest.mark.parametrize("action", ["merge", "", "Overwrite"])
def test_apps_know_no_other_action(owner: Api, action: str) -> None:
    answer = patch(owner, {"name": "x"}, action)
    assert answer.outcome == (400, 11100)
    assert answer.details == f"Invalid action {action!r}. Supported actions: overwrite, remove."


@pytest.mark.rule("apps.patch_metadata")
@pytest.mark.parametrize(
    ("op", "expected"),
    [
        ("", {"deep": {"a": 2}}),
        ("overwrite", {"deep": {"a": 2}}),
        ("merge", {"deep": {"a": 2, "b": 1}, "top": 1}),
    ],
)
def test_metadata_has_an_action_of_its_own(owner: Api, op: str, expected: Any) -> None:
    sent = {"metadata": {"deep": {"a": 2}}}
    assert patch(owner, sent, metadata_action={"op": op}).http == 200
    assert owner.get("apps/street")["app"]["metadata"] == expected
    assert patch(owner, {"name": "x"}, metadata_action={"op": op}).http == 200
    assert owner.get("apps/street")["app"]["metadata"] == expected


@pytest.mark.rule("apps.patch_metadata")
@pytest.mark.parametrize(
    "action",
    [{"op": "delete"}, {"op": "merge", "path": "deep"}, {"merge_conflict_resolution": "append"}],
)
def test_of_metadata_actions_the_fake_refuses_what_it_does_not_know(
    owner: Api, action: Any
) -> None:
    answer = patch(owner, {"metadata": {"x": 1}}, metadata_action=action)
    assert answer.outcome == (400, 11100)
    assert "by the ops overwrite, merge" in answer.details


@pytest.mark.rule("apps.owner_only")
@pytest.mark.parametrize(
    ("path", "body"), [("apps", {}), ("apps/ids", {}), ("collaborations", None)]
)
def test_strangers_change_nothing(fake: FakeClarifai, path: str, body: Any) -> None:
    lee = Api(by_wsgi(fake), f"Key {fake.add_user('lee')}", f"/v2/users/{fake.user_id}")
    method = "GET" if body is None else "PATCH"
    assert lee.call(method, path, body).outcome == (403, 11007)


def rename(owner: Api, *ids: Any, action: str = "overwrite") -> Answer:
    return owner.patch("apps/ids", {"ids": ids, "action": action})


@pytest.mark.rule("apps.rename")
def test_a_renamed_app_is_found_with_all_in_it_by_its_new_id_only(
    fake: FakeClarifai, owner: Api
) -> None:
    app = fake.app("street")
    data = {"concepts": [{"id": "tree"}, {"id": "own", "app_id": "street"}]}
    app.add_input("car", data=data)
    app.add_annotation("car", {"regions": [{"region_info": {}, "data": data}]})
    relation = {"id": "r", "object_concept": {"id": "own"}, "predicate": "synonym"}
    tree = "concepts/tree/relations"
    owner.post(f"apps/street/{tree}", {"concept_relations": [relation]})
    owner.post("apps/street/datasets", {"datasets": [{"id": "d"}]})
    key = fake.add_key("street")
    others = {app_id: fake.add_key(app_id) for app_id in ("park", "zoo")}
    (renamed,) = rename(owner, {"id": "street", "new_id": "road"})["apps"]
    assert (renamed["id"], renamed["name"]) == ("road", "street")
    assert owner.get("apps/street").outcome == (404, 11101)
    assert owner.get("apps/road")["app"] == renamed
    for path in ("inputs", "annotations", "concepts", "datasets", tree):
        body = api_of(fake, key, app_id="road").get(path).body
        assert b"street" not in body
        assert b'"app_id":"road"' in body
    assert fake._dispatcher.world.keys[key].app_id == "road"
    for app_id, other in others.items():
        assert fake._dispatcher.world.keys[other].app_id == app_id
    fake.app("road").add_annotation("car", {"concepts": [{"id": "new"}]})
    assert fake.app("road").concepts()[-1].app_id == "road"
    assert [name[1] for name in fake._dispatcher.world.apps] == [fake.app_id, "road", *others]


@pytest.mark.rule("apps.rename")
@pytest.mark.parametrize(
    ("user_id", "named", "app_id"),
    [
        ("clarifai", "street", "street"),
        ("fake-user", "street", "road"),
        ("fake-user", "park", "park"),
        ("fake-user", "zoo", "zoo"),
    ],
)
def test_renaming_leaves_what_is_of_another_app(
    owner: Api, user_id: str, named: str, app_id: str
) -> None:
    patch(owner, {"default_workflow": {"id": "w", "app_id": named, "user_id": user_id}})
    (app,) = rename(owner, {"id": "street", "new_id": "road"})["apps"]
    assert app["default_workflow"]["app_id"] == app_id


@pytest.mark.rule("apps.rename")
def test_renaming_leaves_ids_times_and_metadata(fake: FakeClarifai, owner: Api) -> None:
    app = fake.app("street")
    app.add_input("car", data={"metadata": {"app_id": "street"}})
    inputs, annotations = app.inputs(), app.annotations()
    rename(owner, {"id": "street", "new_id": "road"})
    assert (fake.app("road").inputs(), fake.app("road").annotations()) == (inputs, annotations)


@pytest.mark.rule("apps.rename_one", "things.id_unique", "things.id_without_slash")
@pytest.mark.parametrize(
    ("ids", "code"),
    [
        ([], 11100),
        ([{"id": "street", "new_id": "a"}, {"id": "park", "new_id": "b"}], 11100),
        ([{"id": "street"}], 11100),
        ([{"id": "street", "new_id": "park"}], 40010),
        ([{"id": "street", "new_id": "a/b"}], 11100),
    ],
)
def test_one_app_is_renamed_at_a_time_to_an_id_that_is_free(
    owner: Api, ids: Any, code: int
) -> None:
    assert rename(owner, *ids).outcome == (400, code)
    assert owner.get("apps/street").http == 200


@pytest.mark.rule("access.app_unknown")
def test_an_unknown_app_to_rename_is_named_where_it_stands(fake: FakeClarifai, owner: Api) -> None:
    assert rename(owner, {"id": "none", "new_id": "road"}).http == 404
    assert fake.explain().reasons[0].path == "ids[0].id"


@pytest.mark.rule("apps.rename_one")
def test_renaming_knows_the_action_overwrite_only(owner: Api) -> None:
    sent = {"id": "street", "new_id": "street"}
    assert rename(owner, sent, action="merge").outcome == (400, 11100)
    assert rename(owner, sent).outcome == (200, 10000)
