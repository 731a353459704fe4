"""A test that calls what is not built fails, unless it supplies the answer or forgives it."""

from __future__ import annotations

import pytest

from tests.plugin.suites import Suite


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
            "The fake was called for what it does not have: ListLabelOrders.",
            '*fakeannot.reply("ListLabelOrders", {...})',
            '*@fakeannot.handler("ListLabelOrders")',
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
    assert ask_for_what_is_not_built(fakeannot)["label_orders"] == ["mine"]
"""
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "E*AssertionError: assert *mine*",
            "*fakeannot*call*",
            "The fake was called for*ListLabelOrders.",
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
    fakeannot.reply("ListLabelOrders", {"label_orders": [{"id": "mine"}]})
    assert ask_for_what_is_not_built(fakeannot)["label_orders"][0]["id"] == "mine"
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


def test_a_call_to_what_is_not_built_fails_the_test_from_a_fixtures_end_too(suite: Suite) -> None:
    result = suite.run(
        """
import requests

@pytest.fixture
def labeler(fakeannot):
    yield
    requests.get("https://api.clarifai.com/v2/label_orders", headers={"Authorization": "Key k"})

def test_it(labeler):
    pass
"""
    )
    result.assert_outcomes(passed=1, errors=1)
    assert "ListLabelOrders" in result.stdout.str()
