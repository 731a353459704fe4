"""Worlds, users and apps that are called in turn see nothing of one another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from google.protobuf import json_format
from google.protobuf.message import Message
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from fakeannot import FakeClarifai
from fakeannot.contract.operations import operation
from fakeannot.worlds.doors import WorldsRpcDoor
from tests.journey import (
    apps_and_concepts,
    datasets,
    models_and_workflows,
    searches,
    tasks_and_tracks,
)
from tests.journey.test_all_doors import journey, request

Calls = list[tuple[str, dict[str, Any]]]
_CHAPTERS: list[Calls] = [
    journey()[:42],
    datasets.calls(),
    searches.calls(),
    models_and_workflows.calls(),
    tasks_and_tracks.calls(),
    apps_and_concepts.calls(),
]
_APPS = ("street", "park", "garden", "work")
_EVERYTHING: Calls = [
    ("ListInputs", {}),
    ("ListAnnotations", {"list_all_annotations": True}),
    *((rpc, {}) for rpc in ("ListConcepts", "ListDatasets", "ListTasks", "ListSearches")),
    *((rpc, {}) for rpc in ("ListModels", "ListWorkflows", "ListUploads", "ListInputsAddJobs")),
]
# What a user has in all apps is told by these, whichever app is named.
_OF_USERS = {"ListApps", "PostAppsSearches", "ListCollaborations"}


class Place(NamedTuple):
    """Where somebody is at work: nothing that others do elsewhere is to be seen."""

    world: str
    user: str
    suffix: str

    def app(self, name: str) -> str:
        return f"{name}{self.suffix}"


class Worker:
    """Who plays chapters of the journey in a place, and what they were answered."""

    def __init__(self, fake: FakeClarifai, place: Place, calls: Calls) -> None:
        self._door = WorldsRpcDoor(fake.worlds)
        self._place = place
        self._left = iter(calls)
        self.answers: list[str] = []

    def work(self) -> bool:
        """Make one more call, if there is one left."""
        if (call := next(self._left, None)) is None:
            return False
        rpc, fields = call
        place = self._place
        metadata = {"authorization": f"Key {place.user}-pat", "x-fakeannot-world": place.world}
        wire = moved(request(rpc, fields), place).SerializeToString()
        answer = self._door.answer(operation(rpc).grpc_path, metadata, wire)
        message = operation(rpc).reply_type.FromString(answer)
        self.answers.append(f"{rpc}: {told(message, place)}")
        return True


def moved(asked: Message, place: Place) -> Message:
    """A request of the journey, made in that place."""
    text = json_format.MessageToJson(asked, preserving_proto_field_name=True)
    for name in _APPS:
        text = text.replace(f'"{name}"', f'"{place.app(name)}"')
    text = text.replace('"owner"', f'"{place.user}"')
    return json_format.Parse(text, type(asked)())


def told(answer: Message, place: Place) -> str:
    """An answer without what differs by place and by turn: names, times and generated ids."""
    text = json_format.MessageToJson(answer, preserving_proto_field_name=True)
    text = text.replace(place.user, "USER").replace(f"worlds/{place.world}/", "")
    for name in _APPS:
        text = re.sub(rf"\b{place.app(name)}\b", name, text)
    text = re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z", "TIME", text)
    return re.sub(r"\b[0-9a-f]{32}\b", "ID", text)


def new_fake() -> FakeClarifai:
    fake = FakeClarifai(clock=lambda: 1_700_000_000_000_000_000)
    people = [{"id": name, "pat": f"{name}-pat"} for name in ("zoe", "tom", "labeler")]
    fake.load({"users": people})
    models_and_workflows.add_detector(fake)
    return fake


def alone(place: Place, calls: Calls) -> list[str]:
    """The answers in a place where nobody else is at work."""
    worker = Worker(new_fake(), place, calls)
    while worker.work():
        pass
    return worker.answers


_CALLS = st.lists(st.sampled_from(range(len(_CHAPTERS))), min_size=1, max_size=2).map(
    lambda chosen: [call for at in chosen for call in _CHAPTERS[at]]
)


@pytest.mark.parametrize(
    "places",
    [
        pytest.param([Place(f"w{n}", "zoe", "") for n in range(2)], id="worlds"),
        pytest.param([Place("w", user, "") for user in ("zoe", "tom")], id="users"),
        pytest.param([Place("w", "zoe", suffix) for suffix in ("", "2")], id="apps"),
    ],
)
# What was answered otherwise is told by itself; finding a shorter way there would take minutes.
@settings(
    max_examples=10,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
def test_who_works_beside_others_is_answered_as_if_alone(
    places: list[Place], data: st.DataObject
) -> None:
    of_users = _OF_USERS if len({place[:2] for place in places}) == 1 else set()
    calls = [
        [call for call in [*data.draw(_CALLS), *_EVERYTHING] if call[0] not in of_users]
        for _ in places
    ]
    shared = new_fake()
    workers = [Worker(shared, place, own) for place, own in zip(places, calls, strict=True)]
    turns = data.draw(st.lists(st.sampled_from(workers), min_size=20, max_size=60))
    for worker in (*turns, *_all(workers)):
        worker.work()
    for worker, place, own in zip(workers, places, calls, strict=True):
        assert worker.answers == alone(place, own)


def _all(workers: list[Worker]) -> Iterator[Worker]:
    """Each in turn, until nobody has anything left to do."""
    left = workers
    while left:
        yield from left
        left = [worker for worker in left if worker.work()]
