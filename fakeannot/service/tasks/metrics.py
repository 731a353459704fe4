"""How far the work on a task and its review have come, as a task tells it on request."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from clarifai_grpc.grpc.api.resources_pb2 import Task, TaskAssignment

from fakeannot.rules import enforces
from fakeannot.service.additional_fields import fields_asked
from fakeannot.service.call import Call
from fakeannot.service.tasks.assignments import AWAITING_REVIEW, PENDING, REJECTED, SUCCESS
from fakeannot.service.tasks.inputs import input_ids_of
from fakeannot.service.tasks.people import reviewers_of
from fakeannot.service.tasks.reviews import DONE, GIVEN, is_free
from fakeannot.service.tasks.stored import assignments_of, reviews_of


@dataclass(frozen=True)
class _Progress:
    """The work on a task as it is now; each count is of inputs."""

    call: Call
    task: Task

    @cached_property
    def source(self) -> int:
        """How many there are to work on."""
        return len(input_ids_of(self.call, self.task))

    @cached_property
    def worked(self) -> int:
        """Those of which no work is left."""
        return self._count(lambda code: code != PENDING.code)

    @cached_property
    def reviewed(self) -> int:
        """Those that are approved or rejected for good."""
        return self._count(lambda code: code in (SUCCESS.code, REJECTED.code))

    @cached_property
    def reviewed_by_each(self) -> list[int]:
        """Those on which each reviewer has given a verdict."""
        return self._by_reviewer(lambda _, reviews, who: reviews.get(who) == DONE)

    @cached_property
    def reviewable_by_each(self) -> list[int]:
        """Those, and the ones that each reviewer has got or could get."""
        return self._by_reviewer(self._is_reviewable)

    def _is_reviewable(self, one: TaskAssignment, reviews: Mapping[str, int], who: str) -> bool:
        awaits = one.status.code == AWAITING_REVIEW.code
        may_begin = reviews.get(who) == GIVEN or is_free(self.task, reviews, who)
        return reviews.get(who) == DONE or (awaits and may_begin)

    @cached_property
    def _work(self) -> list[tuple[TaskAssignment, dict[str, int]]]:
        found = assignments_of(self.call, self.task.id)
        return [(one, reviews_of(self.call, self.task.id, one)) for one in found]

    def _count(self, is_done: Callable[[int], bool]) -> int:
        """How many inputs there are all of whose assignments are done."""
        done: defaultdict[str, bool] = defaultdict(lambda: True)
        for one, _ in self._work:
            done[one.input.id] &= is_done(one.status.code)
        return sum(done.values())

    def _by_reviewer(
        self, counts: Callable[[TaskAssignment, Mapping[str, int], str], bool]
    ) -> list[int]:
        return [
            len({one.input.id for one, reviews in self._work if counts(one, reviews, who)})
            for who in reviewers_of(self.task)
        ]


def _percent(part: int, whole: int) -> int:
    return min(100 * part // whole, 100) if whole else 0


def _percent_each(progress: _Progress) -> list[int]:
    pairs = zip(progress.reviewed_by_each, progress.reviewable_by_each, strict=True)
    return [_percent(part, whole) for part, whole in pairs]


# How a metric is found, by the path that it is asked for by.
_METRICS: dict[str, Callable[[_Progress], Any]] = {
    "metrics.input_source.inputs_count_estimated": lambda now: now.source,
    "metrics.work.inputs_count_estimated": lambda now: now.worked,
    "metrics.work.inputs_percent_estimated": lambda now: _percent(now.worked, now.source),
    "metrics.review.inputs_count_estimated": lambda now: now.reviewed,
    "metrics.review.inputs_count_estimated_per_reviewer": lambda now: now.reviewed_by_each,
    "metrics.review.inputs_percent_estimated": lambda now: _percent(now.reviewed, now.source),
    "metrics.review.inputs_percent_estimated_per_reviewer": _percent_each,
    "metrics.review.inputs_reviewable_count_estimated_per_reviewer": (
        lambda now: now.reviewable_by_each
    ),
}
# What would be told of users besides their ids, of which a fake knows nothing.
_USERS = ("worker.users", "review.users")
ADDITIONAL_FIELDS = (*_USERS, *_METRICS)


@enforces("tasks.additional_fields")
def metrics_asked(named: Iterable[str]) -> list[str]:
    """The metrics among the additional fields that are named."""
    asked = fields_asked(named, ADDITIONAL_FIELDS, rule="tasks.additional_fields")
    return [path for path in _METRICS if path in asked]


@enforces("tasks.metrics")
def with_metrics(call: Call, task: Task, asked: Iterable[str]) -> Task:
    """The task, which gets these metrics."""
    progress = _Progress(call, task)
    for path in asked:
        _, group, name = path.split(".")
        within, value = getattr(task.metrics, group), _METRICS[path](progress)
        if isinstance(value, list):
            getattr(within, name).extend(value)
        else:
            setattr(within, name, value)
    return task
