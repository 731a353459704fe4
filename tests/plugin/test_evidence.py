"""What a suite rests on: told at the end, and held to a kind of evidence."""

from __future__ import annotations

import pytest

from tests.plugin.suites import Suite

ONE_TEST = """
def test_posts(fakeannot):
    post(fakeannot)
"""
UNKNOWN_KEY = """
def test_lists(fakeannot):
    requests.get("https://api.clarifai.com/v2/inputs", headers={"Authorization": "Key k"})
"""
UNTRACED = """
def test_untraced(fakeannot):
    assert "answer" not in vars(fakeannot._door)
"""
BY_SOCKET = """
import grpc

def test_by_http(fakeannot_server):
    requests.get(fakeannot_server.url + "/v2/inputs", headers={"Authorization": "Key k"})

def test_by_grpc(fakeannot_server):
    with grpc.insecure_channel(fakeannot_server.grpc_target) as channel:
        call = channel.unary_unary("/clarifai.api.V2/ListInputs")
        call(b"", metadata=(("authorization", "Key k"),), timeout=20)
"""
DOCUMENTED = "--fakeannot-evidence=documented"


def test_a_report_tells_how_many_behaviours_were_used_and_on_what_evidence(suite: Suite) -> None:
    result = suite.run(ONE_TEST, "--fakeannot-report")
    result.assert_outcomes(passed=1)
    result.stdout.re_match_lines(
        [
            r"=+ evidence of the behaviours of fakeannot =+",
            r"\d+ behaviours used by 1 tests",
            r" +\d+ observed, the oldest evidence of 2016",
            r" +\d+ documented, the oldest evidence of 2020",
            r" +0 inferred",
        ]
    )


def test_a_report_names_the_tests_that_rely_on_what_is_inferred(suite: Suite) -> None:
    result = suite.run(UNKNOWN_KEY, "--fakeannot-report")
    result.stdout.fnmatch_lines(["access.open: *", "    *.py::test_lists"])


def test_without_the_option_nothing_is_traced_or_told(suite: Suite) -> None:
    result = suite.run(UNTRACED)
    result.assert_outcomes(passed=1)
    result.stdout.no_fnmatch_line("*evidence of the behaviours*")


def test_a_test_that_rests_on_less_than_was_asked_for_fails_once(suite: Suite) -> None:
    result = suite.run(UNKNOWN_KEY + ONE_TEST, DOCUMENTED)
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        ["*rests on 1 behaviours with less evidence*", "  access.open (inferred): Without strict *"]
    )


def test_what_is_documented_is_less_than_observed(suite: Suite) -> None:
    suite.run(ONE_TEST, "--fakeannot-evidence=observed").assert_outcomes(failed=1)
    suite.run(ONE_TEST, DOCUMENTED).assert_outcomes(passed=1)


def test_a_rule_that_was_accepted_is_evidence_enough(
    suite: Suite, pytester: pytest.Pytester
) -> None:
    pytester.makeini("[pytest]\nfakeannot_accept = access.open access.apps_appear\n")
    suite.run(UNKNOWN_KEY, DOCUMENTED).assert_outcomes(passed=1)


def test_a_rule_there_is_none_of_cannot_be_accepted(
    suite: Suite, pytester: pytest.Pytester
) -> None:
    pytester.makeini("[pytest]\nfakeannot_accept = access.opened\n")
    result = suite.run(UNKNOWN_KEY, DOCUMENTED)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*'access.opened' is no rule. Did you mean access.open?*"])


def test_calls_over_a_socket_and_by_grpc_count_too(suite: Suite) -> None:
    result = suite.run(BY_SOCKET, "--fakeannot-report")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["access.open: *", "    *::test_by_grpc, *::test_by_http"])
