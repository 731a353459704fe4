"""Labels over their pictures, as SVG."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from pathlib import Path

from fakeannot.lens.pairing import Pair
from fakeannot.lens.panels import WIDTH, Panel
from fakeannot.lens.pictures import picture_of
from fakeannot.lens.sources import Side, Source, Taken, side_of
from fakeannot.lens.svg import Element, add, root, written
from fakeannot.lens.table import labels

_MARGIN = 20.0
_LEGEND = 22.0
_MOST = 10
_GREY = "#6b6b6b"


class UnknownInput(KeyError):
    """An input that is to be drawn and that nobody knows."""

    def __init__(self, input_id: str, known: Iterable[str]) -> None:
        near = difflib.get_close_matches(input_id, known, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        super().__init__(f"There is no input {input_id!r}.{hint}")

    def __str__(self) -> str:
        return str(self.args[0])


class Drawing(str):
    """An SVG: its text, which notebooks show as a picture."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<Drawing: SVG of {len(self):,} characters>"

    def _repr_svg_(self) -> str:
        return str(self)

    def save(self, file: str | Path) -> None:
        """Write it to a file."""
        Path(file).write_text(self, encoding="utf-8")


def draw(
    source: Source, input_id: str, *, input_level: bool = True, models: bool = True
) -> Drawing:
    """An input with its labels, over its picture where the fake holds it.

    Args:
        source: a fake, an app or what else `compare` takes.
        input_level: also draw what came with the input itself.
        models: also draw what models and workflows made.

    Raises:
        UnknownInput: there is no such input; it is a `KeyError`.
        LensUnavailable: a library of the extra is not installed.
    """
    side = side_of(source, Taken(input_level, models))
    _require(input_id, side)
    pairs = [Pair("same", None, one) for one in side.labels if one.input_id == input_id]
    return _drawn(_panels(input_id, pairs, side), f"{input_id}, {labels(len(pairs))}", legend=False)


def draw_comparison(pairs: Sequence[Pair], actual: Side, expected: Side, input_id: str) -> Drawing:
    """Pairs over the pictures of one input, or of all where something differs.

    Raises:
        UnknownInput: neither side has that input.
    """
    if input_id:
        _require(input_id, actual, expected)
        wanted = [input_id]
    else:
        differing = {pair.input_id for pair in pairs if pair.kind != "same"}
        wanted = sorted(differing or {pair.input_id for pair in pairs})
    by_input: dict[str, list[Pair]] = {one: [] for one in wanted}
    for pair in pairs:
        if pair.input_id in by_input:
            by_input[pair.input_id].append(pair)
    panels = [
        panel for one, of_it in by_input.items() for panel in _panels(one, of_it, actual, expected)
    ]
    return _drawn(panels, f"Expected and actual labels of {', '.join(wanted[:_MOST])}", legend=True)


def _require(input_id: str, *sides: Side) -> None:
    known = {one for side in sides for one in side.inputs}
    if input_id not in known:
        raise UnknownInput(input_id, sorted(known))


def _panels(input_id: str, pairs: Sequence[Pair], *sides: Side) -> list[Panel]:
    """A panel for each frame that has labels; one for an input without any."""
    frames: dict[str, list[Pair]] = {}
    for pair in pairs:
        frames.setdefault(pair.label.at, []).append(pair)
    picture = picture_of(input_id, *sides)
    return [
        Panel(f"{input_id} at {at}" if at else input_id, picture, of_it)
        for at, of_it in (frames or {"": []}).items()
    ]


def _drawn(panels: Sequence[Panel], title: str, *, legend: bool) -> Drawing:
    svg = root(0, 0, title, ". ".join(map(_described, panels[:_MOST])))
    width = WIDTH + 2 * _MARGIN
    card = add(svg, "rect", x=0.5, y=0.5, width=width - 1, rx=10, fill="#ffffff", stroke="#d6d3ca")
    end = _MARGIN / 2
    for panel in panels[:_MOST]:
        end = panel.draw(svg, _MARGIN, end)
    if len(panels) > _MOST:
        told = f"... and {len(panels) - _MOST} more"
        end += _LEGEND
        add(svg, "text", told, x=_MARGIN, y=end - 8, font_size=13, fill=_GREY)
    if legend:
        end = _legend(svg, end)
    for name, value in (("width", width), ("height", end)):
        svg.set(name, f"{value:.0f}")
    svg.set("viewBox", f"0 0 {width:.0f} {end:.0f}")
    card.set("height", f"{end - 1:.0f}")
    return Drawing(written(svg))


def _legend(svg: Element, top: float) -> float:
    x, y = _MARGIN, top + 4
    for told, dashes, opacity in (
        ("expected", "7 4", 1),
        ("actual", "none", 1),
        ("both agree", "none", 0.4),
    ):
        line = add(svg, "line", x1=x, x2=x + 32, y1=y, y2=y, stroke="#222222", stroke_width=2.25)
        line.set("stroke-dasharray", dashes)
        line.set("opacity", f"{opacity}")
        add(svg, "text", told, x=x + 38, y=y + 4, font_size=12, fill=_GREY)
        x += 120
    return y + _LEGEND


def _described(panel: Panel) -> str:
    told = [f"{mark.caption}, {mark.label.place}" for mark in panel.marks if mark.caption]
    more = f"; and {len(told) - _MOST} more" if len(told) > _MOST else ""
    return f"{panel.title}: {'; '.join(told[:_MOST]) or 'no labels'}{more}"
