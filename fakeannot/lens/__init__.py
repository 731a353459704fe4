"""The annotation lens: two sets of annotations compared by concept and geometry, and drawn.

    compare(fake, "expected.json").differences
    assert_annotations(fake, "golden.json", iou=0.9)
    draw(fake, "street").save("street.svg")

It needs the extra: `pip install "fakeannot[lens]"`. What is exported is loaded on first use, and
the libraries of the extra when there is something to match or to decode.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakeannot.lazily import exported

if TYPE_CHECKING:
    from fakeannot.lens.comparison import Comparison, StrayInput, compare
    from fakeannot.lens.drawing import Drawing, UnknownInput, draw
    from fakeannot.lens.extra import LensUnavailable
    from fakeannot.lens.golden import assert_annotations
    from fakeannot.lens.labels import Label
    from fakeannot.lens.pairing import Pair
    from fakeannot.lens.sources import Source

__all__ = [
    "Comparison",
    "Drawing",
    "Label",
    "LensUnavailable",
    "Pair",
    "Source",
    "StrayInput",
    "UnknownInput",
    "assert_annotations",
    "compare",
    "draw",
]

__getattr__, __dir__ = exported(
    __name__,
    {
        "Comparison": "comparison",
        "Drawing": "drawing",
        "Label": "labels",
        "LensUnavailable": "extra",
        "Pair": "pairing",
        "Source": "sources",
        "StrayInput": "comparison",
        "UnknownInput": "drawing",
        "assert_annotations": "golden",
        "compare": "comparison",
        "draw": "drawing",
    },
)
