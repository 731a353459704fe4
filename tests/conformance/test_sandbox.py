"""A run works in an app that is its own, within its budget, and leaves nothing behind."""

from __future__ import annotations

from typing import Any

import pytest

from fakeannot.conformance.allowance import FEWEST, RESERVE, Allowance
from fakeannot.conformance.calls import ApiCall, Outcome
from fakeannot.conformance.halting import BudgetSpent, Fault
from fakeannot.conformance.sandbox import NotEmptied
from tests.conformance.worlds import (
    OTHER,
    PLACE,
    PREFIX,
    Altered,
    answer,
    inputs,
    quick,
    sandbox,
)


def ids_in(target: Altered) -> list[str]:
    return [one.id for one in target.fake.app("app", "user").inputs()]


def replying(**outcomes: Any) -> Altered:
    """A fake in which these RPCs have always the same answer, or the next of several."""

    def change(call: ApiCall, outcome: Outcome) -> Outcome:
        wanted = outcomes.get(call.rpc, outcome)
        if isinstance(wanted, list):
            return wanted.pop(0) if wanted else outcome
        assert isinstance(wanted, Outcome)
        return wanted

    return Altered(change)


def test_what_was_made_is_removed_at_the_end() -> None:
    target = Altered()
    with sandbox(target) as box:
        box.send(inputs("i1", "i2"))
        assert ids_in(target) == [f"{PREFIX}i1", f"{PREFIX}i2"]
    assert ids_in(target) == []


@pytest.mark.parametrize("error", [RuntimeError("boom"), KeyboardInterrupt()])
def test_what_was_made_is_removed_after_a_failure_and_after_ctrl_c(error: BaseException) -> None:
    def work() -> None:
        with sandbox(target, PLACE, OTHER) as box:
            box.send(inputs("i1"))
            box.send(ApiCall("PostInputs", inputs("i2").fields, elsewhere=True))
            raise error

    target = Altered()
    with pytest.raises(type(error)):
        work()
    assert ids_in(target) == []
    assert target.fake.app("other-app", "user").inputs() == []


def test_what_was_made_is_removed_when_the_budget_is_spent() -> None:
    def work() -> None:
        with sandbox(target, calls=FEWEST) as box:
            for n in range(FEWEST):
                box.send(inputs(f"i{n}"))

    target = Altered()
    with pytest.raises(BudgetSpent):
        work()
    assert ids_in(target) == []
    assert len(target.calls) <= FEWEST


def test_an_app_that_is_not_empty_is_refused_and_not_touched() -> None:
    target = Altered()
    target.fake.app("app", "user").add_input("mine")
    with pytest.raises(Fault, match="'app' is not empty"):
        sandbox(target).__enter__()
    assert target.rpcs == ["ListInputs", "ListAnnotations", "ListDatasets", "ListSearches"]
    assert ids_in(target) == ["mine"]


def test_an_app_with_annotations_alone_is_not_empty_either() -> None:
    target = replying(ListAnnotations=answer(10000, annotations=[{"id": "a"}]))
    with pytest.raises(Fault, match="it has annotations"):
        sandbox(target).__enter__()


def test_an_app_with_datasets_alone_is_not_empty_either() -> None:
    target = replying(ListDatasets=answer(10000, datasets=[{"id": "d"}]))
    with pytest.raises(Fault, match="it has datasets"):
        sandbox(target).__enter__()


def test_an_app_that_is_not_there_is_made_and_removed() -> None:
    target = replying(
        ListInputs=[answer(11101, 404)], PostApps=answer(10000), DeleteApp=answer(10000)
    )
    with sandbox(target) as box:
        assert box.made_apps == ["app"]
    assert target.rpcs == ["ListInputs", "PostApps", "DeleteApp"]
    assert target.calls[1].fields["apps"][0]["id"] == "app"


def test_an_app_that_is_made_is_removed_if_a_second_one_cannot_be_had() -> None:
    gone = answer(11101, 404)
    made = [answer(10000), answer(10020, 400)]
    target = replying(ListInputs=[gone, gone], PostApps=made, DeleteApp=answer(10000))
    with pytest.raises(Fault, match="'other-app' does not exist"):
        sandbox(target, PLACE, OTHER).__enter__()
    assert target.rpcs[-1] == "DeleteApp"


