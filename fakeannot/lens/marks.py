"""How pairs are drawn: what is dashed, what is pale, and what is written beside."""

from __future__ import annotations

from typing import NamedTuple

from fakeannot.lens.labels import Label
from fakeannot.lens.pairing import Pair
from fakeannot.lens.table import agreement_of, change


class Mark(NamedTuple):
    """A label as it is drawn.

    Attributes:
        expected: whether it is dashed, as it was expected and is not so.
        pale: whether it is in the background, as it agrees.
        caption: "" for none.
    """

    label: Label
    expected: bool
    pale: bool
    caption: str


def marks_of(pair: Pair) -> list[Mark]:
    """The labels of a pair as they are drawn: those that differ in their place are both."""
    caption = _caption(pair)
    if pair.actual is None:
        return [Mark(pair.label, True, False, caption)]
    pale = pair.kind == "same" and pair.expected is not None
    drawn = Mark(pair.actual, False, pale, caption)
    if pair.expected is None or pair.kind in ("same", "value"):
        return [drawn]
    # The place of what was only relabelled is told by the actual label.
    return [Mark(pair.expected, True, False, ""), drawn] if pair.kind == "moved" else [drawn]


def _caption(pair: Pair) -> str:
    told = change(pair)
    if pair.kind in ("missing", "extra"):
        return f"{pair.kind}: {told}"
    return f"moved: {told}, {agreement_of(pair)}" if pair.kind == "moved" else told
