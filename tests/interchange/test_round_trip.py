"""COCO, as a seed, in a fake, and as COCO again: the same but for what float32 rounds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakeannot import BadSeed, FakeClarifai
from fakeannot.interchange import BadFile, read_coco, write_coco
from tests.interchange.files import coco, labelled, loaded, written
from tests.strategies import json_values

# A float32 near 1 is off by 6e-8 at most; the sides of a box come of two of them.
OFF = 3e-7


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("coco") / "a.json"


@st.composite
def boxes(draw: st.DrawFn, width: int, height: int) -> list[float]:
    """COCO's box in an image, at least a hundredth of it in each direction."""
    sides = []
    for length in (width, height):
        start = draw(st.floats(0, length * 0.99))
        sides.append((start, draw(st.floats(length * 0.005, length - start))))
    (left, wide), (top, high) = sides
    return [left, top, wide, high]


@st.composite
def annotation(draw: st.DrawFn, image: dict[str, Any]) -> dict[str, Any]:
    width, height = image["width"], image["height"]
    if draw(st.booleans()):
        shape: dict[str, Any] = {"bbox": draw(boxes(width, height)), "segmentation": []}
    else:
        points = st.lists(
            st.tuples(st.floats(0, width * 0.9), st.floats(0, height * 0.9)), max_size=3
        )
        # From one corner to where no other point is, so that each covers something.
        fixed = [(0.0, 0.0), (float(width), 0.0), (float(width), float(height))]
        outlines = draw(st.lists(points, min_size=1, max_size=3))
        flat = [[at for point in [*fixed, *more] for at in point] for more in outlines]
        shape = {"bbox": [0, 0, width, height], "segmentation": flat}
    score = draw(st.none() | st.sampled_from([0.25, 0.5]))
    scored = {} if score is None else {"score": score}
    return {"image_id": image["id"], "iscrowd": draw(st.integers(0, 1)), **shape, **scored}


IDS = st.integers(0, 10**17)
NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip)


@st.composite
def files(draw: st.DrawFn) -> dict[str, Any]:
    sizes = st.integers(1, 5_000)
    images = [
        {
            "id": id_,
            "file_name": draw(NAMES),
            "coco_url": f"https://example.com/{id_}.jpg",
            "width": draw(sizes),
            "height": draw(sizes),
        }
        for id_ in draw(st.lists(IDS, min_size=1, max_size=3, unique=True))
    ]
    categories = [
        {"id": id_, "name": draw(NAMES)}
        for id_ in draw(st.lists(IDS, min_size=1, max_size=4, unique=True))
    ]
    category_ids = st.sampled_from([one["id"] for one in categories])
    made = [
        {
            "id": id_,
            **draw(annotation(draw(st.sampled_from(images)))),
            "category_id": draw(category_ids),
        }
        for id_ in draw(st.lists(IDS, max_size=4, unique=True))
    ]
    return {"images": images, "annotations": made, "categories": categories}


@given(files())
def test_coco_comes_out_as_it_went_in(file: Path, content: dict[str, Any]) -> None:
    told: list[str] = []
    app = loaded(read_coco(written(file, content), tell=told.append))
    again = write_coco(app, categories=content["categories"], tell=told.append)
    assert told == []
    assert again["images"] == content["images"]
    assert again["categories"] == content["categories"]
    for one in again["annotations"]:
        one.pop("area")
    sizes = {one["id"]: max(one["width"], one["height"]) for one in content["images"]}
    assert len(again["annotations"]) == len(content["annotations"])
    for got, sent in zip(again["annotations"], content["annotations"], strict=True):
        off = OFF * sizes[sent["image_id"]]
        assert got.pop("bbox") == pytest.approx(sent.pop("bbox"), rel=0, abs=off)
        outlines = zip(got.pop("segmentation"), sent.pop("segmentation"), strict=True)
        for outline, outline_sent in outlines:
            assert outline == pytest.approx(outline_sent, rel=0, abs=off)
        assert got == sent


def mutated(content: Any, value: Any, choose: Any) -> Any:
    """The content with one part of it, chosen on the way down, replaced by a value."""
    if not isinstance(content, (dict, list)) or not content or choose(4) == 0:
        return value
    keys: list[Any] = sorted(content) if isinstance(content, dict) else [*range(len(content))]
    key = keys[choose(len(keys))]
    copy = content.copy()
    copy[key] = mutated(content[key], value, choose)
    return copy


ODD = json_values | st.sampled_from([0, -1, 1e308, 5e-324, 2**31 - 1, 10**30, "/", "\0", True])


@given(data=st.data(), value=ODD)
def test_whatever_is_read_is_a_seed_that_loads(file: Path, data: st.DataObject, value: Any) -> None:
    shapes = {"bbox": [1, 2, 3, 4], "segmentation": [[1, 2, 3, 4, 9, 2.5]], "score": 0.5}
    content = coco(labelled(1, **shapes), labelled(2, iscrowd=1, bbox=[0, 0, 200, 100]))

    def choose(below: int) -> int:
        return data.draw(st.integers(0, below - 1))

    broken = json.dumps(mutated(content, value, choose))
    try:
        seed = read_coco(written(file, broken), tell=str)
    except BadFile:
        return
    try:
        FakeClarifai().load(seed)
    except BadSeed as refusal:
        raise AssertionError(broken) from refusal
    write_coco(loaded(seed), tell=str)
