"""PostConcepts and PatchConcepts."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from fakeannot import FakeClarifai
from tests.api import Answer, Api, api_of
from tests.state import unchanged

PICTURE = base64.b64encode(b"\xff\xd8\xff picture").decode()


def post(api: Api, *concepts: dict[str, Any]) -> Answer:
    return api.post("concepts", {"concepts": concepts})


def patch(api: Api, *concepts: dict[str, Any], action: str = "overwrite") -> Answer:
    return api.patch("concepts", {"concepts": concepts, "action": action})


@pytest.mark.rule("concepts.post", "timestamps.nanoseconds_on_write")
def test_a_posted_concept_keeps_what_was_sent_and_gets_the_rest(api: Api) -> None:
    sent = {
        "id": "tree",
        "name": "Tree",
        "definition": "a plant",
        "metadata": {"a": 1},
        "value": 0,
        "language": "ja",
        "app_id": "other",
        "user_id": "somebody",
        "created_at": "2001-01-01T00:00:00Z",
    }
    answer = post(api, sent)
    assert answer.outcome == (200, 10000)
    (concept,) = answer["concepts"]
    created_at = concept.pop("created_at")
    assert concept == {
        "id": "tree",
        "name": "Tree",
        "value": 1,
        "language": "en",
        "app_id": "fake-app",
        "definition": "a plant",
        "visibility": {"gettable": 10},
        "metadata": {"a": 1},
    }
    read = api.get("concepts/tree")["concept"]
    assert created_at.startswith(read.pop("created_at")[:-1])
    assert read == concept


@pytest.mark.rule("concepts.post", "timestamps.nanoseconds_on_write")
def test_a_posted_concept_has_nanoseconds_which_are_cut_when_read() -> None:
    api = api_of(FakeClarifai(clock=lambda: 1_700_000_000_123_456_789))
    assert post(api, {"id": "tree"})["concepts"][0]["created_at"].endswith(".123456789Z")
    assert api.get("concepts/tree")["concept"]["created_at"].endswith(".123456Z")


@pytest.mark.rule("concepts.post")
def test_concepts_are_in_the_language_of_the_app(fake: FakeClarifai, owner: Api) -> None:
    owner.post("apps", {"apps": [{"id": "street", "default_language": "ja"}]})
    owner.post("apps/street/concepts", {"concepts": [{"id": "posted"}]})
    fake.app("street").add_input("car", data={"concepts": [{"id": "used"}]})
    listed = owner.get("apps/street/concepts")["concepts"]
    assert [(one["id"], one["language"]) for one in listed] == [("posted", "ja"), ("used", "ja")]


@pytest.mark.rule("concepts.post", "concepts.name_is_id", "things.id_given_or_made")
def test_a_concept_is_named_by_its_id_and_gets_one_if_it_has_none(api: Api) -> None:
    named, made = post(api, {"id": "tree"}, {"name": "Tree"})["concepts"]
    assert named["name"] == "tree"
    assert (made["name"], len(made["id"])) == ("Tree", 32)
    assert api.get(f"concepts/{made['id']}").http == 200


@pytest.mark.rule("concepts.post")
def test_a_posted_visibility_stays(api: Api) -> None:
    (concept,) = post(api, {"id": "tree", "visibility": {"gettable": "PUBLIC"}})["concepts"]
    assert concept["visibility"] == {"gettable": 50}


@pytest.mark.rule("concepts.post_known", "things.id_without_slash", "bulk.not_empty")
@pytest.mark.parametrize(
    ("ids", "code", "told"),
    [
        (["new", "tree"], 40003, "Concept 'tree' is there already in the app 'fake-app'."),
        (["new", "new"], 40003, "Concept 'new' is there already in the app 'fake-app'."),
        (["new", "a/b"], 11100, "The concept ID 'a/b' has a '/', which no path could hold."),
        ([], 11100, "Must supply the 'concepts' field. Check the JSON body of your request."),
        (["x"] * 129, 11100, "The 'concepts' field has 129 items; at most 128 are allowed"),
    ],
)
def test_concepts_are_all_added_or_none_is(
    fake: FakeClarifai, api: Api, ids: list[str], code: int, told: str
) -> None:
    fake.app().add_input("car", data={"concepts": [{"id": "tree"}]})
    with unchanged(fake):
        answer = post(api, *[{"id": id_} for id_ in ids])
    assert answer.outcome == (400, code)
    assert told in answer.details
    assert answer["concepts"] == []


@pytest.mark.rule("concepts.post_known")
def test_the_description_of_a_known_concept_is_as_observed(api: Api) -> None:
    post(api, {"id": "tree"})
    assert post(api, {"id": "tree"})["status"]["description"] == "Invalid request"


@pytest.mark.rule("concepts.patch")
def test_a_patch_changes_what_is_sent_and_nothing_else(api: Api) -> None:
    post(api, {"id": "tree", "definition": "a plant", "metadata": {"a": 1}}, {"id": "car"})
    before = api.get("concepts")["concepts"]
    sent = {"id": "tree", "name": "Tree", "language": "ja", "value": 0, "metadata": {"b": 2}}
    answer = patch(api, sent, {"id": "tree", "definition": "tall"})
    assert answer.outcome == (200, 10000)
    changed = {**before[0], "name": "Tree", "metadata": {"b": 2}}
    assert answer["concepts"] == [changed, {**changed, "definition": "tall"}]
    assert api.get("concepts")["concepts"] == [{**changed, "definition": "tall"}, before[1]]


@pytest.mark.rule("concepts.patch")
def test_a_renamed_concept_has_its_new_name_in_what_is_labelled_from_then_on(
    fake: FakeClarifai, api: Api
) -> None:
    post(api, {"id": "tree"})
    patch(api, {"id": "tree", "name": "Tree"})
    (label,) = fake.app().add_input("car", data={"concepts": [{"id": "tree"}]}).data.concepts
    assert label.name == "Tree"


@pytest.mark.rule("concepts.patch", "concepts.get_unknown")
def test_a_concept_that_is_not_there_refuses_the_whole_patch(fake: FakeClarifai, api: Api) -> None:
    post(api, {"id": "tree"})
    with unchanged(fake):
        answer = patch(api, {"id": "tree", "name": "x"}, {"id": "none", "name": "x"})
    assert answer.outcome == (404, 11101)
    assert answer["concepts"] == []
    assert patch(api).outcome == (400, 11100)


@pytest.mark.rule("concepts.patch_overwrites")
@pytest.mark.parametrize("action", ["merge", "remove", ""])
def test_concepts_know_no_other_action(api: Api, action: str) -> None:
    post(api, {"id": "tree"})
    answer = patch(api, {"id": "tree", "name": "x"}, action=action)
    assert answer.outcome == (400, 11100)
    assert answer.details == f"Invalid action {action!r}. Supported actions: overwrite."


@pytest.mark.rule("media.never_echoed", "concepts.post")
def test_an_uploaded_picture_of_a_concept_is_hosted(fake: FakeClarifai, api: Api) -> None:
    (concept,) = post(api, {"id": "tree", "image": {"base64": PICTURE}})["concepts"]
    url = concept["image"]["url"]
    assert "base64" not in concept["image"]
    assert fake.client().get(url.removeprefix("https://data.clarifai.com")).status_code == 200


@pytest.mark.rule("access.scopes", "concepts.post")
def test_a_key_needs_the_scope_to_add_concepts(fake: FakeClarifai) -> None:
    key = fake.add_key(scopes=["Concepts_Get", "Apps_Get"])
    answer = post(api_of(fake, key), {"id": "tree"})
    assert (answer.outcome, answer.details) == (
        (403, 11007),
        "Missing scopes for PostConcepts: Concepts_Add",
    )
