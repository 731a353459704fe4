"""A fault that was to happen and did not fails the test."""

from __future__ import annotations

import pytest

from tests.plugin.suites import Suite

ADD = 'fakeannot.faults.add("PostAnnotations", "throttled", times=2)'


def test_a_fault_that_fires_less_often_than_it_was_to_fails_the_test(suite: Suite) -> None:
    result = suite.run(
        f"""
def test_it(fakeannot):
    {ADD}
    fakeannot.faults.add("*", "timeout", skip=9, times=None)
    post(fakeannot)
    requests.get(f"{{API}}/inputs", headers=headers(fakeannot))
"""
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "Faults that were to happen did not:",
            "*throttled on PostAnnotations: fired 1 of 2",
            "*timeout on any call: fired 0",
            "What was called: PostAnnotations (1), ListInputs (1).",
            "*optional=True*",
        ]
    )


@pytest.mark.parametrize(
    "body",
    [
        f"{ADD}; post(fakeannot); post(fakeannot)",
        'fakeannot.faults.add("*", "throttled", optional=True)',
        f"{ADD}; fakeannot.faults.clear()",
        f"fakeannot.faults.remove({ADD})",
        f"{ADD}; fakeannot.faults.forgive()",
        "fakeannot.faults.limit(1)",
    ],
)
def test_one_that_has_fired_or_need_not_does_not(suite: Suite, body: str) -> None:
    suite.run(f"def test_it(fakeannot): {body}").assert_outcomes(passed=1)


def test_one_that_was_added_in_a_fork_is_missed_too(suite: Suite) -> None:
    result = suite.run(f"def test_it(fakeannot):\n    with fakeannot.fork(): {ADD}")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*fired 0 of 2", "What was called: nothing."])


def test_a_failure_of_the_test_itself_goes_first_and_the_rest_is_a_section(suite: Suite) -> None:
    result = suite.run(f"def test_it(fakeannot):\n    {ADD}\n    assert not fakeannot")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["E*assert not*", "*fakeannot*call*", "Faults that were to*"])


UNDER_HYPOTHESIS = """
from hypothesis import given, settings, strategies as st

@pytest.fixture
def throttled(fakeannot):
    {in_fixture}
    return fakeannot

@settings(max_examples=20, database=None, derandomize=True)
@given(calls=st.integers(0, {most}))
def test_it(throttled, calls):
    {in_example}
    for _ in range(calls):
        post(throttled)
"""
ADDED = ADD.replace("fakeannot", "throttled", 1)


@pytest.mark.parametrize("places", [(ADD, "pass"), ("pass", ADDED)], ids=["fixture", "example"])
@pytest.mark.parametrize(("most", "outcome"), [(3, "passed"), (1, "failed")])
def test_under_hypothesis_it_is_enough_to_fire_in_one_example(
    suite: Suite, places: tuple[str, str], most: int, outcome: str
) -> None:
    in_fixture, in_example = places
    source = UNDER_HYPOTHESIS.format(in_fixture=in_fixture, in_example=in_example, most=most)
    result = suite.run(source)
    result.assert_outcomes(**{outcome: 1})
    if outcome == "failed":
        result.stdout.fnmatch_lines(["*fired 1 of 2"])


def test_one_of_another_world_is_missed_too(suite: Suite) -> None:
    result = suite.run(
        f"""
def test_it(fakeannot_server):
    fakeannot = fakeannot_server.fake.worlds["w"]
    {ADD}
"""
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*throttled on PostAnnotations: fired 0 of 2"])
