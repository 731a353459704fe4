"""Patching what an annotation has one of: its region or its frame."""

from __future__ import annotations

from typing import Any

import pytest

from fakeannot import FakeClarifai
from tests.api import Api
from tests.rules.annotating import (
    add_labelled,
    change,
    edges,
    ids_of,
    nothing_changed,
    patch,
    post,
    refused_item,
)
from tests.rules.conftest import box, concepts


@pytest.fixture
def labelled(fake: FakeClarifai, car: str) -> None:
    add_labelled(fake)


@pytest.mark.rule("patch.merge")
def test_merging_a_region_by_id_keeps_its_box_and_merges_its_labels(
    api: Api, labelled: None
) -> None:
    region = {"id": "r1", "data": {"concepts": concepts("door", tyre=0)}}
    (stored,) = change("merge", api, data={"regions": [region]})["data"]["regions"]
    assert edges(stored) == [0.1, 0.2, 0.5, 0.6]
    assert [(c["id"], c["value"]) for c in stored["data"]["concepts"]] == [
        ("wheel", 1),
        ("tyre", 0),
        ("door", 1),
    ]


@pytest.mark.rule("patch.merge")
def test_merging_a_region_by_id_may_change_its_box_and_keeps_its_labels(
    api: Api, labelled: None
) -> None:
    region = {"id": "r1", "region_info": box(top=0, left=0)}
    (stored,) = change("merge", api, data={"regions": [region]})["data"]["regions"]
    assert edges(stored) == [0, 0, 0.5, 0.6]
    assert ids_of(stored["data"]["concepts"]) == ["wheel", "tyre"]


@pytest.mark.rule("patch.merge_region", "regions.id_made")
def test_merging_a_region_without_an_id_replaces_the_old_one(api: Api, labelled: None) -> None:
    region = {"region_info": box(0.4, 0.4, 0.7, 0.7), "data": {"concepts": concepts("door")}}
    data = change("merge", api, data={"regions": [region]})["data"]
    (stored,) = data["regions"]
    assert edges(stored) == [0.4, 0.4, 0.7, 0.7]
    assert ids_of(stored["data"]["concepts"]) == ["door"]
    assert len(stored["id"]) == 32
    assert ids_of(data["concepts"]) == ["car"]


@pytest.mark.rule("patch.merge", "annotations.one_region", "patch.one_for_one")
@pytest.mark.parametrize(
    "regions",
    [[{"id": "r2"}], [{}, {}], [{"id": "r1"}, {}]],
    ids=["another id", "two without an id", "one with and one without"],
)
def test_merging_a_second_region_is_refused(
    fake: FakeClarifai, api: Api, labelled: None, regions: list[dict[str, Any]]
) -> None:
    boxes = [{**region, "region_info": box()} for region in regions]
    with nothing_changed(fake):
        answer = patch(api, "merge", {"id": "a1", "input_id": "car", "data": {"regions": boxes}})
    code, details = refused_item(answer)[2:]
    assert code == 24155
    assert details.startswith("An annotation can have at most 1 region, got ")


@pytest.mark.rule("patch.merge_region", "annotations.one_frame")
def test_a_merged_frame_continues_the_old_one_or_takes_its_place(api: Api, car: str) -> None:
    def frame(index: int, label: str) -> dict[str, Any]:
        info = {"frame_info": {"index": index}} if index else {}
        return {"data": {"frames": [{**info, "data": {"concepts": concepts(label)}}]}}

    post(api, {"id": "a1", "input_id": car, **frame(3, "one")})
    for index, label, wanted in ((3, "two", ["one", "two"]), (0, "three", ["one", "two", "three"])):
        (stored,) = change("merge", api, **frame(index, label))["data"]["frames"]
        assert stored["frame_info"]["index"] == 3
        assert ids_of(stored["data"]["concepts"]) == wanted
    (stored,) = change("merge", api, **frame(4, "four"))["data"]["frames"]
    assert stored["frame_info"]["index"] == 4
    assert ids_of(stored["data"]["concepts"]) == ["four"]


@pytest.mark.rule("patch.overwrite", "regions.known_id")
def test_overwriting_with_a_regions_id_keeps_its_box(api: Api, labelled: None) -> None:
    region = {"id": "r1", "data": {"concepts": concepts("door")}}
    data = change("overwrite", api, data={"regions": [region]})["data"]
    (stored,) = data["regions"]
    assert (stored["id"], edges(stored)) == ("r1", [0.1, 0.2, 0.5, 0.6])
    assert ids_of(stored["data"]["concepts"]) == ["door"]
    assert data.keys() == {"regions"}
