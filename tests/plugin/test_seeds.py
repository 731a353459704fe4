"""The option `seed`: what the fake of a test begins with."""

from __future__ import annotations

import json

import pytest

from fakeannot import FakeClarifai
from tests.plugin.suites import Suite

INPUTS = "def ids(fake): return [one.id for one in fake.app().inputs()]\n"


def seed_of(*ids: str) -> str:
    return json.dumps({"apps": [{"inputs": [{"id": one} for one in ids]}]})


def test_a_marker_names_a_file_beside_the_test_and_each_test_has_it_fresh(
    suite: Suite, pytester: pytest.Pytester
) -> None:
    pytester.mkpydir("inner")
    worlds = pytester.path / "inner" / "worlds"
    worlds.mkdir()
    (worlds / "street.json").write_text(seed_of("car"), "utf-8")
    saved = FakeClarifai()
    saved.app().add_input("saved")
    saved.save(worlds / "saved.yaml")
    source = f"""
from helpers import *
{INPUTS}
pytestmark = pytest.mark.fakeannot(seed="worlds/street.json")
@pytest.mark.parametrize("n", range(3))
def test_it(fakeannot, n):
    assert ids(fakeannot) == ["car"]
    fakeannot.app().add_input("more")
    fakeannot.reset()
    assert ids(fakeannot) == ["car"]
@pytest.mark.fakeannot(seed="worlds/saved.yaml")
def test_a_snapshot(fakeannot_server):
    assert ids(fakeannot_server.fake) == ["saved"]
@pytest.mark.fakeannot(seed={{"apps": [{{"inputs": [{{"id": "here"}}]}}]}})
def test_a_mapping(fakeannot):
    assert ids(fakeannot) == ["here"]
@pytest.mark.fakeannot(seed=None)
def test_none(fakeannot):
    assert ids(fakeannot) == []
"""
    (pytester.path / "inner" / "test_inner.py").write_text(source, "utf-8")
    suite.run("").assert_outcomes(passed=6)


def test_the_options_fixture_names_a_file_seen_from_the_root(
    suite: Suite, pytester: pytest.Pytester
) -> None:
    (pytester.path / "world.json").write_text(seed_of("car"), "utf-8")
    suite.conftest(
        "import pytest\n@pytest.fixture\ndef fakeannot_options(): return {'seed': 'world.json'}"
    )
    suite.run(f"{INPUTS}def test_it(fakeannot): assert ids(fakeannot) == ['car']").assert_outcomes(
        passed=1
    )


def test_a_bad_seed_is_an_error_of_that_test_in_one_line(
    suite: Suite, pytester: pytest.Pytester
) -> None:
    (pytester.path / "bad.json").write_text('{"apps":\n[{"input": []}]}', "utf-8")
    result = suite.run(
        "@pytest.mark.fakeannot(seed='bad.json')\ndef test_wrong(fakeannot): pass\n"
        "@pytest.mark.fakeannot(seed='none.json')\ndef test_none(fakeannot): pass\n"
    )
    result.assert_outcomes(errors=2)
    result.stdout.fnmatch_lines(
        [
            "*bad.json, line 2: apps?0?.input: no such field; *Did you mean 'inputs'?",
            "*none.json: No such file or directory",
        ]
    )
    assert "Traceback" not in result.stdout.str()
