"""A moment of the fuzzing that branches guide, and that it would tell of what breaks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_SECONDS = 300
_ROOT = Path(__file__).parents[2]


def _fuzzed(*options: str) -> subprocess.CompletedProcess[str]:
    pytest.importorskip("atheris")
    command = [sys.executable, "-m", "reliability.coverage_guided", *options]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=_SECONDS, check=False, cwd=_ROOT
    )


@pytest.mark.slow
@pytest.mark.parametrize("door", ["json", "bytes"])
def test_nothing_that_branches_lead_to_breaks(door: str) -> None:
    done = _fuzzed(door, "30", "-runs=2000", "-seed=1")
    assert done.returncode == 0, done.stderr[-2000:]
    assert "Done 2" in done.stderr