def test_an_app_that_cannot_be_removed_is_told() -> None:
    target = replying(
        ListInputs=[answer(11101, 404)], PostApps=answer(10000), DeleteApp=answer(11007, 403)
    )
    box = sandbox(target)
    with pytest.raises(Fault, match="'app' is left over"), box:
        pass


@pytest.mark.parametrize(
    ("told", "message"),
    [
        (answer(11009, 401), "refuses the key: 401 11009"),
        (answer(11007, 403), "refuses the key"),
        (answer(98000, 500), "cannot list inputs"),
        (Outcome(200, None, text="<html>"), "cannot list inputs: 200 <html>"),
    ],
)
def test_a_target_that_lets_nobody_in_is_at_fault(told: Outcome, message: str) -> None:
    with pytest.raises(Fault, match=message):
        sandbox(replying(ListInputs=told)).__enter__()


def test_inputs_are_waited_for_until_they_are_processed() -> None:
    pending = answer(10000, inputs=[{"id": "i1", "status": {"code": 30001}}])
    target = replying(ListInputs=[answer(10000, inputs=[]), pending, pending])
    with sandbox(target) as box:
        box.send(inputs("i1"))
        assert target.rpcs[-4:] == ["PostInputs", *["ListInputs"] * 3]


def test_inputs_that_are_never_processed_are_the_targets_fault() -> None:
    pending = {"id": f"{PREFIX}i1", "status": {"code": 30001}}

    def change(call: ApiCall, outcome: Outcome) -> Outcome:
        waits = call.rpc == "ListInputs" and "ids" in call.fields
        return answer(10000, inputs=[pending]) if waits else outcome

    target = Altered(change)
    with pytest.raises(Fault, match="not processed within 1 seconds"), sandbox(target) as box:
        box.send(inputs("i1"))
    assert ids_in(target) == []


def test_deleting_is_waited_for_and_then_told() -> None:
    left = answer(10000, inputs=[{"id": f"{PREFIX}i1"}])
    target = Altered()
    box = sandbox(target).__enter__()
    box.send(inputs("i1"))
    target._change = lambda call, outcome: left if call.rpc == "ListInputs" else outcome
    with pytest.raises(NotEmptied):
        box.clear()
    with pytest.raises(Fault, match="Not all could be removed"):
        box.__exit__(None, None, None)
    assert target.rpcs.count("DeleteInputs") > 2


def test_what_somebody_else_put_there_is_left_alone() -> None:
    target = Altered()
    box = sandbox(target).__enter__()
    box.send(inputs("i1"))
    target.fake.app("app", "user").add_input("theirs")
    with pytest.raises(Fault, match="Somebody else works in the app 'app'"):
        box.__exit__(None, None, None)
    assert ids_in(target) == ["theirs"]


class Watch:
    """A clock that time passes on by sleeping alone."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def test_calls_keep_to_their_pace() -> None:
    watch = Watch()
    allowance = Allowance(FEWEST, 4, clock=lambda: watch.now, sleep=watch.sleep)
    for _ in range(5):
        allowance.spend()
    assert watch.now == pytest.approx(1)
    watch.now += 10
    before = len(watch.slept)
    allowance.spend()
    assert len(watch.slept) == before, "what is late already waits no more"


def test_a_part_of_the_budget_is_kept_for_clearing_up() -> None:
    allowance = quick(FEWEST)
    for _ in range(FEWEST - RESERVE):
        allowance.spend()
    assert allowance.left == 0
    with pytest.raises(BudgetSpent):
        allowance.spend()
    with allowance.clearing_up():
        for _ in range(RESERVE):
            allowance.spend()
        with pytest.raises(BudgetSpent):
            allowance.spend()
    assert allowance.made == FEWEST


@pytest.mark.parametrize(("calls", "rate"), [(FEWEST - 1, 0), (FEWEST, -1)])
def test_a_budget_too_small_and_a_rate_below_zero_are_refused(calls: int, rate: float) -> None:
    with pytest.raises(ValueError, match=r"too few|cannot be"):
        Allowance(calls, rate)
