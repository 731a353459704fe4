"""The pytest plugin, seen from test suites that use it."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

# Loaded here, or every run in this process would load it anew: pytester forgets what a run loads.
import fakeannot.doors.intercept
import fakeannot.doors.server  # noqa: F401 - for the same reason

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
    return requests.get(f"{base}/models", headers=headers(fake)).json()
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


@pytest.fixture
def suite(pytester: pytest.Pytester) -> Suite:
    return Suite(pytester)


@pytest.fixture(autouse=True)
def checkout_is_importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """In processes that start elsewhere."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


# -- the fixtures ---------------------------------------------------------------------------


def test_the_fake_intercepts_while_a_test_runs_and_is_fresh_in_each(suite: Suite) -> None:
    suite.run(
        """
@pytest.mark.parametrize("time", [1, 2])
def test_post(fakeannot, time):
    assert fakeannot.app().annotations() == []
    assert post(fakeannot)["status"]["code"] == 10000
    assert "cat" in str(fakeannot.app().annotations())

def test_ids_are_the_same_in_every_run(fakeannot):
    assert post(fakeannot)["annotations"][0]["id"] == post_once_more()

def post_once_more():
    from fakeannot import FakeClarifai
    other = FakeClarifai()
    with other.intercept():
        return post(other)["annotations"][0]["id"]
"""
    ).assert_outcomes(passed=3)


def test_after_a_test_nothing_is_intercepted_any_more(suite: Suite) -> None:
    suite.run(
        """
from requests.adapters import HTTPAdapter
before = HTTPAdapter.send
def test_during(fakeannot):
    assert HTTPAdapter.send is not before
def test_after():
    assert HTTPAdapter.send is before
"""
    ).assert_outcomes(passed=2)


def test_the_server_is_on_loopback_and_fresh_in_each_test(suite: Suite) -> None:
    suite.run(
        """
@pytest.mark.parametrize("time", [1, 2])
def test_post(fakeannot_server, time):
    assert fakeannot_server.url.startswith("http://127.0.0.1:")
    assert fakeannot_server.fake.app().annotations() == []
    assert post(fakeannot_server.fake, fakeannot_server.url + "/v2")["status"]["code"] == 10000
"""
    ).assert_outcomes(passed=2)


def test_the_server_leaves_no_thread_behind(suite: Suite) -> None:
    suite.run(
        """
import threading
def test_during(fakeannot_server):
    assert post(fakeannot_server.fake, fakeannot_server.url + "/v2")["status"]["code"] == 10000
    assert len([one for one in threading.enumerate() if "fakeannot" in one.name]) == 1
def test_after():
    assert not [one for one in threading.enumerate() if "fakeannot" in one.name]
"""
    ).assert_outcomes(passed=2)


def test_the_server_alone_intercepts_nothing(suite: Suite) -> None:
    suite.run(
        """
from requests.adapters import HTTPAdapter
before = HTTPAdapter.send
def test_it(fakeannot_server):
    assert HTTPAdapter.send is before
"""
    ).assert_outcomes(passed=1)


def test_both_fixtures_in_one_test_are_two_doors_to_one_fake(suite: Suite) -> None:
    suite.run(
        """
def test_both(fakeannot, fakeannot_server):
    assert fakeannot_server.fake is fakeannot
    made = post(fakeannot)["annotations"][0]["id"]
    url = f"{fakeannot_server.url}/v2/inputs/i/annotations/{made}"
    assert requests.get(url, headers=headers(fakeannot)).json()["annotation"]["id"] == made
"""
    ).assert_outcomes(passed=1)


def test_a_suite_may_build_its_own_fixture_on_the_fake(suite: Suite) -> None:
    suite.conftest(
        """
import pytest
@pytest.fixture
def fakeannot(fakeannot):
    fakeannot.app().add_input("seeded")
    return fakeannot
"""
    )
    suite.run(
        """
def test_it(fakeannot):
    assert [one.id for one in fakeannot.app().inputs()] == ["seeded"]
"""
    ).assert_outcomes(passed=1)


def test_the_fixtures_serve_test_case_classes_too(suite: Suite) -> None:
    suite.run(
        """
import unittest
@pytest.mark.usefixtures("fakeannot")
class TestIt(unittest.TestCase):
    def test_call(self):
        assert requests.get(API + "/annotations").status_code == 401
"""
    ).assert_outcomes(passed=1)


# -- options --------------------------------------------------------------------------------


