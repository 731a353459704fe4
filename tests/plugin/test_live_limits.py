"""What a live run refuses to do, and which tests it skips, each with the reason."""

from __future__ import annotations

import pytest
from clarifai_grpc.grpc.api import service_pb2

from fakeannot import FakeClarifai
from fakeannot.conformance.allowance import Allowance
from tests.plugin.live import KEY, Real
from tests.plugin.suites import LOAD

ANY = "def test_it(fakeannot): fakeannot.app().add_input()"


def refused(result: pytest.RunResult, told: str) -> None:
    """The session ended with a usage error of one line."""
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    lines = [*result.stdout.lines, *result.stderr.lines]
    assert [line for line in lines if told in line], lines
    assert not [line for line in lines if "Traceback" in line or KEY in line]


def test_variables_that_are_missing_are_named(real: Real, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CLARIFAI_PAT")
    monkeypatch.setenv("CLARIFAI_APP_ID", "")
    refused(real.run(ANY), "needs CLARIFAI_PAT, CLARIFAI_APP_ID in the environment.")


def test_the_real_service_is_called_by_those_who_say_so_only(
    real: Real, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CLARIFAI_API_BASE")
    refused(real.run(ANY), "api.clarifai.com is the real service")


def test_an_app_with_something_in_it_is_left_alone(real: Real) -> None:
    real.service.app().add_input("precious")
    refused(real.run(ANY), "--fakeannot-live: The app 'fake-app' is not empty: it has inputs.")
    assert real.inputs() == ["precious"]


def test_a_key_that_is_refused_is_told(real: Real, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLARIFAI_PAT", "b" * 32)
    refused(real.run(ANY), "refuses the key")


def test_a_service_that_does_not_answer_is_told(
    real: Real, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLARIFAI_API_BASE", "http://127.0.0.1:1")
    refused(real.run(ANY), "http://127.0.0.1:1 does not answer")


def test_a_session_ends_when_the_app_cannot_be_emptied(
    real: Real, monkeypatch: pytest.MonkeyPatch
) -> None:
    def not_at_all(_: object) -> service_pb2.MultiInputResponse:
        listed = service_pb2.MultiInputResponse(inputs=real.service.app().inputs())
        listed.status.code = 10000
        return listed

    waited: list[float] = []
    monkeypatch.setattr("fakeannot.conformance.sandbox.Sandbox._pauses", lambda _: [0.25, 0.5])
    monkeypatch.setattr(Allowance, "wait", lambda _, seconds: waited.append(seconds))
    real.service.handler("ListInputs")(not_at_all)
    real.service.reply("DeleteInputs", {"status": {"code": 10000}})
    result = real.run("def test_it(fakeannot): upload('i')\ndef test_next(fakeannot): pass")
    refused(result, "--fakeannot-live: deleted inputs are still listed")
    assert waited[:1] == [0.5]  # not before the first deletion


def test_several_processes_would_share_the_app_and_are_refused(
    real: Real, pytester: pytest.Pytester
) -> None:
    pytester.makepyfile(test_it=ANY)
    two = pytester.runpytest_subprocess(*LOAD, "--fakeannot-live", "-n", "2")
    refused(two, "one app for all tests: run it without -n.")
    one = pytester.runpytest_subprocess(*LOAD, "--fakeannot-live", "-n", "1")
    one.assert_outcomes(passed=1)


def test_a_test_that_uses_what_only_the_fake_has_is_skipped_with_the_reason(real: Real) -> None:
    powers = {
        "clock.freeze()": "fakeannot.clock",
        "ids.next('input', 'i')": "fakeannot.ids",
        "snapshot()": "fakeannot.snapshot",
        "fork()": "fakeannot.fork",
        "reply('ListModels', {})": "fakeannot.reply",
        "workflow(print)": "fakeannot.workflow",
        "load({})": "fakeannot.load",
        "add_user('u')": "fakeannot.add_user",
        "settings.per_page": "fakeannot.settings",
        "wsgi_app": "fakeannot.wsgi_app",
        "not_built": "fakeannot.not_built",
        "api_key": "fakeannot.api_key without CLARIFAI_API_KEY in the environment",
        "app('other')": "a second app",
        "app(user_id='other')": "a second app",
        "app().add_collaborator('u')": "fakeannot.app().add_collaborator",
        "app().add_annotation('i', user_id='u')": "fakeannot.app().add_annotation(user_id='u')",
        "app().process_inputs(failure='x')": "fakeannot.app().process_inputs(failure=...)",
    }
    tests = [
        f"def test_{number}(fakeannot):\n    fakeannot.{use}\n" for number, use in enumerate(powers)
    ]
    result = real.run("\n".join(tests), "-rs")
    result.assert_outcomes(skipped=len(powers))
    told = result.stdout.str()
    for number, power in enumerate(powers.values()):
        line = 3 + 3 * number
        assert f"test_it.py:{line}: uses {power}, which only the fake has" in told


def test_a_name_that_the_fake_has_not_either_is_an_error(real: Real) -> None:
    result = real.run(
        """
def test_it(fakeannot):
    assert not hasattr(fakeannot, "clokc")
    with pytest.raises(AttributeError, match="no attribute 'anotations'"):
        fakeannot.app().anotations()
    assert not hasattr(fakeannot, "_dispatcher")
"""
    )
    result.assert_outcomes(passed=1)


def test_options_that_the_api_cannot_have_skip_the_test_and_those_it_has_do_not(
    real: Real,
) -> None:
    result = real.run(
        """
@pytest.mark.fakeannot(per_page=5)
class TestPaged:
    def test_it(self, fakeannot): pass
    @pytest.mark.fakeannot(per_page=20)
    def test_usual(self, fakeannot): pass
@pytest.mark.fakeannot(strict=True)
def test_strict(fakeannot): pass
@pytest.mark.fakeannot(seed="world.json")
def test_seeded(fakeannot): pass
@pytest.mark.fakeannot(sweep=["timeout"])
def test_swept(fakeannot): pass
@pytest.mark.fakeannot(strickt=True)
def test_misspelt(fakeannot): pass
""",
        "-rs",
    )
    result.assert_outcomes(passed=2, skipped=3, errors=1)
    result.stdout.fnmatch_lines_random(
        [
            "*uses the setting per_page, which only the fake has",
            "*begins with a seed, which*",
            "*is swept with faults, which only the fake has",
            "*Did you mean 'strict'?",
        ]
    )


def test_options_for_many_tests_skip_them_too(real: Real) -> None:
    real.suite.conftest(
        """
import pytest
@pytest.fixture(scope="session")
def fakeannot_options():
    return {"processing": "manual"}
"""
    )
    real.run(ANY).assert_outcomes(skipped=1)


def test_examples_of_hypothesis_are_skipped_without_a_call(
    real: Real, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLARIFAI_API_BASE", "http://127.0.0.1:1")  # where nobody answers
    result = real.run(
        """
from hypothesis import given, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
@given(st.integers())
def test_it(fakeannot, number): pass
class Machine(RuleBasedStateMachine):
    @rule()
    def step(self): pass
@pytest.mark.usefixtures("fakeannot")
class TestMachine(Machine.TestCase): pass
""",
        "-rs",
    )
    result.assert_outcomes(skipped=2)
    result.stdout.fnmatch_lines(["*Hypothesis runs a test many times, and only the fake can*"])


def test_a_session_without_the_fixtures_calls_nobody(
    real: Real, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLARIFAI_API_BASE", "http://127.0.0.1:1")
    real.run("def test_it(): pass").assert_outcomes(passed=1)


def test_what_stands_for_the_fake_has_its_names() -> None:
    from fakeannot.app import App
    from fakeannot.testing.live.app import LiveApp
    from fakeannot.testing.live.clarifai import LiveClarifai

    for live, fake in ((LiveClarifai, FakeClarifai), (LiveApp, App)):
        own = {name for name in vars(live) if not name.startswith("_")}
        assert own - {"stands_for", "known_as"} <= {*dir(fake)}
