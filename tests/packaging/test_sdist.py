"""The sdist has all that the project is made and tested with, and makes the same wheel."""

from __future__ import annotations

import tarfile
from pathlib import Path

from tests.packaging.building import Built, build

PARTS = (
    *("fakeannot", "conftest_plugin", "tests", "docs", "examples", "bench", "reliability"),
    *("README.md", "CHANGELOG.md", "noxfile.py", "pyproject.toml"),
)
# What hatchling adds by itself: the metadata, and how to tell sources from other files.
ADDED = {"PKG-INFO", ".gitignore"}


def files_of(project: Path) -> set[str]:
    parts = [path for name in PARTS for path in ((project / name), *(project / name).rglob("*"))]
    return {path.relative_to(project).as_posix() for path in parts if path.is_file()}


def test_it_has_every_source_and_nothing_else(built: Built, project: Path) -> None:
    with tarfile.open(built.sdist) as archive:
        packed = {path.partition("/")[2] for path in archive.getnames()}
        assert {path.partition("/")[0] for path in archive.getnames()} == {"fakeannot-0.1.0"}
        assert all(one.isfile() for one in archive)
    assert packed == files_of(project) | ADDED


def test_it_makes_the_same_wheel_and_the_same_sdist(built: Built, tmp_path: Path) -> None:
    with tarfile.open(built.sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    again = build(tmp_path / "fakeannot-0.1.0", tmp_path / "built")
    assert again.digests() == built.digests()
