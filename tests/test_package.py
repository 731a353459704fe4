"""The wheel has what users need, and nothing else."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ZipFile]:
    directory = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(directory)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (path,) = directory.glob("*.whl")
    with ZipFile(path) as opened:
        yield opened


def metadata(wheel: ZipFile, name: str) -> str:
    (path,) = (path for path in wheel.namelist() if path.endswith(f".dist-info/{name}"))
    return wheel.read(path).decode()


def test_the_wheel_has_the_package_the_plugin_and_nothing_else(wheel: ZipFile) -> None:
    tops = {path.split("/")[0] for path in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {
        "fakeannot",
        "conftest_plugin",
    }


def test_every_module_is_in_the_wheel_and_it_is_typed(wheel: ZipFile) -> None:
    packed = {path for path in wheel.namelist() if path.endswith(".py")}
    here = {
        path.relative_to(ROOT).as_posix()
        for package in ("fakeannot", "conftest_plugin")
        for path in (ROOT / package).rglob("*.py")
    }
    assert packed == here
    assert "fakeannot/py.typed" in wheel.namelist()


def test_the_wheel_brings_the_command_and_the_plugin(wheel: ZipFile) -> None:
    entry_points = metadata(wheel, "entry_points.txt")
    assert "fakeannot = fakeannot.cli:main" in entry_points
    assert "[pytest11]\nfakeannot = conftest_plugin" in entry_points


def test_the_wheel_needs_no_more_than_the_docs_say(wheel: ZipFile) -> None:
    required = [
        line.split()[1].split(">")[0]
        for line in metadata(wheel, "METADATA").splitlines()
        if line.startswith("Requires-Dist: ") and "extra ==" not in line
    ]
    table = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    assert sorted(required) == ["clarifai-grpc", "grpcio", "protobuf", "responses", "werkzeug"]
    assert [name for name in required if f"`{name}`" not in table] == []
