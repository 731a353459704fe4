"""Options of the fake: from markers and a fixture, and which of them are refused."""

from __future__ import annotations

import pytest

from tests.plugin.suites import Suite


def test_options_of_module_class_and_function_merge_and_the_nearest_wins(suite: Suite) -> None:
    suite.conftest(
        """
import pytest
@pytest.fixture(scope="module")
def fakeannot_options():
    return {"per_page": 1, "id_seed": 1, "app_id": "of-the-suite"}
"""
    )
    suite.run(
        """
pytestmark = pytest.mark.fakeannot(per_page=2, id_seed=2, user_id="of-the-module")

@pytest.mark.fakeannot(per_page=3, pat="of-the-class")
class TestIt:
    @pytest.mark.fakeannot(per_page=4, strict=True)
    def test_function(self, fakeannot):
        assert self.chosen(fakeannot) == (4, 2, "of-the-suite", "of-the-module", "of-the-class")
        assert fakeannot.settings.strict is True

    def test_class(self, fakeannot_server):
        chosen = self.chosen(fakeannot_server.fake)
        assert chosen == (3, 2, "of-the-suite", "of-the-module", "of-the-class")
        assert fakeannot_server.fake.settings.strict is False

    def chosen(self, fake):
        s = fake.settings
        return s.per_page, s.id_seed, s.app_id, s.user_id, s.pat

def test_module(fakeannot):
    assert fakeannot.settings.per_page == 2
"""
    ).assert_outcomes(passed=3)


def test_the_clock_may_be_handed_in_with_the_options(suite: Suite) -> None:
    suite.run(
        """
@pytest.mark.fakeannot(clock=lambda: 1_700_000_000_000_000_000)
def test_it(fakeannot):
    assert post(fakeannot)["annotations"][0]["created_at"].startswith("2023-11-14T22:13:20")
"""
    ).assert_outcomes(passed=1)


@pytest.mark.parametrize("where", ["marker", "fixture"])
def test_an_unknown_option_is_an_error_of_that_test_naming_the_nearest(
    suite: Suite, where: str
) -> None:
    if where == "fixture":
        suite.conftest(
            "import pytest\n@pytest.fixture\ndef fakeannot_options(): return {'per_pag': 1}"
        )
    marker = "@pytest.mark.fakeannot(per_pag=1)\n" if where == "marker" else ""
    result = suite.run(f"{marker}def test_wrong(fakeannot): pass\ndef test_right(): pass")
    result.assert_outcomes(errors=1, passed=1)
    result.stdout.fnmatch_lines(
        ["*'per_pag' is no option; there are profile, strict, per_page, *'per_page'*"]
    )
    assert "Traceback" not in result.stdout.str()
    assert len(result.outlines) < 20


def test_a_value_out_of_range_is_an_error_of_that_test(suite: Suite) -> None:
    result = suite.run("@pytest.mark.fakeannot(per_page=0)\ndef test_it(fakeannot): pass")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*per_page=0: a page has 1 to 1000 items.*"])


def test_options_without_a_name_are_refused_with_a_hint(suite: Suite) -> None:
    result = suite.run("@pytest.mark.fakeannot('strict', 5)\ndef test_it(fakeannot): pass")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*fakeannot('strict', 5): options are given by name*strict=True*"])


def test_the_marker_is_registered_and_explained(suite: Suite) -> None:
    result = suite.run("", "--markers")
    result.stdout.fnmatch_lines(["@pytest.mark.fakeannot(**options): *the nearest one wins*"])
