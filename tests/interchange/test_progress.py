"""A bar for what takes long, where somebody sees it."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest

from fakeannot.interchange import read_coco, write_coco
from fakeannot.interchange.progress import progress
from tests.interchange.files import coco, labelled, loaded, written


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def stderr_in(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal for the rest of a test; as a fixture it would come before pytest's own."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    return terminal


def test_more_than_a_thousand_items_are_counted_on_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("tqdm")
    stderr = stderr_in(monkeypatch)
    many = [labelled(number, bbox=[0, 0, 9, 9]) for number in range(1_001)]
    seed = read_coco(written(tmp_path / "a.json", coco(*many)))
    assert "annotations:" in stderr.getvalue()
    assert "1001" in stderr.getvalue()
    stderr.truncate(0)
    assert len(write_coco(loaded(seed))["annotations"]) == 1_001
    assert "annotations:" in stderr.getvalue()


def test_a_thousand_items_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    stderr = stderr_in(monkeypatch)
    assert list(progress(range(1_000), "items")) == [*range(1_000)]
    assert stderr.getvalue() == ""


def test_nothing_is_printed_where_no_terminal_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(progress(range(5_000), "items")) == [*range(5_000)]
    assert capsys.readouterr().err == ""


def test_without_tqdm_there_is_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    stderr = stderr_in(monkeypatch)
    monkeypatch.setitem(sys.modules, "tqdm", None)
    assert list(progress(range(5_000), "items")) == [*range(5_000)]
    assert stderr.getvalue() == ""


def test_tqdm_is_loaded_for_a_bar_alone() -> None:
    code = (
        "import sys; from fakeannot.interchange.progress import progress;"
        "list(progress(range(5_000), 'items')); print('tqdm' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
