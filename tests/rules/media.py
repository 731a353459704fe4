"""Short ways to upload media and to fetch them from where they are hosted."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from werkzeug.test import TestResponse

from fakeannot import FakeClarifai
from tests.api import Answer, Api

JPEG = b"\xff\xd8\xff\xe0 a picture"
BASE = "https://data.clarifai.com"


def encoded(content: bytes) -> str:
    return b64encode(content).decode()


def upload(api: Api, kind: str, **medium: str) -> Answer:
    return api.post("inputs", {"inputs": [{"data": {kind: medium}}]})


def uploaded(api: Api, content: bytes = JPEG, kind: str = "image") -> dict[str, Any]:
    """The medium of a newly posted input."""
    medium: dict[str, Any] = upload(api, kind, base64=encoded(content))["inputs"][0]["data"][kind]
    return medium


def fetch(fake: FakeClarifai, url: str, method: str = "GET", **headers: str) -> TestResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return fake.client().open(url.removeprefix(BASE), method=method, headers=named)
