"""PostApps, GetApp and DeleteApp."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from fakeannot import FakeClarifai
from tests.api import Answer, Api, api_of, by_wsgi

PICTURE = base64.b64encode(b"\xff\xd8\xff picture").decode()
OTHER_PICTURE = base64.b64encode(b"\xff\xd8\xff another").decode()


def post(owner: Api, *apps: dict[str, Any], **fields: Any) -> Answer:
    return owner.post("apps", {"apps": apps, **fields})


def app_ids(owner: Api) -> set[str]:
    return {app["id"] for app in owner.get("apps")["apps"]}


@pytest.mark.rule("apps.post", "apps.get", "timestamps.equal_on_creation")
def test_a_posted_app_has_what_was_sent_and_what_the_service_fills_in(owner: Api) -> None:
    sent = {
        "id": "street",
        "description": "cars",
        "metadata": {"season": "all"},
        "visibility": {"gettable": "PUBLIC"},
        "user_id": "somebody",
        "star_count": 9,
        "is_starred": True,
        "created_at": "2001-01-01T00:00:00Z",
    }
    (app,) = post(owner, sent)["apps"]
    assert app.pop("created_at") == app.pop("modified_at") > "2020"
    assert app == {
        "id": "street",
        "name": "street",
        "default_language": "en",
        "user_id": "fake-user",
        "metadata": {"season": "all"},
        "description": "cars",
        "visibility": {"gettable": 50},
    }
    read = owner.get("apps/street")["app"]
    assert {**read, "created_at": "", "modified_at": ""} == {
        **app,
        "created_at": "",
        "modified_at": "",
    }


@pytest.mark.rule("timestamps.nanoseconds_on_write", "apps.post")
def test_a_fresh_app_has_nanoseconds_and_is_read_back_in_microseconds(owner: Api) -> None:
    fake = FakeClarifai(clock=lambda: 1_700_000_000_123_456_789)
    owner = Api(by_wsgi(fake), f"Key {fake.pat}", "/v2/users/me")
    (app,) = post(owner, {"id": "street"})["apps"]
    assert app["created_at"] == app["modified_at"] == "2023-11-14T22:13:20.123456789Z"
    read = owner.get("apps/street")["app"]
    assert read["created_at"] == read["modified_at"] == "2023-11-14T22:13:20.123456Z"


@pytest.mark.rule("things.id_given_or_made", "apps.post")
def test_an_app_without_an_id_gets_one(owner: Api) -> None:
    (app,) = post(owner, {"name": "Street"})["apps"]
    assert len(app["id"]) == 32
    assert app["name"] == "Street"
    assert owner.get(f"apps/{app['id']}")["app"]["name"] == "Street"


@pytest.mark.rule("apps.base_workflow")
@pytest.mark.parametrize(
    "sent",
    [
        {"default_workflow": {"id": "Universal", "app_id": "main", "user_id": "clarifai"}},
        {"default_workflow_id": "Universal"},
    ],
)
def test_the_base_workflow_is_kept_under_both_of_its_names(
    owner: Api, sent: dict[str, Any]
) -> None:
    post(owner, {"id": "street", **sent})
    app = owner.get("apps/street")["app"]
    assert app["default_workflow_id"] == app["default_workflow"]["id"] == "Universal"
    assert sent.get("default_workflow", {}).items() <= app["default_workflow"].items()


@pytest.mark.rule("apps.post")
def test_a_request_may_name_the_app_that_it_is_to_make(fake: FakeClarifai, owner: Api) -> None:
    named = {"user_app_id": {"user_id": "me", "app_id": "street"}}
    assert post(owner, {"id": "street"}, **named).outcome == (200, 10000)
    assert post(owner, {"id": "park"}, user_app_id={"app_id": "elsewhere"}).http == 200
    assert app_ids(owner) == {fake.app_id, "street", "park"}


@pytest.mark.rule("things.id_unique", "things.id_without_slash", "bulk.not_empty")
@pytest.mark.parametrize(
    ("ids", "outcome"),
    [
        (["new", "fake-app"], (400, 40010)),
        (["new", "new"], (400, 40010)),
        (["new", "a/b"], (400, 11100)),
        ([], (400, 11100)),
        ([f"{n}" for n in range(129)], (400, 11100)),
    ],
)
def test_apps_are_all_made_or_none_is(owner: Api, ids: list[str], outcome: tuple[int, int]) -> None:
    answer = post(owner, *[{"id": id_} for id_ in ids])
    assert answer.outcome == outcome
    assert answer["apps"] == []
    assert app_ids(owner) == {"fake-app"}


@pytest.mark.rule("apps.owner_only", "access.user_unknown")
def test_apps_are_made_by_their_owner_only(fake: FakeClarifai) -> None:
    fake.add_user("ann")
    lee = Api(by_wsgi(fake), f"Key {fake.add_user('lee')}")
    answer = lee.post("users/ann/apps", {"apps": [{"id": "x"}]})
    assert answer.outcome == (403, 11007)
    assert answer.details == "Only user 'ann' may do that, not 'lee'."
    assert lee.post("users/bob/apps", {"apps": [{"id": "x"}]}).outcome == (404, 11101)


@pytest.mark.rule("apps.get", "access.apps_appear")
def test_apps_that_came_by_use_or_by_the_test_are_told_of(fake: FakeClarifai, owner: Api) -> None:
    fake.clock.freeze()
    fake.app("arranged").add_input("car")
    fake.clock.advance(60)
    assert owner.get("apps/used/inputs").http == 200
    told = {id_: owner.get(f"apps/{id_}")["app"] for id_ in ("arranged", "used", fake.app_id)}
    for id_, app in told.items():
        assert (app["id"], app["name"], app["user_id"]) == (id_, id_, fake.user_id)
        assert app["default_language"] == "en"
        assert app["visibility"] == {"gettable": 10}
    assert told["arranged"]["created_at"] < told["used"]["created_at"]
    (car,) = owner.get("apps/arranged/inputs")["inputs"]
    assert told["arranged"]["created_at"] <= car["created_at"]


@pytest.mark.rule("access.app_unknown", "apps.get", "apps.delete", "apps.patch")
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "apps/none", None),
        ("DELETE", "apps/none", None),
        ("PATCH", "apps/none", {"app": {"name": "x"}, "action": "overwrite"}),
        ("PATCH", "apps/none/partial", {"apps": [{"name": "x"}], "action": "overwrite"}),
        ("PATCH", "apps", {"apps": [{"id": "none"}], "action": "overwrite"}),
        ("PATCH", "apps/ids", {"ids": [{"id": "none", "new_id": "x"}], "action": "overwrite"}),
    ],
)
def test_no_call_about_an_app_itself_brings_it_into_being(
    owner: Api, method: str, path: str, body: Any
) -> None:
    answer = owner.call(method, path, body)
    assert answer.outcome == (404, 11101)
    assert answer.details == "App 'none' of user 'fake-user' does not exist."
    assert app_ids(owner) == {"fake-app"}


@pytest.mark.rule("api.supplied")
def test_a_supplied_answer_tells_of_apps_that_are_not_there(fake: FakeClarifai, owner: Api) -> None:
    fake.reply("GetApp", {"app": {"id": "none"}})
    assert owner.get("apps/none")["app"]["id"] == "none"
    stranger = Api(by_wsgi(fake), f"Key {fake.add_user('lee')}", f"/v2/users/{fake.user_id}")
    assert stranger.get(f"apps/{fake.app_id}").outcome == (403, 11007)


@pytest.mark.rule("apps.delete")
def test_a_deleted_app_takes_all_that_was_in_it(fake: FakeClarifai, owner: Api) -> None:
    key = fake.add_key("street")
    kept = fake.add_key("park")
    app = fake.app("street")
    app.add_input("car", data={"concepts": [{"id": "tree"}]})
    app.add_collaborator("lee")
    honey = "apps/street/concepts/tree/languages"
    assert owner.post(honey, {"concept_languages": [{"id": "ja", "name": "ki"}]}).http == 200
    assert owner.delete("apps/street").outcome == (200, 10000)
    assert owner.get("apps/street").outcome == (404, 11101)
    assert app_ids(owner) == {fake.app_id, "park"}
    assert (app.inputs(), app.annotations(), app.concepts()) == ([], [], [])
    assert fake._dispatcher.world.apps[fake.user_id, "street"].collaborators == {}
    assert owner.get(honey).http == 404
    assert key not in fake._dispatcher.world.keys
    assert kept in fake._dispatcher.world.keys


@pytest.mark.rule("apps.post")
@pytest.mark.parametrize("user_id", ["ann", "zoe"])
def test_an_app_may_have_the_id_of_another_users(
    fake: FakeClarifai, owner: Api, user_id: str
) -> None:
    fake.app("street", user_id)
    assert post(owner, {"id": "street"}).outcome == (200, 10000)


@pytest.mark.rule("apps.delete")
@pytest.mark.parametrize("kept", ["apple", "zebra"])
def test_the_keys_of_other_apps_stay_when_one_is_deleted(
    fake: FakeClarifai, owner: Api, kept: str
) -> None:
    key = fake.add_key(app_id=kept)
    post(owner, {"id": "melon"})
    assert owner.delete("apps/melon").outcome == (200, 10000)
    assert key in fake._dispatcher.world.keys


@pytest.mark.rule("apps.delete", "access.key_unknown")
def test_the_key_of_a_deleted_app_opens_nothing_where_keys_are_strict() -> None:
    fake = FakeClarifai(strict=True)
    api = api_of(fake)
    assert api.get("app").http == 200
    assert api.call("DELETE", f"/v2/users/{fake.user_id}/apps/{fake.app_id}").http == 200
    assert api.get("app").outcome == (401, 11009)


@pytest.mark.rule("apps.delete")
def test_an_app_nobody_has_used_can_be_deleted_and_used_again(
    fake: FakeClarifai, owner: Api
) -> None:
    assert owner.delete(f"apps/{fake.app_id}").http == 200
    assert app_ids(owner) == set()
    assert owner.get(f"apps/{fake.app_id}/inputs").http == 200
    assert app_ids(owner) == {fake.app_id}


@pytest.mark.rule("apps.delete")
def test_uploads_that_only_a_deleted_app_showed_are_gone(fake: FakeClarifai, owner: Api) -> None:
    shared, alone = fake.app("street"), fake.app("park")
    for app in (shared, alone):
        app.add_input("shared", data={"image": {"base64": PICTURE}})
    own = alone.add_input("own", data={"image": {"base64": OTHER_PICTURE}})
    media = fake._dispatcher.world.media
    assert len(media.by_hash) == 2
    owner.delete("apps/park")
    assert list(media.by_hash) == [shared.inputs()[0].data.image.url.rpartition("/")[2]]
    assert own.data.image.url.rpartition("/")[2] not in media.by_hash


@pytest.mark.rule("apps.owner_only", "apps.delete")
def test_a_collaborator_may_not_delete_the_app(fake: FakeClarifai) -> None:
    fake.app("street").add_collaborator("lee")
    lee = api_of(fake, fake.add_user("lee"), user_id=fake.user_id, app_id="street")
    app = f"/v2/users/{fake.user_id}/apps/street"
    assert lee.call("GET", app).outcome == (200, 10000)
    assert lee.call("DELETE", app).outcome == (403, 11007)
    assert lee.call("GET", app).outcome == (200, 10000)


@pytest.mark.rule("media.never_echoed", "apps.post")
def test_an_uploaded_picture_of_an_app_is_hosted(fake: FakeClarifai, owner: Api) -> None:
    (app,) = post(owner, {"id": "street", "image": {"base64": PICTURE}})["apps"]
    url = app["image"]["url"]
    assert "base64" not in app["image"]
    assert fake.client().get(url.removeprefix("https://data.clarifai.com")).status_code == 200
