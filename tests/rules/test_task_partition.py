"""Partitioned work: each input goes to so many workers, evenly or by weight."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from clarifai_grpc.grpc.api.resources_pb2 import Task
from hypothesis import given
from hypothesis import strategies as st

from fakeannot.service.refusals import BadRequest
from fakeannot.service.tasks.partition import check_partition, dealt
from tests.rules.tasking import Office, inputs_of, office

__all__ = ["office"]


def partitioned(per_input: int = 0, people: str = "ann bob", **info: Any) -> dict[str, Any]:
    strategy = {"workers_per_input": per_input, **info}
    return {
        "strategy": "PARTITIONED",
        "user_ids": people.split(),
        "partitioned_strategy_info": strategy,
    }


def task_of(count: int, per_input: int, weights: list[int] | None = None) -> Task:
    """A task of workers w0, w1 and so on."""
    task = Task()
    task.worker.strategy = task.worker.PARTITIONED
    for n in range(count):
        task.worker.workers.add().user.id = f"w{n}"
    info = task.worker.partitioned_strategy_info
    info.workers_per_input = per_input
    if weights:
        info.type = info.WEIGHTED
        info.weights.update({f"w{n}": weight for n, weight in enumerate(weights)})
    return task


@pytest.mark.rule("tasks.partition", "assignments.at_creation")
def test_no_input_goes_to_two_workers_unless_the_task_says_so(office: Office) -> None:
    assert office.task(worker=partitioned()).outcome == (200, 10000)
    assert inputs_of(office.start("ann")) == ["i0", "i2", "i4"]
    assert inputs_of(office.start("bob")) == ["i1", "i3"]


@pytest.mark.rule("tasks.partition")
@given(st.data())
def test_every_input_has_as_many_workers_and_every_worker_about_as_much(
    data: st.DataObject,
) -> None:
    workers = data.draw(st.integers(1, 6))
    per_input = data.draw(st.integers(1, workers))
    inputs = [f"i{n}" for n in range(data.draw(st.integers(0, 30)))]
    task = task_of(workers, per_input)
    pairs = list(dealt(task, inputs, ()))
    assert len(pairs) == len(set(pairs))
    assert Counter(input_id for _, input_id in pairs) == dict.fromkeys(inputs, per_input)
    loads = Counter(dict.fromkeys((f"w{n}" for n in range(workers)), 0))
    loads.update(worker for worker, _ in pairs)
    assert max(loads.values()) - min(loads.values()) <= 1
    done = set(data.draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else ())
    missing = set(dealt(task, inputs, done))
    assert missing.isdisjoint(done)
    assert Counter(input_id for _, input_id in missing | done) == dict.fromkeys(inputs, per_input)


@pytest.mark.rule("tasks.partition")
@pytest.mark.parametrize(
    ("weights", "per_input", "loads"),
    [
        ([30, 30, 40], 1, [30, 30, 40]),
        ([3, 3, 4], 1, [30, 30, 40]),
        ([1, 1, 2], 2, [50, 50, 100]),
        ([1, 9], 1, [10, 90]),
    ],
)
def test_work_is_dealt_by_weight(weights: list[int], per_input: int, loads: list[int]) -> None:
    inputs = [f"i{n}" for n in range(100)]
    pairs = dealt(task_of(len(weights), per_input, weights), inputs, ())
    found = Counter(worker for worker, _ in pairs)
    assert [found[f"w{n}"] for n in range(len(weights))] == loads


@pytest.mark.rule("tasks.partition")
def test_a_task_may_weigh_its_workers(office: Office) -> None:
    worker = partitioned(1, type="WEIGHTED", weights={"bob": 4, "ann": 1})
    assert office.task(worker=worker).outcome == (200, 10000)
    assert office.counts() == {"ann": {"pending": 1}, "bob": {"pending": 4}}


@pytest.mark.rule("tasks.partition")
@pytest.mark.parametrize(
    ("worker", "told"),
    [
        (partitioned(3), "workers_per_input must be 1 to 2, the workers of the task; got 3."),
        (partitioned(-1), "got -1."),
        (partitioned(people=""), "must be 1 to 0, the workers of the task; got 1."),
        (partitioned(type="WEIGHTED", weights={"ann": 1}), "needs a weight; 'bob' has none."),
        (
            partitioned(type="WEIGHTED", weights={"ann": 1, "bbo": 1}),
            "needs a weight; 'bbo' is no worker of the task. Did you mean 'bob'?",
        ),
        (
            partitioned(type="WEIGHTED", weights={"ann": 1, "bob": 1, "zzz": 1}),
            "needs a weight; 'zzz' is no worker of the task.",
        ),
        (partitioned(type="WEIGHTED", weights={"ann": 1, "bob": 0}), "numbers above 0, got"),
        (partitioned(type="WEIGHTED", weights={"ann": 1, "bob": "2"}), "numbers above 0, got"),
        (partitioned(type="WEIGHTED", weights={"ann": 1, "bob": None}), "'bob': None}."),
        (
            partitioned(
                2, "ann bob rex", type="WEIGHTED", weights={"ann": 51, "bob": 25, "rex": 24}
            ),
            "With workers_per_input 2 no weight may be over 50% of their sum, got 51%.",
        ),
    ],
)
def test_work_that_cannot_be_dealt_is_refused(office: Office, worker: Any, told: str) -> None:
    answer = office.task(worker=worker)
    assert answer.outcome == (400, 11100)
    assert told in answer.details
    assert answer["tasks"] == []


@pytest.mark.rule("tasks.partition")
def test_a_weight_that_is_nothing_as_only_grpc_can_say_is_refused() -> None:
    task = task_of(2, 1, [1, 1])
    task.worker.partitioned_strategy_info.weights.fields["w1"].Clear()
    with pytest.raises(BadRequest, match=r"numbers above 0, got .*'w1': None"):
        check_partition(task, ("tasks", 0))


@pytest.mark.rule("tasks.partition", "tasks.reassign")
def test_what_is_submitted_counts_when_work_is_dealt_anew(office: Office) -> None:
    office.task(worker=partitioned())
    office.submit("ann", "i0", "i2")
    worker = partitioned(people="ann bob rex")
    office.owner.patch("tasks", {"tasks": [{"id": "t", "worker": worker}], "action": "overwrite"})
    assert office.counts() == {
        "ann": {"success": 2},
        "bob": {"pending": 2},
        "rex": {"pending": 1},
    }
