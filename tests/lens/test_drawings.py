"""Drawings: well-formed, harmless whatever concepts are called, and on the picture that is held."""

from __future__ import annotations

from base64 import b64decode, b64encode
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from fakeannot import FakeClarifai
from fakeannot.lens import UnknownInput, compare, draw
from fakeannot.lens.colours import colour_of
from tests.lens.labelled import annotation, box, mask, png, point, polygon, region, whole

SVG = "{http://www.w3.org/2000/svg}"
HARMLESS = {"svg", "title", "desc", "g", "rect", "line", "polygon", "circle", "image", "text"}
NAMES = st.text(max_size=12) | st.sampled_from(
    ["<script>alert(1)</script>", "]]>", '" onload="x', "&amp;", "\x00\x1b[0m", "\u202egod", "]]>"]
)
SHAPES = [
    box(0.1, 0.1, 0.5, 0.5),
    polygon((0, 0), (0, 0.5), (0.5, 0)),
    point(0.5, 0.5),
    mask(png(8, 8, lambda x, _: x < 4)),
    {"span": {"char_start": 1, "raw_text": "<b>"}},
]


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def texts(svg: str) -> list[str]:
    return [one.text or "" for one in parsed(svg).iter(f"{SVG}text")]


def tags(svg: str) -> list[str]:
    return [one.tag.removeprefix(SVG) for one in parsed(svg).iter()]


def pictured(width: int = 40, height: int = 20) -> FakeClarifai:
    fake = FakeClarifai()
    picture = b64encode(png(width, height)).decode()
    fake.app().add_input("street", data={"image": {"base64": picture}})
    return fake


@given(NAMES, NAMES, st.sampled_from(SHAPES))
def test_names_of_all_kinds_are_texts_and_nothing_else(
    concept: str, input_id: str, shape: dict[str, object]
) -> None:
    concept = concept.encode("utf-8", "ignore").decode()
    input_id = input_id.encode("utf-8", "ignore").decode()
    labelled = [annotation(region(shape, concept), input_id), annotation(whole("day"), input_id)]
    for svg in (
        draw(labelled, input_id),
        compare(labelled, [annotation(whole("sun"), input_id)]).svg(),
        compare(labelled, []).svg(input_id),
    ):
        assert set(tags(svg)) <= HARMLESS
        for one in parsed(svg).iter():
            assert not [name for name in one.attrib if name.lower().startswith("on")]
            assert one.attrib.get("href", "data:image/png;").startswith("data:image/png;")


def test_a_drawing_is_a_text_that_a_notebook_shows(tmp_path: Path) -> None:
    fake = pictured()
    drawing = fake.draw("street")
    assert drawing._repr_svg_() == drawing
    assert repr(drawing).startswith("<Drawing: SVG of ")
    drawing.save(tmp_path / "street.svg")
    assert (tmp_path / "street.svg").read_text("utf-8") == drawing
    assert drawing == draw(fake, "street")


def test_screen_readers_are_told_what_is_drawn() -> None:
    fake = pictured()
    fake.app().add_annotation("street", region(box(0.1, 0.1, 0.5, 0.5), value=0.5))
    svg = parsed(fake.draw("street"))
    assert svg.get("role") == "img"
    assert svg.get("aria-label") == "street, 1 label"
    title, description = svg[0], svg[1]
    assert (title.tag, title.text) == (f"{SVG}title", "street, 1 label")
    assert description.text == "street: dog 0.5, box (0.1, 0.1) to (0.5, 0.5)"


def test_labels_lie_on_the_uploaded_picture_where_their_fractions_say() -> None:
    fake = pictured(40, 20)
    fake.app().add_annotation("street", region(box(0.5, 0.25, 1, 0.75)))
    svg = parsed(fake.draw("street"))
    (image,) = svg.iter(f"{SVG}image")
    left, top, width, height = (float(image.get(k, "")) for k in ("x", "y", "width", "height"))
    assert width / height == 2
    content = b64decode(image.get("href", "").removeprefix("data:image/png;base64,"))
    assert Image.open(BytesIO(content)).size == (40, 20)
    (_, line) = svg.iter(f"{SVG}polygon")
    corners = {tuple(map(float, one.split(","))) for one in line.get("points", "").split()}
    rows, cols = (top + height / 2, top + height), (left + width / 4, left + width * 3 / 4)
    assert corners == {(x, y) for x in cols for y in rows}


@pytest.mark.parametrize(
    ("data", "note", "ratio"),
    [
        ({"image": {"url": "https://e.com/1.jpg"}}, "size unknown", 1),
        (
            {"image": {"url": "https://e.com/1.jpg", "image_info": {"width": 90, "height": 30}}},
            "90 \N{MULTIPLICATION SIGN} 30, picture not uploaded",
            3,
        ),
        (
            {"video": {"url": "https://e.com/1.mp4", "video_info": {"width": 80, "height": 40}}},
            "80 \N{MULTIPLICATION SIGN} 40, picture not uploaded",
            2,
        ),
        ({"image": {"base64": b64encode(b"no picture").decode()}}, "size unknown", 1),
        ({"image": {"base64": b64encode(png(9, 9)[:20]).decode()}}, "size unknown", 1),
    ],
    ids=["nothing", "image_info", "video_info", "no picture", "cut off"],
)
def test_without_a_picture_there_is_paper_of_its_size(
    data: dict[str, object], note: str, ratio: float
) -> None:
    fake = FakeClarifai()
    fake.app().add_input("street", data=data)
    drawing = fake.draw("street")
    assert note in texts(drawing)
    paper = list(parsed(drawing).iter(f"{SVG}rect"))[1]
    size = float(paper.get("width", "")), float(paper.get("height", ""))
    assert size[0] / size[1] == pytest.approx(ratio, rel=1e-3)


