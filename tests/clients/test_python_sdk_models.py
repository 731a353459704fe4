"""The official Python SDK `clarifai` keeps models and workflows, and asks them to predict."""

from __future__ import annotations

from typing import Any

import pytest

from fakeannot import FakeClarifai
from tests.api import Api, by_wsgi
from tests.clients.harness import HERE, installed, run

pytestmark = pytest.mark.client

URL = "https://clarifai.com/fake-user/fake-app/models"
CAR = [["car", 0.9]]
SEEN: dict[str, Any] = {
    "models": ["seer"],
    "model": ["of streets", "sees streets", "any-to-any"],
    "of_user": [["seer", f"{URL}/seer"], ["bare", f"{URL}/bare"]],
    "typed": ["seer"],
    "at_urls": ["seer", "bare"],
    "versions": ["second", "of old"],
    "second_version": ["of old"],
    "versions_left": ["second"],
    "workflow": [["first", "seer", []], ["second", "made", ["first"]]],
    "workflows": 2,
    "exported": ["seer", "made"],
    "again": True,
    "patched_workflow": [["first", "seer", []]],
    "workflow_versions": 2,
    "predicted": [CAR, CAR, CAR],
    "results": [CAR, CAR, CAR],
    "models_left": ["made"],
    "workflows_left": 2,
}


def test_the_sdk_keeps_models_and_workflows_and_has_them_predict() -> None:
    python = installed("python/sdk/bin/python", "python")
    fake = FakeClarifai(strict=True)
    asked: list[tuple[str, bytes]] = []

    @fake.workflow
    def detect(given: Any) -> list[dict[str, object]]:
        asked.append((given.data.image.url, given.data.image.base64))
        return [{"id": "car", "value": 0.9}]

    with fake.serve() as server:
        assert run([str(python), str(HERE / "python/models.py")], server.env) == SEEN
    assert fake.not_built == []
    by_url, by_bytes = ("https://example.com/car.jpg", b""), ("", b"a picture")
    assert asked == [by_url, by_bytes, by_bytes] * 2
    check_left(Api(by_wsgi(fake), f"Key {fake.api_key}"))


def check_left(api: Api) -> None:
    made, bare = api.get("models")["models"]
    assert [made["id"], bare["id"]] == ["made", "bare"]
    params = made["model_version"]["output_info"]["params"]
    assert (params, made["model_type_id"]) == ({"threshold": 0.5}, "any-to-any")
    assert "model_version" not in bare
    assert api.get("models/seer/versions").code == 21200
    again, _ = api.get("workflows")["workflows"]
    version = made["model_version"]["id"]
    assert (again["id"], again["nodes"][1]["model"]["model_version"]["id"]) == ("again", version)
    assert api.get("workflows/labels").code == 22102
