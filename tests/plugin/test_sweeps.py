"""A swept test runs once plainly, then once for each of its calls and each fault."""

from __future__ import annotations

import time

import pytest

from tests.plugin.suites import Suite

UPLOAD = """
def labels_of(fake):
    return len(fake.app().annotations("i")) - 1
def upload(fake, tries=1):
    label = {"input_id": "i", "id": "label", "data": {"concepts": [{"id": "cat"}]}}
    for _ in range(tries):
        try:
            answer = requests.post(
                f"{API}/annotations", headers=headers(fake), json={"annotations": [label]}
            )
            if answer.status_code == 200:
                return "stored"
        except requests.RequestException:
            pass
    return "not stored"
"""
KINDS = ["throttled", "unavailable", "timeout", "reply_lost", "internal"]
SWEPT = f"@pytest.mark.fakeannot(sweep={KINDS})"


def test_each_call_is_struck_by_each_fault_under_an_id_of_its_own(suite: Suite) -> None:
    result = suite.run(
        UPLOAD
        + SWEPT
        + """
def test_upload(fakeannot):
    fakeannot.app().add_input("i")
    upload(fakeannot)
    upload(fakeannot)
    assert labels_of(fakeannot) <= 1
""",
        "-v",
    )
    result.assert_outcomes(passed=1 + 2 * 5)
    ran = [line.split()[0] for line in result.outlines if "PASSED" in line]
    ids = [f"[{call}-PostAnnotations-{kind}]" for call in (1, 2) for kind in KINDS]
    assert ran == [f"test_it.py::test_upload{id_}" for id_ in ("", *ids)]


def test_a_run_in_which_the_fault_shows_fails_and_says_how_to_repeat_it(suite: Suite) -> None:
    source = (
        UPLOAD
        + SWEPT
        + """
def test_upload(fakeannot):
    fakeannot.app().add_input("i")
    said = upload(fakeannot)
    assert (said == "stored") == (labels_of(fakeannot) == 1)
"""
    )
    result = suite.run(source)
    result.assert_outcomes(passed=5, failed=1)
    result.stdout.fnmatch_lines(
        [
            "*fakeannot sweep*",
            "Call 1 of the test, PostAnnotations, was struck: reply_lost.",
            "Repeat it: pytest test_it.py::test_upload --fakeannot-sweep 1:reply_lost",
            "*sweeps of fakeannot*",
            "test_it.py::test_upload: 5 runs, 4 handled, 1 failed",
            "    1-PostAnnotations-reply_lost failed; repeat it: pytest test_it.py::test_upload *",
        ]
    )
    again = suite.run(source, "--fakeannot-sweep", "1:reply_lost", "-v")
    again.assert_outcomes(passed=1, failed=1)
    again.stdout.fnmatch_lines(["*test_upload[[]1-PostAnnotations-reply_lost[]] FAILED*"])


def test_what_the_client_made_good_by_trying_again_is_told_as_absorbed(suite: Suite) -> None:
    result = suite.run(
        UPLOAD
        + """
@pytest.mark.fakeannot(sweep=["throttled", "internal"])
def test_upload(fakeannot):
    fakeannot.app().add_input("i")
    assert upload(fakeannot, tries=2) == "stored"
"""
    )
    result.assert_outcomes(passed=3)
    result.stdout.fnmatch_lines(["test_it.py::test_upload: 2 runs, 2 absorbed"])


def test_calls_that_the_test_repeats_by_itself_absorb_nothing(suite: Suite) -> None:
    result = suite.run(
        UPLOAD
        + """
@pytest.mark.fakeannot(sweep=["internal"])
def test_upload(fakeannot):
    fakeannot.app().add_input("i")
    for _ in range(3):
        requests.get(f"{API}/annotations", headers=headers(fakeannot))
"""
    )
    result.stdout.fnmatch_lines(["test_it.py::test_upload: 3 runs, 3 handled"])


def test_the_retries_of_the_official_grpc_client_absorb_what_is_unavailable(suite: Suite) -> None:
    result = suite.run(
        """
from clarifai_grpc.channel.clarifai_channel import ClarifaiChannel
from clarifai_grpc.grpc.api import resources_pb2, service_pb2, service_pb2_grpc

@pytest.mark.fakeannot(sweep=["unavailable"])
def test_list(fakeannot):
    app = resources_pb2.UserAppIDSet(user_id=fakeannot.user_id, app_id=fakeannot.app_id)
    stub = service_pb2_grpc.V2Stub(ClarifaiChannel.get_grpc_channel())
    stub.ListAnnotations(
        service_pb2.ListAnnotationsRequest(user_app_id=app),
        metadata=(("authorization", f"Key {fakeannot.pat}"),),
    )
"""
    )
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["test_it.py::test_list: 1 runs, 1 absorbed"])


