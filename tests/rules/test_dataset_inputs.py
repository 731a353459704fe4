"""Inputs come into datasets and leave them."""

from __future__ import annotations

from typing import Any

import pytest

from fakeannot import FakeClarifai
from tests.api import Answer, Api, api_of
from tests.rules.datasets import image, make, members, post_inputs


def add(api: Api, *input_ids: str, dataset_id: str = "train") -> Answer:
    named = [{"input": {"id": id_}} for id_ in input_ids]
    return api.post(f"datasets/{dataset_id}/inputs", {"dataset_inputs": named})


def search(api: Api, *filters: dict[str, Any], **query: Any) -> Answer:
    body = {"search": {"query": {"filters": filters, **query}}}
    return api.post("datasets/found/inputs", body)


@pytest.fixture
def inputs(api: Api) -> list[str]:
    """Inputs of the app, and an empty dataset `train`."""
    make(api)
    post_inputs(api, image("car"), image("bus"), image("bike"))
    return ["car", "bus", "bike"]


@pytest.mark.rule("datasets.inputs_item_by_item", "datasets.inputs_list")
def test_inputs_are_listed_as_they_were_added_and_as_they_are_now(
    api: Api, inputs: list[str]
) -> None:
    answer = add(api, "bus", "car")
    assert answer.outcome == (200, 10000)
    statuses = [one["input"]["status"]["code"] for one in answer["dataset_inputs"]]
    assert statuses == [64100, 64100]
    changed = {"id": "car", "data": {"concepts": [{"id": "red"}]}}
    api.patch("inputs", {"inputs": [changed], "action": "merge"})
    listed = api.get("datasets/train/inputs")["dataset_inputs"]
    assert [one["input"] for one in listed] == [
        api.get(f"inputs/{id_}")["input"] for id_ in ("bus", "car")
    ]
    assert listed[0]["created_at"] < listed[1]["created_at"]
    assert api.get("datasets/train/inputs/car")["dataset_input"] == listed[1]


@pytest.mark.rule("datasets.inputs_list", "lists.past_the_end")
def test_inputs_of_a_dataset_come_in_pages(api: Api, inputs: list[str]) -> None:
    add(api, *inputs)
    for page, ids in ((1, ["car", "bus"]), (2, ["bike"]), (3, [])):
        answer = api.get("datasets/train/inputs", ("page", page), ("per_page", 2))
        assert [one["input"]["id"] for one in answer["dataset_inputs"]] == ids


@pytest.mark.rule("datasets.inputs_item_by_item")
@pytest.mark.parametrize(
    ("ids", "outcome", "codes"),
    [
        (["car", "none"], (207, 10010), [64100, 11101]),
        (["none", ""], (400, 10020), [11101, 11101]),
    ],
)
def test_unknown_inputs_are_refused_by_themselves(
    api: Api, inputs: list[str], ids: list[str], outcome: tuple[int, int], codes: list[int]
) -> None:
    answer = add(api, *ids)
    assert answer.outcome == outcome
    told = [one["input"] for one in answer["dataset_inputs"]]
    assert [one["status"]["code"] for one in told] == codes
    assert [one.get("id", "") for one in told] == ids
    assert members(api) == [id_ for id_ in ids if id_ == "car"]


@pytest.mark.rule("datasets.inputs_item_by_item")
def test_the_journal_names_the_input_that_was_refused(fake: FakeClarifai, api: Api) -> None:
    make(api)
    add(api, "none")
    (refused,) = list(fake.journal)[-1].refused
    assert refused.path == ("dataset_inputs", 0, "input", "id")


@pytest.mark.rule("datasets.inputs_once")
def test_an_input_is_in_a_dataset_once(api: Api, inputs: list[str]) -> None:
    (first,) = add(api, "car")["dataset_inputs"]
    answer = add(api, "car", "car")
    assert answer.outcome == (200, 10000)
    assert answer["dataset_inputs"] == [first, first]
    assert members(api) == ["car"]


