"""Pascal VOC becomes a seed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from google.protobuf.json_format import MessageToDict

from fakeannot.interchange import BadFile, read_voc
from tests.interchange.files import loaded, posted, written

BOX = "<bndbox><xmin>20</xmin><ymin>10</ymin><xmax>120</xmax><ymax>60</ymax></bndbox>"
DOG = f"<object><name>dog</name>{BOX}</object>"
SIZE = "<size><width>200</width><height>100</height><depth>3</depth></size>"


def voc(*objects: str, size: str = SIZE, filename: str = "<filename>1.jpg</filename>") -> str:
    return f"<annotation>\n{filename}\n{size}\n{''.join(objects)}</annotation>"


def read(tmp_path: Path, **files: str | bytes) -> tuple[Any, list[str]]:
    told: list[str] = []
    for name, content in files.items():
        written(tmp_path / f"{name}.xml", content)
    return loaded(read_voc(tmp_path, tell=told.append)), told


def test_a_directory_becomes_inputs_and_boxes(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not XML")
    app, told = read(tmp_path, b=voc(DOG, DOG), a=voc(filename="<filename>x.png</filename>"))
    assert told == []
    assert [(i.id, i.data.image.url) for i in app.inputs()] == [("a", "x.png"), ("b", "1.jpg")]
    first, second = posted(app)
    box = first.data.regions[0].region_info.bounding_box
    sides = (box.top_row, box.left_col, box.bottom_row, box.right_col)
    assert [round(side, 6) for side in sides] == [0.1, 0.1, 0.6, 0.6]
    assert (first.input_id, second.data.regions[0].data.concepts[0].id) == ("b", "dog")
    assert app.inputs()[0].data.image.image_info.width == 200


def test_one_file_can_be_read_alone(tmp_path: Path) -> None:
    file = written(tmp_path / "a.xml", voc(DOG))
    assert len(posted(loaded(read_voc(str(file))))) == 1


def test_flags_of_objects_are_kept(tmp_path: Path) -> None:
    flags = "<difficult>1</difficult><truncated>0</truncated><pose>Left</pose>"
    app, told = read(tmp_path, a=voc(f"<object><name>dog</name>{flags}{BOX}</object>"))
    assert MessageToDict(posted(app)[0].annotation_info) == {"difficult": 1}
    assert told == []


def test_what_cannot_be_as_it_is_is_told(tmp_path: Path) -> None:
    out = DOG.replace(">20<", ">-20<")
    empty = DOG.replace(">120<", ">20<")
    part = DOG.replace("</object>", "<part><name>head</name></part></object>")
    app, told = read(tmp_path, a=voc(out, empty, part))
    assert len(posted(app)) == 2
    assert [line.removeprefix(f"{tmp_path}: ") for line in told] == [
        "the box reaches out of its image, so it is cut: object 1 of a.xml",
        "nothing is left of it within its image, so it is left out: object 2 of a.xml",
        "<part> is left out: object 3 of a.xml",
    ]


def test_names_that_the_api_would_take_for_one_are_two_concepts(tmp_path: Path) -> None:
    app, _ = read(tmp_path, a=voc(DOG, DOG.replace("dog", "Dog")), b=voc(DOG))
    assert [(c.id, c.name) for c in app.concepts()] == [("dog", "dog"), ("dog-2", "Dog")]


BOMB = '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><annotation>&b;</annotation>'


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "a.xml, line 1: no XML: no element found"),
        ("<annotation>\n</annotatio>", "a.xml, line 2: no XML: mismatched tag"),
        (BOMB, "a.xml, line 1: a document type (<!DOCTYPE ...>) is refused"),
        ("<annotation>&b;</annotation>", "a.xml, line 1: no XML: undefined entity"),
        (b"<annotation>\xff</annotation>", "a.xml, line 1: no XML: not well-formed"),
        ("<?xml version='1.0' encoding='x'?><a/>", "a.xml, line 1: no XML: unknown encoding"),
        ("<?xml version='1.0' encoding='utf-7'?><a/>", "a.xml, line 1: no XML: "),
        ("<html/>", "a.xml, line 1: VOC begins with <annotation>, got <html>"),
        (voc(filename=""), "a.xml, line 1: <annotation> needs a <filename>"),
        (voc(filename="<filename> </filename>"), "a.xml, line 2: <filename> is empty"),
        (voc(size=""), "a.xml, line 1: <annotation> needs a <size>"),
        (voc(size=SIZE.replace("200", "0")), "line 3: <width> is a whole number of pixels"),
        (voc(size=SIZE.replace("200", "1.5")), "line 3: <width> is a whole number of pixels"),
        (voc(size=SIZE.replace("200", "9" * 30)), "line 3: <width> is a whole number of pixels"),
        (voc(DOG.replace("<name>dog</name>", "")), "line 4: <object> needs a <name>"),
        (voc(f"<object><name>dog</name>\n{SIZE}</object>"), "line 4: <object> needs a <bndbox>"),
        (voc(f"\n\n{DOG.replace('>20<', '>wide<')}"), "line 6: <xmin> is a number, got 'wide'"),
        (voc(DOG.replace(">20<", ">nan<")), "line 4: <xmin> is a number, got 'nan'"),
        (voc(DOG.replace(">20<", ">1e999<")), "line 4: <xmin> is a number, got '1e999'"),
    ],
)
def test_a_bad_file_is_refused_in_one_line_with_its_place(
    tmp_path: Path, content: str | bytes, told: str
) -> None:
    with pytest.raises(BadFile) as refused:
        read(tmp_path, a=content)
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


def test_what_is_no_directory_of_xml_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BadFile, match="no XML file is in this directory"):
        read_voc(tmp_path)
    with pytest.raises(BadFile, match="nowhere: No such file"):
        read_voc(tmp_path / "nowhere")

    def refuse(self: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(BadFile, match=f"{tmp_path.name}: Permission denied"):
        read_voc(tmp_path)
