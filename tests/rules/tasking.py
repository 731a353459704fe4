"""Short ways to set up labelling tasks, and to act in them as several users."""

from __future__ import annotations

from typing import Any

import pytest

from fakeannot import FakeClarifai
from tests.api import Answer, Api, api_of
from tests.rules.annotating import collaborator

PENDING, AWAITING, AWAITING_LABELERS, DONE, REJECTED = 54201, 54202, 54203, 54200, 54204
PEOPLE = ("ann", "bob", "rev", "rex")


class Office:
    """An app with five inputs and people who work in it, each with an `Api` of their own."""

    def __init__(self, fake: FakeClarifai) -> None:
        self.fake = fake
        self.owner = api_of(fake, fake.pat)
        for n in range(5):
            fake.app().add_input(f"i{n}")
        self.by_name = {name: collaborator(fake, name) for name in PEOPLE}

    def __getitem__(self, name: str) -> Api:
        return self.by_name.get(name, self.owner)

    def task(self, id_: str = "t", *, review: str | dict[str, Any] = "", **fields: Any) -> Answer:
        """Post a task of ann and bob, reviewed so, by rev; fields are set on top."""
        task: dict[str, Any] = {"id": id_, "worker": {"user_ids": ["ann", "bob"]}}
        if isinstance(review, dict):
            task["review"] = review
        elif review:
            task["review"] = {"strategy": review, "user_ids": ["rev"]}
        return self.owner.post("tasks", {"tasks": [{**task, **fields}]})

    def put(self, who: str, action: str, task_id: str = "t", **config: Any) -> Answer:
        """Send an action with its configuration, if it has any."""
        body: dict[str, Any] = {"action": action}
        if config:
            body[f"{action.lower()}_config"] = config
        return self[who].call("PUT", f"tasks/{task_id}/assignments", body)

    def start(self, who: str) -> list[dict[str, Any]]:
        """What LABEL_START gives a labeler."""
        return assignments(self.put(who, "LABEL_START"))

    def act(self, who: str, action: str, *ids: str) -> Answer:
        """Act on assignments by id."""
        return self.put(who, action, task_assignments=[{"id": id_} for id_ in ids])

    def submit(self, who: str, *input_ids: str) -> list[str]:
        """Submit a labeler's work on inputs, all that they are given if none is named."""
        wanted = [
            one["id"] for one in self.start(who) if not input_ids or one["input"]["id"] in input_ids
        ]
        assignments(self.act(who, "LABEL_SUBMIT", *wanted))
        return wanted

    def label(self, who: str, input_id: str = "i0", concept: str = "car", **fields: Any) -> None:
        """Post an annotation of the task."""
        sent = {
            "input_id": input_id,
            "task_id": "t",
            "status": {"code": "ANNOTATION_PENDING"},
            "data": {"concepts": [{"id": concept}]},
        }
        answer = self[who].post("annotations", {"annotations": [{**sent, **fields}]})
        assert answer.outcome == (200, 10000), answer.json

    def labels(self) -> dict[tuple[str, str], list[int]]:
        """The statuses of the annotations of tasks, by input and user."""
        found: dict[tuple[str, str], list[int]] = {}
        for one in self.fake.app().annotations():
            if one.task_id:
                found.setdefault((one.input_id, one.user_id), []).append(one.status.code)
        return found

    def counts(self, what: str = "inputs", *query: tuple[str, object]) -> dict[str, Any]:
        """The counts of the task that are not 0, by who they are of."""
        answer = self.owner.get(f"tasks/t/{what}/count", *query)
        assert answer.outcome == (200, 10000), answer.json
        assert (answer["app_id"], answer["task_id"]) == ("fake-app", "t")
        counts = answer.json.get("counts", [])
        return {_worker_id(one["worker"]): _above_zero(one) for one in counts}


def assignments(answer: Answer) -> list[dict[str, Any]]:
    """The assignments of an answer, which must be a success."""
    assert answer.outcome == (200, 10000), answer.json
    listed: list[dict[str, Any]] = answer["task_assignments"]
    return listed


def inputs_of(listed: list[dict[str, Any]]) -> list[str]:
    return [one["input"]["id"] for one in listed]


def codes_of(listed: list[dict[str, Any]]) -> set[int]:
    return {one["status"]["code"] for one in listed}


def _worker_id(worker: dict[str, Any]) -> str:
    kind, named = next(iter(worker.items()))
    version = {"user": "id", "model": "model_version", "workflow": "version"}[kind]
    return str(named["id"] if kind == "user" else named[version]["id"])


def _above_zero(counts: dict[str, Any]) -> dict[str, int]:
    return {name: n for name, n in counts.items() if isinstance(n, int) and n}


@pytest.fixture
def office(fake: FakeClarifai) -> Office:
    return Office(fake)
