"""`--fakeannot-live`: the same tests in a real app, for which a local server stands in."""

from __future__ import annotations

import pytest

from tests.plugin.live import APP_KEY, KEY, Real, standing_in
from tests.plugin.suites import ROOT, Suite

JOURNEY = """
def test_a_label_is_stored(fakeannot):
    fakeannot.app().add_input("street")
    assert label("street", "tree")["status"]["description"] == "Ok"
    stored = fakeannot.app().annotations("street")[-1]
    assert stored.data.concepts[0].value == 1
    assert stored.user_id == fakeannot.user_id

def test_it_starts_from_nothing(fakeannot):
    assert fakeannot.app().inputs() == fakeannot.app().annotations() == []
"""


def test_the_same_tests_pass_with_the_fake_and_in_the_app(real: Real) -> None:
    real.run(JOURNEY).assert_outcomes(passed=2)
    made = real.service.app()
    assert [one.id for one in made.concepts()] == ["tree"]
    assert made.inputs() == []


def test_the_example_of_the_docs_runs_in_the_app_as_it_stands(real: Real) -> None:
    page = (ROOT / "docs" / "live.md").read_text("utf-8")
    example = page.partition("```python\n")[2].partition("```")[0]
    real.run(example).assert_outcomes(passed=1)
    assert [one.id for one in real.service.app().concepts()] == ["tree"]


def test_nothing_is_intercepted(real: Real, pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nfilterwarnings = error\nfakeannot_catch_channels = true\n")
    real.run(
        """
import grpc, sys
from requests.adapters import HTTPAdapter
def test_it(fakeannot, fakeannot_server):
    assert HTTPAdapter.send.__module__ == "requests.adapters"
    assert grpc.secure_channel.__module__ == "grpc"
    assert not [one for one in sys.meta_path if "fakeannot" in type(one).__module__]
"""
    ).assert_outcomes(passed=1)


def test_what_a_test_left_is_deleted_also_when_it_fails_or_is_interrupted(
    real: Real, pytester: pytest.Pytester
) -> None:
    result = real.run(
        """
def test_that_fails(fakeannot):
    upload("left")
    assert not fakeannot.app().inputs()
def test_after_it(fakeannot):
    assert not fakeannot.app().inputs()
"""
    )
    result.assert_outcomes(failed=1, passed=1)
    pytester.makepyfile(
        test_it="from under_test import *\n"
        "def test_it(fakeannot):\n    upload('left')\n    raise KeyboardInterrupt\n"
    )
    pytester.inline_run("-p", "no:hypothesispytest", "--fakeannot-live", no_reraise_ctrlc=True)
    assert real.inputs() == []


def test_an_app_that_does_not_exist_is_made_and_removed(
    real: Real, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []

    @real.service.handler("PostApps")
    def make(_: object) -> dict[str, object]:
        calls.append("made")
        return {"apps": [{"id": real.service.app("new").id}]}

    @real.service.handler("DeleteApp")
    def remove(_: object) -> dict[str, object]:
        calls.append("removed")
        return {}

    monkeypatch.setenv("CLARIFAI_APP_ID", "new")
    real.run("def test_it(fakeannot): fakeannot.app().add_input('i')").assert_outcomes(passed=1)
    assert calls == ["made", "removed"]
    assert real.service.app("new").inputs() == []


def test_the_server_fixtures_tell_where_the_app_is(real: Real) -> None:
    result = real.run(
        """
import os
def test_it(fakeannot_server, fakeannot):
    assert fakeannot_server.url == os.environ["CLARIFAI_API_BASE"]
    assert fakeannot_server.fake is fakeannot
    assert fakeannot_server.url == "http://" + fakeannot_server.grpc_target
    assert fakeannot_server.env["CLARIFAI_API_BASE"] == fakeannot_server.url
    assert fakeannot_server.env["CLARIFAI_PAT"] == fakeannot.pat
    assert "CLARIFAI_API_KEY" not in fakeannot_server.env
def test_tls(fakeannot_tls_server): pass
""",
        "-rs",
    )
    result.assert_outcomes(passed=1, skipped=1)
    result.stdout.fnmatch_lines(["*uses fakeannot_tls_server, and http://*speaks no TLS"])


def test_over_tls_with_the_authority_that_requests_is_told(
    suite: Suite, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        standing_in(suite, pytester, monkeypatch) as real,
        real.service.serve(tls=True) as server,
    ):
        monkeypatch.setenv("CLARIFAI_API_BASE", server.url)
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(server.ca_file))
        real.run(
            """
def test_it(fakeannot_tls_server, fakeannot):
    fakeannot.app().add_input("i")
    assert label("i", "cat")["status"]["code"] == 10000
    assert fakeannot_tls_server.env["REQUESTS_CA_BUNDLE"] == str(fakeannot_tls_server.ca_file)
"""
        ).assert_outcomes(passed=1)


def test_a_fixture_of_the_suites_own_is_built_on_the_app(real: Real) -> None:
    real.suite.conftest(
        """
import pytest
@pytest.fixture
def fakeannot(fakeannot):
    fakeannot.app().add_input("seeded")
    return fakeannot
"""
    )
    real.run(
        "def test_it(fakeannot): assert [i.id for i in fakeannot.app().inputs()] == ['seeded']"
    ).assert_outcomes(passed=1)


def test_keys_are_told_nowhere(real: Real, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLARIFAI_API_KEY", APP_KEY)
    result = real.run(
        """
def test_it(fakeannot, fakeannot_server):
    pat = fakeannot.pat
    print(pat, fakeannot, fakeannot._access)
    assert pat == fakeannot.api_key
def test_setup(fakeannot_server):
    raise RuntimeError(fakeannot_server.env)
""",
        "-l",
        "-rA",
    )
    result.assert_outcomes(failed=2)
    told = result.stdout.str() + result.stderr.str()
    assert KEY not in told
    assert APP_KEY not in told
    assert "$CLARIFAI_PAT" in told
    assert "$CLARIFAI_API_KEY" in told
    assert f"live at {real.url}" in told
