"""The checks of histories: what one order of calls explains passes, and nothing else does."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from reliability.history import (
    Event,
    batch_faults,
    log_faults,
    register_faults,
    set_faults,
    time_faults,
)


def event(kind: str, began: int, ended: int, *value: str) -> Event:
    return Event(kind, "thing", began, ended, value, "door")


def explained(events: list[Event]) -> bool:
    """Whether some order of all events, each between its beginning and end, is a register's."""
    for order in itertools.permutations(events):
        if any(b.ended < a.began for a, b in itertools.combinations(order, 2)):
            continue
        now: tuple[str, ...] = ()
        for one in order:
            if one.kind == "write":
                now = one.value
            elif one.value != now:
                break
        else:
            return True
    return False


spans = st.tuples(st.integers(0, 9), st.integers(0, 9)).map(sorted)
histories = st.lists(st.tuples(st.booleans(), spans, st.sampled_from("ab")), max_size=5)


@given(histories)
def test_registers_are_judged_as_trying_all_orders_does(
    drawn: list[tuple[bool, list[int], str]],
) -> None:
    events = [event("write", -2, -1, "a")] + [
        event("write" if write else "read", 2 * span[0], 2 * span[1], f"{n}" if write else value)
        for n, (write, span, value) in enumerate(drawn)
    ]
    written = [one.value for one in events if one.kind == "write"]
    reads = {"a": written[0][0], "b": written[-1][0]}
    events = [
        one if one.kind == "write" else one._replace(value=(reads[one.value[0]],)) for one in events
    ]
    assert (register_faults(events) == []) == explained(events)


def test_a_value_that_nobody_wrote_is_found() -> None:
    assert register_faults([event("write", 0, 1, "a"), event("read", 2, 3, "a", "b")])


def test_an_addition_that_is_lost_is_found() -> None:
    adds = [event("add", 0, 1, "a"), event("add", 0, 1, "b")]
    assert set_faults([*adds, event("read", 2, 3, "a", "b")]) == []
    assert set_faults([*adds, event("read", 2, 3, "a")])


def test_readers_that_saw_additions_in_different_orders_are_found() -> None:
    adds = [event("add", 0, 9, "a"), event("add", 0, 9, "b")]
    assert set_faults([*adds, event("read", 2, 3, "a"), event("read", 2, 3, "b")])


def test_something_seen_before_it_was_added_is_found() -> None:
    assert set_faults([event("read", 0, 1, "a"), event("add", 2, 3, "a")])


def test_half_a_batch_is_found() -> None:
    assert batch_faults([event("add", 0, 1), event("read", 2, 3, "a", "b")], 2) == []
    assert batch_faults([event("add", 0, 1), event("read", 2, 3, "a")], 2)


def test_a_batch_at_the_wrong_time_is_found() -> None:
    come_and_gone = [event("add", 2, 3), event("delete", 6, 7)]
    for read in (event("read", 0, 1, "a"), event("read", 4, 5), event("read", 8, 9, "a")):
        assert batch_faults([*come_and_gone, read], 1)
    for read in (event("read", 0, 1), event("read", 4, 5, "a"), event("read", 8, 9)):
        assert batch_faults([*come_and_gone, read], 1) == []


def test_a_batch_that_never_came_or_went_is_seen_as_it_is() -> None:
    assert batch_faults([event("read", 0, 1)], 1) == []
    assert batch_faults([event("read", 0, 1, "a")], 1)
    for fine in (event("read", 2, 3, "a"), event("read", 0, 3), event("read", 0, 3, "a")):
        assert batch_faults([event("add", 1, 2), fine], 1) == []
    assert batch_faults([event("add", 1, 2), event("read", 3, 4)], 1)
    for fine in (event("read", 5, 7), event("read", 5, 7, "a")):
        assert batch_faults([event("add", 1, 2), event("delete", 6, 8), fine], 1) == []


def test_things_of_one_moment_or_an_earlier_one_are_found() -> None:
    made = [("a", "T1"), ("b", "T2")]
    assert time_faults(made) == []
    assert time_faults([*made, ("c", "T2")])
    assert time_faults([*made, ("c", "T1")])


def test_a_list_that_loses_repeats_or_swaps_is_found() -> None:
    posts = [event("add", 0, 1, "a"), event("add", 2, 3, "b", "c")]
    assert log_faults(posts, [], ["a", "b", "c"]) == []
    for final in (["a", "b"], ["a", "b", "c", "c"], ["b", "c", "a"], ["a", "b", "c", "d"]):
        assert log_faults(posts, [], final)
    assert log_faults([*posts, posts[0]], [], ["a", "b", "c"])


def test_a_walk_that_skips_or_repeats_is_found() -> None:
    posts = [event("add", 0, 1, "a"), event("add", 2, 3, "b"), event("add", 5, 9, "c")]
    for seen, fine in (("ab", True), ("abc", True), ("ac", False), ("aab", False), ("ba", False)):
        walk = event("read", 4, 6, *seen)
        assert (log_faults(posts, [walk], ["a", "b", "c"]) == []) == fine
