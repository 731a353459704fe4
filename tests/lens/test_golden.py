"""Golden files: made on purpose, readable, and left alone while they agree."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from clarifai_grpc.grpc.api.resources_pb2 import Annotation
from hypothesis import given

from fakeannot import App, FakeClarifai
from fakeannot.interchange import BadFile
from fakeannot.lens import assert_annotations, compare
from fakeannot.lens.golden import REWRITE, golden_of
from fakeannot.lens.sources import Taken, side_of
from tests.lens.labelled import (
    annotation,
    apart,
    box,
    mask,
    png,
    point,
    polygon,
    region,
    whole,
)

EVERYTHING: list[dict[str, Any]] = [
    region(box(0.1, 0.1, 0.5, 0.5), "dog", 0.87),
    region(box(0.1, 0.1, 0.5, 0.5), concept=""),
    region(polygon((0, 0), (0, 0.5), (0.5, 0))),
    region(mask(png(4, 4, lambda x, _: x < 2))),
    region({**point(0.1, 0.2), "keypoint_locations": [{"row": 0.3, "col": 0.4}]}),
    region({"span": {"char_start": 1, "char_end": 4, "raw_text": "Ann"}}, "name"),
    {"regions": [{"region_info": box(0, 0, 0.5, 0.5), "data": {"text": {"raw": "AB 1"}}}]},
    {"concepts": [{"id": "day", "name": "Daytime", "value": 0}, {"id": "sunny"}]},
    {"frames": [{"frame_info": {"time": 500}, "data": region(box(0.1, 0.1, 0.5, 0.5))}]},
    {"time_segments": [{"time_info": {"end_time": 2.5}, "data": whole("laughter")}]},
    {"tracks": [{"time_info": {"end_time": 2.5}, "data": whole("laughter")}]},
]


def filled() -> FakeClarifai:
    fake = FakeClarifai()
    app = fake.app()
    app.add_input("street", data=whole("outdoor"))
    info = {"width": 80, "height": 40}
    app.add_input("clip", data={"video": {"url": "https://e.com/1.mp4", "video_info": info}})
    for data in EVERYTHING:
        app.add_annotation("street", data)
    return fake


def app_of(golden: Path) -> App:
    fake = FakeClarifai()
    fake.load(golden)
    return fake.app()


def test_what_was_written_agrees_and_loads_as_a_seed(tmp_path: Path) -> None:
    fake, golden = filled(), tmp_path / "new" / "golden.json"
    fake.assert_annotations(golden, rewrite=True)
    fake.assert_annotations(golden)
    app = app_of(golden)
    compared = compare(app, fake)
    assert compared.same
    assert len(compared.pairs) == len(EVERYTHING) + 2
    assert [one.id for one in app.inputs()] == ["street", "clip"]
    assert app.inputs()[1].data.video.video_info.width == 80
    assert {one.name for one in app.concepts()} >= {"Daytime", "dog"}


def test_a_golden_file_has_a_line_for_each_label_and_nothing_that_changes_by_itself(
    tmp_path: Path,
) -> None:
    one, other = tmp_path / "one.json", tmp_path / "other.json"
    fake = filled()
    fake.assert_annotations(one, rewrite=True)
    later = FakeClarifai(id_seed=7)
    for name in ("street", "clip"):
        later.app().add_input(name, data=fake.app().inputs()[name == "clip"].data)
    for data in reversed(EVERYTHING):
        later.app().add_annotation("street", data)
    later.assert_annotations(other, rewrite=True)
    assert one.read_text() == other.read_text()
    assert sum('"input_id"' in line for line in one.read_text().splitlines()) == 13


@given(apart())
def test_every_set_of_boxes_comes_back_from_its_golden_form(labelled: list[Annotation]) -> None:
    seed = golden_of(side_of(labelled, Taken(input_level=True, models=False)))
    assert compare(json.loads(json.dumps(seed)), labelled, iou=1).same


def test_a_golden_file_that_agrees_keeps_its_wording(tmp_path: Path) -> None:
    golden = tmp_path / "golden.json"
    text = json.dumps({"apps": [{"id": "by hand", "inputs": [{"id": "i"}]}]})
    golden.write_text(text)
    assert_annotations([], golden, rewrite=True)
    assert golden.read_text() == text
    assert_annotations([annotation(whole("day"), "i")], golden, rewrite=True)
    assert golden.read_text() != text


def test_a_difference_fails_with_a_table_and_a_drawing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    golden = tmp_path / "golden.json"
    fake = filled()
    fake.assert_annotations(golden, rewrite=True)
    fake.app().add_annotation("street", region(box(0.6, 0.6, 0.9, 0.9), "cat"))
    with pytest.raises(AssertionError) as caught:
        fake.assert_annotations(golden)
    told = str(caught.value).splitlines()
    assert told[0].startswith(f"The annotations are not those of {golden}: 1 extra; 13 labels the")
    assert told[2].endswith("  cat      box (0.6, 0.6) to (0.9, 0.9)")
    assert "pytest --fakeannot-rewrite-golden, or rewrite=True" in told[-1]
    (drawn,) = re.findall(r"Drawn in (.*golden\.svg)\.", told[-1])
    assert ElementTree.parse(drawn).getroot().tag.endswith("svg")
    assert "extra: cat" in Path(drawn).read_text("utf-8")


def test_the_drawing_may_be_put_elsewhere(tmp_path: Path) -> None:
    golden, drawn = tmp_path / "golden.json", tmp_path / "drawn.svg"
    assert_annotations([], golden, rewrite=True)
    with pytest.raises(AssertionError, match=re.escape(f"Drawn in {drawn}.")):
        assert_annotations([annotation(whole("day"))], golden, svg=drawn)
    assert "extra: day" in drawn.read_text("utf-8")


def test_a_golden_file_has_letters_as_they_are(tmp_path: Path) -> None:
    assert_annotations([annotation(whole("été"))], tmp_path / "golden.json", rewrite=True)
    assert '"été"' in (tmp_path / "golden.json").read_text("utf-8")


def test_thresholds_are_those_of_compare(tmp_path: Path) -> None:
    golden = tmp_path / "golden.json"
    assert_annotations([annotation(region(box(0.1, 0.1, 0.5, 0.5)))], golden, rewrite=True)
    moved = [annotation(region(box(0.1, 0.1, 0.5, 0.55)))]
    assert_annotations(moved, golden, iou=0.8)
    with pytest.raises(AssertionError, match="1 moved"):
        assert_annotations(moved, golden, svg=tmp_path / "drawn.svg")


def test_a_missing_golden_file_says_how_it_is_made(tmp_path: Path) -> None:
    with pytest.raises(AssertionError) as caught:
        assert_annotations([], tmp_path / "golden.json")
    assert str(caught.value) == (
        f"There is no {tmp_path / 'golden.json'}. Make it of the annotations as they are now: "
        "pytest --fakeannot-rewrite-golden, or rewrite=True."
    )
    assert not any(tmp_path.iterdir())


def test_all_are_rewritten_where_the_environment_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(REWRITE, "1")
    monkeypatch.chdir(tmp_path)
    filled().assert_annotations("golden.json")
    assert compare(tmp_path / "golden.json", filled()).same


def test_what_a_merge_left_behind_is_rewritten_and_files_of_other_tools_are_not(
    tmp_path: Path,
) -> None:
    golden = tmp_path / "golden.json"
    golden.write_text("<<<<<<< HEAD\n")
    assert_annotations([], golden, rewrite=True)
    assert json.loads(golden.read_text()) == {"apps": [{"inputs": [], "annotations": []}]}
    golden.write_text('{"images": []}')
    with pytest.raises(BadFile, match="it is no seed, so it is not rewritten"):
        assert_annotations([], golden, rewrite=True)
    assert golden.read_text() == '{"images": []}'


def test_another_app_is_compared_if_it_is_given(tmp_path: Path) -> None:
    fake, golden = FakeClarifai(), tmp_path / "golden.json"
    other = fake.app("other")
    other.add_input("yard", data=whole("grass"))
    fake.assert_annotations(golden, app=other, rewrite=True)
    fake.assert_annotations(golden, app=other)
    with pytest.raises(AssertionError, match="1 missing input"):
        fake.assert_annotations(golden, svg=tmp_path / "drawn.svg")
