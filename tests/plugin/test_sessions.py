"""The plugin in sessions of every kind: with workers, named twice, switched off, not used."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest

from tests.plugin.suites import LOAD, ROOT, Suite


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
        ["*The fake was called for*ListLabelOrders.", "*'nonsense' is no option*"]
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
    added = {name.partition(".")[0] for name in ast.literal_eval(ran.stdout)}
    assert added == {"conftest_plugin"}
