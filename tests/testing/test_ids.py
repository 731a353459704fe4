"""A test author chooses the ids that a fake generates next, or looks at them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from fakeannot import FakeClarifai
from tests.api import api_of

BOX = {"top_row": 0.1, "left_col": 0.1, "bottom_row": 0.6, "right_col": 0.5}
REGION = {"regions": [{"region_info": {"bounding_box": BOX}}]}


def new_annotation(fake: FakeClarifai) -> str:
    return str(fake.app().add_annotation("car").id)


def new_region(fake: FakeClarifai) -> str:
    return str(fake.app().add_annotation("car", REGION).data.regions[0].id)


def new_request(fake: FakeClarifai) -> str:
    return str(api_of(fake).get("inputs")["status"]["req_id"])


def new_suffix(fake: FakeClarifai) -> str:
    """What is put behind the id of an input once nine of that id have numbers."""
    medium = {"image": {"url": "https://example.com/1.jpg", "allow_duplicate_url": True}}
    body = {"inputs": [{"id": "car", "data": medium}], "input_id_conflict_resolution": "SUFFIX"}
    answers = [api_of(fake).post("inputs", body) for _ in range(10)]
    return str(answers[-1]["inputs"][0]["id"]).removeprefix("car-")


MAKERS: dict[str, Callable[[FakeClarifai], str]] = {
    "annotation": new_annotation,
    "input": lambda fake: fake.app().add_input().id,
    "key": lambda fake: fake.add_key(),
    "region": new_region,
    "request": new_request,
    "suffix": new_suffix,
}


@pytest.fixture
def fake() -> FakeClarifai:
    made = FakeClarifai()
    made.app().add_input("car")
    return made


@pytest.mark.parametrize("kind", MAKERS)
def test_chosen_ids_come_next_and_then_those_that_would_have_come(
    fake: FakeClarifai, kind: str
) -> None:
    with fake.fork():
        usual = MAKERS[kind](fake)
    fake.ids.next(kind, "my-id")
    with fake.fork():
        assert MAKERS[kind](fake) == "my-id"
        assert fake.ids.peek(kind) == usual


@pytest.mark.parametrize("kind", MAKERS)
def test_the_next_id_can_be_looked_at_without_drawing_it(fake: FakeClarifai, kind: str) -> None:
    seen = fake.ids.peek(kind)
    assert fake.ids.peek(kind) == seen
    assert MAKERS[kind](fake) == seen


def test_several_are_chosen_at_once_or_one_after_the_other(fake: FakeClarifai) -> None:
    fake.ids.next("annotation", "a1", "a2")
    fake.ids.next("annotation", "a3")
    fake.ids.next("annotation")
    assert fake.ids.peek("annotation") == "a1"
    assert [new_annotation(fake) for _ in range(3)] == ["a1", "a2", "a3"]


def test_a_chosen_id_that_a_client_takes_is_passed_over(fake: FakeClarifai) -> None:
    fake.ids.next("annotation", "a1", "a2")
    fake.app().add_annotation("car", annotation_id="a1")
    assert fake.ids.peek("annotation") == "a2"
    assert new_annotation(fake) == "a2"


def test_a_key_that_was_registered_meanwhile_is_passed_over(fake: FakeClarifai) -> None:
    fake.ids.next("key", "k1", "k2")
    fake.add_key("street", key="k1")
    assert fake.ids.peek("key") == "k2"
    assert fake.add_user("ann") == "k2"


def test_a_reset_forgets_what_was_chosen_and_a_fork_ends_with_it(fake: FakeClarifai) -> None:
    usual = fake.ids.peek("input")
    with fake.fork():
        fake.ids.next("input", "in-a-fork")
    assert fake.ids.peek("input") == usual
    fake.ids.next("input", "chosen")
    fake.reset()
    assert "chosen" not in fake.app().add_input().id


@pytest.mark.parametrize(
    ("kind", "ids", "told"),
    [
        ("anotation", ["a"], "for 'anotation'; there are annotation, .* Did you mean 'annotation'"),
        ("model", ["a"], "No ids are generated for 'model'; there are [a-z, ]*[.]$"),
        ("annotation", [""], "'' cannot be an id"),
        ("annotation", ["a b"], "'a b' cannot be an id"),
        ("input", ["a/b"], "'a/b' cannot be an id"),
        ("input", ["a\x00"], "cannot be an id"),
        ("input", [5], "5 cannot be an id"),
        ("input", ["car"], "'car' is the id of another input already"),
        ("annotation", ["of-car"], "'of-car' is the id of another annotation already"),
        ("key", ["taken-key"], "'taken-key' is the id of another key already"),
        ("region", ["r", "r"], "'r' is chosen for an earlier region already"),
    ],
)
def test_what_cannot_come_next_is_refused_and_nothing_is_chosen(
    fake: FakeClarifai, kind: str, ids: list[Any], told: str
) -> None:
    fake.add_key(key="taken-key")
    fake.app("another").add_input("car")
    fake.app("another").add_annotation("car", annotation_id="of-car")
    before = [fake.ids.peek(kind) for kind in MAKERS]
    with pytest.raises(ValueError, match=told):
        fake.ids.next(kind, "fine", *ids)
    assert [fake.ids.peek(kind) for kind in MAKERS] == before


def test_looking_at_an_unknown_kind_is_told_too(fake: FakeClarifai) -> None:
    with pytest.raises(ValueError, match="Did you mean 'region'"):
        fake.ids.peek("regions")
