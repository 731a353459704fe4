"""CSV of concepts becomes a seed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from google.protobuf.json_format import MessageToDict

from fakeannot import App
from fakeannot.interchange import BadFile, read_csv
from tests.interchange.files import loaded, posted, written


def read(tmp_path: Path, content: str | bytes) -> App:
    return loaded(read_csv(written(tmp_path / "a.csv", content)))


def said(app: App) -> list[tuple[str, list[tuple[str, float]]]]:
    """Of which input each annotation says which concepts with which values."""
    return [(a.input_id, [(c.name, c.value) for c in a.data.concepts]) for a in posted(app)]


def test_each_row_becomes_an_annotation_of_its_input(tmp_path: Path) -> None:
    app = read(
        tmp_path, "url,concept,value\nhttps://e.com/x/1.jpg,dog,0.5\nhttps://e.com/x/1.jpg,cat,\n"
    )
    assert [(i.id, i.data.image.url) for i in app.inputs()] == [("1", "https://e.com/x/1.jpg")]
    assert said(app) == [("1", [("dog", 0.5)]), ("1", [("cat", 1)])]


@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_without_a_header_the_columns_are_input_concept_and_value(
    tmp_path: Path, between: str
) -> None:
    lines = ["car-1,Stop sign,true", "images/car-2.jpg,Stop sign,false", "car-1,dog"]
    app = read(tmp_path, "\r\n".join(lines).replace(",", between))
    urls = [i.data.image.url for i in app.inputs()]
    assert urls == ["https://example.com/car-1.jpg", "images/car-2.jpg"]
    assert said(app) == [
        ("car-1", [("Stop sign", 1)]),
        ("car-2", [("Stop sign", 0)]),
        ("car-1", [("dog", 1)]),
    ]
    assert [c.id for c in app.concepts()] == ["stop-sign", "dog"]


def test_the_shape_of_the_official_sdk_is_read(tmp_path: Path) -> None:
    app = read(
        tmp_path,
        "inputid,input,concepts,metadata,geopoints\n"
        'a,https://e.com/1.jpg,"dog,cat","{\'lens\': \'wide\'}","8.5,47.25"\n'
        "b,https://e.com/2.jpg,,,\n",
    )
    first, second = app.inputs()
    assert (first.id, second.id) == ("a", "b")
    assert MessageToDict(first.data.metadata) == {"lens": "wide"}
    assert (first.data.geo.geo_point.longitude, first.data.geo.geo_point.latitude) == (8.5, 47.25)
    assert said(app) == [("a", [("dog", 1), ("cat", 1)])]


@pytest.mark.parametrize("cell", ["dog,cat", "dog, cat,", "['dog', 'cat']", '["dog","cat","dog"]'])
def test_concepts_can_be_a_list(tmp_path: Path, cell: str) -> None:
    quoted = cell.replace('"', '""')
    app = read(tmp_path, f'\ufeffinputs,concepts\ncar,"{quoted}"\n')
    assert said(app) == [("car", [("dog", 1), ("cat", 1)])]


def test_other_urls_of_one_file_name_are_other_inputs(tmp_path: Path) -> None:
    content = "https://e.com/a/1.jpg?x=1,dog\nhttps://e.com/b/1.jpg,dog\nhttps://e.com/,dog\n"
    assert [i.id for i in read(tmp_path, content).inputs()] == ["1", "1-2", "e"]


def test_what_rows_say_of_an_input_adds_up(tmp_path: Path) -> None:
    content = "id,url,concept,metadata\na,,x,\na,1.jpg,y,\na,,z,{}\n\n,,,\na,1.jpg,x,\n"
    app = read(tmp_path, content)
    assert [(i.id, i.data.image.url) for i in app.inputs()] == [("a", "1.jpg")]
    assert len(posted(app)) == 4


HEADER = "id,url,concept,value,metadata,geopoints\n"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "a.csv: it is empty"),
        ("\n \n", "a.csv: it is empty"),
        ("url,colour\n", "a.csv, line 1: 'colour' is no column; known are inputid, input"),
        ("a,b,c,d\n", "a.csv, line 1: 'a' is no column"),
        ("dog\n", "a.csv, line 1: 'dog' is no column"),
        ("url,image,concept\n", "a.csv, line 1: two columns say the same: url, image, concept"),
        ("url,value\n", "a.csv, line 1: the columns needed are 'concepts' and one of 'input'"),
        ("value,concept\n", "a.csv, line 1: the columns needed are"),
        ("a,dog\nb,dog,1\n", "a.csv, line 2: it has 3 cells, but there are 2 columns"),
        ('a,dog\n"b,dog\n', "a.csv, line 2: no CSV: unexpected end of data"),
        (b"a,dog\nb,\xff\n", "a.csv, line 2: no UTF-8"),
        ("a,dog\n" + "b" * 200_000 + ",dog\n", "a.csv, line 2: no CSV: field larger than"),
        (f"{HEADER},,dog", "a.csv, line 2: it says of no input what it shows"),
        (f"{HEADER}a,,dog,2", "a.csv, line 2: value: expected a number from 0 to 1, got"),
        (f"{HEADER}a,,dog,nan", "a.csv, line 2: value: expected a finite number"),
        (f"{HEADER}a,,dog,often", "a.csv, line 2: value: expected a finite number, got a string"),
        (f"{HEADER}a,,[dog", "a.csv, line 2: concepts: expected JSON, got a string ('[dog')"),
        (f"{HEADER}a,,[5]", "a.csv, line 2: concepts[0]: expected a text, got a number"),
        (f"{HEADER}a,,{'[' * 9_000}", "a.csv, line 2: concepts: expected JSON"),
        (f"{HEADER}a,,dog,,[]", "a.csv, line 2: metadata: expected an object, got a list"),
        (f'{HEADER}a,,dog,,"{{""a"": NaN}}"', "a.csv, line 2: metadata.a: "),
        (f"{HEADER}a,,dog,,,8.5", "a.csv, line 2: geopoints: expected longitude,latitude"),
        (f'{HEADER}a,,dog,,,"8,east"', "a.csv, line 2: geopoints: expected a finite number"),
        (f'{HEADER}a,,dog,,,"8,1e300"', "a.csv, line 2: geo.geo_point.latitude: "),
        (f"{HEADER}a,1.jpg,dog\na,2.jpg,dog", "line 3: an earlier line says another image of 'a'"),
    ],
)
def test_a_bad_file_is_refused_in_one_line_with_its_place(
    tmp_path: Path, content: Any, told: str
) -> None:
    with pytest.raises(BadFile) as refused:
        read(tmp_path, content)
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)
