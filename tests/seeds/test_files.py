"""Files of seeds and snapshots: what cannot be read or written, and what is left then."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fakeannot import BadSeed, FakeClarifai, YamlUnavailable, seeds
from fakeannot.seeds import files, sources

SEED = '{"apps": [{"inputs": [{"id": "car"}]}]}'
YAML = """\
# A street, by hand.
apps:
  - inputs:
      - id: car
        data: {image: {url: https://example.com/1.jpg}, metadata: {at: 2020-01-01T10:00:00Z}}
    annotations:
      - {input_id: car, data: {concepts: [{id: tree}, {id: sky, value: 0}]}}
"""


def told(file: Path) -> str:
    with pytest.raises(BadSeed) as refused:
        FakeClarifai().load(file)
    line = str(refused.value)
    assert line.startswith(str(file))
    assert len(line.splitlines()) == 1
    return line.removeprefix(str(file))


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("s.json", b"", ", line 1: no JSON: Expecting value"),
        ("s.json", b'{"apps": [],\n}', ", line 2: no JSON: "),
        ("s.json", b"[1]", ": expected an object, got a list"),
        ("s.json", b'{"apps": []}\n\xff\xfe', ", line 2: no UTF-8: invalid start byte"),
        ("s.json", b'{"version": NaN}', ": no JSON that can be read: it has NaN where"),
        ("s.json", b"[" * 100_000, ": no JSON that can be read: maximum recursion"),
        ("s.yaml", b"apps:\n - a\n b: c", ", line 3: no YAML: "),
        ("s.yml", b"[" * 100_000, ", line 1: nested deeper than"),
        ("s.yaml", b"users: &all []\napps: *all", ", line 2: *all is not read: write out"),
        ("s.yaml", b"apps:\n- !!python/object:os.system {}", ", line 2: no YAML: could not"),
        ("s.yaml", b"apps: []\nusers:\n- no: 1", ", line 3: users[0].False: a name is a text"),
        ("s.yaml", b"version: 99999999999999999999-01-01", ": version: expected a whole"),
        ("s.yaml", b"version: \x07", ": no YAML: unacceptable character"),
        ("s.yaml", b"apps: [" + b"9" * 5000 + b"]", ": no YAML that can be read: Exceeds"),
        ("s.yaml", b"# nothing", ": expected an object, got null"),
    ],
)
def test_a_file_that_says_no_seed_is_refused_by_name(
    tmp_path: Path, name: str, content: bytes, expected: str
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    line = told(file)
    assert line.startswith(expected.partition(": ")[0])
    assert expected.partition(": ")[2] in line


def test_a_file_that_is_none_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert told(tmp_path / "none.json") == ": No such file or directory"
    assert told(tmp_path) == ": Is a directory"
    assert "null" in told(Path("nu\0ll"))

    def forbidden(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", forbidden)
    assert told(tmp_path / "secret.json") == ": Permission denied"


def test_a_file_over_the_limit_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "large.json"
    with file.open("wb") as opened:
        opened.truncate(100 * 1024 * 1024)  # a hole, which takes no place on the disk
    assert told(file) == ": has more than the 67,108,864 bytes that are read."


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_yaml_is_read_as_the_json_that_it_stands_for(tmp_path: Path, mark: str) -> None:
    file = tmp_path / "seed.yaml"
    file.write_text(mark + YAML, "utf-8")
    fake = FakeClarifai()
    fake.load(file)
    (car,), (_, label) = fake.app().inputs(), fake.app().annotations()
    assert car.data.metadata["at"] == "2020-01-01T10:00:00Z"
    assert [(one.id, one.value) for one in label.data.concepts] == [("tree", 1), ("sky", 0)]


def test_a_file_is_parsed_once_for_many_fakes_and_anew_when_it_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: list[sources.Source] = []
    read = sources.Source.value

    def counted(source: sources.Source) -> Any:
        parsed.append(source)
        return read(source)

    monkeypatch.setattr(sources.Source, "value", counted)
    file = tmp_path / "seed.json"
    seeds._parsed.cache_clear()
    for content in (SEED, SEED.replace("car", "bus")):
        file.write_text(content, "utf-8")
        for _ in range(3):
            fake = FakeClarifai()
            fake.load(file)
            assert [one.id for one in fake.app().inputs()] == ["car" if "car" in content else "bus"]
            fake.app().add_input("more")
    assert len(parsed) == 2


def test_what_one_fake_does_with_a_loaded_snapshot_no_other_sees(tmp_path: Path) -> None:
    first = FakeClarifai()
    first.app().add_input("car")
    first.save(tmp_path / "w.json")
    for _ in range(2):
        fake = FakeClarifai()
        fake.load(tmp_path / "w.json")
        fake.app().add_input("more")
        fake.reset()
        assert [one.id for one in fake.app().inputs()] == ["car"]


def test_a_snapshot_takes_the_place_of_all_seeds_before(tmp_path: Path) -> None:
    fake = FakeClarifai()
    fake.load({"apps": [{"id": "seeded"}]})
    fake.load(FakeClarifai().document())
    assert [app for _, app in fake._dispatcher.world.apps] == ["fake-app"]
    assert len(fake._dispatcher.state.seeds) == 1
    fake.load({"apps": [{"id": "late"}]})
    fake.reset()
    assert [app for _, app in fake._dispatcher.world.apps] == ["fake-app", "late"]


@pytest.mark.parametrize("failing", ["write", "fsync", "replace"])
def test_a_save_that_fails_leaves_the_old_file_and_nothing_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    file = tmp_path / "w.json"
    file.write_text("old", "utf-8")
    if failing == "write":
        monkeypatch.setattr(files, "json_text", lambda _: Unwritable())
    elif failing == "fsync":
        monkeypatch.setattr(os, "fsync", full)
    else:
        monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        FakeClarifai().save(file)
    assert [one.name for one in tmp_path.iterdir()] == ["w.json"]
    assert file.read_text("utf-8") == "old"


class Unwritable(str):
    """A text that no disk has room for."""

    def encode(self, *_: object) -> bytes:
        raise OSError(28, "No space left on device")


def test_a_save_keeps_the_mode_of_the_file_and_follows_links(tmp_path: Path) -> None:
    file, link = tmp_path / "w.json", tmp_path / "link.json"
    file.write_text("old", "utf-8")
    file.chmod(0o640)
    link.symlink_to(file)
    FakeClarifai().save(str(link))
    assert link.is_symlink()
    assert file.stat().st_mode & 0o777 == 0o640
    assert file.read_text("utf-8").startswith('{\n "fakeannot": "snapshot",\n "version": 1,')


@pytest.mark.parametrize("act", [FakeClarifai.save, lambda _, file: files.check_writable(file)])
def test_a_file_that_cannot_be_written_is_told_by_the_name_it_was_given(
    tmp_path: Path, act: Callable[[FakeClarifai, Path], None]
) -> None:
    for file in (tmp_path / "no" / "w.json", tmp_path):
        with pytest.raises(OSError) as refused:
            act(FakeClarifai(), file)
        assert refused.value.filename == str(file)
        assert str(refused.value).endswith(f": {str(file)!r}")
    assert list(tmp_path.iterdir()) == []


def test_without_its_package_yaml_is_refused_with_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "yaml", None)
    monkeypatch.delitem(sys.modules, "fakeannot.seeds.yaml_form", raising=False)
    file = tmp_path / "w.yaml"
    file.write_text(YAML.replace("car", "without"), "utf-8")
    for act in (FakeClarifai().load, FakeClarifai().save, files.check_writable):
        with pytest.raises(YamlUnavailable, match=r'pip install "PyYAML>=6.0.1"'):
            act(file)
    assert file.read_text("utf-8").startswith("# A street")
