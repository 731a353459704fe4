"""Captions on coloured ground, put where they hide no other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from fakeannot.lens.colours import colour_of
from fakeannot.lens.marks import Mark
from fakeannot.lens.svg import Element, add, number, width_of
from fakeannot.lens.table import shortened

HEIGHT, GAP = 19.0, 6.0
_SIZE, _PADDING = 12.0, 6.0
_LONGEST = 40
_STEPS = 6


class Area(NamedTuple):
    """A rectangle, in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Area) -> bool:
        """Whether both share more than a border."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


class Chips:
    """The captions of one picture."""

    def __init__(self, parent: Element, within: Area) -> None:
        self._parent, self._within = parent, within
        self.taken: list[Area] = []

    def put(self, mark: Mark, around: Area) -> None:
        """Caption what lies in an area: above it, within, below, or somewhat further down.

        Where there is no room at all, a label that differs gets its caption all the same, and one
        that does not gets none.
        """
        text = shortened(mark.caption, _LONGEST)
        places = list(self._places(around, chip_width(text)))
        free = (one for one in places if not any(map(one.meets, self.taken)))
        place = next(free, None if mark.pale else places[0])
        if place is not None:
            self.taken.append(place)
            chip(self._parent, mark, text, place.left, place.top)

    def _places(self, around: Area, width: float) -> Iterator[Area]:
        within = self._within
        left = max(within.left, min(around.left, within.right - width))
        tops = [around.top - HEIGHT, around.top, around.bottom]
        tops += [around.top + step * HEIGHT for step in range(1, _STEPS)]
        for wanted in tops:
            top = max(within.top, min(wanted, within.bottom - HEIGHT))
            yield Area(left, top, left + width, top + HEIGHT)


def chip(parent: Element, mark: Mark, text: str, left: float, top: float) -> None:
    """A caption with its upper left corner there; what was expected has a dashed border."""
    colour = colour_of(mark.label.concept)
    ground, letters = ("#ffffff", colour) if mark.expected else (colour, "#ffffff")
    group = add(parent, "g", opacity=0.75 if mark.pale else 1)
    frame = add(
        group,
        "rect",
        x=left + 0.75,
        y=top + 0.75,
        width=chip_width(text) - 1.5,
        height=HEIGHT - 1.5,
        rx=4,
        fill=ground,
        stroke=colour,
        stroke_width=1.5,
    )
    if mark.expected:
        frame.set("stroke-dasharray", "4 2.5")
    middle = top + HEIGHT / 2 + _SIZE * 0.35
    written = add(group, "text", text, x=left + _PADDING, y=middle, font_size=_SIZE, fill=letters)
    # Whatever font there is, the text fits.
    written.set("textLength", number(width_of(text, _SIZE)))
    written.set("lengthAdjust", "spacingAndGlyphs")


def chip_width(text: str) -> float:
    """How wide a caption is."""
    return width_of(text, _SIZE) + 2 * _PADDING


def flow(parent: Element, marks: list[Mark], left: float, top: float, right: float) -> float:
    """Captions side by side, in as many lines as they need; gives where the last one ends."""
    x, y = left, top
    for mark in marks:
        where = f" · {mark.label.place}" if mark.label.exact else ""
        text = shortened(mark.caption + where, 2 * _LONGEST)
        if x > left and x + chip_width(text) > right:
            x, y = left, y + HEIGHT + GAP
        chip(parent, mark, text, x, y)
        x += chip_width(text) + GAP
    return y + HEIGHT
