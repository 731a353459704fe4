"""What is swept, which calls of it, and what is told where that is nothing."""

from __future__ import annotations

import pytest

from tests.plugin.suites import Suite

SWEPT = "@pytest.mark.fakeannot(sweep=['throttled', 'timeout'])"


def test_a_misspelt_option_of_the_plugin_is_told_the_nearest_one(suite: Suite) -> None:
    result = suite.run("@pytest.mark.fakeannot(sweap=['timeout'])\ndef test_it(fakeannot): pass\n")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*'sweap' is no option. Did you mean 'sweep'?"])


def test_options_for_many_tests_sweep_none_of_them_and_say_so(suite: Suite) -> None:
    suite.conftest(
        "import pytest\n@pytest.fixture\ndef fakeannot_options(): return {'sweep': ['timeout']}\n"
    )
    result = suite.run("def test_it(fakeannot): post(fakeannot)\n")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*sweep= is an option of the marker, and none of *"])


def test_a_nearer_marker_takes_a_test_out_of_the_sweep_of_its_class(suite: Suite) -> None:
    suite.run(
        f"""
{SWEPT}
class TestIt:
    @pytest.mark.fakeannot(sweep=None)
    def test_it(self, fakeannot):
        post(fakeannot)
"""
    ).assert_outcomes(passed=1)


def test_a_marker_with_what_has_no_name_is_told_so_although_it_sweeps(suite: Suite) -> None:
    result = suite.run(
        "@pytest.mark.fakeannot(5, sweep=['timeout'])\ndef test_it(fakeannot): pass\n"
    )
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*options are given by name*"])


@pytest.mark.parametrize("wanted", ["2:timeot", "timeout", "x:timeout", "2:"])
def test_a_run_that_there_cannot_be_is_no_run_to_ask_for(suite: Suite, wanted: str) -> None:
    result = suite.run("def test_it(): pass\n", "--fakeannot-sweep", wanted)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"*--fakeannot-sweep {wanted}: *"])


def test_a_test_that_was_not_swept_at_all_is_told(suite: Suite) -> None:
    source = f"{SWEPT}\ndef test_it(fakeannot): post(fakeannot)\n"
    result = suite.run(source, "--fakeannot-sweep", "2:timeout")
    result.stdout.fnmatch_lines(["test_it.py::test_it: no runs; it makes 1 calls"])


@pytest.mark.parametrize(
    "between",
    [
        "fakeannot.reset()",
        "fakeannot.clear()",
        "fakeannot.journal.clear()",
        "fakeannot.faults.clear()",
        "fakeannot.restore(before)",
        "fakeannot.load({}, clear=True)",
    ],
)
def test_calls_are_struck_wherever_the_test_goes_back_to(suite: Suite, between: str) -> None:
    result = suite.run(
        f"""
@pytest.mark.fakeannot(sweep=["internal"])
def test_it(fakeannot):
    before = fakeannot.snapshot()
    def call():
        url = f"{{API}}/inputs"
        return requests.get(url, headers=headers(fakeannot)).status_code
    codes = [call()]
    {between}
    with fakeannot.fork():
        codes.append(call())
    codes.append(call())
    print("codes", *codes)
""",
        "-rP",
    )
    result.assert_outcomes(passed=1 + 3)
    told = [line for line in result.outlines if line.startswith("codes")]
    assert told == [
        "codes 200 200 200",
        "codes 500 200 200",
        "codes 200 500 200",
        "codes 200 200 500",
    ]


def test_a_journal_that_keeps_nothing_is_no_hindrance(suite: Suite) -> None:
    suite.run(
        """
@pytest.mark.fakeannot(sweep=["internal"], journal_bytes=0)
def test_it(fakeannot):
    post(fakeannot)
"""
    ).assert_outcomes(passed=2)


def test_the_call_is_struck_that_the_run_is_named_after_whatever_fixtures_have_added(
    suite: Suite,
) -> None:
    result = suite.run(
        """
@pytest.fixture(autouse=True)
def throttled_first(fakeannot):
    fakeannot.faults.add("ListInputs", "throttled")

@pytest.mark.fakeannot(sweep=["internal"])
def test_it(fakeannot):
    url = f"{API}/inputs"
    print("codes", *(requests.get(url, headers=headers(fakeannot)).status_code for _ in "12"))
""",
        "-rP",
    )
    result.assert_outcomes(passed=3)
    told = [line for line in result.outlines if line.startswith("codes")]
    assert told == ["codes 429 200", "codes 500 429", "codes 429 500"]


def test_tests_of_unittest_are_not_swept(suite: Suite) -> None:
    result = suite.run(
        f"""
import unittest
{SWEPT}
@pytest.mark.usefixtures("fakeannot")
class TestIt(unittest.TestCase):
    def test_it(self): pass
"""
    )
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*Tests of a unittest.TestCase are not swept*"])


def test_last_failed_runs_the_test_again_of_which_a_run_failed(suite: Suite) -> None:
    source = """
@pytest.mark.fakeannot(sweep=["internal"])
def test_swept(fakeannot):
    assert post(fakeannot)["status"]["code"] == 10000

def test_fails(): assert False
def test_passes(): pass
"""
    suite.run(source, "-p", "cacheprovider").assert_outcomes(passed=2, failed=2)
    suite.run(source, "--lf").assert_outcomes(passed=1, failed=2)
