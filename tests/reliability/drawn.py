"""Choices that Hypothesis makes, and so can make simpler once something breaks."""

from __future__ import annotations

from hypothesis import strategies as st

from reliability.choices import Choices


class Drawn(Choices):
    """The same as `Choices`, one draw for each."""

    def __init__(self, data: st.DataObject) -> None:
        super().__init__(b"")
        self._drawn = data

    def number(self, below: int) -> int:
        return self._drawn.draw(st.integers(0, below - 1))

    def bytes(self, most: int) -> bytes:
        return self._drawn.draw(st.binary(max_size=most))
