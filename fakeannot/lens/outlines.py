"""Labels drawn over a picture: boxes, polygons, masks and points."""

from __future__ import annotations

from math import pi

from fakeannot.lens.chips import Area
from fakeannot.lens.colours import colour_of
from fakeannot.lens.marks import Mark
from fakeannot.lens.pictures import tinted
from fakeannot.lens.rasters import raster
from fakeannot.lens.shapes import Box, Mask, Points, Shape
from fakeannot.lens.svg import Element, add, number

_RADIUS = 6.0
_DASHES = "7 4"
# Twelve parts of the border of a point, half of them drawn.
_DOTS = f"{_RADIUS * pi / 6:.2f}"


class Outlines:
    """Draws marks into the area of a picture."""

    def __init__(self, parent: Element, area: Area) -> None:
        self._links, self._parent = add(parent, "g"), add(parent, "g")
        self._area = area

    def draw(self, mark: Mark) -> Area:
        """Draw a label's shapes; gives the area that they take."""
        group = add(self._parent, "g", opacity=0.45 if mark.pale else 1)
        add(group, "title", f"{mark.caption or mark.label.caption}: {mark.label.place}")
        areas = [self._shape(group, mark, shape) for shape in mark.label.shapes]
        lefts, tops, rights, bottoms = zip(*areas, strict=True)
        return Area(min(lefts), min(tops), max(rights), max(bottoms))

    def link(self, before: Area, after: Area) -> None:
        """A line from the middle of what was expected to the middle of what is there."""
        ends = [((one.left + one.right) / 2, (one.top + one.bottom) / 2) for one in (before, after)]
        (x1, y1), (x2, y2) = ends
        for colour, width in (("#ffffff", 3.5), ("#222222", 1.5)):
            line = add(self._links, "line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour)
            line.set("stroke-width", number(width))
            add(self._links, "circle", cx=x2, cy=y2, r=1 + width, fill=colour)

    def _shape(self, group: Element, mark: Mark, shape: Shape) -> Area:
        if isinstance(shape, Mask):
            return self._mask(group, mark, shape)
        if isinstance(shape, Points):
            return self._points(group, mark, shape)
        if isinstance(shape, Box):
            sides = shape.top, shape.bottom
            corners = [self._at(row, shape.left) for row in sides]
            corners += [self._at(row, shape.right) for row in reversed(sides)]
        else:
            corners = [self._at(row, col) for row, col in shape.points]
        _stroked(group, mark, corners)
        return _around(corners)

    def _mask(self, group: Element, mark: Mark, mask: Mask) -> Area:
        area = self._area
        uri = tinted(mask.picture, colour_of(mark.label.concept))
        if uri:
            made = add(
                group, "image", x=area.left, y=area.top, href=uri, preserveAspectRatio="none"
            )
            made.set("width", number(area.right - area.left))
            made.set("height", number(area.bottom - area.top))
            made.set("opacity", "0.3" if mark.expected else "0.5")
        return self._extent(mask)

    def _extent(self, mask: Mask) -> Area:
        """What lies around all that a mask covers."""
        covered = raster(mask.picture)
        if covered is None or not covered.any():
            return self._area
        ends = [covered.any(axis=1 - axis).nonzero()[0][[0, -1]] for axis in (0, 1)]
        rows, cols = (found / length for found, length in zip(ends, covered.shape, strict=True))
        return _around([self._at(row, col) for row, col in zip(rows, cols, strict=True)])

    def _points(self, group: Element, mark: Mark, points: Points) -> Area:
        places = [self._at(row, col) for row, col, _ in points.points]
        colour = colour_of(mark.label.concept)
        ground, border = ("#ffffff", colour) if mark.expected else (colour, "#ffffff")
        for x, y in places:
            dot = add(group, "circle", cx=x, cy=y, r=_RADIUS, fill=ground, stroke=border)
            dot.set("stroke-width", "2")
            if mark.expected:
                dot.set("stroke-dasharray", _DOTS)
        left, top, right, bottom = _around(places)
        return Area(left - _RADIUS, top - _RADIUS, right + _RADIUS, bottom + _RADIUS)

    def _at(self, row: float, col: float) -> tuple[float, float]:
        left, top, right, bottom = self._area
        return left + col * (right - left), top + row * (bottom - top)


def _stroked(group: Element, mark: Mark, corners: list[tuple[float, float]]) -> None:
    """A closed line with a white one beneath, to be seen on any picture."""
    colour = colour_of(mark.label.concept)
    points = " ".join(f"{number(x)},{number(y)}" for x, y in corners)
    halo = add(group, "polygon", points=points, fill="none", stroke="#ffffff", stroke_width=4.5)
    halo.set("stroke-opacity", "0.8")
    line = add(group, "polygon", points=points, fill=colour, stroke=colour, stroke_width=2.25)
    line.set("fill-opacity", "0" if mark.expected else "0.1")
    if mark.expected:
        line.set("stroke-dasharray", _DASHES)
    for one in (halo, line):
        one.set("stroke-linejoin", "round")


def _around(places: list[tuple[float, float]]) -> Area:
    columns, rows = [x for x, _ in places], [y for _, y in places]
    return Area(min(columns), min(rows), max(columns), max(rows))
