"""Shapes in pixels and in the API's form: fractions of the image's height and width, float32."""

from __future__ import annotations

from collections.abc import Iterable
from struct import Struct
from typing import Any, NamedTuple, TypeAlias

Json: TypeAlias = dict[str, Any]
# From the left and from the top, in pixels.
Points: TypeAlias = list[tuple[float, float]]

_FLOAT32 = Struct("<f")
# Eight decimals are finer than float32 from 1/8 up, and a ten-thousandth of a pixel everywhere.
_DECIMALS = 8
# In pixels. Tools round coordinates; to say so of every second box would hide the others.
_ROUNDED = 0.5


class Size(NamedTuple):
    """Of an image, in pixels."""

    width: int
    height: int


class Corners(NamedTuple):
    """Of a box, in pixels from the left and from the top."""

    left: float
    top: float
    right: float
    bottom: float

    def reaches_out(self, size: Size) -> bool:
        """Whether it goes beyond the image by more than coordinates are rounded by."""
        return (
            min(self.left, self.top) < -_ROUNDED
            or self.right > size.width + _ROUNDED
            or self.bottom > size.height + _ROUNDED
        )


def corners_of(points: Points) -> Corners:
    """The box around points."""
    columns, rows = [x for x, _ in points], [y for _, y in points]
    return Corners(min(columns), min(rows), max(columns), max(rows))


def bounding_box(corners: Corners, size: Size) -> Json | None:
    """A box as a `region_info`, cut at the border of the image; None if nothing is left of it."""
    left, right = (_fraction(at, size.width) for at in (corners.left, corners.right))
    top, bottom = (_fraction(at, size.height) for at in (corners.top, corners.bottom))
    if not (_float32(left) < _float32(right) and _float32(top) < _float32(bottom)):
        return None
    box = {"top_row": top, "left_col": left, "bottom_row": bottom, "right_col": right}
    return {"bounding_box": box}


def polygon(points: Points, size: Size) -> Json | None:
    """A polygon as a `region_info`, its points moved to the border of the image if need be.

    None if it then covers nothing.
    """
    if bounding_box(corners_of(points), size) is None:
        return None
    fractions = [
        {"row": _fraction(row, size.height), "col": _fraction(column, size.width)}
        for column, row in points
    ]
    return {"polygon": {"points": fractions}}


def pixels(fraction: float, length: int) -> float:
    """A share of a length in pixels."""
    return rounded(fraction * length, length)


def rounded(at: float, length: int) -> float:
    """Pixels of a length, to as many places as a float32 fraction of it is good for."""
    return round(at, max(0, _DECIMALS - len(str(length))))


def area(points: Points) -> float:
    """What a polygon covers, in square pixels."""
    after = [*points[1:], *points[:1]]
    pairs = zip(points, after, strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2


def paired(numbers: Iterable[float]) -> Points:
    """Points of x and y that were written one after the other."""
    each = iter(numbers)
    return list(zip(each, each, strict=True))


def _fraction(at: float, length: int) -> float:
    return round(min(max(at / length, 0.0), 1.0), _DECIMALS)


def _float32(value: float) -> float:
    nearest: float = _FLOAT32.unpack(_FLOAT32.pack(value))[0]
    return nearest
