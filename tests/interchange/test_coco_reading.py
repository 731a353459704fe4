"""COCO becomes a seed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.json_format import MessageToDict

from fakeannot import FakeClarifai
from fakeannot.interchange import BadFile, NotKept, read_coco
from tests.interchange.files import coco, labelled, loaded, posted, written

SQUARE = [20, 10, 120, 10, 120, 60, 20, 60]
OTHER = [150, 10, 190, 10, 190, 60]


def read(tmp_path: Path, content: Any, **options: Any) -> tuple[list[Any], list[str]]:
    """The annotations that it makes in a fake, and what is told."""
    told: list[str] = []
    seed = read_coco(written(tmp_path / "a.json", content), tell=told.append, **options)
    return posted(loaded(seed)), [line.partition("a.json: ")[2] for line in told]


def box_of(annotation: Any) -> list[float]:
    box = annotation.data.regions[0].region_info.bounding_box
    return [round(s, 6) for s in (box.top_row, box.left_col, box.bottom_row, box.right_col)]


def test_a_box_becomes_fractions_of_height_and_width(tmp_path: Path) -> None:
    (made,), told = read(tmp_path, coco(labelled(bbox=[20, 10, 100, 50])))
    assert (made.id, made.input_id, box_of(made)) == ("1", "5", [0.1, 0.1, 0.6, 0.6])
    (concept,) = made.data.regions[0].data.concepts
    assert (concept.id, concept.name, concept.value) == ("dog", "dog", 1)
    assert told == []


def test_an_image_becomes_an_input_with_its_url_and_size(tmp_path: Path) -> None:
    url = "https://example.com/full/1.jpg"
    images = [
        {"id": 1, "file_name": "1.jpg", "width": 20, "height": 10, "coco_url": url},
        {"id": "b/2", "file_name": "2.jpg", "width": 8, "height": 9},
        {"id": "b-2-2", "file_name": "2.jpg", "width": 8, "height": 9},
        {"id": "b-2", "file_name": "2.jpg", "width": 8, "height": 9},
        {"id": 3, "coco_url": url, "file_name": "x/3.jpg", "width": 8, "height": 9},
    ]
    app = loaded(read_coco(written(tmp_path / "a.json", {"images": images})))
    assert [i.id for i in app.inputs()] == ["1", "b-2", "b-2-2", "b-2-3", "3"]
    first, second, *_, last = [i.data for i in app.inputs()]
    assert (first.image.url, second.image.url) == (url, "2.jpg")
    assert (first.image.image_info.width, first.image.image_info.height) == (20, 10)
    assert MessageToDict(last.metadata) == {"file_name": "x/3.jpg"}


def test_each_polygon_becomes_an_annotation_of_its_own(tmp_path: Path) -> None:
    made, told = read(tmp_path, coco(labelled(7, segmentation=[SQUARE, OTHER])))
    assert [annotation.id for annotation in made] == ["7", "7-2"]
    points = made[0].data.regions[0].region_info.polygon.points
    assert [(round(p.row, 6), round(p.col, 6)) for p in points][:2] == [(0.1, 0.1), (0.1, 0.6)]
    assert told == []


def test_boxes_can_be_preferred_to_polygons(tmp_path: Path) -> None:
    annotation = labelled(segmentation=[SQUARE, OTHER], bbox=[0, 0, 200, 100])
    (made,), _ = read(tmp_path, coco(annotation), boxes=True)
    assert box_of(made) == [0, 0, 1, 1]
    (made, _), told = read(tmp_path, coco(annotation))
    assert made.data.regions[0].region_info.polygon.points
    assert told == [
        "the box is not the one around the polygons, which alone are kept: annotation 1"
    ]


def test_a_category_without_a_shape_is_of_the_whole_image(tmp_path: Path) -> None:
    (made,), _ = read(tmp_path, coco(labelled(bbox=[], segmentation=None, score=0.25)))
    assert not made.data.regions
    assert [(c.id, c.value) for c in made.data.concepts] == [("dog", 0.25)]


def test_categories_get_ids_that_the_api_can_take(tmp_path: Path) -> None:
    names = ["Stop sign", "stop-sign", "!?", "größe", "x" * 40, "x" * 41, "dog"]
    categories = [{"id": number, "name": name} for number, name in enumerate(names)]
    annotations = [
        {"image_id": 5, "category_id": number, "bbox": [1, 1, 9, 9]} for number in range(len(names))
    ]
    made, _ = read(tmp_path, coco(*annotations, categories=categories))
    concepts = [annotation.data.regions[0].data.concepts[0] for annotation in made]
    assert [c.name for c in concepts] == names
    ids = ["stop-sign", "stop-sign-2", "concept", "größe", "x" * 32, "x" * 30 + "-2", "dog"]
    assert [c.id for c in concepts] == ids


@pytest.mark.parametrize(
    ("fields", "box", "told"),
    [
        ({"bbox": [-20, 10, 100, 200]}, [0.1, 0, 1, 0.4], "the box reaches out of its image"),
        ({"bbox": [0, 0, 200.3, 100.2]}, [0, 0, 1, 1], None),
        ({"bbox": [20, 10, 0, 50]}, None, "nothing is left of it within its image"),
        ({"bbox": [20, 10, -5, 50]}, None, "nothing is left of it within its image"),
        ({"bbox": [20, 10, 1e-9, 50]}, None, "nothing is left of it within its image"),
        ({"bbox": [199.999986, 10, 0.000004, 50]}, None, "nothing is left of it within its image"),
        ({"bbox": [300, 10, 5, 50]}, None, "nothing is left of it within its image"),
        ({"segmentation": [[0, 0, 5, 5, 9, 9, 9]]}, None, BadFile),
        ({"segmentation": [[0, 0, 0, 5, 0, 9]]}, None, "a polygon covers nothing"),
        ({"segmentation": [[0, 0, 0, 5, 0, 9]], "bbox": [0, 0, 0, 9]}, None, "a polygon covers"),
        (
            {"segmentation": {"counts": "abc", "size": [9, 9]}, "bbox": [0, 0, 20, 10]},
            [0, 0, 0.1, 0.1],
            "a mask (RLE) is left out, and its box taken if it has one",
        ),
        ({"segmentation": {"counts": "abc"}}, None, "a mask (RLE) is left out"),
        (
            {"segmentation": [[0, 0, 0, 5, 0, 9]], "bbox": [0, 0, 20, 10]},
            [0, 0, 0.1, 0.1],
            "a polygon covers nothing within its image, so it is left out",
        ),
        ({"caption": "A dog."}, None, "a caption is left out"),
        ({"bbox": [0, 0, 20, 10], "keypoints": [1]}, [0, 0, 0.1, 0.1], "the field 'keypoints'"),
    ],
)
def test_what_cannot_be_as_it_is_is_told(
    tmp_path: Path, fields: dict[str, Any], box: list[float] | None, told: Any
) -> None:
    if told is BadFile:
        with pytest.raises(BadFile):
            read(tmp_path, coco(labelled(**fields)))
        return
    made, lines = read(tmp_path, coco(labelled(**fields)))
    assert [box_of(annotation) for annotation in made] == ([box] if box else [])
    assert (
        (lines[0].startswith(told) and lines[0].endswith(": annotation 1")) if told else not lines
    )


def test_a_polygon_that_reaches_out_is_moved_to_the_border(tmp_path: Path) -> None:
    (made,), told = read(tmp_path, coco(labelled(segmentation=[[-40, 0, 300, 0, 300, 50]])))
    points = made.data.regions[0].region_info.polygon.points
    assert [(p.row, p.col) for p in points] == [(0, 0), (0, 1), (0.5, 1)]
    assert told == [
        "a polygon reaches out of its image, so points are moved to the border: annotation 1"
    ]


def test_many_of_a_kind_are_told_in_one_line(tmp_path: Path) -> None:
    empty = [labelled(number, bbox=[0, 0, 0, 0]) for number in range(1, 8)]
    _, told = read(tmp_path, coco(*empty))
    (line,) = told
    assert line.endswith(
        "annotation 1, annotation 2, annotation 3, annotation 4, annotation 5 and 2 more"
    )


def test_without_anyone_to_tell_it_is_a_warning_where_it_was_read(tmp_path: Path) -> None:
    file = written(tmp_path / "a.json", coco(labelled(bbox=[0, 0, 0, 0])))
    with pytest.warns(NotKept, match="left out: annotation 1") as warned:
        read_coco(file)
    assert warned[0].filename == __file__


def test_a_seed_names_the_app_that_was_asked_for(tmp_path: Path) -> None:
    file = written(tmp_path / "a.json", coco(labelled(bbox=[0, 0, 9, 9])))
    fake = FakeClarifai()
    fake.load(read_coco(file, app_id="street", user_id="owner"))
    assert len(posted(fake.app("street", "owner"))) == 1


def test_a_file_gives_the_same_seed_each_time(tmp_path: Path) -> None:
    file = written(tmp_path / "a.json", coco(labelled(segmentation=[SQUARE, OTHER])))
    assert json.dumps(read_coco(file)) == json.dumps(read_coco(str(file)))


IMAGE = {"id": 5, "file_name": "a.jpg", "width": 200, "height": 100}


def bad(key: str, value: Any) -> dict[str, Any]:
    return {**coco(), "images": [{**IMAGE, key: value}]}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "a.json, line 1, column 1: no JSON"),
        ('{\n"images": [\n}', "a.json, line 3, column 1: no JSON"),
        ("[" * 100_000, "nested so deep"),
        ('{"images": [NaN]}', "it has NaN where a number is due"),
        ("1" * 5_000, "a.json: "),
        (b'{\n"images": "\xff"}', "a.json, line 2: no UTF-8: invalid start byte"),
        ("[]", "a.json: expected an object, got a list"),
        ({}, "it has no 'images', which it needs"),
        ({"images": {}}, "images: expected a list, got an object"),
        ({"images": [5]}, "images[0]: expected an object, got a number (5)"),
        ({"images": [{}]}, "images[0]: it has no 'id', which it needs"),
        (bad("id", None), "images[0].id: expected an id, got null"),
        (bad("id", True), "images[0].id: expected an id, got a boolean"),
        (bad("id", " "), "images[0].id: expected a text"),
        (bad("width", 0), "images[0].width: expected a whole number of pixels, at least 1, got"),
        (bad("height", "9"), "images[0].height: expected a whole number of pixels"),
        (bad("height", 2**31), "images[0].height: expected a whole number of pixels"),
        (bad("file_name", "\ud800"), "images[0].file_name: expected a text without lone surr"),
        ({"images": [{"id": 1, "width": 1, "height": 1}]}, "images[0]: it has no 'file_name' and"),
        ({"images": [IMAGE, {**IMAGE, "id": "5"}]}, "images[1].id: another one has the id '5'"),
        (coco(categories=[{"id": 1}]), "categories[0]: it has no 'name'"),
        (coco(categories=[{"id": 1, "name": "a"}] * 2), "categories[1].id: another one has"),
        (coco(annotations=5), "annotations: expected a list"),
        (coco(labelled(bbox=[0, 0, 9, 9]), labelled()), "annotations[1].id: another one has"),
        (coco({"image_id": 9}), "annotations[0].image_id: there is none with the id '9'"),
        (coco({"image_id": []}), "annotations[0].image_id: expected an id, got a list"),
        (coco({"image_id": 5}), "annotations[0]: it has no 'category_id'"),
        (coco({"image_id": 5, "category_id": 1}), "annotations[0].category_id: there is none"),
        (coco(labelled(bbox=[1, 2, 3])), "annotations[0].bbox: a box has 4 numbers, got 3"),
        (coco(labelled(bbox="box")), "annotations[0].bbox: expected a list"),
        (coco(labelled(bbox=[1, 2, 3, "4"])), "annotations[0].bbox[3]: expected a finite number"),
        (coco(labelled(bbox=[1, 2, 3, 10**400])), "annotations[0].bbox[3]: expected a finite"),
        (json.dumps(coco(labelled(bbox=[1]))).replace("[1]", "[1e999]"), "bbox[0]: expected a fin"),
        (coco(labelled(segmentation=[5])), "annotations[0].segmentation[0]: expected a list"),
        (coco(labelled(segmentation=[[1, 2, 3, 4]])), "segmentation[0]: a polygon has 3 or more"),
        (coco(labelled(score=1.5)), "annotations[0].score: expected a number from 0 to 1"),
    ],
)
def test_a_bad_file_is_refused_in_one_line_with_its_place(
    tmp_path: Path, content: Any, told: str
) -> None:
    with pytest.raises(BadFile) as refused:
        read_coco(written(tmp_path / "a.json", content))
    assert told in str(refused.value)
    assert str(refused.value).startswith(str(tmp_path / "a.json"))
    assert "\n" not in str(refused.value)


def test_what_is_no_file_to_read_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"nowhere\.json: No such file"):
        read_coco(tmp_path / "nowhere.json")
    with pytest.raises(BadFile, match=f"{tmp_path.name}: Is a directory"):
        read_coco(tmp_path)
    with pytest.raises(BadFile, match="null"):
        read_coco("a\0b")


def test_a_file_that_may_not_be_read_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "read_bytes", refuse)  # root may read what nobody may
    with pytest.raises(BadFile, match=r"a\.json: Permission denied"):
        read_coco(tmp_path / "a.json")
