"""Floats as JSON numbers.

Real answers print the shortest decimal that reads back to the same float32 (`0.18666667`,
`0.502`) and whole values without a fraction (`1`). A non-finite float, which gRPC can carry,
becomes `null`: JSON has no word for it, and one such value must not make a whole answer unreadable.
"""

from __future__ import annotations

import math
from struct import Struct

from fakeannot.rules import enforces

_FLOAT32 = Struct("<f")
_SMALLEST_NORMAL_FLOAT32 = 2.0**-126
_LONGEST_PLAIN_WHOLE = 1e15
_ALL_FORMATS = tuple(f"%.{digits}g" for digits in range(1, 10))
_NORMAL_FORMATS = _ALL_FORMATS[5:]
_MOST_REMEMBERED = 1 << 16


@enforces("json.floats")
def double_text(value: float) -> str:
    """A double by its repr, whole ones below 1e15 without a fraction; null if not finite."""
    if not math.isfinite(value):
        return "null"
    # "-0" would be read back as the integer 0 and lose its sign.
    if value.is_integer() and abs(value) < _LONGEST_PLAIN_WHOLE and str(value) != "-0.0":
        return str(int(value))
    return repr(value)


def float32_text(value: float) -> str:
    """The shortest decimal that reads back to the same float32; null if not finite."""
    return double_text(_shortest(value)) if math.isfinite(value) else "null"


def _shortest(value: float) -> float:
    # Six digits always survive a float32, so fewer need no try - but for the subnormal ones.
    formats = _NORMAL_FORMATS if abs(value) >= _SMALLEST_NORMAL_FLOAT32 else _ALL_FORMATS
    for template in formats:
        decimal = float(template % value)
        if _FLOAT32.unpack(_FLOAT32.pack(decimal))[0] == value:
            return decimal
    return value


class Float32Texts(dict[float, str]):
    """The texts of the float32 values seen so far: annotations repeat theirs a lot.

    0.0 and -0.0 are one key with two texts, so they are never kept.
    """

    def __missing__(self, value: float) -> str:
        if not value:
            return "0" if math.copysign(1.0, value) > 0 else "-0.0"
        text = float32_text(value)
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        self[value] = text
        return text
