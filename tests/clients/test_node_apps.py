"""The Node SDK `clarifai-nodejs` makes apps, datasets, models and workflows, and deletes them."""

from __future__ import annotations

from typing import Any

import pytest

from fakeannot import FakeClarifai
from tests.api import Api, by_wsgi
from tests.clients.harness import installed, run, street
from tests.clients.node_programs import ENV, node

pytestmark = pytest.mark.client

CAR = [["car", 0.9]]
NODES = [["first", "seer", []], ["second", "seer", [{"nodeId": "first"}]]]
SEEN: dict[str, Any] = {
    "app_made": ["owner", "town", "Universal"],
    "app_made_twice": 40010,
    "app": ["town", "Universal"],
    "no_app": 11101,
    "apps": [16, 2],
    "second_page": [["town"]],
    "named": [["town"]],
    "dataset_made": "to train",
    "dataset_made_twice": 40010,
    "dataset": ["train", "town", "to train"],
    "no_dataset": 11101,
    "datasets": [["test"], ["train"]],
    "model_made": ["seer", "any-to-any"],
    "models": [["seer"]],
    "versions": ["second", "first"],
    "model": "second",
    "no_model": 21200,
    "predicted": [CAR, CAR],
    "workflow_made": NODES,
    "exported": ["seer", "seer"],
    "workflow": NODES,
    "workflows": [["labels"]],
    "workflow_versions": [1],
    "results": [CAR, CAR],
    "no_workflow": 22102,
    "deleted_app": 11101,
    "deleted_twice": 11101,
}


def test_clarifai_nodejs_looks_after_apps_models_and_workflows() -> None:
    installed("node", "node")
    with street() as (fake, server):
        fake.workflow(lambda _: [{"id": "car", "value": 0.9}])
        assert run(node("apps.cjs", server.url), {**ENV, **server.env}) == SEEN
    check_calls(fake)
    check_left(Api(by_wsgi(fake), "Key owner-pat", "/v2/users/owner/apps"))


def check_calls(fake: FakeClarifai) -> None:
    """What the SDK asks for in its own way."""
    assert fake.not_built == []
    made = fake.journal.calls("PostApps")[0]
    assert made.request.user_app_id.app_id == "town"  # which is not there yet
    listed = fake.journal.calls("ListApps")
    assert not any(call.request.HasField("user_app_id") for call in listed)
    assert {call.caller for call in listed} == {"owner"}  # as the key says
    pages = [(call.request.page, call.request.per_page) for call in listed]
    assert pages == [(1, 16), (2, 16), (2, 17), (1, 16)]


def check_left(apps: Api) -> None:
    names = [f"app-{n}" for n in range(25, 10, -1)]
    listed = apps.get("/v2/users/owner/apps")["apps"]
    assert [one["id"] for one in listed] == [*names, "town", "street"]
    assert [one["id"] for one in apps.get("town/datasets")["datasets"]] == ["train"]
    (model,) = apps.get("town/models")["models"]
    (version,) = apps.get("town/models/seer/versions")["model_versions"]
    assert (model["id"], version["description"]) == ("seer", "second")
    assert apps.get("town/workflows")["workflows"] == []
