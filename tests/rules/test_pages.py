"""Pages of a list: where they start, how long they are, and which cannot be had."""

from __future__ import annotations

import pytest

from fakeannot import FakeClarifai
from tests.api import Api, api_of
from tests.rules.annotating import (
    listed,
)


@pytest.mark.rule("lists.per_page_20", "lists.page_from_1", "lists.past_the_end")
def test_pages_cut_the_list_without_gaps(fake: FakeClarifai, api: Api, car: str) -> None:
    made = [a.id for a in fake.app().annotations()]
    made += [fake.app().add_annotation(car).id for _ in range(44)]
    assert listed(api) == made[:20]
    assert listed(api, ("page", 1)) == listed(api, ("page", 0), ("per_page", 0)) == made[:20]
    assert listed(api, ("page", 2)) == made[20:40]
    assert listed(api, ("page", 3)) == made[40:]
    assert listed(api, ("page", 2), ("per_page", 7)) == made[7:14]
    assert listed(api, ("page", 5), ("per_page", 9)) == made[36:]
    assert listed(api, ("per_page", 1000)) == made
    for past in (4, 5, 4294967295):
        assert listed(api, ("page", past)) == []
        assert listed(api, ("page", past), ("per_page", 1000), ("input_ids", car)) == []


@pytest.mark.rule("lists.per_page_20")
def test_the_usual_size_of_a_page_is_a_setting() -> None:
    fake = FakeClarifai(per_page=2)
    fake.app().add_input("car")
    ids = [a.id for a in fake.app().annotations()]
    ids += [fake.app().add_annotation("car").id for _ in range(3)]
    assert listed(api_of(fake), ("page", 2)) == ids[2:4]
    assert listed(api_of(fake), ("per_page", 3)) == ids[:3]


@pytest.mark.rule("lists.at_most_1000")
@pytest.mark.parametrize("path", ["annotations", "concepts", "inputs"])
def test_over_1000_a_page_are_refused(api: Api, path: str) -> None:
    assert api.get(path, ("per_page", 1000)).outcome == (200, 10000)
    answer = api.get(path, ("per_page", 1001))
    assert answer.outcome == (400, 11102)
    assert answer.details == "per_page is 1001; at most 1000 results per page can be had."
    assert answer[path] == []


@pytest.mark.rule("lists.page_from_1", "json.wrong_value")
@pytest.mark.parametrize("name", ["page", "per_page"])
@pytest.mark.parametrize("value", ["-1", "two", "1.5", "4294967296", "nan", "1e999"])
def test_a_page_that_is_no_natural_number_is_refused(api: Api, name: str, value: str) -> None:
    answer = api.get("annotations", (name, value))
    assert answer.outcome == (400, 11100)
    assert f"'{name}'" in answer.details
    assert value in answer.details
    assert answer["annotations"] == []


@pytest.mark.rule("lists.past_the_end", "envelope.lists_always")
def test_an_empty_app_has_an_empty_list(api: Api) -> None:
    answer = api.get("annotations")
    assert answer.outcome == (200, 10000)
    assert answer["annotations"] == []
