"""A test that fails tells the latest calls, and why they were refused."""

from __future__ import annotations

import pytest

from tests.plugin.suites import Suite

FAILS = """
def test_fails(fakeannot):
    post(fakeannot)
    requests.post(API + "/annotations", json={"annotations": [{"input_id": "x"}]},
                  headers={"Authorization": "Key very-secret"})
    assert False
"""
PASSES = """
def test_passes(fakeannot):
    requests.get(API + "/annotatons", headers=headers(fakeannot))
"""
BY_SOCKET = """
def test_fails(fakeannot_server):
    requests.get(fakeannot_server.url + "/v2/annotatons", headers={"Authorization": "Key k"})
    assert False
"""
MANY = """
def test_fails(fakeannot):
    for n in range(9):
        requests.get(f"{API}/inputs/i{n}", headers=headers(fakeannot))
    assert False
"""
WITHOUT = """
def test_fails(fakeannot):
    assert False
"""
UNREADABLE = """
def test_fails(fakeannot):
    import grpc
    channel = grpc.secure_channel("api.clarifai.com", grpc.ssl_channel_credentials())
    call = channel.unary_unary("/clarifai.api.V2/PostAnnotations")
    with pytest.raises(grpc.RpcError):
        call(b"\\xff", metadata=(("authorization", "Key k"),))
    assert False
"""


def test_a_failed_test_tells_its_calls_and_why_they_were_refused(suite: Suite) -> None:
    result = suite.run(FAILS)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*Captured fakeannot calls call*",
            "curl -X POST https://api.clarifai.com/v2/annotations *",
            '*-H "Authorization: Key $CLARIFAI_PAT"*',
            "# 200 SUCCESS",
            "curl -X POST *",
            "# 400 FAILURE",
            "#   annotations[[]0[]]: Input 'x' does not exist in the app 'fake-app'. "
            "[[]annotations.input_known[]]",
            "print(fakeannot.explain()) tells why*",
        ]
    )
    calls = result.stdout.str().partition("Captured fakeannot calls")[2]
    assert "very-secret" not in calls


@pytest.mark.parametrize("test", [PASSES, WITHOUT], ids=["passed", "called nothing"])
def test_a_test_that_passed_or_called_nothing_tells_nothing(suite: Suite, test: str) -> None:
    suite.run(test).stdout.no_fnmatch_line("*fakeannot calls*")


def test_a_test_of_a_served_fake_tells_its_calls_too(suite: Suite) -> None:
    told = suite.run(BY_SOCKET).stdout
    told.fnmatch_lines(["*Captured fakeannot calls call*", "#   GET /v2/annotatons is no path*"])


def test_the_last_five_calls_are_told(suite: Suite) -> None:
    told = suite.run(MANY).stdout
    told.fnmatch_lines([f"curl -X GET https://*/v2/inputs/i{n}*" for n in range(4, 9)])
    told.no_fnmatch_line("curl -X GET https://*/v2/inputs/i3*")


def test_a_call_that_no_command_can_make_is_told_by_its_path(suite: Suite) -> None:
    told = suite.run(UNREADABLE).stdout
    told.fnmatch_lines(["/clarifai.api.V2/PostAnnotations", "# INTERNAL", "*[[]grpc.garbage[]]"])


def test_calls_in_other_worlds_are_told_as_theirs(suite: Suite) -> None:
    result = suite.run(
        """
def test_fails(fakeannot_server):
    of_world = {"Authorization": "Key k", "X-Fakeannot-World": "w"}
    requests.get(fakeannot_server.url + "/v2/annotatons", headers=of_world)
    assert False
"""
    )
    result.stdout.fnmatch_lines(
        [
            "*fakeannot calls, world w*",
            "curl -X GET https://api.clarifai.com/v2/annotatons *",
            "print(fakeannot_server.fake.worlds[[]'w'[]].explain()) tells why *",
        ]
    )
