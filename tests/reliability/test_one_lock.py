"""What the fake remembers is touched by nobody but the thread that holds the fake's lock.

So each call happens as a whole, whatever it is and whichever way it comes: what is written out
after the lock is let go of has nothing in it that changes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from clarifai_grpc.grpc.api import service_pb2
from werkzeug.test import Client

from fakeannot import FakeClarifai
from fakeannot.contract.operations import operation, operations
from fakeannot.fair_lock import FairLock
from fakeannot.interchange.coco_writing import write_coco
from fakeannot.store.annotations import AnnotationStore
from fakeannot.store.concepts import ConceptStore
from fakeannot.store.ids import Ids
from fakeannot.store.inputs import InputStore
from fakeannot.store.table import Table
from fakeannot.store.things import Things
from fakeannot.store.timeline import Timeline
from fakeannot.store.world import AppState, World
from tests.inspector.routes import ROUTES, Route
from tests.inspector.routes import opened as route_opened
from tests.journey import models_and_workflows
from tests.journey.test_all_doors import SEED, journey, request
from tests.rpcs import opened

_STATE = (World, AppState, InputStore, AnnotationStore, ConceptStore, Things, Table, Timeline, Ids)
# One look-up each: a medium never changes, and a moment is read in one go.
_AT_ANY_TIME = {(World, "media"), (World, "clock")}


class Touches(list[str]):
    """Who touched the state without the lock: what, and in which function."""

    def __init__(self, lock: FairLock, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__()
        for kind in _STATE:
            seen = self._seeing(kind, lock)
            monkeypatch.setattr(kind, "__getattribute__", seen, raising=False)

    def _seeing(self, kind: type, lock: FairLock) -> Callable[[Any, str], Any]:
        def look(thing: Any, name: str) -> Any:
            if not lock.is_mine() and (kind, name) not in _AT_ANY_TIME:
                code = sys._getframe(1).f_code
                self.append(f"{kind.__name__}.{name} in {code.co_name} of {code.co_filename}")
            return object.__getattribute__(thing, name)

        return look


@pytest.fixture
def fake() -> FakeClarifai:
    made = FakeClarifai(strict=True, user_id="owner", app_id="street")
    made.load(SEED)
    models_and_workflows.add_detector(made)
    return made


@pytest.mark.parametrize("door", ["wsgi", "channel", "http", "grpc_web"])
def test_every_call_that_is_built_touches_the_state_under_the_lock(
    door: str, fake: FakeClarifai, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(fake, door, "owner-pat") as call:
        touches = Touches(fake._dispatcher.lock, monkeypatch)
        for rpc, fields in journey():
            call(rpc, request(rpc, fields))
        assert touches == []
        monkeypatch.undo()


@pytest.mark.skipif("StreamAnnotations" not in operations(), reason="of a newer contract")
def test_so_do_streams_and_media(fake: FakeClarifai, monkeypatch: pytest.MonkeyPatch) -> None:
    clip = fake.app().add_input("clip", data={"video": {"base64": "AAAA"}})
    fake.app().add_annotation("clip", {"frames": [{"frame_info": {"time": 40}}]})
    asked = service_pb2.StreamAnnotationsRequest(input_id="clip")
    headers = {"authorization": "Key owner-pat"}
    touches = Touches(fake._dispatcher.lock, monkeypatch)
    path, wire = operation("StreamAnnotations").grpc_path, asked.SerializeToString()
    assert len(list(fake._rpc_door.stream(path, headers, wire))) == 1
    assert fake.client().get(urlsplit(clip.data.video.url).path).data == bytes(3)
    assert touches == []


@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
def test_so_does_every_address_of_the_fake_itself(
    route: Route, fake: FakeClarifai, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.app().add_annotation(fake.app().add_input("car").id)
    client = Client(fake.wsgi_app)
    query = "?user=owner&app=street&input=car&q=c"
    touches = Touches(fake._dispatcher.lock, monkeypatch)
    route_opened(client, route._replace(path=route.path + query), {})
    assert touches == []


_ACTS: dict[str, Callable[[FakeClarifai, Path], object]] = {
    "inputs": lambda fake, _: fake.app().inputs(),
    "annotations": lambda fake, _: fake.app().annotations(),
    "concepts": lambda fake, _: fake.app("new").concepts(),
    "processing": lambda fake, _: fake.app().process_inputs(),
    "adding": lambda fake, _: fake.app().add_annotation(fake.app().add_input().id),
    "people": lambda fake, _: fake.app().add_collaborator(fake.add_user("u") and "u"),
    "keys": lambda fake, _: fake.add_key(),
    "save": lambda fake, folder: fake.save(folder / "world.json"),
    "load": lambda fake, _: fake.load(SEED),
    "reset": lambda fake, _: fake.reset(),
    "clear": lambda fake, _: fake.clear(),
    "snapshot": lambda fake, _: fake.snapshot(),
    "moment": lambda fake, _: fake.clock.now(),
    "freezing": lambda fake, _: fake.clock.freeze(),
    "passing": lambda fake, _: fake.clock.advance(1),
    "choosing": lambda fake, _: fake.ids.next("input", "i"),
    "peeking": lambda fake, _: fake.ids.peek("annotation"),
    "faults": lambda fake, _: list(fake.faults),
    "journal": lambda fake, _: str(fake.journal),
    "forgetting": lambda fake, _: fake.journal.clear(),
    "COCO": lambda fake, _: write_coco(fake.app(), tell=str),
}


@pytest.mark.parametrize("act", _ACTS)
def test_so_does_what_tests_ask_of_a_fake(
    act: str, fake: FakeClarifai, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fake.app().add_annotation(fake.app().add_input("car").id)
    touches = Touches(fake._dispatcher.lock, monkeypatch)
    _ACTS[act](fake, tmp_path)
    assert touches == []


def test_a_fork_begins_and_ends_under_the_lock(
    fake: FakeClarifai, monkeypatch: pytest.MonkeyPatch
) -> None:
    touches = Touches(fake._dispatcher.lock, monkeypatch)
    with fake.fork():
        fake.app().add_input("car")
    assert touches == []


def test_a_touch_without_the_lock_is_seen(
    fake: FakeClarifai, monkeypatch: pytest.MonkeyPatch
) -> None:
    touches = Touches(fake._dispatcher.lock, monkeypatch)
    fake._dispatcher.world.apps["owner", "street"].inputs.get("car")
    assert [touch.split(" ")[0] for touch in touches] == [
        *("World.apps", "AppState.inputs", "InputStore.get", "InputStore._table"),
        *("Table.get", "Table._by_id"),
    ]
