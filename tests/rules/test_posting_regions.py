"""Posting annotations with regions and frames: how many there may be, and of what shape."""

from __future__ import annotations

from typing import Any

import pytest

from fakeannot import FakeClarifai
from tests.api import Api
from tests.rules.annotating import edges, nothing_changed, only, post, read, refused_item
from tests.rules.conftest import box, concepts


def frame(number: int, *regions: object) -> dict[str, Any]:
    return {"frame_info": {"index": number}, "data": {"regions": list(regions)}}


BOX = {"region_info": box()}


@pytest.mark.rule("annotations.one_region")
@pytest.mark.parametrize(
    "data",
    [
        {"regions": [BOX, BOX]},
        {"frames": [frame(1, BOX, BOX)]},
        {"regions": [BOX], "frames": [frame(1, BOX)]},
    ],
    ids=["beside each other", "in a frame", "in and beside a frame"],
)
def test_two_regions_are_refused(fake: FakeClarifai, api: Api, car: str, data: object) -> None:
    with nothing_changed(fake):
        answer = post(api, {"input_id": car, "data": data})
    http, code, item_code, details = refused_item(answer)
    assert (http, code, item_code) == (400, 10020, 24155)
    assert details == "An annotation can have at most 1 region, got 2."


@pytest.mark.rule("annotations.one_frame")
def test_two_frames_are_refused(fake: FakeClarifai, api: Api, car: str) -> None:
    with nothing_changed(fake):
        answer = post(api, {"input_id": car, "data": {"frames": [frame(1), frame(2)]}})
    http, code, item_code, details = refused_item(answer)
    assert (http, code, item_code) == (400, 10020, 24155)
    assert details == "An annotation can have at most 1 frame, got 2."


@pytest.mark.rule("annotations.one_region", "annotations.one_frame")
def test_one_region_within_one_frame_is_fine(api: Api, car: str) -> None:
    posted = only(post(api, {"id": "f", "input_id": car, "data": {"frames": [frame(7, BOX)]}}))
    assert posted["status"]["code"] == 24150
    (stored,) = read(api, "f")["data"]["frames"]
    assert stored["frame_info"]["index"] == 7
    assert stored["data"]["regions"][0]["region_info"]["bounding_box"]["top_row"] == 0.1


@pytest.mark.rule("annotations.one_region", "annotations.one_frame")
@pytest.mark.parametrize("part", ["regions", "frames"])
def test_a_second_region_or_frame_is_refused_however_deep(
    fake: FakeClarifai, api: Api, car: str, part: str
) -> None:
    inner = {"region_info": box()} if part == "regions" else {"frame_info": {"time": 1}}
    data = {part: [{**inner, "data": {part: [inner]}}]}
    with nothing_changed(fake):
        assert refused_item(post(api, {"input_id": car, "data": data}))[2] == 24155


@pytest.mark.rule("regions.known_id")
@pytest.mark.parametrize("other", ["a", "z"])
def test_the_shape_is_that_of_the_region_of_just_this_id(api: Api, car: str, other: str) -> None:
    near = {"id": other, "region_info": box(top=0.3), "data": {"concepts": concepts("needle")}}
    own = {"id": "needle", "region_info": box(top=0.4)}
    for region in (near, own):
        post(api, {"input_id": car, "data": {"regions": [region]}})
    posted = only(post(api, {"input_id": car, "data": {"regions": [{"id": "needle"}]}}))
    assert edges(posted["data"]["regions"][0])[0] == 0.4


@pytest.mark.rule("regions.known_id")
def test_an_empty_shape_is_no_shape(fake: FakeClarifai, api: Api, car: str) -> None:
    ghost = {"regions": [{"id": "ghost", "region_info": {}}]}
    with nothing_changed(fake):
        assert refused_item(post(api, {"input_id": car, "data": ghost}))[2] == 24155
