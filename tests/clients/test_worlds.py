"""Clients that send no headers of one's own have a world by their key."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from fakeannot import FakeClarifai
from tests.clients.harness import HERE, SEED, SEEN, installed, run
from tests.clients.test_python_sdk import SEEN as SEEN_BY_SDK
from tests.clients.test_python_sdk import journey

pytestmark = pytest.mark.client


def test_the_json_channel_has_a_world_by_its_key() -> None:
    python = installed("python/protobuf6/bin/python", "python")
    fake = FakeClarifai(strict=True, world_per_key=True)
    fake.load(SEED)
    with fake.serve() as server:
        assert run([str(python), str(HERE / "python/walk.py"), "json", server.url]) == SEEN
    key, none = [name for name in fake.worlds if name != "default"]
    assert {concept.id for concept in fake.worlds[key].app("street", "owner").concepts()}
    assert [fake.journal.total, fake.worlds[none].journal.total] == [0, 1]


def test_sdks_with_a_pat_each_make_the_same_journey_at_the_same_time() -> None:
    fake, command = FakeClarifai(world_per_key=True), journey()
    with fake.serve() as server, ThreadPoolExecutor(2) as threads:
        environments = [{**server.env, "CLARIFAI_PAT": letter * 32} for letter in "ab"]
        seen = list(threads.map(lambda environment: run(command, environment), environments))
    assert seen == [SEEN_BY_SDK, SEEN_BY_SDK]
    assert len(fake.worlds) == 3
    assert fake.journal.total == 0