def test_options_of_module_class_and_function_merge_and_the_nearest_wins(suite: Suite) -> None:
    suite.conftest(
        """
import pytest
@pytest.fixture(scope="module")
def fakeannot_options():
    return {"per_page": 1, "id_seed": 1, "app_id": "of-the-suite"}
"""
    )
    suite.run(
        """
pytestmark = pytest.mark.fakeannot(per_page=2, id_seed=2, user_id="of-the-module")

@pytest.mark.fakeannot(per_page=3, pat="of-the-class")
class TestIt:
    @pytest.mark.fakeannot(per_page=4, strict=True)
    def test_function(self, fakeannot):
        assert self.chosen(fakeannot) == (4, 2, "of-the-suite", "of-the-module", "of-the-class")
        assert fakeannot.settings.strict is True

    def test_class(self, fakeannot_server):
        chosen = self.chosen(fakeannot_server.fake)
        assert chosen == (3, 2, "of-the-suite", "of-the-module", "of-the-class")
        assert fakeannot_server.fake.settings.strict is False

    def chosen(self, fake):
        s = fake.settings
        return s.per_page, s.id_seed, s.app_id, s.user_id, s.pat

def test_module(fakeannot):
    assert fakeannot.settings.per_page == 2
"""
    ).assert_outcomes(passed=3)


def test_the_clock_may_be_handed_in_with_the_options(suite: Suite) -> None:
    suite.run(
        """
@pytest.mark.fakeannot(clock=lambda: 1_700_000_000_000_000_000)
def test_it(fakeannot):
    assert post(fakeannot)["annotations"][0]["created_at"].startswith("2023-11-14T22:13:20")
"""
    ).assert_outcomes(passed=1)


@pytest.mark.parametrize("where", ["marker", "fixture"])
def test_an_unknown_option_is_an_error_of_that_test_naming_the_nearest(
    suite: Suite, where: str
) -> None:
    if where == "fixture":
        suite.conftest(
            "import pytest\n@pytest.fixture\ndef fakeannot_options(): return {'per_pag': 1}"
        )
    marker = "@pytest.mark.fakeannot(per_pag=1)\n" if where == "marker" else ""
    result = suite.run(f"{marker}def test_wrong(fakeannot): pass\ndef test_right(): pass")
    result.assert_outcomes(errors=1, passed=1)
    result.stdout.fnmatch_lines(
        ["*'per_pag' is no option; there are strict, per_page, *'per_page'*"]
    )
    assert "Traceback" not in result.stdout.str()
    assert len(result.outlines) < 20


def test_a_value_out_of_range_is_an_error_of_that_test(suite: Suite) -> None:
    result = suite.run("@pytest.mark.fakeannot(per_page=0)\ndef test_it(fakeannot): pass")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*per_page=0: a page has 1 to 1000 items.*"])


def test_options_without_a_name_are_refused_with_a_hint(suite: Suite) -> None:
    result = suite.run("@pytest.mark.fakeannot('strict', 5)\ndef test_it(fakeannot): pass")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*fakeannot('strict', 5): options are given by name*strict=True*"])


def test_the_marker_is_registered_and_explained(suite: Suite) -> None:
    result = suite.run("", "--markers")
    result.stdout.fnmatch_lines(["@pytest.mark.fakeannot(**options): *the nearest one wins*"])


# -- what is not built ----------------------------------------------------------------------


@pytest.mark.parametrize("door", ["fakeannot, API", "fakeannot_server.fake, API_OF_SERVER"])
def test_a_call_to_what_is_not_built_fails_the_test_though_its_error_is_swallowed(
    suite: Suite, door: str
) -> None:
    fixture = door.split(",")[0].removesuffix(".fake")
    call = f"ask_for_what_is_not_built({door})".replace(
        "API_OF_SERVER", 'fakeannot_server.url + "/v2"'
    )
    result = suite.run(f"def test_it({fixture}):\n    {call}\n    {call}\n")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "The fake was called for what it does not have: ListModels.",
            '*fakeannot.reply("ListModels", {...})',
            '*@fakeannot.handler("ListModels")',
        ]
    )


def test_it_is_the_call_phase_that_fails(suite: Suite) -> None:
    suite.conftest(
        """
def pytest_runtest_logreport(report):
    print(f"<{report.when} {report.outcome}>")
"""
    )
    result = suite.run("def test_it(fakeannot): ask_for_what_is_not_built(fakeannot)", "-s")
    result.stdout.fnmatch_lines(["*<setup passed>*", "*<call failed>*", "*<teardown passed>*"])


def test_a_test_that_expects_to_fail_may_fail_by_it(suite: Suite) -> None:
    suite.run(
        """
@pytest.mark.xfail(strict=True)
def test_it(fakeannot):
    ask_for_what_is_not_built(fakeannot)
"""
    ).assert_outcomes(xfailed=1)


