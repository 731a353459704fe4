"""The wheel has what users need, and nothing else."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from configparser import ConfigParser
from csv import reader
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement

from tests.packaging.building import ROOT, Built

PACKAGES = ("conftest_plugin", "fakeannot")
# What a package has besides modules: the marker of types, and the files of the page.
DATA = {".typed", ".html", ".css", ".js", ".svg"}


@pytest.fixture(scope="module")
def wheel(built: Built) -> Iterator[ZipFile]:
    with ZipFile(built.wheel) as opened:
        yield opened


def test_the_wheel_has_every_file_of_the_two_packages_and_no_other(
    wheel: ZipFile, project: Path
) -> None:
    here = {
        path.relative_to(project).as_posix()
        for package in PACKAGES
        for path in (project / package).rglob("*")
        if path.is_file()
    }
    packed = {path for path in wheel.namelist() if ".dist-info/" not in path}
    assert packed == here
    assert {Path(path).suffix for path in packed} == {".py", *DATA}
    assert {f"{package}/py.typed" for package in PACKAGES} < packed
    assert "fakeannot/inspector/page/index.html" in packed


def test_it_is_told_of_by_the_usual_files(built: Built, wheel: ZipFile) -> None:
    told = {path for path in wheel.namelist() if ".dist-info/" in path}
    names = {"METADATA", "RECORD", "WHEEL", "entry_points.txt"}
    assert told == {f"fakeannot-0.1.0.dist-info/{name}" for name in names}
    assert "Tag: py3-none-any" in built.told("WHEEL").splitlines()


def test_the_record_has_the_digest_of_every_file(built: Built, wheel: ZipFile) -> None:
    rows = {path: digest for path, digest, _ in reader(built.told("RECORD").splitlines())}
    assert rows.keys() == {*wheel.namelist()}
    for path, digest in rows.items():
        if not path.endswith("/RECORD"):
            sha256 = hashlib.sha256(wheel.read(path)).digest()
            assert digest == f"sha256={urlsafe_b64encode(sha256).decode().rstrip('=')}"


def test_it_brings_the_command_and_the_plugin(built: Built) -> None:
    entry_points = ConfigParser()
    entry_points.read_string(built.told("entry_points.txt"))
    assert {name: dict(section) for name, section in entry_points.items() if section} == {
        "console_scripts": {"fakeannot": "fakeannot.cli:main"},
        "pytest11": {"fakeannot": "conftest_plugin"},
    }


def test_the_metadata_say_what_it_is(built: Built) -> None:
    metadata = built.metadata()
    assert (metadata.name, str(metadata.version)) == ("fakeannot", "0.1.0")
    assert str(metadata.requires_python) == ">=3.10"
    assert metadata.summary is not None
    assert metadata.description is not None
    assert metadata.description.strip() == (ROOT / "README.md").read_text("utf-8").strip()
    assert metadata.description_content_type == "text/markdown"
    assert "Framework :: Pytest" in (metadata.classifiers or ())


def test_it_needs_no_more_than_the_docs_say(built: Built) -> None:
    metadata = built.metadata()
    required = [one.name for one in metadata.requires_dist or () if one.marker is None]
    table = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    assert sorted(required) == ["clarifai-grpc", "grpcio", "protobuf", "responses", "werkzeug"]
    assert [name for name in required if f"`{name}`" not in table] == []


def test_every_requirement_has_a_lower_bound_and_no_other(built: Built) -> None:
    metadata = built.metadata()

    def bounds(one: Requirement) -> list[str]:
        return [specifier.operator for specifier in one.specifier]

    requirements = metadata.requires_dist or []
    assert [str(one) for one in requirements if bounds(one) != [">="]] == []