@pytest.mark.rule("bulk.not_empty", "bulk.at_most_128", "datasets.inputs_by_search")
@pytest.mark.parametrize(
    "body",
    [
        {},
        {"dataset_inputs": [{"input": {"id": "car"}}] * 129},
        {"dataset_inputs": [{"input": {"id": "car"}}], "search": {"query": {}}},
    ],
)
def test_one_list_or_one_search_is_asked_for(api: Api, inputs: list[str], body: Any) -> None:
    assert api.post("datasets/train/inputs", body).outcome == (400, 11100)
    assert members(api) == []


@pytest.mark.rule("datasets.inputs_by_search", "datasets.search_filters")
@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ([], ["a", "b", "c", "d"]),
        ([{"input": {"dataset_ids": ["one"]}}], ["a", "b"]),
        ([{"input": {"dataset_ids": ["one", "two"]}}], ["a", "b", "c"]),
        ([{"input": {"dataset_ids": ["one"]}, "negate": True}], ["c", "d"]),
        ([{"input": {"dataset_ids": ["one"]}}, {"input": {"id": "b"}}], ["b"]),
        ([{"input": {"dataset_ids": ["one"], "id": "c"}}], []),
        ([{"input": {"dataset_ids": ["none"]}}], []),
    ],
)
def test_a_search_adds_all_that_it_finds(api: Api, filters: Any, found: list[str]) -> None:
    make(api, "one", "a", "b")
    make(api, "two", "c")
    make(api, "found")
    post_inputs(api, image("d"))
    answer = search(api, *filters)
    assert answer.outcome == (200, 10000)
    assert [one["input"]["id"] for one in answer["dataset_inputs"]] == found
    assert members(api, "found") == found


@pytest.mark.rule("datasets.search_filters")
def test_a_search_adds_what_any_search_finds(fake: FakeClarifai, api: Api) -> None:
    make(api, "found", "a", "b", "c")
    api.delete("datasets/found/inputs", {"input_ids": ["a", "b", "c"]})
    for id_, value in (("a", 0.5), ("c", 1)):
        fake.app().add_annotation(id_, {"concepts": [{"id": "wet", "value": value}]})
    wet = {"annotation": {"data": {"concepts": [{"id": "wet"}]}}}
    assert search(api, ranks=[wet]).outcome == (200, 10000)
    assert members(api, "found") == ["c", "a"]
    refused = search(api, {"annotation": {"data": {"colors": [{}]}}})
    assert refused.outcome == (400, 11100)
    assert "'search.query.filters[0].annotation.data.colors'" in refused.details


@pytest.mark.rule("datasets.inputs_delete", "things.delete_unknown")
def test_inputs_leave_a_dataset_and_stay_in_the_app(
    fake: FakeClarifai, api: Api, inputs: list[str]
) -> None:
    add(api, *inputs)
    trace = fake.trace()
    body = {"input_ids": ["car", "none", "car"]}
    assert api.delete("datasets/train/inputs", body).outcome == (200, 10000)
    assert "things.delete_unknown" in trace.last
    assert members(api) == ["bus", "bike"]
    assert api.delete("datasets/train/inputs", {"input_ids": ["bike"]}).outcome == (200, 10000)
    assert "things.delete_unknown" not in trace.last
    assert members(api) == ["bus"]
    assert len(fake.app().inputs()) == 3
    assert api.delete("datasets/train/inputs", {"input_ids": []}).outcome == (400, 11100)


@pytest.mark.rule("datasets.inputs_deleted")
def test_a_deleted_input_leaves_all_datasets(api: Api, inputs: list[str]) -> None:
    make(api, "test")
    add(api, *inputs)
    add(api, "bus", dataset_id="test")
    api.delete("inputs/bus")
    assert (members(api), members(api, "test")) == (["car", "bike"], [])
    post_inputs(api, image("bus"))
    assert members(api) == ["car", "bike"]


@pytest.mark.rule("inputs.processing", "datasets.inputs_list")
@pytest.mark.parametrize("path", ["datasets/train/inputs", "datasets/train/inputs/car"])
def test_an_input_is_processed_by_reading_it_in_its_dataset_too(path: str) -> None:
    fake = FakeClarifai(processing="reads:1")
    api = api_of(fake)
    make(api, "train", "car")
    api.get(path)
    assert [one.status.code for one in fake.app().inputs()] == [30000]
