"""A small world to look at: pictures held and not held, and regions of every shape."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from typing import Any

from PIL import Image, ImageDraw

from fakeannot import FakeClarifai

DETECTOR = "detector-v1"
HELD = ("corner", "crossing", "park")
_SIZE = (640, 420)


def street(inputs: int = 3) -> FakeClarifai:
    """A fake with that many inputs, of which the first is labelled in every way."""
    fake = FakeClarifai()
    fake.workflow(
        lambda _: region({"bounding_box": box(0.28, 0.66, 0.64, 0.74)}, "trunk", 0.83),
        model_version_id=DETECTOR,
    )
    for number in range(inputs):
        add_input(fake, number)
    if inputs:
        label(fake)
    return fake


def add_input(fake: FakeClarifai, number: int) -> None:
    if number < len(HELD):
        fake.app().add_input(HELD[number], data={"image": {"base64": picture(number)}})
    else:
        url = f"https://example.com/photos/street-{number:06}.jpg"
        fake.app().add_input(f"street-{number:06}", url=url)


def label(fake: FakeClarifai) -> None:
    app, on = fake.app(), HELD[0]
    app.add_annotation(on, {"concepts": [{"id": "street"}, {"id": "night", "value": 0}]})
    app.add_annotation(on, region_data({"bounding_box": box(0.41, 0.11, 0.79, 0.43)}, "car"))
    crown = [(0.08, 0.62), (0.1, 0.78), (0.38, 0.8), (0.4, 0.6)]
    points = [{"row": row, "col": col} for row, col in crown]
    pending = {"code": "ANNOTATION_PENDING"}
    app.add_annotation(on, region_data({"polygon": {"points": points}}, "tree"), status=pending)
    app.add_annotation(on, region_data({"point": {"row": 0.2, "col": 0.3}}, "bird"))
    app.add_annotation(on, region_data({"mask": {"image": {"base64": mask()}}}, "road"))


def box(top: float, left: float, bottom: float, right: float) -> dict[str, float]:
    return {"top_row": top, "left_col": left, "bottom_row": bottom, "right_col": right}


def region(info: dict[str, Any], concept: str, value: float = 1) -> dict[str, Any]:
    return {"region_info": info, "data": {"concepts": [{"id": concept, "value": value}]}}


def region_data(info: dict[str, Any], concept: str) -> dict[str, Any]:
    return {"regions": [region(info, concept)]}


def picture(number: int) -> str:
    """A street in base64, another one for each number."""
    return _png("RGB", lambda draw: _paint_street(draw, number))


def mask() -> str:
    """The road of that street."""
    width, height = _SIZE
    return _png("L", lambda draw: draw.rectangle([0, height * 0.61, width, height], fill=255))


def _png(mode: str, paint: Callable[[ImageDraw.ImageDraw], None]) -> str:
    image = Image.new(mode, _SIZE)
    paint(ImageDraw.Draw(image))
    file = io.BytesIO()
    image.save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


def _paint_street(draw: ImageDraw.ImageDraw, number: int) -> None:
    width, height = _SIZE

    def place(*parts: float) -> list[float]:
        return [part * (height if at % 2 else width) for at, part in enumerate(parts)]

    draw.rectangle(place(0, 0, 1, 1), fill=(182, 207, 231))
    draw.ellipse(place(0.86 - number * 0.1, 0.05, 0.94 - number * 0.1, 0.17), fill=(250, 231, 130))
    draw.rectangle(place(0, 0.61, 1, 1), fill=(122, 127, 122))
    draw.rectangle(place(0.68, 0.3, 0.72, 0.63), fill=(101, 72, 43))
    draw.ellipse(place(0.59, 0.07, 0.81, 0.4), fill=(64, 131, 74))
    draw.rectangle(place(0.12, 0.53, 0.42, 0.72), fill=(186, 65, 54))
    draw.rectangle(place(0.18, 0.42, 0.36, 0.54), fill=(205, 222, 232))
    for left in (0.16, 0.32):
        draw.ellipse(place(left, 0.66, left + 0.07, 0.77), fill=(34, 36, 40))
