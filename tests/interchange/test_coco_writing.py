"""What an app holds becomes COCO, and what COCO cannot hold is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fakeannot import App, FakeClarifai
from fakeannot.interchange import NotKept, read_coco, write_coco
from tests.interchange.files import CATEGORIES, coco, labelled, loaded, written

DOG = {"id": "dog"}
BOX = {"bounding_box": {"top_row": 0.1, "left_col": 0.1, "bottom_row": 0.6, "right_col": 0.6}}
CORNERS = [(0, 0), (0, 0.5), (0.5, 0.5)]
POLYGON = {"polygon": {"points": [{"row": row, "col": col} for row, col in CORNERS]}}


@pytest.fixture
def app() -> App:
    """With one input of 200 by 100 pixels."""
    app = FakeClarifai().app()
    image = {"url": "https://example.com/x/a%20b.jpg", "image_info": {"width": 200, "height": 100}}
    app.add_input("street", data={"image": image})
    return app


def region(info: Any, *concepts: Any) -> dict[str, Any]:
    return {"regions": [{"region_info": info, "data": {"concepts": [*concepts]}}]}


def write(app: App, **options: Any) -> tuple[dict[str, Any], list[str]]:
    told: list[str] = []
    return write_coco(app, tell=told.append, **options), told


def test_an_empty_app_is_empty_coco() -> None:
    empty: dict[str, Any] = {"images": [], "annotations": [], "categories": []}
    assert write(FakeClarifai().app()) == (empty, [])


def test_boxes_and_polygons_are_in_pixels(app: App) -> None:
    app.add_annotation("street", region(BOX, DOG), annotation_id="7")
    app.add_annotation("street", region(POLYGON, {"id": "cat", "name": "Cat"}))
    made, told = write(app)
    assert told == []
    assert made["images"] == [
        {
            "id": 1,
            "file_name": "a b.jpg",
            "coco_url": "https://example.com/x/a%20b.jpg",
            "width": 200,
            "height": 100,
        }
    ]
    assert made["categories"] == [{"id": 1, "name": "dog"}, {"id": 2, "name": "Cat"}]
    box, polygon = made["annotations"]
    assert (box["id"], box["image_id"], box["category_id"], box["iscrowd"]) == (7, 1, 1, 0)
    assert (box["bbox"], box["segmentation"], box["area"]) == ([20, 10, 100, 50], [], 5000)
    assert (polygon["id"], polygon["category_id"]) == (8, 2)
    assert polygon["segmentation"] == [[0, 0, 100, 0, 100, 50]]
    assert (polygon["bbox"], polygon["area"]) == ([0, 0, 100, 50], 2500)


def test_each_concept_of_a_region_is_an_annotation(app: App) -> None:
    both = region(BOX, DOG, {"id": "pet", "value": 0.9})
    app.add_annotation("street", both, annotation_id="7")
    dog, pet = write(app)[0]["annotations"]
    assert (dog["id"], pet["id"], dog["category_id"], pet["category_id"]) == (7, 8, 1, 2)
    assert (dog.get("score"), pet["score"]) == (None, 0.9)


def test_several_regions_of_an_input_are_annotations_too(app: App) -> None:
    image = {"url": "u", "image_info": {"width": 10, "height": 10}}
    regions = [region(info, DOG)["regions"][0] for info in (BOX, POLYGON)]
    app.add_input("two", data={"image": image, "regions": regions})
    assert [one["image_id"] for one in write(app)[0]["annotations"]] == [2, 2]


def test_a_region_with_box_and_polygon_keeps_both(app: App) -> None:
    app.add_annotation("street", region({**BOX, **POLYGON}, DOG))
    (one,) = write(app)[0]["annotations"]
    assert (one["bbox"], one["segmentation"]) == ([20, 10, 100, 50], [[0, 0, 100, 0, 100, 50]])


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"data": {"concepts": [DOG]}}, "a concept of the whole image is left out"),
        ({"data": region(BOX)}, "a region without a concept is left out"),
        ({"data": region({"point": {"row": 0.5, "col": 0.5}}, DOG)}, "the point of a region is"),
        ({"data": region({"polygon": {"points": []}}, DOG)}, "a region without a box or polygon"),
        ({"data": region(BOX, {**DOG, "value": 0})}, "a concept with the value 0, which says what"),
        ({"data": {**region(BOX, DOG), "text": {"raw": "t"}}}, "the text of data is left out"),
        ({"data": {**region(BOX, DOG), "metadata": {"a": 1}}}, "the metadata of data is left out"),
        ({"data": region(BOX, DOG), "task_id": "t"}, "the task_id is left out"),
        ({"data": region(BOX, DOG), "annotation_info": {"a": 1}}, "annotation_info is left out"),
        ({"data": region(BOX, DOG), "status": {"code": 24151}}, "the status is left out"),
    ],
)
def test_what_coco_has_no_place_for_is_told(app: App, sent: dict[str, Any], told: str) -> None:
    app.add_annotation("street", annotation_id="it", **sent)
    lines = write(app)[1]
    assert lines[0].startswith(f"app fake-app: {told}")
    assert lines[0].endswith(": annotation it")


def test_what_an_input_says_besides_is_told(app: App) -> None:
    info = {"width": 1, "height": 1}
    app.add_input(
        "more", data={"image": {"url": "u", "image_info": info}, "metadata": {"lens": "wide"}}
    )
    (line,) = write(app)[1]
    assert line.startswith("app fake-app: metadata is left out: annotation ")


def test_inputs_that_have_no_pixels_are_told(app: App) -> None:
    app.add_input("sizeless")
    app.add_input("film", data={"video": {"url": "https://example.com/1.mp4"}})
    app.add_annotation("sizeless", region(BOX, DOG))
    made, told = write(app)
    assert (len(made["images"]), made["annotations"]) == (1, [])
    assert told == [
        "app fake-app: left out with its annotations, as its size is not known: input sizeless",
        "app fake-app: left out with its annotations, as it is no image: input film",
    ]


def test_a_size_can_be_given_for_images_that_have_none(app: App) -> None:
    app.add_input("sizeless")
    app.add_annotation("sizeless", region(BOX, DOG))
    made, told = write(app, size=(10, 20))
    assert told == []
    assert [(one["width"], one["height"]) for one in made["images"]] == [(200, 100), (10, 20)]
    assert made["annotations"][0]["bbox"] == [1, 2, 5, 10]


def test_without_anyone_to_tell_it_is_a_warning_where_it_was_written(app: App) -> None:
    app.add_input("sizeless")
    with pytest.warns(NotKept, match="input sizeless") as warned:
        write_coco(app)
    assert warned[0].filename == __file__


def test_the_polygons_of_one_object_come_together_again(tmp_path: Path) -> None:
    polygons = [[0, 0, 100, 0, 100, 50], [150, 10, 190, 10, 190, 60]]
    file = written(tmp_path / "a.json", coco(labelled(7, segmentation=polygons, iscrowd=1)))
    app = loaded(read_coco(file))
    (one,) = write(app)[0]["annotations"]
    assert (one["id"], one["segmentation"], one["iscrowd"]) == (7, polygons, 1)
    assert (one["bbox"], one["area"]) == ([0, 0, 190, 60], 3500)


def test_polygons_that_were_labelled_apart_stay_apart(tmp_path: Path) -> None:
    polygons = [[0, 0, 100, 0, 100, 50], [150, 10, 190, 10, 190, 60]]
    seed = read_coco(written(tmp_path / "a.json", coco(labelled(7, segmentation=polygons))))
    seed["apps"][0]["annotations"][1]["data"]["regions"][0]["data"]["concepts"] = [{"id": "cat"}]
    made, _ = write(loaded(seed))
    assert [(one["id"], one["category_id"]) for one in made["annotations"]] == [(7, 1), (8, 2)]


def test_categories_that_are_given_keep_their_ids_and_the_others_follow(app: App) -> None:
    for concept in ({"id": "cat"}, {"id": "stop-sign"}):
        app.add_annotation("street", region(BOX, concept))
    made, _ = write(app, categories=CATEGORIES)
    assert made["categories"] == [*CATEGORIES, {"id": 19, "name": "cat"}]
    assert [one["category_id"] for one in made["annotations"]] == [19, 7]


def test_it_is_json(app: App) -> None:
    app.add_annotation("street", region(BOX, {**DOG, "value": 0.1}))
    assert json.loads(json.dumps(write(app)[0])) == write(app)[0]
