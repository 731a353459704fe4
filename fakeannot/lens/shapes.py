"""Where a label is: boxes, polygons, masks and points, in fractions of height and width."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from hashlib import blake2b
from typing import NamedTuple, TypeAlias

from clarifai_grpc.grpc.api import resources_pb2

from fakeannot.store.media import sniff


class Box(NamedTuple):
    """A bounding box."""

    top: float
    left: float
    bottom: float
    right: float

    @property
    def kind(self) -> Hashable:
        return "box"

    @property
    def words(self) -> str:
        return f"box {_spoken(self)}"


class Polygon(NamedTuple):
    """A polygon of (row, col)."""

    points: tuple[tuple[float, float], ...]

    @property
    def kind(self) -> Hashable:
        return "polygon"

    @property
    def words(self) -> str:
        rows, cols = [row for row, _ in self.points], [col for _, col in self.points]
        around = min(rows), min(cols), max(rows), max(cols)
        return f"polygon of {len(self.points)} within {_spoken(around)}"


class Mask(NamedTuple):
    """The bytes of a picture as large as the image, or scaled to it; what is not black is in."""

    picture: bytes

    @property
    def kind(self) -> Hashable:
        return "mask"

    @property
    def words(self) -> str:
        return f"mask of {len(self.picture):,} bytes"


class Points(NamedTuple):
    """A point, or keypoints in their order, of (row, col, z); only like visibility is compared."""

    points: tuple[tuple[float, float, float], ...]
    visibility: tuple[int, ...]

    @property
    def kind(self) -> Hashable:
        return ("points", self.visibility)

    @property
    def words(self) -> str:
        row, col, _ = self.points[0]
        first = f"row {row:.3g}, col {col:.3g}"
        return f"point {first}" if len(self.points) == 1 else f"{len(self.points)} points, {first}"


Shape: TypeAlias = Box | Polygon | Mask | Points


def shapes_of(info: resources_pb2.RegionInfo) -> list[Shape]:
    """The shapes of a region that have a place to be drawn at; mostly it is one."""
    found: list[Shape] = []
    if info.HasField("bounding_box"):
        box = info.bounding_box
        found.append(Box(box.top_row, box.left_col, box.bottom_row, box.right_col))
    if info.polygon.points:
        found.append(Polygon(tuple((point.row, point.col) for point in info.polygon.points)))
    if is_picture(info.mask.image.base64):
        found.append(Mask(info.mask.image.base64))
    if info.HasField("point"):
        found.append(_points([info.point]))
    if info.keypoint_locations:
        found.append(_points(info.keypoint_locations))
    return found


def exact_of(info: resources_pb2.RegionInfo) -> list[str]:
    """What else a region says of its place, which is the same or not."""
    found = []
    if info.HasField("mask") and not is_picture(info.mask.image.base64):
        image = info.mask.image
        digest = blake2b(image.base64, digest_size=8).hexdigest()
        found.append(f"mask {image.url or f'with the hash {digest}'}")
    if info.HasField("polygon") and not info.polygon.points:
        found.append("polygon without points")
    for kind in ("span", "token"):
        if info.HasField(kind):
            part = getattr(info, kind)
            found.append(f"{kind} {part.char_start} to {part.char_end} {part.raw_text!r}")
    return found


def is_picture(content: bytes) -> bool:
    """Whether the first bytes are those of a picture."""
    return sniff(content).startswith("image/")


def _points(points: Iterable[resources_pb2.Point]) -> Points:
    points = list(points)
    places = tuple((point.row, point.col, point.z) for point in points)
    return Points(places, tuple(point.visibility for point in points))


def _spoken(sides: tuple[float, float, float, float]) -> str:
    return "({}, {}) to ({}, {})".format(*(f"{side:.3g}" for side in sides))
