"""Differences as a short text table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fakeannot.lens.pairing import Pair

if TYPE_CHECKING:
    from fakeannot.lens.comparison import Difference

_HEAD = ("input", "what", "concept", "where")
_WIDEST = 48


def printable(text: str) -> str:
    """A text on one line, without characters that are not seen or turn others around."""
    return "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text)


def shortened(text: str, longest: int) -> str:
    """A text of at most so many characters, printable."""
    text = printable(text[: longest + 1])
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def labels(number: int) -> str:
    """How many labels there are, in words."""
    return f"{number:,} label{'' if number == 1 else 's'}"


def table(differences: Sequence[Difference], rows: int) -> list[str]:
    """Lines for the first `rows` differences, under a head, and one for how many more there are."""
    if not differences:
        return []
    cells = [_HEAD, *(_row(one) for one in differences[:rows])]
    short = [[shortened(cell, _WIDEST) for cell in row[:-1]] for row in cells]
    widths = [max(map(len, column)) for column in zip(*short, strict=True)]
    lines = [
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=True)), last])
        for row, last in zip(short, (printable(row[-1]) for row in cells), strict=True)
    ]
    more = len(differences) - rows
    return [*lines, f"... and {more} more"] if more > 0 else lines


def _row(difference: Difference) -> tuple[str, str, str, str]:
    if not isinstance(difference, Pair):
        return difference.input_id, difference.kind, "", labels(len(difference.labels))
    label = difference.label
    input_id = f"{label.input_id} at {label.at}" if label.at else label.input_id
    return input_id, difference.kind, change(difference), _where(difference)


def change(pair: Pair) -> str:
    """What a pair is called: both labels, as far as they differ."""
    if pair.expected is None or pair.actual is None or pair.kind == "same":
        return pair.label.caption
    before, after = pair.expected, pair.actual
    if before.means != after.means:
        return f"{before.called} → {after.called}"
    if pair.kind == "value" or before.caption != after.caption:
        return f"{after.called} {before.value:.6g} → {after.value:.6g}"
    return after.caption


def agreement_of(pair: Pair) -> str:
    """How well the places of a pair agree: its distance if it has points, its IoU else."""
    if pair.distance:
        return f"{pair.distance:.3g} away"
    return f"IoU {pair.iou:.3g}" if pair.iou is not None else ""


def _where(pair: Pair) -> str:
    if pair.kind == "moved" and pair.expected and pair.actual:
        return f"{agreement_of(pair)}: {pair.expected.place} → {pair.actual.place}"
    return pair.label.place
