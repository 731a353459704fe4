"""Records in order of age, with pages that cost the same wherever they lie.

A blocked list: records stand in blocks of bounded size, and how many records come before each
block is counted anew only after a change. Finding page k of n records costs O(page) plus a
bisect, a removal O(block). A plain list costs O(n) to remove from, a dict O(n) to skip into.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate
from operator import itemgetter

from fakeannot.store.rows import Record

BLOCK = 512


_sequence: Callable[[Record], int] = itemgetter(0)


def _first(block: list[Record]) -> int:
    return block[0][0]


class Timeline:
    """Records by ascending sequence, oldest first."""

    __slots__ = ("_blocks", "_length", "_starts")

    def __init__(self, records: Iterable[Record] = ()) -> None:
        self._blocks: list[list[Record]] = []
        self._starts: list[int] | None = None
        self._length = 0
        for record in records:
            self.append(record)

    def copy(self) -> Timeline:
        """The same records in a timeline of its own."""
        copied = Timeline()
        copied._blocks = [block.copy() for block in self._blocks]
        copied._length = self._length
        return copied

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[Record]:
        for block in self._blocks:
            yield from block

    def __reversed__(self) -> Iterator[Record]:
        for block in reversed(self._blocks):
            yield from reversed(block)

    def append(self, record: Record) -> None:
        """Add a record that is newer than all the others."""
        self._length += 1
        blocks = self._blocks
        if blocks and len(blocks[-1]) < BLOCK:
            blocks[-1].append(record)
        else:
            blocks.append([record])
            self._starts = None

    def insert(self, record: Record) -> None:
        """Add a record at the place its sequence gives it."""
        if not self._blocks or record[0] > self._blocks[-1][-1][0]:
            self.append(record)
            return
        at = max(bisect_right(self._blocks, record[0], key=_first) - 1, 0)
        block = self._blocks[at]
        block.insert(bisect_left(block, record[0], key=_sequence), record)
        if len(block) > 2 * BLOCK:
            self._blocks[at : at + 1] = [block[:BLOCK], block[BLOCK:]]
        self._changed()
        self._length += 1

    def remove(self, record: Record) -> None:
        """Take out the record that stands at this one's sequence; it must be there."""
        at, within = self._find(record)
        block = self._blocks[at]
        del block[within]
        if not block:
            del self._blocks[at]
        self._changed()
        self._length -= 1

    def replace(self, record: Record) -> None:
        """Put `record` where another one with its sequence stands; it must be there."""
        at, within = self._find(record)
        self._blocks[at][within] = record

    def newest(self) -> Record | None:
        """The newest record, if there is any."""
        return self._blocks[-1][-1] if self._blocks else None

    def slice(self, start: int, count: int) -> list[Record]:
        """The `count` records from position `start` on; fewer, or none, past the end."""
        if start >= self._length:
            return []
        starts = self._counted()
        at = bisect_right(starts, start) - 1
        within = start - starts[at]
        found = self._blocks[at][within : within + count]
        while len(found) < count and (at := at + 1) < len(self._blocks):
            found += self._blocks[at][: count - len(found)]
        return found

    def position(self, record: Record) -> int:
        """How many records stand before this one, which must be there."""
        at, within = self._find(record)
        return self._counted()[at] + within

    def _find(self, record: Record) -> tuple[int, int]:
        at = bisect_right(self._blocks, record[0], key=_first) - 1
        within = bisect_left(self._blocks[at], record[0], key=_sequence)
        return at, within

    def _changed(self) -> None:
        self._starts = None

    def _counted(self) -> list[int]:
        if self._starts is None:
            self._starts = [0, *accumulate(map(len, self._blocks))]
            self._starts.pop()
        return self._starts
