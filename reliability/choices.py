"""Choices read from bytes, so that whoever makes up bytes makes up everything else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Choices:
    """Reads choices from bytes, one after the other; at their end all choices are the first."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def number(self, below: int) -> int:
        """One from 0 up."""
        size = 1 if below <= 1 << 8 else 4
        return int.from_bytes(self.bytes(size), "big") % below

    def one_in(self, many: int) -> bool:
        """Whether something rare happens; at the end of the bytes it does not."""
        return self.number(many) == 1

    def one_of(self, things: Sequence[T]) -> T:
        return things[self.number(len(things))]

    def bytes(self, most: int) -> bytes:
        """So many bytes, or those that are left."""
        taken = self._data[self._at : self._at + most]
        self._at += most
        return taken
