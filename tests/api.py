"""A small REST client for tests: the same calls through any door."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import requests

from fakeannot import FakeClarifai

Send = Callable[[str, str, Mapping[str, str], bytes], tuple[int, Mapping[str, str], bytes]]


@dataclass(frozen=True)
class Answer:
    """One answer; `answer["annotations"]` reads the JSON body."""

    http: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        value = json.loads(self.body)
        assert isinstance(value, dict)
        return value

    def __getitem__(self, name: str) -> Any:
        return self.json[name]

    @property
    def code(self) -> int:
        return int(self["status"]["code"])

    @property
    def details(self) -> str:
        return str(self["status"].get("details", ""))

    @property
    def outcome(self) -> tuple[int, int]:
        """HTTP status and Clarifai code, which tests mostly look at together."""
        return self.http, self.code


class Api:
    """Calls with a key; `path` is relative to the app, or absolute from `/v2` on."""

    def __init__(self, send: Send, authorization: str, prefix: str = "/v2") -> None:
        self._send = send
        self._headers = {"Authorization": authorization} if authorization else {}
        self._prefix = prefix

    def call(
        self,
        method: str,
        path: str,
        body: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send `body` as JSON, or as it is where it is bytes."""
        if not path.startswith("/v2"):
            path = f"{self._prefix}/{path}"
        data = body if isinstance(body, bytes) else b"" if body is None else _dumps(body)
        return Answer(*self._send(method, path, {**self._headers, **(headers or {})}, data))

    def get(self, path: str, *pairs: tuple[str, object]) -> Answer:
        """GET with a query of repeated keys: `get("annotations", ("page", 2))`."""
        return self.call("GET", f"{path}?{urlencode(pairs)}" if pairs else path)

    def post(self, path: str, body: object = None) -> Answer:
        return self.call("POST", path, body)

    def patch(self, path: str, body: object = None) -> Answer:
        return self.call("PATCH", path, body)

    def delete(self, path: str, body: object = None) -> Answer:
        return self.call("DELETE", path, body)


def _dumps(body: object) -> bytes:
    return json.dumps(body).encode()


def by_wsgi(fake: FakeClarifai) -> Send:
    """The WSGI app, called without a server."""
    client = fake.client()

    def send(
        method: str, path: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, Mapping[str, str], bytes]:
        answer = client.open(path, method=method, headers=dict(headers), data=body)
        return answer.status_code, dict(answer.headers), answer.data

    return send


def by_requests(base: str) -> Send:
    """`requests` to some base URL: intercepted, or a server's."""
    session = requests.Session()
    session.trust_env = False

    def send(
        method: str, path: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, Mapping[str, str], bytes]:
        with session.request(method, base + path, headers=dict(headers), data=body) as answer:
            return answer.status_code, answer.headers, answer.content

    return send


def api_of(
    fake: FakeClarifai,
    key: str = "",
    *,
    user_id: str = "",
    app_id: str = "",
    send: Send | None = None,
) -> Api:
    """An `Api` on a fake: with the default app's key, or with a PAT on a named app's paths."""
    prefix = f"/v2/users/{user_id or fake.user_id}/apps/{app_id or fake.app_id}"
    return Api(
        send or by_wsgi(fake),
        f"Key {key or fake.api_key}",
        prefix if key or user_id or app_id else "/v2",
    )