def test_a_photograph_taken_upright_is_as_high_as_it_is_shown() -> None:
    turned, written = Image.new("RGB", (40, 20)), BytesIO()
    exif = Image.Exif()
    exif[0x112] = 6
    turned.save(written, "JPEG", exif=exif)
    fake = FakeClarifai()
    picture = b64encode(written.getvalue()).decode()
    fake.app().add_input("street", data={"image": {"base64": picture}})
    assert "20 \N{MULTIPLICATION SIGN} 40" in texts(fake.draw("street"))


def test_a_mask_is_laid_over_the_picture_in_the_colour_of_its_concept() -> None:
    fake = pictured()
    fake.app().add_annotation("street", region(mask(png(4, 2, lambda x, _: x < 1))))
    _, laid_over = parsed(fake.draw("street")).iter(f"{SVG}image")
    content = b64decode(laid_over.get("href", "").removeprefix("data:image/png;base64,"))
    pixels = Image.open(BytesIO(content))
    assert pixels.getpixel((0, 0)) == (*bytes.fromhex(colour_of("dog")[1:]), 255)
    assert pixels.getpixel((1, 0)) == (0, 0, 0, 0)


def test_a_mask_that_cannot_be_read_is_told_and_not_drawn() -> None:
    fake = pictured()
    fake.app().add_annotation("street", region(mask(png(9, 9)[:40])))
    drawing = fake.draw("street")
    assert tags(drawing).count("image") == 1
    assert "dog" in texts(drawing)


def test_points_move_along_a_line() -> None:
    before, after = ([annotation(region(point(0.5, col)))] for col in (0.5, 0.55))
    svg = parsed(compare(after, before).svg())
    line = next(one for one in svg.iter(f"{SVG}line") if one.get("stroke") == "#222222")
    assert float(line.get("x2", "")) - float(line.get("x1", "")) == pytest.approx(0.05 * 600)
    assert "moved: dog, 0.05 away" in texts(str_of(svg))


def test_a_picture_of_a_kind_that_browsers_do_not_show_is_not_embedded() -> None:
    written = BytesIO()
    Image.new("L", (4, 4)).save(written, "TIFF")
    fake = FakeClarifai()
    picture = b64encode(written.getvalue()).decode()
    fake.app().add_input("street", data={"image": {"base64": picture}})
    assert "image" not in tags(fake.draw("street"))


def test_what_was_relabelled_is_drawn_once() -> None:
    cat, dog = ([annotation(region(box(0.1, 0.1, 0.5, 0.5), name))] for name in ("cat", "dog"))
    svg = compare(cat, dog).svg()
    assert tags(svg).count("polygon") == 2  # a line, and the white one beneath
    assert "dog → cat" in texts(svg)


def test_each_frame_of_a_video_has_a_panel() -> None:
    fake = FakeClarifai()
    fake.app().add_input("clip", data={"video": {"url": "https://e.com/1.mp4"}})
    for time in (500, 1500):
        frame = {"frame_info": {"time": time}, "data": region(box(0.1, 0.1, 0.5, 0.5))}
        fake.app().add_annotation("clip", {"frames": [frame]})
    assert {"clip at 500 ms", "clip at 1500 ms"} < set(texts(fake.draw("clip")))


def test_an_input_that_is_not_there_is_refused_with_the_nearest() -> None:
    fake = pictured()
    with pytest.raises(UnknownInput) as caught:
        fake.draw("stret")
    assert str(caught.value) == "There is no input 'stret'. Did you mean 'street'?"
    assert isinstance(caught.value, KeyError)
    with pytest.raises(UnknownInput, match=r"^There is no input 'x'\.$"):
        compare(fake, []).svg("x")


def test_another_app_is_drawn_if_it_is_given() -> None:
    fake = FakeClarifai()
    other = fake.app("other")
    other.add_input("yard", data=whole("grass"))
    assert "grass" in texts(fake.draw("yard", app=other))
    with pytest.raises(UnknownInput):
        fake.draw("yard")


def test_what_was_expected_is_dashed_and_what_agrees_is_pale() -> None:
    agreed = annotation(region(box(0.1, 0.1, 0.3, 0.3), "tree"))
    before, after = (annotation(region(box(0.5, 0.5, 0.9, right))) for right in (0.8, 0.9))
    svg = parsed(compare([agreed, after], [agreed, before]).svg())
    shapes = [one for one in svg.iter(f"{SVG}g") if one.find(f"{SVG}polygon") is not None]
    dashed = [one[2].get("stroke-dasharray") is not None for one in shapes]
    assert dashed == [False, True, False]
    assert [float(one.get("opacity", "")) < 1 for one in shapes] == [True, False, False]
    assert {"tree", "moved: dog, IoU 0.75", "expected", "actual"} <= set(texts(str_of(svg)))


def str_of(svg: ElementTree.Element) -> str:
    return ElementTree.tostring(svg, encoding="unicode")


def test_concepts_of_the_whole_input_are_below_in_as_many_lines_as_they_need() -> None:
    few, many = (
        [annotation(whole(f"concept {number}")) for number in range(count)] for count in (2, 40)
    )
    heights = [float(parsed(draw(each, "street")).get("height", "")) for each in (few, many)]
    assert heights[1] - heights[0] > 3 * 19
    assert {f"concept {number}" for number in range(40)} < set(texts(draw(many, "street")))


def test_of_many_inputs_the_first_ten_are_drawn() -> None:
    many = [annotation(whole("day"), f"i{number:02}") for number in range(12)]
    drawn = texts(compare(many, []).svg())
    assert "i09" in drawn
    assert "i10" not in drawn
    assert "... and 2 more" in drawn
