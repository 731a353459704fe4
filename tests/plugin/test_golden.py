"""`--fakeannot-rewrite-golden`, in a suite that compares with golden files."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

# Loaded here, or a run in this process would load it anew, which numpy does not bear.
import scipy.optimize  # noqa: F401 - as said above

from fakeannot.lens.golden import REWRITE
from tests.plugin.suites import Suite

LABELLED = """
def test_one(fakeannot):
    post(fakeannot)
    fakeannot.assert_annotations("golden/one.json")
"""
RELABELLED = LABELLED.replace("post(fakeannot)", "post(fakeannot); post(fakeannot)")


def test_a_suite_makes_its_golden_files_and_then_keeps_to_them(
    suite: Suite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    suite.run(LABELLED).stdout.fnmatch_lines(["*There is no golden/one.json. Make it*"])
    suite.run(LABELLED, "--fakeannot-rewrite-golden").assert_outcomes(passed=1)
    assert REWRITE not in os.environ
    suite.run(LABELLED).assert_outcomes(passed=1)
    told = suite.run(RELABELLED)
    told.assert_outcomes(failed=1)
    told.stdout.fnmatch_lines(["*1 extra; 1 label the same*", "*extra *cat *whole input*"])
    told.stdout.no_fnmatch_line("*lens/golden.py*")
    suite.run(RELABELLED, "--fakeannot-rewrite-golden").assert_outcomes(passed=1)
    suite.run(RELABELLED).assert_outcomes(passed=1)
    assert Path("golden/one.json").read_text("utf-8").count('"cat"') == 2
