"""Which rules an answer rested on: by the code that ran, the branches taken, the refusals made."""

from __future__ import annotations

import sys
import threading
from types import FrameType

import pytest

from fakeannot.rules import applies, enforces, rules_used
from fakeannot.service.refusals import BadRequest, DoesNotExist


@enforces("lists.at_most_1000", "lists.past_the_end")
def kept(*, special: bool = False) -> None:
    if special:
        applies("access.me")


def test_running_code_uses_the_rules_it_keeps() -> None:
    with rules_used() as used:
        kept()
    assert used == {"lists.at_most_1000", "lists.past_the_end"}


def test_a_branch_uses_its_rule_only_when_it_is_taken() -> None:
    with rules_used() as used:
        kept(special=True)
    assert "access.me" in used


@pytest.mark.parametrize("refusal", [BadRequest, DoesNotExist])
def test_a_refusal_uses_the_rule_it_names(refusal: type[BadRequest]) -> None:
    with rules_used() as used:
        refusal("no", rule="patch.actions")
    assert used == {"patch.actions"}


def test_nothing_is_used_before_after_or_in_another_thread() -> None:
    kept()
    with rules_used() as used:
        other = threading.Thread(target=kept)
        other.start()
        other.join()
    kept()
    assert used == set()


def test_tracing_may_be_nested_and_both_see_what_is_inside() -> None:
    with rules_used() as outer:
        with rules_used() as inner:
            kept()
        applies("access.me")
    assert inner == {"lists.at_most_1000", "lists.past_the_end"}
    assert outer == inner | {"access.me"}


def test_a_profiler_goes_on_and_is_back_afterwards() -> None:
    called = []

    def profiler(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call":
            called.append(frame.f_code.co_name)

    before = sys.getprofile()
    sys.setprofile(profiler)
    try:
        with rules_used():
            kept()
        now = sys.getprofile()
    finally:
        sys.setprofile(before)
    assert now is profiler
    assert "kept" in called
