"""Seeds: a world written down as JSON, filled in through the API's own checks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fakeannot import BadSeed, FakeClarifai
from fakeannot import seeds as seeds_module
from tests.api import api_of
from tests.state import state_of

CAR = {"id": "car-1", "data": {"image": {"url": "https://example.com/1.jpg"}}}
GET_INPUT = ["Annotations_Get", "Apps_Get", "Concepts_Get", "Inputs_Get"]
SEED: dict[str, Any] = {
    "users": [
        {"id": "labeler", "pat": "labeler-pat", "scopes": GET_INPUT},
        {"id": "gone", "pat": "gone-pat", "expired": True},
    ],
    "apps": [
        {
            "id": "street",
            "user_id": "owner",
            "collaborators": ["labeler"],
            "keys": [{"key": "street-key"}, {"key": "old-key", "expired": True}],
            "inputs": [CAR, {"id": "car-2"}],
            "annotations": [
                {"input_id": "car-1", "data": {"concepts": [{"id": "car"}]}},
                {
                    "id": "mine",
                    "input_id": "car-2",
                    "user_id": "labeler",
                    "status": {"code": "ANNOTATION_PENDING"},
                    "task_id": "t",
                },
            ],
        },
        {"inputs": [{}]},
    ],
}


@pytest.fixture
def fake() -> FakeClarifai:
    made = FakeClarifai(strict=True)
    made.load(SEED)
    return made


def test_inputs_and_annotations_are_there_as_posted(fake: FakeClarifai) -> None:
    street = fake.app("street", "owner")
    assert [i.id for i in street.inputs()] == ["car-1", "car-2"]
    assert street.inputs()[0].data.image.url == "https://example.com/1.jpg"
    assert street.inputs()[1].data.image.url
    first, second = [a for a in street.annotations() if not a.input_level]
    assert (first.user_id, first.status.code, len(first.id)) == ("owner", 24150, 32)
    assert (second.id, second.user_id, second.status.code) == ("mine", "labeler", 24151)
    assert second.task_id == "t"
    assert [c.id for c in street.concepts()] == ["car"]


def test_an_app_without_a_name_is_the_default_app(fake: FakeClarifai) -> None:
    assert len(fake.app().inputs()) == 1


def test_users_keys_and_collaborators_can_call(fake: FakeClarifai) -> None:
    assert len(api_of(fake, "street-key", user_id="owner", app_id="street").get("inputs")["inputs"])
    assert api_of(fake, "old-key", user_id="owner", app_id="street").get("inputs").code == 11008
    labeler = api_of(fake, "labeler-pat", user_id="owner", app_id="street")
    assert labeler.get("annotations").code == 11007
    assert labeler.get("inputs/car-1").outcome == (200, 10000)
    gone = api_of(fake, "gone-pat", user_id="owner", app_id="street")
    assert gone.get("inputs").details == "expired token"


def test_a_seed_can_be_a_file(tmp_path: Path, fake: FakeClarifai) -> None:
    file = tmp_path / "seed.json"
    file.write_text(json.dumps({"apps": [{"inputs": [{"id": "größe"}]}]}), encoding="utf-8")
    for source in (file, str(file)):
        other = FakeClarifai()
        other.load(source)
        assert [i.id for i in other.app().inputs()] == ["größe"]


def test_the_documented_example_is_a_seed() -> None:
    text = (seeds_module.__doc__ or "").split("```json")[1].split("```")[0]
    fake = FakeClarifai()
    fake.load(json.loads(text))
    assert [i.id for i in fake.app("street", "owner").inputs()] == ["car-1"]


def test_reset_goes_back_to_the_seed(fake: FakeClarifai) -> None:
    street = fake.app("street", "owner")
    before = [a.id for a in street.annotations()], [c.id for c in street.concepts()]
    street.add_input("more", data={"concepts": [{"id": "new"}]})
    api_of(fake, "street-key", user_id="owner", app_id="street").delete("inputs/car-1")
    fake.reset()
    assert ([a.id for a in street.annotations()], [c.id for c in street.concepts()]) == before


def test_an_empty_seed_is_a_fresh_fake() -> None:
    fake = FakeClarifai()
    fake.load({})
    assert state_of(fake) == ([], [], [])


@pytest.mark.parametrize(
    ("seed", "told"),
    [
        ([], "the seed is an object with apps, replies, users, got []"),
        ({"user": []}, "the seed has ['user']; it may have apps, replies, users"),
        ({"users": {"id": "x"}}, "the seed.users is a list"),
        ({"apps": None}, "the seed.apps is a list"),
        ({"users": ["ann"]}, "users[0] is an object with"),
        ({"users": [{"pat": "p"}]}, "users[0] needs a 'id'"),
        ({"users": [{"id": ""}]}, "users[0] needs a 'id'"),
        ({"users": [{"id": 5}]}, "users[0].id is a text, got 5"),
        ({"users": [{"id": "a"}, {"id": "b", "role": "x"}]}, "users[1] has ['role']; it may have"),
        ({"users": [{"id": "a", "pat": 5}]}, "users[0].pat is a text"),
        ({"users": [{"id": "a", "scopes": "All"}]}, "users[0].scopes is a list, got 'All'"),
        ({"users": [{"id": "a", "expired": "no"}]}, "users[0].expired is true or false"),
        ({"apps": ["street"]}, "apps[0] is an object with"),
        ({"apps": [{"owner": "ann"}]}, "apps[0] has ['owner']"),
        ({"apps": [{"id": 5}]}, "apps[0].id is a text"),
        ({"apps": [{"collaborators": "lee"}]}, "apps[0].collaborators is a list"),
        ({"apps": [{"collaborators": [{"id": "lee"}]}]}, "apps[0].collaborators"),
        ({"apps": [{"keys": ["k"]}]}, "apps[0].keys is an object with expired, key, scopes"),
        ({"apps": [{"keys": [{"key": 5}]}]}, "apps[0].keys.key is a text"),
        ({"apps": [{"inputs": ["car"]}]}, "apps[0].inputs[0] is an object with data, id"),
        ({"apps": [{"inputs": [{"url": "u"}]}]}, "apps[0].inputs[0] has ['url']"),
        ({"apps": [{"inputs": [{"data": 5}]}]}, "apps[0].inputs[0]: "),
        ({"apps": [{"inputs": [{"data": {"x": 1}}]}]}, "apps[0].inputs[0]: data.x: no such field"),
        ({"apps": [{"inputs": [CAR, CAR]}]}, "apps[0].inputs[1]: Input has a duplicate ID."),
        ({"apps": [{"annotations": ["x"]}]}, "apps[0].annotations[0] needs a 'input_id'"),
        ({"apps": [{"annotations": [{}]}]}, "apps[0].annotations[0] needs a 'input_id'"),
        ({"apps": [{"annotations": [{"input_id": "x"}]}]}, "apps[0].annotations[0]: Input 'x'"),
        (
            {"apps": [{"inputs": [CAR], "annotations": [{"input_id": "car-1", "x": 1}]}]},
            "x: no such",
        ),
    ],
)
def test_a_bad_seed_is_refused_with_its_place(seed: Any, told: str) -> None:
    with pytest.raises(BadSeed) as refused:
        FakeClarifai().load(seed)
    assert told in str(refused.value)


@pytest.mark.parametrize("content", [None, "{", "[1]", b"\xff\xfe"])
def test_a_bad_seed_file_is_refused_by_name(tmp_path: Path, content: str | bytes | None) -> None:
    file = tmp_path / "seed.json"
    if content is not None:
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(BadSeed) as refused:
        FakeClarifai().load(file)
    assert "seed" in str(refused.value)


def test_a_refused_seed_is_not_what_reset_goes_back_to() -> None:
    fake = FakeClarifai()
    with pytest.raises(BadSeed):
        fake.load({"apps": [{"inputs": [CAR, CAR]}]})
    fake.reset()
    assert fake.app().inputs() == []


def test_a_seed_may_reply_to_what_is_not_built() -> None:
    fake = FakeClarifai()
    fake.load({"replies": {"ListModels": {"models": [{"id": "m"}]}}})
    answer = api_of(fake).get("models")
    assert [model["id"] for model in answer["models"]] == ["m"]


@pytest.mark.parametrize(
    ("replies", "told"),
    [
        ([], "an object of answers"),
        ({"ListModelz": {}}, "Did you mean 'ListModels'?"),
        ({"ListModels": {"model": []}}, "model: no such field"),
        ({"ListModels": 5}, "answers with a MultiModelResponse"),
    ],
)
def test_a_reply_that_breaks_the_contract_is_refused(replies: Any, told: str) -> None:
    with pytest.raises(BadSeed) as refused:
        FakeClarifai().load({"replies": replies})
    assert told in str(refused.value)
