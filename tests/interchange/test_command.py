"""`fakeannot import` and `fakeannot export`, run as a user runs them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fakeannot import FakeClarifai, interchange
from fakeannot.cli import main
from tests.interchange.files import coco, labelled, posted, written
from tests.interchange.test_voc import DOG, voc

BOX = {"bbox": [20, 10, 100, 50], "segmentation": []}


@pytest.fixture
def file(tmp_path: Path) -> str:
    return str(written(tmp_path / "a.json", coco(labelled(3, **BOX))))


def test_coco_goes_through_a_seed_and_comes_out_again(file: str, tmp_path: Path) -> None:
    seed, out = str(tmp_path / "seed.json"), tmp_path / "out.json"
    app = ("--app", "street", "--user", "owner")
    assert main(["import", file, "--format", "coco", *app, "--output", seed]) == 0
    fake = FakeClarifai()
    fake.load(seed)
    assert len(posted(fake.app("street", "owner"))) == 1
    for named in ((), app):
        assert main(["export", seed, "--categories", file, "--output", str(out), *named]) == 0
        again = json.loads(out.read_text("utf-8"))
        assert again == coco(labelled(3, **BOX, area=5000, iscrowd=0))


def test_without_an_output_the_seed_is_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(tmp_path / "b.xml", voc(DOG))
    csv = written(tmp_path / "c.csv", "car-1,dog\n")
    for source, form in ((tmp_path, "voc"), (csv, "csv")):
        assert main(["import", str(source), "--format", form]) == 0
        printed = capsys.readouterr()
        fake = FakeClarifai()
        fake.load(json.loads(printed.out))
        assert len(posted(fake.app())) == 1
        assert printed.err == ""


def test_boxes_can_be_preferred_to_polygons(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    both = labelled(1, bbox=[0, 0, 9, 9], segmentation=[[0, 0, 9, 0, 9, 9]])
    source = str(written(tmp_path / "a.json", coco(both)))
    assert main(["import", source, "--format", "coco", "--boxes"]) == 0
    assert "bounding_box" in capsys.readouterr().out


def test_what_is_left_out_is_told_on_stderr(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = str(written(tmp_path / "a.json", coco(labelled(7, bbox=[0, 0, 0, 0]))))
    assert main(["import", source, "--format", "coco"]) == 0
    told = capsys.readouterr().err
    assert told.startswith(f"fakeannot: {source}: nothing is left of it")
    assert told.count("\n") == 1
    seed = {"apps": [{"inputs": [{"id": "car"}], "annotations": []}]}
    source = str(written(tmp_path / "seed.json", seed))
    assert main(["export", source]) == 0
    assert "its size is not known: input car" in capsys.readouterr().err
    assert main(["export", source, "--size", "640x480"]) == 0
    printed = capsys.readouterr()
    assert (printed.err, json.loads(printed.out)["images"][0]["width"]) == ("", 640)


@pytest.mark.parametrize(
    ("content", "more", "told"),
    [
        ("{", [], "seed.json, line 1, column 2: no JSON"),
        ([], [], "seed.json: expected an object, got a list"),
        ({"apps": [{"inputs": [{"id": "a/b"}]}]}, [], "seed.json: apps[0].inputs[0]: "),
        ({}, [], "seed.json: the app 'fake-app' of 'fake-user' has no inputs there; say --app"),
        ({}, ["--categories", "nowhere.json"], "nowhere.json: No such file"),
        ({"categories": [{"id": 1}]}, ["--categories", "SEED"], "categories[0]: it has no 'name'"),
        ([], ["--categories", "SEED"], "expected an object, got a list"),
    ],
)
def test_a_seed_that_cannot_be_exported_is_told_in_one_line(
    tmp_path: Path, content: Any, more: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    seed, out = written(tmp_path / "seed.json", content), tmp_path / "out.json"
    more = [str(seed) if word == "SEED" else word for word in more]
    assert main(["export", str(seed), "--output", str(out), *more]) == 2
    printed = capsys.readouterr()
    assert printed.err.startswith("fakeannot: ")
    assert told in printed.err
    assert (printed.err.count("\n"), printed.out, out.exists()) == (1, "", False)


def test_a_file_that_cannot_be_imported_is_told_and_nothing_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "seed.json"
    assert main(["import", str(tmp_path), "--format", "csv", "--output", str(out)]) == 2
    assert capsys.readouterr().err == f"fakeannot: {tmp_path}: Is a directory\n"
    assert not out.exists()


def test_an_output_that_cannot_be_written_is_told(
    file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", file, "--format", "coco", "--output", str(tmp_path)]) == 2
    assert capsys.readouterr().err == f"fakeannot: {tmp_path}: Is a directory\n"


@pytest.mark.parametrize("size", ["640", "0x5", "ax5", "-1x5", "1x2x3", "5x" + "9" * 99])
def test_a_size_that_cannot_be_is_told(size: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["export", "seed.json", f"--size={size}"])
    assert "a size is WIDTHxHEIGHT" in capsys.readouterr().err


def test_what_is_exported_can_be_imported_and_nothing_else_is() -> None:
    for name in interchange.__all__:
        assert getattr(interchange, name).__name__ == name
    assert {*interchange.__all__} <= {*dir(interchange)}
    with pytest.raises(AttributeError, match="no attribute 'read'"):
        _ = interchange.read
