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
    if box is None and not outlines:
        return [None]
    found = [] if boxes and box else [_region(outline, size, note) for outline in outlines]
    kept = [region for region in found if region is not None]
    if not kept and box is not None and (region := _cut(box, size, note)) is not None:
        return [region]
    if not kept:
        note("nothing is left of it within its image, so it is left out")
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
        note("a mask (RLE) is left out, and the box taken")
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
    return polygon(outline, size)


def _cut(box: Corners, size: Size, note: Note) -> Json | None:
    region = bounding_box(box, size)
    if region is not None and box.reaches_out(size):
        note("the box reaches out of its image, so it is cut")
    return region
