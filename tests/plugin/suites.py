"""A test suite that uses the plugin, for the tests to run."""

from __future__ import annotations

from importlib.metadata import entry_points
from pathlib import Path

import pytest

# Loaded here, or every run in this process would load it anew: pytester forgets what a run loads.
import fakeannot.doors.in_process.intercept
import fakeannot.doors.local.server
import fakeannot.doors.local.tls  # noqa: F401 - for the same reason

ROOT = Path(__file__).parents[2]
INSTALLED = any(one.name == "fakeannot" for one in entry_points(group="pytest11"))
# Hypothesis' plugin imports all of Hypothesis, which takes a second, at the end of every run.
LOAD = ("-p", "no:hypothesispytest", *(() if INSTALLED else ("-p", "conftest_plugin")))

HELPERS = """
import pytest, requests
API = "https://api.clarifai.com/v2"
def headers(fake):
    return {"Authorization": f"Key {fake.api_key}"}
def post(fake, base=API):
    body = {"annotations": [{"input_id": "i", "data": {"concepts": [{"id": "cat"}]}}]}
    if not fake.app().inputs():
        fake.app().add_input("i")
    return requests.post(f"{base}/annotations", json=body, headers=headers(fake)).json()
def ask_for_what_is_not_built(fake, base=API):
    return requests.get(f"{base}/label_orders", headers=headers(fake)).json()
"""


class Suite:
    """A test suite in a directory of its own, run in this process with warnings as errors."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self._pytester = pytester
        pytester.makepyfile(helpers=HELPERS)
        pytester.makeini("[pytest]\nfilterwarnings = error\naddopts = --strict-markers\n")
        pytester.syspathinsert()

    def conftest(self, source: str) -> None:
        self._pytester.makeconftest(source)

    def run(self, source: str, *args: str) -> pytest.RunResult:
        self._pytester.makepyfile(test_it=f"from helpers import *\n{source}")
        return self._pytester.runpytest_inprocess(*LOAD, *args)
