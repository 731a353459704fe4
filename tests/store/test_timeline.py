"""A timeline keeps rows in order of age, through any mix of changes."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from fakeannot.store import timeline
from fakeannot.store.rows import Record
from fakeannot.store.timeline import Timeline


def tick(sequence: int, text: str = "") -> Record:
    """A record that is told from others at its place by a text."""
    return (sequence, text, (), b"")


def test_a_slice_past_the_end_is_empty() -> None:
    assert Timeline([tick(1)]).slice(1, 5) == []


def test_a_slice_runs_across_blocks() -> None:
    ticks = [tick(n) for n in range(3 * timeline.BLOCK)]
    start = timeline.BLOCK - 1
    count = timeline.BLOCK + 2
    assert Timeline(ticks).slice(start, count) == ticks[start : start + count]


def test_a_block_that_grows_in_its_middle_is_split() -> None:
    ends = [tick(0), tick(100)]
    middle = [tick(n) for n in range(1, 3 * timeline.BLOCK)]
    grown = Timeline(ends)
    for record in middle:
        grown.insert(record)
    assert [*grown] == [ends[0], *middle, ends[1]]
    assert grown.slice(2, 3) == middle[1:4]


def test_blocks_are_full_but_for_the_last() -> None:
    filled = Timeline(tick(n) for n in range(2 * timeline.BLOCK + 1))
    assert [len(block) for block in filled._blocks] == [timeline.BLOCK, timeline.BLOCK, 1]


def test_a_block_twice_as_long_is_split_by_the_next_into_a_full_one_and_the_rest() -> None:
    filled = Timeline([tick(0), tick(100)])
    for n in range(1, 2 * timeline.BLOCK - 1):
        filled.insert(tick(n))
    assert [len(block) for block in filled._blocks] == [2 * timeline.BLOCK]
    filled.insert(tick(99))
    assert [len(block) for block in filled._blocks] == [timeline.BLOCK, timeline.BLOCK + 1]


@pytest.mark.parametrize("place", range(-1, 30, 2))
def test_a_record_is_inserted_and_found_in_whichever_block_it_belongs(place: int) -> None:
    even = [tick(n) for n in range(0, 10 * timeline.BLOCK, 2)]
    grown, added = Timeline(even), tick(place)
    grown.insert(added)
    assert [*grown] == sorted([*even, added])
    assert grown.position(added) == (place + 1) // 2
    grown.remove(added)
    assert [*grown] == even


def test_the_newest_is_the_last_of_the_last_block() -> None:
    ticks = [tick(n) for n in range(2 * timeline.BLOCK + 2)]
    assert Timeline(ticks).newest() == ticks[-1]
    assert Timeline().newest() is None


def test_the_length_is_how_many_there_are_after_each_change() -> None:
    changed = Timeline(tick(n) for n in range(0, 10, 2))
    changed.insert(tick(3))
    changed.remove(tick(8))
    assert len(changed) == len([*changed]) == 5


class AgainstAList(RuleBasedStateMachine):
    """The same changes to a timeline with tiny blocks and to a sorted list."""

    @initialize()
    def begin(self) -> None:
        self.timeline: Timeline = Timeline()
        self.model: list[Record] = []
        self.left: list[int] = []
        self.next = 0

    @rule()
    def append(self) -> None:
        row = tick(self.next)
        self.next += 1
        self.timeline.append(row)
        self.model.append(row)

    @precondition(lambda self: self.left)
    @rule(data=st.data())
    def insert_one_that_left(self, data: st.DataObject) -> None:
        row = tick(self.left.pop(data.draw(st.integers(0, len(self.left) - 1))))
        self.timeline.insert(row)
        self.model.append(row)
        self.model.sort(key=lambda row: row[0])

    @precondition(lambda self: self.model)
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        row = self.model.pop(data.draw(st.integers(0, len(self.model) - 1)))
        self.timeline.remove(row)
        self.left.append(row[0])

    @precondition(lambda self: self.model)
    @rule(data=st.data(), text=st.text(max_size=2))
    def replace(self, data: st.DataObject, text: str) -> None:
        at = data.draw(st.integers(0, len(self.model) - 1))
        self.model[at] = tick(self.model[at][0], text)
        self.timeline.replace(self.model[at])

    @rule(start=st.integers(0, 12), count=st.integers(0, 8))
    def slice(self, start: int, count: int) -> None:
        assert self.timeline.slice(start, count) == self.model[start : start + count]

    @precondition(lambda self: self.model)
    @rule(data=st.data())
    def position(self, data: st.DataObject) -> None:
        at = data.draw(st.integers(0, len(self.model) - 1))
        assert self.timeline.position(self.model[at]) == at

    @invariant()
    def same_rows_in_the_same_order(self) -> None:
        assert list(self.timeline) == self.model
        assert len(self.timeline) == len(self.model)


@pytest.fixture(autouse=True)
def tiny_blocks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of three rows, so that a short run crosses many."""
    monkeypatch.setattr(timeline, "BLOCK", 3)


TestAgainstAList = AgainstAList.TestCase
