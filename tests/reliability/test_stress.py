"""Many callers at a time: one order of calls explains all that they saw."""

from __future__ import annotations

from typing import Any

import pytest

from fakeannot.dispatch import Dispatcher
from reliability.stress import run
from tests.reliability.in_line import switching_all_the_time


@pytest.mark.slow
def test_one_order_of_calls_explains_what_callers_by_all_doors_saw() -> None:
    outcome = run(3)
    assert outcome.faults == []
    assert set(outcome.calls) == {"requests", "channel", "wsgi", "http", "grpc"}


@pytest.mark.slow
def test_calls_that_do_not_happen_as_a_whole_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    class NoLock:
        def __enter__(self) -> None: ...

        def __exit__(self, *_: object) -> None: ...

    made = Dispatcher.__init__

    def without_lock(self: Dispatcher, *args: Any) -> None:
        made(self, *args)
        self.lock = NoLock()  # type: ignore[assignment]  # that is the point

    monkeypatch.setattr(Dispatcher, "__init__", without_lock)
    with switching_all_the_time():
        try:
            faults: object = run(3, processes=0).faults
        except Exception as error:  # refused, or broken in the middle: that is found, too
            faults = error
    assert faults
