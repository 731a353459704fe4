"""Under Hypothesis, the fake of each example is what the fixtures of the test had built."""

from __future__ import annotations

import subprocess
import sys

import hypothesis.core
import hypothesis.stateful
import pytest

import fakeannot.testing.hypothesis
from fakeannot import FakeClarifai
from tests.plugin.suites import Suite

# What the tests of the plugin leave out to be quick, and these are about.
WITH_HYPOTHESIS = ("-p", "hypothesispytest", "-p", "no:cacheprovider")
HEAD = """
from hypothesis import assume, example, given, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
IDS = st.text("abc", min_size=1, max_size=3)
def names(fake):
    return [one.id for one in fake.app().inputs()]

@pytest.fixture(autouse=True)
def built_by_another_fixture(request):
    if "_fakeannot_fake" in request.fixturenames:
        request.getfixturevalue("_fakeannot_fake").app().add_input("built")
"""
MACHINE = """
class Machine(RuleBasedStateMachine):
    def __init__(self, *given):
        super().__init__()
        if given:
            self.fake, = given
        assert names(self.fake) == ["built"]
        self.count = 1

    @rule(number=st.integers())
    def add(self, number):
        self.fake.app().add_input()
        self.count += 1

    @invariant()
    def none_is_left_from_another_run(self):
        assert len(names(self.fake)) == self.count
"""


def run(suite: Suite, source: str, *args: str) -> pytest.RunResult:
    return suite.run(HEAD + source, *WITH_HYPOTHESIS, *args)


def test_each_example_begins_with_what_the_fixtures_had_built(suite: Suite) -> None:
    run(
        suite,
        """
@given(id_=IDS)
@example(id_="a")
@example(id_="a")
def test_in_process(fakeannot, id_):
    assert names(fakeannot) == ["built"]
    fakeannot.app().add_input(id_)
    post(fakeannot)

@given(id_=IDS)
@settings(max_examples=10)
def test_served(fakeannot_server, fakeannot_tls_server, fakeannot, id_):
    assert fakeannot_server.fake is fakeannot_tls_server.fake is fakeannot
    assert names(fakeannot) == ["built"]
    fakeannot.app().add_input(id_)

@pytest.mark.usefixtures("fakeannot")
class TestGrouped:
    @pytest.mark.parametrize("_number", [1, 2])
    @given(st.data())
    def test_in_a_class(self, fakeannot, _number, data):
        assert names(fakeannot) == ["built"]
        fakeannot.app().add_input(data.draw(IDS))

def test_inside_a_test(fakeannot):
    fakeannot.app().add_input("before")
    @given(IDS)
    def inner(id_):
        assert names(fakeannot) == ["built", "before"]
        fakeannot.app().add_input(id_)
    inner()
    assert names(fakeannot) == ["built", "before"]
""",
    ).assert_outcomes(passed=5)


def test_what_strategies_and_rejected_examples_do_to_it_is_undone_too(suite: Suite) -> None:
    run(
        suite,
        """
@given(st.data())
def test_it(fakeannot, data):
    assert names(fakeannot) == ["built"]
    id_ = data.draw(IDS.map(lambda id_: fakeannot.app().add_input(id_).id))
    fakeannot.clock.freeze()
    fakeannot.ids.next("annotation", "chosen")
    assume("b" not in id_)
""",
    ).assert_outcomes(passed=1)


def test_a_true_failure_is_made_small_and_told(suite: Suite) -> None:
    result = run(
        suite,
        """
@given(ids=st.lists(IDS, unique=True))
def test_it(fakeannot, ids):
    for id_ in ids:
        fakeannot.app().add_input(id_)
    assert len(names(fakeannot)) < 4
""",
    )
    result.assert_outcomes(failed=1)
    result.stdout.re_match_lines([r".*ids=\['[abc]+', '[abc]+', '[abc]+'\],.*"])
    result.stdout.no_fnmatch_line("*Flaky*")