def test_fixtures_are_made_anew_for_each_run_and_their_calls_are_not_struck(suite: Suite) -> None:
    result = suite.run(
        """
made = []

@pytest.fixture
def labelled(fakeannot, tmp_path):
    assert post(fakeannot)["status"]["code"] == 10000
    made.append(tmp_path)
    yield fakeannot
    assert post(fakeannot)["status"]["code"] == 10000

@pytest.mark.fakeannot(sweep=["internal"])
class TestIt:
    @pytest.mark.parametrize("tries", [1, 2])
    def test_it(self, labelled, tries):
        assert not hasattr(self, "ran")
        self.ran = True
        assert len(labelled.app().annotations()) == 2
        for _ in range(tries):
            post(labelled)

def test_all_were_fresh():
    assert len(set(made)) == len(made) == 2 + 1 + 2
""",
        "-v",
    )
    result.assert_outcomes(passed=2 + 1 + 2 + 1)
    result.stdout.fnmatch_lines(
        ["*::TestIt::test_it[[]2-PostAnnotations-internal[]][[]2[]] PASSED*"]
    )


def test_fixtures_of_the_module_live_through_the_whole_sweep(suite: Suite) -> None:
    suite.run(
        """
@pytest.fixture(scope="module")
def once():
    begun.append(1)
    yield
    begun.append(-1)
begun = []

@pytest.mark.fakeannot(sweep=["internal", "throttled"])
def test_it(fakeannot, once):
    post(fakeannot)
    assert begun == [1]
"""
    ).assert_outcomes(passed=3)


def test_a_server_is_swept_too(suite: Suite) -> None:
    result = suite.run(
        """
@pytest.mark.fakeannot(sweep=["internal"])
def test_it(fakeannot_server):
    answer = post(fakeannot_server.fake, f"{fakeannot_server.url}/v2")
    assert answer["status"]["code"] == 10000
"""
    )
    result.assert_outcomes(passed=1, failed=1)


def test_a_test_that_fails_plainly_is_not_swept(suite: Suite) -> None:
    suite.run(
        f"{SWEPT}\ndef test_it(fakeannot):\n    post(fakeannot)\n    assert False\n"
    ).assert_outcomes(failed=1)


def test_a_run_that_does_not_get_to_its_call_fails(suite: Suite) -> None:
    result = suite.run(
        """
runs = []
@pytest.mark.fakeannot(sweep=["internal"])
def test_it(fakeannot):
    runs.append(1)
    if len(runs) < 2:
        post(fakeannot)
"""
    )
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*Call 1 was not made this time: the test made 0 calls.*"])


@pytest.mark.parametrize(
    ("sweep", "said"),
    [
        ("['throtled']", "*there is no fault 'throtled'. Did you mean 'throttled'?*"),
        ("'throttled'", "*sweep='throttled': say which faults, as in sweep=['throttled', *"),
        ("[]", "*sweep=[[][]]: say which faults*"),
        ("[['throttled']]", "*there is no fault [[]'throttled'[]].*"),
    ],
)
def test_a_sweep_that_cannot_be_had_fails_the_test(suite: Suite, sweep: str, said: str) -> None:
    result = suite.run(f"@pytest.mark.fakeannot(sweep={sweep})\ndef test_it(fakeannot): pass\n")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([said])


def test_without_a_fake_there_is_nothing_to_sweep(suite: Suite) -> None:
    result = suite.run(f"{SWEPT}\ndef test_it(): pass\n")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["sweep= is for tests that use fakeannot, fakeannot_server *"])


def test_tests_of_hypothesis_are_not_swept(suite: Suite) -> None:
    result = suite.run(
        "from hypothesis import given, strategies as st\n"
        f"{SWEPT}\n@given(st.integers())\ndef test_it(fakeannot, n): pass\n"
    )
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*A test of Hypothesis is no use for a sweep*"])


def test_it_stops_with_the_first_failure_when_asked_to(suite: Suite) -> None:
    suite.run(
        f"""
{SWEPT}
def test_it(fakeannot):
    assert post(fakeannot)
    post(fakeannot)["annotations"]
""",
        "-x",
    ).assert_outcomes(passed=2, failed=1)


@pytest.mark.slow
def test_parallel_workers_report_all_runs(pytester: pytest.Pytester, suite: Suite) -> None:
    pytester.makepyfile(
        test_it=f"""
from helpers import *
{UPLOAD}
{SWEPT}
def test_it(fakeannot):
    fakeannot.app().add_input("i")
    upload(fakeannot)
"""
    )
    result = pytester.runpytest_subprocess("-p", "conftest_plugin", "-n", "2")
    result.assert_outcomes(passed=6)
    result.stdout.fnmatch_lines(["test_it.py::test_it: 5 runs, 5 handled"])


@pytest.mark.slow
def test_forty_runs_of_five_calls_take_seconds_not_minutes(suite: Suite) -> None:
    """The figure itself is in bench/README.md; this only keeps it from growing tenfold."""
    kinds = ["throttled", "unavailable", "timeout", "reply_lost"] * 2
    began = time.perf_counter()
    result = suite.run(
        UPLOAD
        + f"""
@pytest.mark.fakeannot(sweep={kinds})
def test_it(fakeannot):
    fakeannot.app().add_input("i")
    for _ in range(5):
        upload(fakeannot)
"""
    )
    result.assert_outcomes(passed=41)
    assert time.perf_counter() - began < 30
