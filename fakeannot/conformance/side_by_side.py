"""Two JSON values in two columns, where they differ marked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

WIDTH = 56
_AROUND = 3


def side_by_side(fake: Any, target: Any) -> str:
    """The two values, with a few lines around each place where they differ.

    A line of one that the other has not, or has otherwise, is marked with `|`.
    """
    rows = list(_rows(_lines(fake), _lines(target)))
    differing = [n for n, (_, mark, _) in enumerate(rows) if mark.strip()]
    shown = {n for at in differing for n in range(at - _AROUND, at + _AROUND + 1)}
    told = [f"{'fake':<{WIDTH}}   target"]
    for n, (one, mark, other) in enumerate(rows):
        if n in shown:
            told.append(f"{_cut(one):<{WIDTH}} {mark} {_cut(other)}".rstrip())
        elif told[-1] != "...":
            told.append("...")
    return "\n".join(told)


def _lines(value: Any) -> list[str]:
    return json.dumps(value, indent=1, ensure_ascii=False).splitlines()


def _rows(one: list[str], other: list[str]) -> Iterator[tuple[str, str, str]]:
    # Times and ids differ by nature and would hide what matters: they align, and are marked.
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    for tag, first, last, start, end in matcher.get_opcodes():
        mark = " " if tag == "equal" else "|"
        pairs = zip_longest(one[first:last], other[start:end], fillvalue="")
        yield from ((left, mark, right) for left, right in pairs)


def _cut(text: str) -> str:
    return text if len(text) <= WIDTH else f"{text[: WIDTH - 3]}..."
