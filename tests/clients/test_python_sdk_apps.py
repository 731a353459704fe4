"""The official Python SDK `clarifai` makes apps, concepts and datasets, and looks after them."""

from __future__ import annotations

from typing import Any

import pytest

from fakeannot import FakeClarifai
from tests.api import Api, by_wsgi
from tests.clients.harness import HERE, installed, run

pytestmark = pytest.mark.client

APPS = [f"app-{n:02}" for n in range(17)]
PICTURE = "https://example.com/street.png"
SEEN: dict[str, Any] = {
    "user": "fake-user",
    "organizations": [],
    "made": ["fake-user", "street"],
    "made_twice": 40010,
    "apps": [*APPS, "fake-app", "street"],
    "page": 16,
    "second_page": ["app-11", "app-10", "app-09", "app-08", "app-07"],
    "named": ["street"],
    "app": ["of cars", "Universal", "clarifai", 10, ""],
    "patched": ["of buses", "General", "clarifai", 50, PICTURE],
    "without_picture": ["of buses", "General", "clarifai", 50, ""],
    "deleted": [1, [11101, 11101], [0, []]],
    "concept_twice": 40003,
    "second_concepts": ["vehicle"],
    "concepts": [["car", "Auto"], ["bus", "Bus"], ["vehicle", "vehicle"]],
    # What is above a concept is kept as what that one is below.
    "relations": [["vehicle", "hyponym", "car"], ["car", "synonym", "bus"]],
    "hypernyms": [["car", "hypernym", "vehicle"]],
    "relations_left": [["car", "synonym", "bus"]],
    "relations_in_the_end": [],
    "dataset": ["train", "to learn", PICTURE],
    "dataset_twice": 40010,
    "no_dataset": 11101,
    "second_datasets": ["test"],
    "datasets": ["train", "test"],
    "by_token": ["street"],
}


def test_the_sdk_looks_after_apps_and_what_is_in_them() -> None:
    python = installed("python/sdk/bin/python", "python")
    fake = FakeClarifai(strict=True)
    with fake.serve() as server:
        assert run([str(python), str(HERE / "python/apps.py")], server.env) == SEEN
    check_calls(fake)
    check_left(fake, Api(by_wsgi(fake), f"Key {fake.pat}", f"/v2/users/{fake.user_id}"))


def check_calls(fake: FakeClarifai) -> None:
    """What does not show in what the SDK returned."""
    assert fake.not_built == []
    pages = [(one.request.page, one.request.per_page) for one in fake.journal.calls("ListApps")]
    until_one_is_empty = [(1, 0), (2, 0)]
    assert pages == [
        *until_one_is_empty,
        *((1, 16), (2, 5)),
        *until_one_is_empty,
        *until_one_is_empty,
    ]
    # Whatever else it is answered, it takes for none.
    asked = [one.status for one in fake.journal if one.path.endswith("/organizations")]
    assert asked == [200]


def check_left(fake: FakeClarifai, user: Api) -> None:
    by_name = (("sort_by_name", "true"), ("sort_ascending", "true"))
    assert [app["id"] for app in user.get("apps", *by_name)["apps"]] == SEEN["apps"]
    street = user.get("apps/street")["app"]
    assert (street["description"], street["default_workflow"]["id"]) == ("of buses", "General")
    assert "image" not in street
    assert [one.name for one in fake.app("street").concepts()] == ["Auto", "Bus", "vehicle"]
    assert user.get("apps/street/concepts/relations")["concept_relations"] == []
    kept = [one["description"] for one in user.get("apps/street/datasets")["datasets"]]
    assert kept == ["to learn", "to test"]
