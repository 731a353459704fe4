"""Seeds: a world written down as JSON, filled in through the API's own checks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fakeannot import BadSeed, FakeClarifai, seeds
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
    text = (seeds.__doc__ or "").split("```json")[1].split("```")[0]
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


def test_a_collaborator_may_have_less_than_all_scopes() -> None:
    fake = FakeClarifai()
    reader = {"user_id": "reader", "scopes": GET_INPUT}
    fake.load({"users": [{"id": "reader", "pat": "p"}], "apps": [{"collaborators": [reader]}]})
    api = api_of(fake, "p", user_id=fake.user_id)
    assert api.get("inputs").code == 10000
    assert api.post("inputs", {"inputs": [CAR]}).code == 11007


def test_a_seed_may_say_what_it_is_and_of_which_version() -> None:
    fake = FakeClarifai()
    fake.load({"fakeannot": "seed", "version": 1, **SEED})
    assert len(fake.app("street", "owner").inputs()) == 2


def test_what_a_detector_raises_comes_out_and_leaves_nothing_of_the_seed() -> None:
    fake = FakeClarifai()
    fake.workflow(lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        fake.load(SEED)
    assert list(fake._dispatcher.world.apps) == [(fake.user_id, fake.app_id)]


def test_a_clear_forgets_the_seeds_and_what_they_reply_but_no_code() -> None:
    fake = FakeClarifai()
    fake.handler("ListWorkflows")(lambda _: {})
    fake.load({**SEED, "replies": {"ListModels": {}}})
    fake.clock.freeze()
    now = fake.clock.now()
    for empty in (fake.clear, fake.reset):
        empty()
        world = fake._dispatcher.world
        assert list(world.apps) == [(fake.user_id, fake.app_id)]
        assert set(world.keys) == {fake.pat, fake.api_key}
        assert (state_of(fake), fake.clock.now()) == (([], [], []), now)
    assert list(fake._dispatcher.state.custom) == ["ListWorkflows"]


def test_a_seed_on_top_of_another_adds_to_it_and_a_reset_has_both() -> None:
    fake = FakeClarifai()
    fake.load({"apps": [{"inputs": [{"id": "one"}]}]})
    fake.load({"apps": [{"inputs": [{"id": "two"}]}]})
    for _ in range(2):
        assert [i.id for i in fake.app().inputs()] == ["one", "two"]
        fake.app().add_input("three")
        fake.reset()


def test_a_mapping_that_changes_later_is_still_what_a_reset_goes_back_to() -> None:
    fake, seed = FakeClarifai(), {"apps": [{"inputs": [{"id": "car"}]}]}
    fake.load(seed)
    seed["apps"].clear()
    fake.reset()
    assert [i.id for i in fake.app().inputs()] == ["car"]


def test_loading_may_clear_what_there_was_and_keeps_it_if_it_fails(fake: FakeClarifai) -> None:
    with pytest.raises(BadSeed):
        fake.load({"apps": [{"inputs": [CAR, CAR]}]}, clear=True)
    assert len(fake.app("street", "owner").inputs()) == 2
    fake.load({"apps": [{"id": "other", "inputs": [CAR]}]}, clear=True)
    fake.reset()
    assert sorted(app for _, app in fake._dispatcher.world.apps) == ["fake-app", "other"]
