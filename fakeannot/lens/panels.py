"""One panel of a drawing: a picture or a frame with its labels, a head above, the rest below."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from fakeannot.lens.chips import GAP, Area, Chips, flow
from fakeannot.lens.marks import Mark, marks_of
from fakeannot.lens.outlines import Outlines
from fakeannot.lens.pairing import Pair
from fakeannot.lens.pictures import Picture
from fakeannot.lens.svg import Element, add, number, width_of
from fakeannot.lens.table import labels, shortened

WIDTH = 800.0
_HIGHEST = 600.0
_HEAD, _FOOT = 34.0, 18.0
_BESIDE = 12.0
_INK, _GREY, _PAPER, _GRID = "#1c1c1c", "#6b6b6b", "#f4f2ec", "#e3e0d6"
# From this many times its size on, a picture is so small that its pixels are to be seen.
_PIXELS = 4


class Panel(NamedTuple):
    """What one panel shows: an input, or a frame of one."""

    title: str
    picture: Picture
    pairs: Sequence[Pair]

    @property
    def marks(self) -> list[Mark]:
        """The labels as they are drawn."""
        return [mark for pair in self.pairs for mark in marks_of(pair)]

    def draw(self, parent: Element, left: float, top: float) -> float:
        """Draw it; gives where it ends."""
        self._head(parent, left, top)
        picture = self.picture
        scale = min(WIDTH / picture.width, _HIGHEST / picture.height)
        width, height = picture.width * scale, picture.height * scale
        start = left + (WIDTH - width) / 2
        area = Area(start, top + _HEAD, start + width, top + _HEAD + height)
        _ground(parent, picture, area, scale)
        self._labels(parent, area)
        rest = [mark for mark in self.marks if not mark.label.shapes]
        if not rest:
            return area.bottom + _FOOT
        return flow(parent, rest, left, area.bottom + 2 * GAP, left + WIDTH) + _FOOT

    def _head(self, parent: Element, left: float, top: float) -> None:
        kinds = Counter(pair.kind for pair in self.pairs if pair.kind != "same")
        told = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
        told = told or labels(len(self.pairs))
        title, y = shortened(self.title, 60), top + 20
        add(parent, "text", title, x=left, y=y, font_size=16, font_weight="600", fill=_INK)
        x = left + width_of(title, 16) * 1.06 + _BESIDE
        add(parent, "text", told, x=x, y=y, font_size=13, fill=_GREY)
        note = add(parent, "text", self.picture.note, x=left + WIDTH, y=y, font_size=12, fill=_GREY)
        note.set("text-anchor", "end")

    def _labels(self, parent: Element, area: Area) -> None:
        """What agrees lies below what differs, and captions lie above all."""
        drawn: list[tuple[Mark, Area]] = []
        outlines = Outlines(parent, area)
        for pair in sorted(self.pairs, key=lambda pair: pair.kind != "same"):
            marks = [mark for mark in marks_of(pair) if mark.label.shapes]
            areas = [outlines.draw(mark) for mark in marks]
            drawn += zip(marks, areas, strict=True)
            if len(areas) > 1:
                outlines.link(*areas)
        chips = Chips(parent, area)
        for mark, around in reversed(drawn):
            if mark.caption:
                chips.put(mark, around)


def _ground(parent: Element, picture: Picture, area: Area, scale: float) -> None:
    """The picture, or squared paper where there is none."""
    width, height = area.right - area.left, area.bottom - area.top
    shown = add(parent, "image" if picture.uri else "rect", x=area.left, y=area.top)
    shown.attrib.update(width=number(width), height=number(height))
    if picture.uri:
        shown.attrib.update(href=picture.uri, preserveAspectRatio="none")
        if scale >= _PIXELS:
            shown.set("style", "image-rendering:pixelated")
        return
    shown.set("fill", _PAPER)
    for tenth in range(1, 10):
        x, y = area.left + width * tenth / 10, area.top + height * tenth / 10
        add(parent, "line", x1=x, x2=x, y1=area.top, y2=area.bottom, stroke=_GRID)
        add(parent, "line", x1=area.left, x2=area.right, y1=y, y2=y, stroke=_GRID)
