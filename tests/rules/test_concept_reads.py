"""ListConcepts and GetConcept: the concepts that inputs and annotations brought into an app."""

from __future__ import annotations

import pytest

from fakeannot import FakeClarifai
from tests.api import Api, api_of
from tests.rules.conftest import concepts


def listed(api: Api, *pairs: tuple[str, object]) -> list[str]:
    answer = api.get("concepts", *pairs)
    assert answer.outcome == (200, 10000)
    return [item["id"] for item in answer["concepts"]]


@pytest.mark.rule("concepts.list")
def test_a_listed_concept_looks_as_observed(fake: FakeClarifai, api: Api) -> None:
    fake.app().add_input("car", data={"concepts": concepts(red=0.25)})
    (concept,) = api.get("concepts")["concepts"]
    created_at = concept.pop("created_at")
    assert concept == {
        "id": "red",
        "name": "red",
        "value": 1,
        "language": "en",
        "app_id": "fake-app",
        "visibility": {"gettable": 10},
    }
    assert created_at.endswith("Z")


@pytest.mark.rule("concepts.list", "concepts.created_by_use", "concepts.list_order")
def test_concepts_are_listed_in_the_order_they_came(fake: FakeClarifai, api: Api) -> None:
    fake.app().add_input("car", data={"concepts": concepts("red", "blue")})
    region = {"region_info": {}, "data": {"concepts": concepts("wheel", "red")}}
    fake.app().add_annotation("car", {"regions": [region]})
    assert listed(api) == ["red", "blue", "wheel"]
    assert listed(api, ("page", 2), ("per_page", 2)) == ["wheel"]
    assert listed(api, ("page", 3), ("per_page", 2)) == []
    assert listed(api_of(fake, fake.pat, app_id="other")) == []


@pytest.mark.rule("concepts.list")
def test_a_page_has_128_concepts_unless_told(fake: FakeClarifai, api: Api) -> None:
    fake.app().add_input("car", data={"concepts": concepts(*(f"{n}" for n in range(130)))})
    assert listed(api) == [f"{n}" for n in range(128)]
    assert listed(api, ("page", 2)) == ["128", "129"]
    assert len(listed(api, ("per_page", 1000))) == 130


@pytest.mark.rule("concepts.list")
def test_a_list_can_be_of_one_id(fake: FakeClarifai, api: Api) -> None:
    fake.app().add_input("car", data={"concepts": concepts("red", "blue")})
    assert listed(api, ("id", "blue")) == ["blue"]
    assert listed(api, ("id", "green")) == []
    assert listed(api, ("id", "blue"), ("page", 2)) == []


@pytest.mark.rule("concepts.list", "concepts.get_unknown")
def test_one_concept_is_read_by_its_id(fake: FakeClarifai, api: Api) -> None:
    fake.app().add_input("car", data={"concepts": concepts("Dave Gahan")})
    answer = api.get("concepts/Dave%20Gahan")
    assert answer.outcome == (200, 10000)
    assert list(answer.json) == ["status", "concept"]
    assert answer["concept"] == api.get("concepts")["concepts"][0]


@pytest.mark.rule("concepts.get_unknown")
def test_an_unknown_concept_is_not_there(api: Api) -> None:
    answer = api.get("concepts/none")
    assert answer.outcome == (404, 11101)
    assert answer.details == "Concept 'none' does not exist in the app 'fake-app'."
