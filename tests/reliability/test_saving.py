"""The file that a world is saved to is always a whole one, whatever happens meanwhile."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fakeannot import FakeClarifai
from fakeannot.seeds import files

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals work otherwise there")


def test_a_save_that_is_killed_halfway_leaves_the_old_file(tmp_path: Path) -> None:
    saved = tmp_path / "world.json"
    saved.write_text("old")
    code = f"""
import os
from fakeannot import FakeClarifai
os.fsync = lambda _: os._exit(9)
FakeClarifai().save({str(saved)!r})
"""
    done = subprocess.run([sys.executable, "-c", code])
    assert done.returncode == 9
    assert saved.read_text() == "old"
    # What the dead process wrote is hidden, and in nobody's way.
    FakeClarifai().save(saved)
    assert json.loads(saved.read_text())["fakeannot"] == "snapshot"
    assert [name for name in os.listdir(tmp_path) if not name.startswith(".")] == ["world.json"]


@pytest.mark.slow
def test_a_process_killed_at_any_moment_of_saving_leaves_a_whole_file(tmp_path: Path) -> None:
    saved = tmp_path / "world.json"
    code = f"""
from fakeannot import FakeClarifai
fake = FakeClarifai()
for number in range(300):
    fake.app().add_input(str(number))
while True:
    fake.save({str(saved)!r})
"""
    for at in (0.0, 0.005):
        saved.unlink(missing_ok=True)
        with subprocess.Popen([sys.executable, "-c", code]) as process:
            while not saved.exists():
                assert process.poll() is None
            time.sleep(at)
            process.kill()
        assert len(json.loads(saved.read_text())["apps"][0]["inputs"]) == 300


def test_what_killed_processes_began_to_write_does_not_pile_up(tmp_path: Path) -> None:
    saved = tmp_path / "world.json"
    long_ago = time.time() - files.LEFT_SECONDS - 1
    mine = [".world.json.0123abcd", ".world.json.ffffffff"]
    others = [".world.json.notes", ".my.world.json.0123abcd", "world.json.0123abcd"]
    for name in (*mine, *others, ".world.json.00000000"):
        (tmp_path / name).write_text("{")
        if name != ".world.json.00000000":  # which somebody may be writing now
            os.utime(tmp_path / name, (long_ago, long_ago))
    FakeClarifai().save(saved)
    left = [*others, ".world.json.00000000", "world.json"]
    assert sorted(os.listdir(tmp_path)) == sorted(left)


def test_what_is_no_file_is_not_replaced_by_one(tmp_path: Path) -> None:
    pipe = tmp_path / "world.json"
    os.mkfifo(pipe)
    with pytest.raises(OSError, match="Not a regular file"):
        FakeClarifai().save(pipe)
    assert pipe.is_fifo()
    assert os.listdir(tmp_path) == ["world.json"]


def test_a_save_that_is_interrupted_leaves_nothing_but_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = tmp_path / "world.json"
    saved.write_text("old")

    def interrupted(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        FakeClarifai().save(saved)
    assert os.listdir(tmp_path) == ["world.json"]
    assert saved.read_text() == "old"
