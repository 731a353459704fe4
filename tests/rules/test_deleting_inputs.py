"""Deleting inputs: one or many, with all their annotations, and what is no error."""

from __future__ import annotations

import pytest

from fakeannot import FakeClarifai
from tests.api import Api
from tests.state import unchanged


@pytest.fixture(autouse=True)
def labelled(fake: FakeClarifai) -> None:
    """Inputs a, b and c, each with an annotation, and a model's besides."""
    fake.workflow(lambda _: [{"id": "seen"}])
    for input_id in "abc":
        fake.app().add_input(input_id)
        fake.app().add_annotation(input_id, {"concepts": [{"id": f"c-{input_id}"}]})


def left(fake: FakeClarifai) -> list[str]:
    return [i.id for i in fake.app().inputs()]


@pytest.mark.rule("inputs.delete_cascades", "concepts.created_by_use")
def test_an_input_goes_with_all_its_annotations_and_leaves_its_concepts(
    fake: FakeClarifai, api: Api
) -> None:
    kept = [a for a in fake.app().annotations() if a.input_id != "b"]
    known = fake.app().concepts()
    answer = api.delete("inputs/b")
    assert answer.outcome == (200, 10000)
    assert list(answer.json) == ["status"]
    assert answer.details == ""
    assert left(fake) == ["a", "c"]
    assert fake.app().annotations() == kept
    assert fake.app().concepts() == known
    assert api.get("inputs/b").outcome == (404, 11101)


@pytest.mark.rule("inputs.get_unknown")
def test_an_unknown_input_cannot_be_deleted_by_its_path(fake: FakeClarifai, api: Api) -> None:
    with unchanged(fake):
        assert api.delete("inputs/none").outcome == (404, 11101)


@pytest.mark.rule("inputs.delete_cascades", "inputs.delete_unknown")
def test_many_are_deleted_by_id_and_unknown_ids_are_no_error(fake: FakeClarifai, api: Api) -> None:
    answer = api.delete("inputs", {"ids": ["c", "none", "a", "c"]})
    assert answer.outcome == (200, 10000)
    assert list(answer.json) == ["status"]
    assert left(fake) == ["b"]
    assert {a.input_id for a in fake.app().annotations()} == {"b"}
    assert len(fake.app().annotations()) == 3


@pytest.mark.rule("inputs.delete_none")
@pytest.mark.parametrize("body", [None, {}, {"ids": []}, {"ids": None}, {"user_app_id": {}}])
def test_without_ids_nothing_is_deleted_with_success(
    fake: FakeClarifai, api: Api, body: object
) -> None:
    with unchanged(fake):
        assert api.delete("inputs", body).outcome == (200, 10000)


@pytest.mark.rule("bulk.at_most_128")
def test_a_call_deletes_at_most_128(fake: FakeClarifai, api: Api) -> None:
    with unchanged(fake):
        answer = api.delete("inputs", {"ids": ["a"] * 129})
    assert answer.outcome == (400, 11100)
    assert "129" in answer.details
    assert api.delete("inputs", {"ids": ["a"] * 128}).outcome == (200, 10000)


@pytest.mark.rule("inputs.delete_cascades", "inputs.id_given_or_made")
def test_a_deleted_id_is_free_and_its_new_input_starts_afresh(fake: FakeClarifai, api: Api) -> None:
    api.delete("inputs/a")
    fake.app().add_input("a")
    assert left(fake) == ["b", "c", "a"]
    assert len(fake.app().annotations("a")) == 2


@pytest.mark.rule("json.unknown_field")
def test_delete_all_is_a_word_of_old_clients_that_is_refused(fake: FakeClarifai, api: Api) -> None:
    with unchanged(fake):
        answer = api.delete("inputs", {"delete_all": True})
    assert answer.outcome == (400, 11100)
    assert answer.details == "Invalid json path 'delete_all' in request."
