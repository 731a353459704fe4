"""SVG elements: all texts are escaped, by the library that writes them."""

from __future__ import annotations

from typing import TypeAlias
from unicodedata import east_asian_width
from xml.etree import ElementTree

from fakeannot.lens.table import printable

Element: TypeAlias = ElementTree.Element

FONT = "system-ui, -apple-system, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif"
# How wide letters of such fonts are, about, in parts of their height.
_NARROW, _LETTER, _CAPITAL, _WIDE = 0.34, 0.6, 0.72, 1.05
_NARROW_ONES = frozenset("fijltrI.,:;|!()[]{}'`\"/- ")
_WIDE_ONES = frozenset("mwMW@%…→")


def root(width: float, height: float, title: str, description: str) -> Element:
    """An SVG that screen readers read the title and description of."""
    made = ElementTree.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img"})
    for key, value in (("width", width), ("height", height)):
        made.set(key, number(value))
    made.set("viewBox", f"0 0 {number(width)} {number(height)}")
    # Never wider than the page that it is put into.
    made.set("style", "max-width:100%")
    made.set("font-family", FONT)
    made.set("aria-label", printable(title))
    add(made, "title", text=title)
    add(made, "desc", text=description)
    return made


def add(parent: Element, tag: str, text: str = "", **attributes: str | float) -> Element:
    """A new element at the end of another; `stroke_width=2` is its stroke-width."""
    made = ElementTree.SubElement(parent, tag)
    for name, value in attributes.items():
        made.set(name.replace("_", "-"), value if isinstance(value, str) else number(value))
    if text:
        made.text = printable(text)
    return made


def written(element: Element) -> str:
    """An element as text."""
    return ElementTree.tostring(element, encoding="unicode")


def number(value: float) -> str:
    """A number of pixels, to a hundredth."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def width_of(text: str, size: float) -> float:
    """How much room a text takes, about, in pixels."""
    return size * sum(map(_letter, text))


def _letter(one: str) -> float:
    if one in _NARROW_ONES:
        return _NARROW
    if one in _WIDE_ONES or east_asian_width(one) in "WF":
        return _WIDE
    return _CAPITAL if one.isupper() else _LETTER
