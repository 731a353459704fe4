"""Partitioned work: which worker gets which input."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from math import isfinite

from clarifai_grpc.grpc.api.resources_pb2 import Task, TaskWorker, TaskWorkerPartitionedStrategyInfo

from fakeannot.contract.places import Path
from fakeannot.contract.structs import plain_struct
from fakeannot.rules import enforces
from fakeannot.service.refusals import BadRequest
from fakeannot.service.tasks.people import workers_of

Pair = tuple[str, str]
"""A worker's user id and an input's id."""

_INFO = ("worker", "partitioned_strategy_info")


@enforces("tasks.partition")
def dealt(task: Task, input_ids: Iterable[str], given: Collection[Pair]) -> Iterator[Pair]:
    """The pairs that are missing until each input has as many workers as the task says.

    Each input goes to those who have the least for their weights, of equals to those named first.
    """
    weights = _weights(task)
    loads = Counter(worker for worker, _ in given)
    per_input = Counter(input_id for _, input_id in given)
    for input_id in input_ids:
        free = [worker for worker in weights if (worker, input_id) not in given]
        free.sort(key=lambda worker: (loads[worker] + 1) / weights[worker])
        for worker in free[: max(_per_input(task) - per_input[input_id], 0)]:
            loads[worker] += 1
            yield worker, input_id


def check_partition(task: Task, at: Path) -> None:
    """Refuse partitioned work that cannot be dealt out as the task says."""
    if task.worker.strategy != TaskWorker.PARTITIONED:
        return
    workers, count = workers_of(task), _per_input(task)
    if not 1 <= count <= len(workers):
        details = (
            f"workers_per_input must be 1 to {len(workers)}, the workers of the task; got {count}."
        )
        raise _refused(details, at, "workers_per_input")
    if _is_weighted(task):
        _check_weights(workers, _weights_said(task), count, at)


def _check_weights(workers: list[str], weights: Mapping[str, object], count: int, at: Path) -> None:
    for name in sorted(weights.keys() ^ set(workers)):
        near = get_close_matches(name, set(workers) - {name}, n=1) if name in weights else []
        hint = f" Did you mean {near[0]!r}?" if near else ""
        what = f"{name!r} is no worker of the task." if name in weights else f"{name!r} has none."
        raise _refused(f"Each worker needs a weight; {what}{hint}", at, "weights")
    numbers = [one for one in weights.values() if isinstance(one, float) and isfinite(one)]
    if len(numbers) < len(workers) or min(numbers) <= 0:
        raise _refused(f"Weights are numbers above 0, got {weights}.", at, "weights")
    most = max(numbers) / sum(numbers)
    if most > 1 / count + 1e-9:
        details = (
            f"With workers_per_input {count} no weight may be over {1 / count:.0%} of their sum, "
            f"got {most:.0%}."
        )
        raise _refused(details, at, "weights")


def _refused(details: str, at: Path, name: str) -> BadRequest:
    return BadRequest(details, rule="tasks.partition", at=(*at, *_INFO, name))


def _info(task: Task) -> TaskWorkerPartitionedStrategyInfo:
    return task.worker.partitioned_strategy_info


def _per_input(task: Task) -> int:
    return _info(task).workers_per_input or 1


def _is_weighted(task: Task) -> bool:
    return bool(_info(task).type == TaskWorkerPartitionedStrategyInfo.WEIGHTED)


def _weights_said(task: Task) -> dict[str, object]:
    """What stands for the weight of each worker, whatever that is."""
    return dict(sorted(plain_struct(_info(task).weights).items()))


def _weights(task: Task) -> dict[str, float]:
    """The weight of each worker."""
    workers = workers_of(task)
    if not _is_weighted(task):
        return dict.fromkeys(workers, 1.0)
    weights = _info(task).weights
    return {worker: float(weights[worker]) for worker in workers}
