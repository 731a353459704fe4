"""The same sources make the same bytes, whoever builds them where and when."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.packaging.building import Built, build, copy_sources

DATE = {"SOURCE_DATE_EPOCH": "1700000000"}
ELSEWHERE = {"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
# What lies about in a checkout, and is not for others.
LITTER = (
    *("fakeannot/__pycache__/cli.cpython-310.pyc", "tests/__pycache__/api.cpython-310.pyc"),
    *(".env", ".coverage", "world.json", "dist/old.whl", ".clients/node/package.json"),
)


@pytest.fixture
def other(project: Path, tmp_path: Path) -> Path:
    """The same sources in another directory, younger, for their owner alone, with litter."""
    copy = copy_sources(tmp_path / "some" / "where" / "else", project)
    for path in (path for path in copy.rglob("*") if path.is_file()):
        path.chmod(path.stat().st_mode & 0o700)
        os.utime(path, (1_800_000_000, 1_800_000_000))
    for name in LITTER:
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        (copy / name).write_text("not for others")
    return copy


def test_another_place_time_and_user_make_the_same_bytes(
    built: Built, other: Path, tmp_path: Path
) -> None:
    again = build(other, tmp_path / "built", ELSEWHERE, later=True)
    assert again.digests() == built.digests()


def test_with_a_date_given_they_have_that_and_are_the_same_bytes(
    project: Path, other: Path, tmp_path: Path
) -> None:
    def dated(sources: Path, to: str, env: Mapping[str, str], later: bool) -> Built:
        return build(sources, tmp_path / to, {**env, **DATE}, later=later)

    first = dated(project, "first", {}, later=False)
    again = dated(other, "again", ELSEWHERE, later=True)
    assert again.digests() == first.digests()
    with ZipFile(first.wheel) as wheel:
        assert {one.date_time[:3] for one in wheel.infolist()} == {(2023, 11, 14)}
