"""Rows in order of age, with pages that cost the same wherever they lie.

A blocked list: rows stand in blocks of bounded size, and the number of rows before each block is
counted anew only after a change. Finding page k of n rows costs O(page) plus a bisect, a
removal O(block). A plain list costs O(n) to remove from, a dict O(n) to skip into.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Generic, Protocol, TypeVar

BLOCK = 512


class Sequenced(Protocol):
    """Anything with a place in time: `sequence` grows with age of creation and is unique."""

    @property
    def sequence(self) -> int: ...


R = TypeVar("R", bound=Sequenced)


def _sequence(row: Sequenced) -> int:
    return row.sequence


def _first(block: list[R]) -> int:
    return block[0].sequence


class Timeline(Generic[R]):
    """Rows by ascending sequence, oldest first."""

    __slots__ = ("_blocks", "_length", "_starts")

    def __init__(self, rows: Iterable[R] = ()) -> None:
        self._blocks: list[list[R]] = []
        self._starts: list[int] | None = None
        self._length = 0
        for row in rows:
            self.append(row)

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[R]:
        for block in self._blocks:
            yield from block

    def append(self, row: R) -> None:
        """Add a row that is newer than all the others."""
        self._length += 1
        blocks = self._blocks
        if blocks and len(blocks[-1]) < BLOCK:
            blocks[-1].append(row)
        else:
            blocks.append([row])
            self._starts = None

    def insert(self, row: R) -> None:
        """Add a row at the place its sequence gives it."""
        if not self._blocks or row.sequence > self._blocks[-1][-1].sequence:
            self.append(row)
            return
        at = max(bisect_right(self._blocks, row.sequence, key=_first) - 1, 0)
        block = self._blocks[at]
        block.insert(bisect_left(block, row.sequence, key=_sequence), row)
        if len(block) > 2 * BLOCK:
            self._blocks[at : at + 1] = [block[:BLOCK], block[BLOCK:]]
        self._changed()
        self._length += 1

    def remove(self, row: R) -> None:
        """Take out the row that stands at this row's sequence; it must be there."""
        at, within = self._find(row)
        block = self._blocks[at]
        del block[within]
        if not block:
            del self._blocks[at]
        self._changed()
        self._length -= 1

    def replace(self, row: R) -> None:
        """Put `row` where another row with its sequence stands; it must be there."""
        at, within = self._find(row)
        self._blocks[at][within] = row

    def slice(self, start: int, count: int) -> list[R]:
        """The `count` rows from position `start` on; fewer, or none, past the end."""
        if start >= self._length or count <= 0:
            return []
        starts = self._counted()
        at = bisect_right(starts, start) - 1
        within = start - starts[at]
        found = self._blocks[at][within : within + count]
        while len(found) < count and (at := at + 1) < len(self._blocks):
            found += self._blocks[at][: count - len(found)]
        return found

    def _find(self, row: R) -> tuple[int, int]:
        at = bisect_right(self._blocks, row.sequence, key=_first) - 1
        within = bisect_left(self._blocks[at], row.sequence, key=_sequence)
        return at, within

    def _changed(self) -> None:
        self._starts = None

    def _counted(self) -> list[int]:
        if self._starts is None:
            self._starts = [0, *accumulate(map(len, self._blocks))]
            self._starts.pop()
        return self._starts
