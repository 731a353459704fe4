"""What a label is: concepts, texts, regions, frames and times, each with its place."""

from __future__ import annotations

import pytest
from clarifai_grpc.grpc.api.resources_pb2 import Annotation

from fakeannot.lens import Pair, compare
from tests.lens.labelled import annotation, box, kinds, region, whole

DOG = annotation(region(box(0.1, 0.1, 0.5, 0.5)))


def test_frames_are_compared_each_with_its_own_time() -> None:
    def at(time: int) -> Annotation:
        frame = {"frame_info": {"time": time}, "data": region(box(0.1, 0.1, 0.5, 0.5))}
        return annotation({"frames": [frame]})

    assert compare([at(500), at(0)], [at(0), at(500)]).same
    assert sorted(kinds([at(500)], [at(1500)])) == ["extra", "missing"]


def test_regions_without_a_concept_are_compared_too() -> None:
    unlabelled = annotation(region(box(0.1, 0.1, 0.5, 0.5), concept=""))
    assert compare([unlabelled], [unlabelled]).same
    assert kinds([unlabelled], [DOG]) == ["relabelled"]


def test_a_region_that_is_only_named_goes_by_its_id() -> None:
    named, other = ({"regions": [{"id": id_, "data": whole("dog")}]} for id_ in ("r1", "r2"))
    assert compare([annotation(named)], [annotation(named)]).same
    assert sorted(kinds([annotation(named)], [annotation(other)])) == ["extra", "missing"]
    assert sorted(kinds([annotation(named)], [annotation(whole("dog"))])) == ["extra", "missing"]


def test_frames_without_a_time_go_by_their_index() -> None:
    def at(index: int) -> Annotation:
        frame = {"frame_info": {"index": index}, "data": region(box(0.1, 0.1, 0.5, 0.5))}
        return annotation({"frames": [frame]})

    assert compare([at(2)], [at(2)]).same
    assert sorted(kinds([at(1)], [at(2)])) == ["extra", "missing"]


def test_keypoints_are_compared_in_their_order_beside_the_box_around_them() -> None:
    def person(*cols: float) -> Annotation:
        points = [{"row": 0.2, "col": col} for col in cols]
        return annotation(region({**box(0.1, 0.1, 0.5, 0.5), "keypoint_locations": points}))

    assert compare([person(0.2, 0.4)], [person(0.21, 0.4)]).same
    (found,) = compare([person(0.2, 0.4)], [person(0.3, 0.4)]).differences
    assert isinstance(found, Pair)
    assert (found.kind, found.iou) == ("moved", 1)
    assert found.distance == pytest.approx(0.1)


def test_the_text_of_a_region_is_part_of_what_it_says() -> None:
    def plate(text: str) -> Annotation:
        data = region(box(0.1, 0.1, 0.5, 0.5), "plate")
        data["regions"][0]["data"]["text"] = {"raw": text}
        return annotation(data)

    assert compare([plate("AB 1")], [plate("AB 1")]).same
    assert compare([plate("AB 1")], [plate("AB 7")]).differences[0].kind == "relabelled"


def test_times_and_spans_are_compared_by_equality_and_that_is_told() -> None:
    def said(begin: float) -> Annotation:
        time = {"time_info": {"begin_time": begin, "end_time": 9}, "data": whole("laughter")}
        return annotation({"time_segments": [time]})

    def span(end: int) -> Annotation:
        return annotation(region({"span": {"char_start": 1, "char_end": end}}, "name"))

    for make in (said, span):
        compared = compare([make(2)], [make(2)])
        assert compared.same
        assert "by equality" in compared.notes[0]
        assert sorted(kinds([make(2)], [make(3)])) == ["extra", "missing"]


def test_what_is_not_compared_is_told() -> None:
    geo = annotation({"geo": {"geo_point": {"latitude": 1}}, **whole("day")})
    compared = compare([geo, geo], [annotation(whole("day"))] * 2)
    assert compared.same
    assert compared.notes == ("not compared: geo (2)",)
    assert compare([], [geo]).notes == compare([geo], []).notes == ("not compared: geo (1)",)


def test_a_polygon_without_points_is_in_no_place_but_its_own() -> None:
    empty = annotation(region({"polygon": {}}))
    assert compare([empty], [empty]).same
    assert sorted(kinds([empty], [DOG])) == ["extra", "missing"]
