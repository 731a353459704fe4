"""What is annotated on the frames of a video: searched for, and streamed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fakeannot import FakeClarifai
from fakeannot.contract.operations import operations
from tests.api import Api, api_of

NEWER = pytest.mark.skipif("StreamAnnotations" not in operations(), reason="of a newer contract")
POINT = {"point": {"row": 0.5, "col": 0.5}}
BOX = {"bounding_box": {"top_row": 0, "left_col": 0, "bottom_row": 1, "right_col": 1}}


def add(
    fake: FakeClarifai, id_: str, time: int, *, info: Any = BOX, track: str = "", **fields: Any
) -> None:
    """An annotation of the video on the frame shown at `time`, in milliseconds; 25 a second."""
    region = {"region_info": info, "track_id": track, "value": fields.pop("score", 0)}
    frame = {"frame_info": {"time": time, "number": time // 40}, "data": {"regions": [region]}}
    fake.app().add_annotation("film", id=id_, data={"frames": [frame]}, **fields)


@pytest.fixture
def fake() -> FakeClarifai:
    made = FakeClarifai()
    made.app().add_input("film")
    made.app().add_input("other")
    made.app().add_annotation("film", data={"concepts": [{"id": "whole"}]})
    return made


def streamed(api: Api, **asked: object) -> list[dict[str, Any]]:
    """The messages of a stream, which REST has one a line."""
    answer = api.post("inputs/film/track_annotations/searches/stream", asked)
    return [json.loads(line)["result"] for line in answer.body.splitlines()]


def stream(api: Api, **asked: object) -> list[str]:
    return [one["annotation"]["id"] for one in streamed(api, **asked)]


def search(api: Api, **asked: object) -> list[str]:
    answer = api.post("inputs/film/track_annotations/searches", asked)
    assert answer.outcome == (200, 10000)
    return [one["id"] for one in answer["annotations"]]


@pytest.mark.rule("tracks.stream", "tracks.search")
def test_annotations_come_in_the_order_of_the_video_and_those_of_a_frame_by_age(
    fake: FakeClarifai,
) -> None:
    for id_, time in (("late", 80), ("first", 40), ("second", 40), ("start", 0)):
        add(fake, id_, time)
    assert stream(api_of(fake)) == ["start", "first", "second", "late"]
    assert search(api_of(fake)) == ["start", "first", "second", "late"]


@pytest.mark.rule("tracks.stream", "grpc.stream_over_rest")
def test_the_last_annotation_of_a_frame_says_that_it_is(fake: FakeClarifai) -> None:
    for id_, time in (("a", 0), ("b", 0), ("c", 40)):
        add(fake, id_, time)
    messages = streamed(api_of(fake))
    whole = [one.get("frame_fully_processed", False) for one in messages]
    assert whole == [False, True, True]
    assert {one["status"]["code"] for one in messages} == {10000}


@pytest.mark.rule("tracks.stream", "tracks.search")
@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        ({"frame_number_start": 1}, ["car", "dot", "dog"]),
        ({"frame_time_start": 41}, ["dot", "dog"]),
        ({"annotation_type": "POINT"}, ["dot"]),
        ({"annotation_type": "BOUNDING_BOX"}, ["cat", "car", "dog"]),
        ({"annotation_type": "MASK"}, []),
        ({"max_frames": 2}, ["cat", "car"]),
        ({"max_duration": 40}, ["cat"]),
        ({"max_duration": 41}, ["cat", "car"]),
        ({"frame_time_start": 30, "max_duration": 11}, ["car"]),
    ],
)
def test_a_filter_leaves_the_rest_out(
    fake: FakeClarifai, asked: dict[str, Any], ids: list[str]
) -> None:
    add(fake, "cat", 0, track="t1")
    add(fake, "car", 40, track="t2")
    add(fake, "dot", 80, info=POINT, track="t3")
    add(fake, "dog", 120)
    assert stream(api_of(fake), **asked) == ids
    assert search(api_of(fake), **asked) == ids


@pytest.mark.rule("tracks.stream", "tracks.search")
def test_tracks_are_followed_by_their_ids(fake: FakeClarifai) -> None:
    for id_, time, track in (("a", 0, "t1"), ("b", 40, "t2"), ("c", 80, "t1"), ("d", 120, "t3")):
        add(fake, id_, time, track=track)
    assert search(api_of(fake), track_id="t1") == ["a", "c"]
    assert stream(api_of(fake), track_ids=["t1", "t3"]) == ["a", "c", "d"]


@pytest.mark.rule("tracks.stream", "tracks.search")
def test_a_model_version_leaves_out_what_others_made() -> None:
    fake = FakeClarifai()
    frame = {"frame_info": {"time": 40}, "data": {"regions": [{"region_info": BOX}]}}
    for version in ("v1", "v2"):
        fake.workflow(lambda _: {"frames": [frame]}, model_version_id=version)
    fake.app().add_input("film")
    add(fake, "by-hand", 0)
    asked = {"worker": {"model": {"model_version": {"id": "v1"}}}}
    answer = api_of(fake).post("inputs/film/track_annotations/searches", asked)
    assert [one["model_version_id"] for one in answer["annotations"]] == ["v1"]
    (message,) = streamed(api_of(fake), **asked)
    assert message["annotation"] == answer["annotations"][0]


@NEWER
@pytest.mark.rule("tracks.stream")
def test_a_stream_can_leave_out_what_a_model_is_not_sure_of(fake: FakeClarifai) -> None:
    add(fake, "sure", 0, score=0.9)
    add(fake, "unsure", 40, score=0.2)
    assert stream(api_of(fake), min_prediction_score=0.5) == ["sure"]


@pytest.mark.rule("tracks.search")
def test_a_search_covers_60_frames_and_3_seconds_at_most_and_a_stream_all(
    fake: FakeClarifai,
) -> None:
    for number in range(70):
        add(fake, f"{number}", number * 40)
    assert len(search(api_of(fake), max_frames=100)) == 60
    assert len(stream(api_of(fake))) == 70
    add(fake, "late", 4000)
    assert search(api_of(fake), frame_time_start=1001, max_duration=9999)[-1] == "late"
    assert search(api_of(fake), frame_time_start=1000, max_duration=9999)[-1] == "69"
    assert search(api_of(fake), frame_number_start=26, max_duration=9999)[-1] == "late"


@pytest.mark.rule("tracks.stream", "inputs.get_unknown")
def test_an_input_there_is_none_of_is_refused(fake: FakeClarifai) -> None:
    api = api_of(fake)
    for path in ("searches", "searches/stream"):
        answer = api.post(f"inputs/none/track_annotations/{path}", {})
        assert answer.outcome == (404, 11101)


@pytest.mark.rule("tracks.stream")
def test_what_is_not_on_a_frame_is_not_streamed(fake: FakeClarifai) -> None:
    assert stream(api_of(fake)) == []
    assert search(api_of(fake)) == []
