"""Calls that name a world, without a server."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from werkzeug.test import TestResponse

from fakeannot import FakeClarifai
from tests.api import Api, by_wsgi

JPEG = "/9j/4A=="


def of_world(name: str) -> dict[str, str]:
    return {"X-Fakeannot-World": name} if name else {}


def api_in(fake: FakeClarifai, world: str = "", key: str = "") -> Api:
    """The app's API, in a world if one is named."""
    send = by_wsgi(fake)

    def sent(method: str, path: str, headers: Mapping[str, str], body: bytes) -> Any:
        return send(method, path, {**headers, **of_world(world)}, body)

    return Api(sent, f"Key {key or fake.api_key}", "/v2")


def image(name: str) -> dict[str, Any]:
    return {"image": {"url": f"https://example.com/{name}.jpg"}}


def add(api: Api, *ids: str) -> None:
    inputs = [{"id": one, "data": image(one)} for one in ids]
    assert api.post("inputs", {"inputs": inputs}).http == 200


def inputs_of(api: Api) -> list[str]:
    return [one["id"] for one in api.get("inputs")["inputs"]]


def control(fake: FakeClarifai, method: str, path: str, world: str = "") -> TestResponse:
    """What an address of the fake's own answers."""
    return fake.client().open(f"/__fakeannot/{path}", method=method, headers=of_world(world))


def listed(fake: FakeClarifai) -> dict[str, dict[str, Any]]:
    """What `GET worlds` says of each."""
    told = control(fake, "GET", "worlds").get_json()["worlds"]
    return {one.pop("name"): one for one in told}