def test_a_failure_of_the_test_itself_stays_and_the_rest_is_a_section_of_the_report(
    suite: Suite,
) -> None:
    result = suite.run(
        """
def test_it(fakeannot):
    assert ask_for_what_is_not_built(fakeannot)["models"] == ["mine"]
"""
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "E*AssertionError: assert *mine*",
            "*fakeannot*call*",
            "The fake was called for*ListModels.",
        ]
    )


def test_a_failure_without_such_calls_is_reported_as_ever(suite: Suite) -> None:
    result = suite.run("def test_it(fakeannot): assert post(fakeannot) is None")
    result.assert_outcomes(failed=1)
    result.stdout.no_fnmatch_line("*The fake was called for*")


def test_a_supplied_answer_is_no_failure(suite: Suite) -> None:
    suite.run(
        """
def test_it(fakeannot):
    fakeannot.reply("ListModels", {"models": [{"id": "mine"}]})
    assert ask_for_what_is_not_built(fakeannot)["models"][0]["id"] == "mine"
"""
    ).assert_outcomes(passed=1)


def test_a_test_about_such_a_call_may_forgive_it(suite: Suite) -> None:
    suite.run(
        """
def test_it(fakeannot):
    ask_for_what_is_not_built(fakeannot)
    fakeannot.not_built.clear()
"""
    ).assert_outcomes(passed=1)


# -- sessions of every kind -----------------------------------------------------------------


def test_workers_of_xdist_have_a_fake_each(pytester: pytest.Pytester, suite: Suite) -> None:
    pytester.makepyfile(
        test_it="""
from helpers import *
@pytest.mark.parametrize("time", range(8))
def test_both(fakeannot, fakeannot_server, time):
    assert fakeannot.app().annotations() == []
    post(fakeannot)
    post(fakeannot, fakeannot_server.url + "/v2")

@pytest.mark.fakeannot(nonsense=1)
def test_error(fakeannot): pass

def test_not_built(fakeannot): ask_for_what_is_not_built(fakeannot)
"""
    )
    result = pytester.runpytest_subprocess(*LOAD, "-n", "2")
    result.assert_outcomes(passed=8, errors=1, failed=1)
    result.stdout.fnmatch_lines_random(
        ["*The fake was called for*ListModels.", "*'nonsense' is no option*"]
    )


def test_naming_the_plugin_by_its_module_loads_it_once(pytester: pytest.Pytester) -> None:
    """Also where it is installed, and would be loaded by its entry point as well."""
    info = pytester.mkdir("pretended-1.0.dist-info")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: pretended\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[pytest11]\nfakeannot = conftest_plugin\n")
    pytester.makepyfile("def test_it(fakeannot): assert fakeannot.not_built == []")
    pytester.runpytest_subprocess().assert_outcomes(passed=1)
    pytester.runpytest_subprocess("-p", "conftest_plugin").assert_outcomes(passed=1)
    pytester.runpytest_subprocess("-p", "fakeannot").assert_outcomes(passed=1)
    off = pytester.runpytest_subprocess("-p", "no:fakeannot")
    off.assert_outcomes(errors=1)
    off.stdout.fnmatch_lines(["*fixture 'fakeannot' not found"])


def test_a_session_that_does_not_use_the_fake_loads_nothing_of_it(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile(
        """
import sys
def test_it():
    heavy = {"fakeannot", "responses", "requests", "google", "grpc", "clarifai_grpc", "werkzeug"}
    assert "conftest_plugin" in sys.modules
    assert heavy.isdisjoint(sys.modules)
"""
    )
    result = pytester.runpytest_subprocess(*LOAD, "-p", "no:requests_mock")
    result.assert_outcomes(passed=1)


def test_importing_the_plugin_adds_no_module_but_its_own_to_pytests() -> None:
    code = (
        "import pytest, sys; before = set(sys.modules); import conftest_plugin;"
        "print(sorted(set(sys.modules) - before))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "['conftest_plugin']"


def test_a_call_to_what_is_not_built_fails_the_test_from_a_fixtures_end_too(suite: Suite) -> None:
    result = suite.run(
        """
import requests

@pytest.fixture
def labeler(fakeannot):
    yield
    requests.get("https://api.clarifai.com/v2/models", headers={"Authorization": "Key k"})

def test_it(labeler):
    pass
"""
    )
    result.assert_outcomes(passed=1, errors=1)
    assert "ListModels" in result.stdout.str()
