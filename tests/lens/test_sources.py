"""What can be compared, and what is said of anything else."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fakeannot import BadSeed, FakeClarifai, InvalidJson
from fakeannot.interchange import BadFile
from fakeannot.lens import compare
from tests.lens.labelled import annotation, box, mask, png, region, whole

DATA = region(box(0.1, 0.1, 0.6, 0.6), value=0.5)
SEED = {"apps": [{"inputs": [{"id": "5"}], "annotations": [{"input_id": "5", "data": DATA}]}]}
COCO = {
    "images": [{"id": 5, "file_name": "street.jpg", "width": 200, "height": 100}],
    "annotations": [
        {"id": 1, "image_id": 5, "category_id": 18, "bbox": [20, 10, 100, 50], "score": 0.5}
    ],
    "categories": [{"id": 18, "name": "dog"}],
}


def world() -> FakeClarifai:
    fake = FakeClarifai()
    fake.load(SEED)
    return fake


@pytest.fixture
def written(tmp_path: Path) -> Any:
    def write(content: Any) -> Path:
        path = tmp_path / "expected.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return path

    return write


def answered() -> Any:
    """What the API answers, when it is asked for the annotations of that world."""
    answer = world().client().get("/v2/annotations", headers={"Authorization": "Key any"})
    return json.loads(answer.data)


SOURCES: dict[str, Callable[[], Any]] = {
    "fake": world,
    "app": lambda: world().app(),
    "seed": lambda: SEED,
    "messages": lambda: [annotation(DATA, "5")],
    "dicts": lambda: [{"input_id": "5", "data": DATA}],
    "request": lambda: {"annotations": [{"input_id": "5", "data": DATA}]},
    "answer": answered,
    "stored": lambda: world().app().annotations(),
}


@pytest.mark.parametrize("form", SOURCES)
def test_annotations_come_in_many_forms(form: str) -> None:
    source = SOURCES[form]()
    assert compare(source, world()).same
    assert compare(world(), source).pairs[0].label.value == 0.5


@pytest.mark.parametrize("content", [SEED, COCO, [{"input_id": "5", "data": DATA}]])
def test_files_are_seeds_coco_or_lists_of_annotations(content: Any, written: Any) -> None:
    path = written(content)
    compared = compare(path, world())
    assert compared.same
    assert len(compared.pairs) == 1
    assert compare(str(path), world()).same


def test_saved_worlds_are_read_as_json_and_yaml(tmp_path: Path) -> None:
    pytest.importorskip("yaml")
    for name in ("world.json", "world.yaml"):
        world().save(tmp_path / name)
        assert compare(tmp_path / name, world()).same
        assert len(compare(tmp_path / name, world()).pairs) == 1


def test_what_coco_has_and_the_api_has_not_is_told(written: Any) -> None:
    labelled = {**COCO["annotations"][0], "caption": "a dog"}
    (note,) = compare(written({**COCO, "annotations": [labelled]}), world()).notes
    assert "caption" in note


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "line 1, column 2: no JSON"),
        ({**COCO, "categories": 3}, "categories"),
        (
            {"apps": [{"id": id_, "inputs": [{"id": "i"}]} for id_ in ("a", "b")]},
            "several apps, 'a', 'b': load it into a fake and name one, as in fake.app('a', 'fake-",
        ),
    ],
)
def test_other_files_are_refused_in_one_line_with_their_name(
    content: Any, told: str, written: Any
) -> None:
    path = written(content)
    with pytest.raises(BadFile) as caught:
        compare([], path)
    assert told in str(caught.value)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="No such file"):
        compare([], tmp_path / "none.json")


def test_a_seed_that_the_api_would_refuse_is_refused() -> None:
    wrong = {"apps": [{"annotations": [{"input_id": "none", "data": {}}]}]}
    with pytest.raises(BadSeed, match=r"apps\[0\].annotations\[0\]"):
        compare([], wrong)


def test_an_annotation_of_another_form_is_refused_with_its_place() -> None:
    wrong = [{"input_id": "i"}, {"input_id": "i", "data": {"region": []}}]
    with pytest.raises(InvalidJson) as caught:
        compare(wrong, [])
    assert str(caught.value) == "annotations[1].data.region: no such field"


def test_what_is_no_source_is_refused() -> None:
    with pytest.raises(TypeError, match=r"got int\.$"):
        compare(5, [])  # type: ignore[arg-type]  # that is the point


def test_the_app_that_has_something_in_it_is_taken_whatever_its_name() -> None:
    named = {"apps": [{**SEED["apps"][0], "id": "street", "user_id": "owner"}]}
    assert compare(named, world()).same


def test_uploaded_masks_are_compared_by_what_they_cover() -> None:
    fake, other = FakeClarifai(), FakeClarifai()
    for one, picture in ((fake, png(8, 8)), (other, png(16, 16))):
        one.app().add_input("street")
        one.app().add_annotation("street", region(mask(picture)))
    assert compare(fake, other).same
    less = [annotation(region(mask(png(8, 8, lambda x, _: x < 4))))]
    assert [one.kind for one in compare(less, fake).differences] == ["moved"]


def test_a_comparison_keeps_what_it_was_made_of() -> None:
    fake = FakeClarifai()
    fake.app().add_input("street", data={**whole("day"), "image": {"base64": _base64(png(8, 8))}})
    compared = compare(fake, [])
    fake.reset()
    assert "data:image/png" in compared.svg()


def _base64(content: bytes) -> str:
    from base64 import b64encode

    return b64encode(content).decode()