def test_a_failure_is_replayed_from_where_it_is_kept(
    suite: Suite, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nothing is replayed where the run that this is part of has --hypothesis-seed.
    monkeypatch.setattr(hypothesis.core, "global_force_seed", None)
    source = """
from hypothesis.database import DirectoryBasedExampleDatabase
KEPT = settings(database=DirectoryBasedExampleDatabase("kept"), max_examples=200)
runs = []
@KEPT
@given(number=st.integers(0, 10**6))
def test_it(fakeannot, number):
    runs.append(number)
    fakeannot.app().add_input(str(number))
    assert names(fakeannot) == ["built", str(number)]
    assert number < 1000, f"first {runs[0]}"
"""
    for _ in range(2):
        result = run(suite, source)
        result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*first 1000*"])


def test_other_fixtures_that_are_not_reset_go_on_being_complained_about(suite: Suite) -> None:
    result = run(
        suite,
        """
@pytest.fixture
def other():
    return []
@pytest.fixture
def street(fakeannot):
    return fakeannot.app("street")
@given(id_=IDS)
def test_both(fakeannot, other, id_): pass
@given(id_=IDS)
def test_built_on_it(street, id_): pass
""",
    )
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(["*unction-scoped fixture*'other'*"])
    result.stdout.fnmatch_lines(["*unction-scoped fixture*'street'*"])


def test_a_fixture_that_overrides_ours_is_an_other_one(suite: Suite) -> None:
    result = run(
        suite,
        """
@pytest.fixture
def fakeannot(fakeannot):
    return fakeannot
@given(id_=IDS)
def test_it(fakeannot, id_): pass
""",
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*unction-scoped fixture*'fakeannot'*"])


def test_state_machines_begin_each_run_with_what_the_fixtures_had_built(suite: Suite) -> None:
    run(
        suite,
        f"""{MACHINE}
def test_called_by_a_test(fakeannot):
    run_state_machine_as_test(lambda: Machine(fakeannot), settings=settings(max_examples=20))

class WithAttribute(Machine):
    pass
@pytest.fixture(autouse=True)
def given_the_fake(fakeannot):
    WithAttribute.fake = fakeannot
TestMachine = WithAttribute.TestCase
TestMachine.settings = settings(max_examples=20)

class OfCalls(RuleBasedStateMachine):
    @rule()
    def post(self):
        headers = {{"Authorization": "Key any"}}
        body = {{"inputs": [{{"id": "i", "data": {{"image": {{"url": "https://e.com/1.jpg"}}}}}}]}}
        listed = requests.get(f"{{API}}/inputs", headers=headers).json()["inputs"]
        if len(listed) == 1:
            answer = requests.post(f"{{API}}/inputs", headers=headers, json=body)
            assert answer.status_code == 200, answer.text
@pytest.mark.usefixtures("fakeannot")
class TestOfCalls(OfCalls.TestCase):
    settings = settings(max_examples=20)
""",
    ).assert_outcomes(passed=3)


def test_what_set_up_of_a_test_case_built_is_there_in_each_example(suite: Suite) -> None:
    run(
        suite,
        """
import unittest
class TestIt(unittest.TestCase):
    @pytest.fixture(autouse=True)
    def with_fake(self, fakeannot):
        self.fake = fakeannot
    def setUp(self):
        self.fake.app().add_input("set up")
    def setup_example(self):
        self.fake.app().add_input("for this example")
    @given(IDS)
    def test_it(self, id_):
        assert names(self.fake) == ["built", "set up", "for this example"]
        self.fake.app().add_input(id_)
""",
    ).assert_outcomes(passed=1)


def test_a_call_to_what_is_not_built_fails_the_test_in_whichever_example_it_was(
    suite: Suite,
) -> None:
    result = run(
        suite,
        """
@given(number=st.integers(0, 10))
@example(number=3)
def test_it(fakeannot, number):
    if number == 3:
        ask_for_what_is_not_built(fakeannot)
        ask_for_what_is_not_built(fakeannot)
""",
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["The fake was called for what it does not have: ListLabelOrders."])


def test_it_is_as_right_where_tests_are_spread_over_processes(
    suite: Suite, pytester: pytest.Pytester
) -> None:
    pytester.makepyfile(
        test_it=f"from helpers import *\n{HEAD}{MACHINE}"
        """
@pytest.mark.parametrize("_number", [1, 2])
@given(id_=IDS)
def test_in_process(fakeannot, _number, id_):
    assert names(fakeannot) == ["built"]
    fakeannot.app().add_input(id_)
@pytest.fixture(autouse=True)
def given_the_fake(fakeannot):
    Machine.fake = fakeannot
TestMachine = Machine.TestCase
"""
    )
    pytester.runpytest_subprocess("-p", "conftest_plugin", "-n", "2").assert_outcomes(passed=3)


def test_who_does_not_use_hypothesis_does_not_load_it(
    suite: Suite, pytester: pytest.Pytester
) -> None:
    pytester.makepyfile(
        test_it="""
import sys
def test_it(fakeannot):
    with fakeannot.fork():
        pass
    assert "hypothesis" not in sys.modules
    assert "fakeannot.testing.hypothesis" not in sys.modules
"""
    )
    pytester.runpytest_subprocess("-p", "conftest_plugin").assert_outcomes(passed=1)


def test_after_a_test_its_function_has_its_signature_and_its_fake_is_forgotten(
    suite: Suite,
) -> None:
    run(
        suite,
        """
import inspect
from fakeannot.testing.hypothesis import _rewinder
@given(id_=IDS)
def test_it(fakeannot, id_):
    assert list(inspect.signature(test_it).parameters) == ["fakeannot"]
    assert _rewinder.fakes == [fakeannot]
@pytest.fixture
def failing(fakeannot):
    raise RuntimeError
@given(id_=IDS)
def test_that_never_runs(fakeannot, failing, id_): pass
def test_afterwards():
    assert _rewinder.fakes == []
    assert list(inspect.signature(test_it).parameters) == ["fakeannot"]
    assert list(inspect.signature(test_that_never_runs).parameters) == ["fakeannot", "failing"]
""",
    ).assert_outcomes(passed=2, errors=1)


def test_a_fake_that_was_made_by_hand_is_put_back_where_that_is_asked_for() -> None:
    fake = FakeClarifai()

    @hypothesis.given(hypothesis.strategies.integers())
    def example(_: int) -> None:
        fake.app().add_input()

    with fakeannot.testing.hypothesis.rewinding(fake) as same:
        example()
        assert (same, fake.app().inputs()) == (fake, [])
    example()
    assert fake.app().inputs()


def test_without_hypothesis_a_fake_that_was_to_be_put_back_stays_as_it_is() -> None:
    code = (
        "import sys, fakeannot, fakeannot.testing.hypothesis as h; f = fakeannot.FakeClarifai()\n"
        "with h.rewinding(f): assert 'hypothesis' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
