"""The shapes of one COCO annotation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fakeannot.contract.invalid_json import InvalidJson
from fakeannot.interchange import fields
from fakeannot.interchange.shapes import (
    Corners,
    Json,
    Points,
    Size,
    bounding_box,
    corners_of,
    paired,
    polygon,
)

_FEWEST_POINTS = 3
# In pixels: boxes are often rounded outwards.
_ROUNDED = 1

Note = Callable[[str], None]


def regions_of(item: Json, size: Size, *, boxes: bool, note: Note) -> list[Json | None]:
    """What `region_info` an annotation has, each for an annotation of the API.

    None stands for the whole image, where COCO gives no shape.

    Args:
        boxes: take the box even if there are polygons.
        note: is told what cannot be as it is.
    """
    box = fields.optional(item, "bbox", _box, None)
    outlines: list[Points] = fields.optional(
        item, "segmentation", lambda value: _outlines(value, note), []
    )
    if box is None and not item.get("segmentation"):
        return [None]
    if boxes and box is not None:
        outlines = []
    found = [_region(outline, size, note) for outline in outlines]
    kept = [region for region in found if region is not None]
    if not kept and box is not None and (region := _cut(box, size, note)) is not None:
        return [region]
    if not kept:
        note("nothing is left of it within its image, so it is left out")
    elif box is not None and outlines and not _around(box, outlines):
        note("the box is not the one around the polygons, which alone are kept")
    return [*kept]


def _box(value: Any) -> Corners | None:
    """COCO's [x, y, width, height]."""
    if value in (None, []):
        return None
    sides = fields.numbers(value)
    if len(sides) != 4:
        raise InvalidJson(f"a box has 4 numbers, got {len(sides)}")
    left, top, width, height = sides
    return Corners(left, top, left + width, top + height)


def _outlines(value: Any, note: Note) -> list[Points]:
    """COCO's polygons; a mask is noted, as the fake has no use for its bits."""
    if value is None:
        return []
    if isinstance(value, dict):
        note("a mask (RLE) is left out, and its box taken if it has one")
        return []
    return fields.each(fields.list_(value), _points)


def _points(value: Any) -> Points:
    """A polygon's [x1, y1, x2, y2, ...]."""
    numbers = fields.numbers(value)
    if len(numbers) % 2 or len(numbers) < 2 * _FEWEST_POINTS:
        raise InvalidJson(f"a polygon has 3 or more pairs of numbers, got {len(numbers)} numbers")
    return paired(numbers)


def _region(outline: Points, size: Size, note: Note) -> Json | None:
    if corners_of(outline).reaches_out(size):
        note("a polygon reaches out of its image, so points are moved to the border")
    region = polygon(outline, size)
    if region is None:
        note("a polygon covers nothing within its image, so it is left out")
    return region


def _around(box: Corners, outlines: list[Points]) -> bool:
    """Whether a box is the one around polygons, but for rounding."""
    around = corners_of([point for outline in outlines for point in outline])
    return all(abs(a - b) <= _ROUNDED for a, b in zip(box, around, strict=True))


def _cut(box: Corners, size: Size, note: Note) -> Json | None:
    region = bounding_box(box, size)
    if region is not None and box.reaches_out(size):
        note("the box reaches out of its image, so it is cut")
    return region
