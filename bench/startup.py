"""P9, P10: what is paid before the first test that uses the fake, and by those that never do.

Run from the root of the repository: python -m bench.startup

Each figure is taken in a new process, ours and the peer's in turn; files are compiled by then.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.comparison import Row, in_clean_environment, print_rows
from bench.rounds import Ratio
from bench.table import Line, print_table

ROUNDS = 15
ROOT = Path(__file__).parents[1]

_CLOCK = """
from time import perf_counter
started = perf_counter()
{code}
print((perf_counter() - started) * 1e6)
"""
_FIRST_USE = """
from fakeannot import FakeClarifai
with FakeClarifai().intercept():
    import requests
    requests.post("https://api.clarifai.com/v2/annotations", json={})
"""
_SESSION = "import pytest; pytest.main(['-q', '-p', 'no:cacheprovider', 'test_nothing.py'{more}])"
_QUIET = "import contextlib, io, pytest\nwith contextlib.redirect_stdout(io.StringIO()):\n    "
_LOADED = "import sys; print(','.join(m for m in ('grpc', 'werkzeug') if m in sys.modules))"


def micros(code: str, directory: Path = ROOT) -> float:
    """How long the code takes in a new process, not counting the interpreter's own start."""
    return float(_run(_CLOCK.format(code=code), directory))


def in_turn(ours: str, peer: str, directory: Path = ROOT) -> list[tuple[float, float]]:
    """Both in turn, after once each to have all compiled."""
    pairs = [(micros(ours, directory), micros(peer, directory)) for _ in range(ROUNDS + 1)]
    return pairs[1:]


def comparison(pairs: list[tuple[float, float]]) -> Ratio:
    """Medians of each, and of the ratios by round."""
    median = statistics.median
    return Ratio(
        median(ours for ours, _ in pairs),
        median(peer for _, peer in pairs),
        median(ours / peer for ours, peer in pairs),
    )


def rows() -> Iterator[Row]:
    """The ratios."""
    package = in_turn("import fakeannot", "import json, re, uuid, datetime")
    yield Row("P9  import fakeannot / a few stdlib modules", comparison(package), 1.2)
    first = in_turn(_FIRST_USE, "import responses")
    yield Row("P10 first call over REST / import responses", comparison(first), 1.5)


def session_ms() -> float:
    """What the plugin adds to a session that does not use it.

    Between the quickest of each: it is little next to a session, and other load only ever adds.
    """
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        (directory / "test_nothing.py").write_text("def test_nothing(): pass\n")
        with_it = _QUIET + _SESSION.format(more=", '-p', 'conftest_plugin'")
        without = _QUIET + _SESSION.format(more="")
        pairs = in_turn(with_it, without, directory)
    quickest_with, quickest_without = (min(times) for times in zip(*pairs, strict=True))
    return float(quickest_with - quickest_without) / 1000


def main() -> None:
    """Print the tables."""
    print_rows(rows())
    loaded = _run(f"{_FIRST_USE}\n{_LOADED}", ROOT).strip()
    print_table(
        [
            Line("P9  ms the plugin adds to a session without it", session_ms(), 5),
            Line(f"P10 grpc, werkzeug loaded by then: {loaded or 'none'}", len(loaded)),
        ]
    )


def _run(code: str, directory: Path) -> str:
    # Without what happens to be installed beside: other plugins swing more than ours costs.
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [sys.executable, "-c", code]
    ran = subprocess.run(
        command, cwd=directory, env=env, capture_output=True, text=True, check=True
    )
    return ran.stdout


if __name__ == "__main__":
    in_clean_environment("bench.startup")
    main()
