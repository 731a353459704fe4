"""A copy of a world, and of all that a fake remembers, has everything and shares nothing."""

from __future__ import annotations

import base64

import pytest
from clarifai_grpc.grpc.api import resources_pb2

from fakeannot import FakeClarifai
from fakeannot.state import State
from fakeannot.store import timeline
from fakeannot.store.clock import Clock
from fakeannot.store.things import Kind
from fakeannot.store.timeline import Timeline
from tests.store.reachable import mutable, never_filled, plain, reachable

VERSIONS = Kind("dataset_versions", resources_pb2.DatasetVersion)
PICTURE = base64.b64encode(b"\xff\xd8\xff picture").decode()


def full() -> State:
    """The state of a fake in which every attribute of every store holds something."""
    fake = FakeClarifai(processing="manual")
    fake.load({"users": [{"id": "labeler", "pat": "p", "scopes": ["Annotations_Get"]}]})
    fake.workflow(lambda _: {"id": "seen"}, workflow_version_id="w")
    fake.workflow(lambda _: {"id": "seen"})
    fake.embedder(lambda _: [1.0])
    fake.reply("ListModels", {})
    fake.add_key()
    app = fake.app("street")
    app.add_collaborator("labeler", ["Annotations_Get"])
    app.add_input("pending")
    app.add_input("done", data={"image": {"base64": PICTURE}})
    app.process_inputs("done")
    app.add_annotation("done", {"concepts": [{"id": "car"}]}, task_id="t")
    client, headers = fake.client(), {"Authorization": f"Key {fake.pat}"}
    for path in ("inputs", "annotations?list_all_annotations=true", "concepts", "models"):
        client.get(f"/v2/users/{fake.user_id}/apps/street/{path}", headers=headers)
    client.get(f"/v2/users/{fake.user_id}/apps/street/models/types", headers=headers)
    world = fake._dispatcher.world
    for things in (world.things_of("labeler"), world.apps[fake.user_id, "street"].things):
        made = resources_pb2.DatasetVersion(id="v")
        things.put(VERSIONS, VERSIONS.row(world.next_sequence(), "v", made), "dataset")
    fake.ids.next("annotation", "a1", "a2")
    fake.faults.limit(9)
    fake.faults.add(
        "ListConcepts", status=10020, details="d", http=500, latency=9, key="k", input_id="i"
    )
    fake.faults.add(http=503, optional=True)
    for _ in range(2):
        client.get(f"/v2/users/{fake.user_id}/apps/street/annotations", headers=headers)
    fake.clock.freeze()
    return fake._dispatcher.state


def test_the_world_that_is_copied_here_leaves_no_attribute_empty() -> None:
    assert never_filled(full()) == set()


def test_a_copy_shares_nothing_that_can_change() -> None:
    state = full()
    originals = {id(part): place for place, part in reachable(state) if mutable(part)}
    shared = [
        (place, originals[id(part)])
        for place, part in reachable(state.copy())
        if id(part) in originals
    ]
    assert len(originals) > 50
    assert shared == []


def test_a_copy_has_everything() -> None:
    state = full()
    counts = {"_starts"}  # made anew when somebody asks
    assert plain(state.copy(), counts.__contains__) == plain(state, counts.__contains__)


@pytest.mark.parametrize("count", [0, 1, 5])
def test_a_timeline_and_its_copy_go_their_own_ways(
    monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    monkeypatch.setattr(timeline, "BLOCK", 2)
    records = [(n, "", (), b"") for n in range(count + 1)]
    line = Timeline(records[:count])
    line.slice(0, 1)
    copied = line.copy()
    copied.append(records[count])
    assert ([*line], [*copied]) == (records[:count], records)
    for record in records[:count]:
        line.remove(record)
    assert ([*line], copied.slice(0, count + 1)) == ([], records)


def test_a_clock_that_goes_while_it_goes_already_goes_on() -> None:
    clock = Clock(lambda: 5)
    clock.go()
    assert clock.now() == 5
