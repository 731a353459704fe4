"""A stand-in for the real service, and suites that run live against it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

# Loaded here, or every run in this process would load it anew: pytester forgets what a run loads.
import fakeannot.testing.live.plugin  # noqa: F401 - as said above
from fakeannot import FakeClarifai
from tests.plugin.suites import Suite

KEY = "5ecbe75ecbe75ecbe75ecbe75ecbe7ff"
APP_KEY = "a99ccc75ecbe75ecbe75ecbe75ecbe7f"
# What a user's code under test looks like: told where to go by its own configuration.
UNDER_TEST = """
import os, requests
def call(method, path, body=None):
    base, user, app = (os.environ[f"CLARIFAI_{n}"] for n in ("API_BASE", "USER_ID", "APP_ID"))
    url = f"{base}/v2/users/{user}/apps/{app}/{path}"
    headers = {"Authorization": "Key " + os.environ["CLARIFAI_PAT"]}
    return requests.request(method, url, headers=headers, json=body, timeout=10).json()
def label(input_id, concept):
    one = {"input_id": input_id, "data": {"concepts": [{"id": concept}]}}
    return call("POST", "annotations", {"annotations": [one]})
def upload(*ids):
    image = {"url": "https://example.com/1.jpg", "allow_duplicate_url": True}
    inputs = [{"id": id_, "data": {"image": image}} for id_ in ids]
    return call("POST", "inputs", {"inputs": inputs})
"""
_HEAD = "from under_test import *\n"


class Real:
    """A server that stands for the real service, and suites that are pointed to it."""

    def __init__(self, service: FakeClarifai, url: str, suite: Suite) -> None:
        self.service = service
        self.url = url
        self.suite = suite

    def run(self, source: str, *args: str) -> pytest.RunResult:
        return self.suite.run(_HEAD + source, "--fakeannot-live", *args)

    def inputs(self) -> list[str]:
        """The ids of the inputs that are left there."""
        return [one.id for one in self.service.app().inputs()]


@contextmanager
def standing_in(
    suite: Suite,
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    **options: Any,
) -> Iterator[Real]:
    """The stand-in while active; the environment names it, and an empty app of it."""
    service = FakeClarifai(strict=True, pat=KEY, api_key=APP_KEY, **options)
    with service.serve() as server:
        for name, value in {
            "CLARIFAI_API_BASE": server.url,
            "CLARIFAI_PAT": KEY,
            "CLARIFAI_USER_ID": service.user_id,
            "CLARIFAI_APP_ID": service.app_id,
        }.items():
            monkeypatch.setenv(name, value)
        monkeypatch.delenv("CLARIFAI_API_KEY", raising=False)
        monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
        pytester.makepyfile(under_test=UNDER_TEST)
        yield Real(service, server.url, suite)
