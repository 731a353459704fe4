"""The same work over and over: memory and threads stay within bounds, and nothing goes wrong."""

from __future__ import annotations

import pytest

from reliability.memory import Trend, trend
from reliability.refilling import again_and_again
from reliability.soak import steady


@pytest.mark.slow
def test_mixed_work_at_a_steady_rate_has_no_error_and_leaves_nothing_open() -> None:
    told = steady(5, rate=60)
    assert told.errors == []
    assert 250 < told.calls <= 300
    assert told.memory.rise < 40
    assert (told.threads, told.files) == (0, 0)


@pytest.mark.slow
def test_the_same_work_over_and_over_takes_no_more_memory() -> None:
    told = again_and_again(4)
    assert told.calls > 50
    assert told.grown < 20


@pytest.mark.parametrize(
    ("figures", "flat"),
    [
        pytest.param([50.0] * 9, True, id="all the same"),
        pytest.param([50.0, 58, 50, 58, 50, 58, 50, 58, 51], True, id="to and fro"),
        pytest.param([50.0 - number for number in range(9)], True, id="less and less"),
        pytest.param([50.0 + number for number in range(9)], False, id="more and more"),
        pytest.param([50.0, 54, 51, 55, 53, 57, 56, 60, 59], False, id="more, to and fro"),
    ],
)
def test_memory_is_flat_if_it_rises_no_more_than_it_jumps(figures: list[float], flat: bool) -> None:
    assert trend(figures).flat is flat


def test_a_rise_is_that_of_the_line_from_its_beginning_to_its_end() -> None:
    assert trend([1.0, 2, 3, 4]) == Trend(3, 0)
