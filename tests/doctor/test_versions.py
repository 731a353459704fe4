"""Versions are held against what the packages themselves ask for."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from fakeannot.doctor import versions
from fakeannot.doctor.packages import Packages, installed, release
from fakeannot.doctor.project import Project, check_plugin, read_project
from fakeannot.doctor.versions import check_versions, json_channel_fails
from tests.doctor.told import is_clean, told

NEEDS = {
    "fakeannot": [
        "clarifai-grpc>=12.0.0",
        "protobuf>=5.29.5",
        'hypothesis>=6.100; extra == "conform"',
        'httpx[http2]>=0.25; extra == "test"',
        "tqdm>=4.60",
    ],
    "responses": ["requests<3.0,>=2.30.0", 'pytest>=99; extra == "tests"'],
    "grpcio-reflection": ["grpcio (>=1.85.1)"],
}
GOOD = {
    "clarifai-grpc": "12.6.0",
    "protobuf": "6.33.5",
    "requests": "2.32.0",
    "grpcio": "1.85.1",
    "pytest": "8.0",
    "httpx": "0.25.0",
}


def seen(changed: dict[str, str], *, level: str = "problem") -> list[str]:
    return told(check_versions(Packages({**GOOD, **changed}, NEEDS)), level)


def test_versions_that_get_along_are_told() -> None:
    (told_,) = seen({}, level="ok")
    assert "clarifai-grpc 12.6.0, protobuf 6.33.5" in told_
    assert is_clean(check_versions(Packages(GOOD, NEEDS)))


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("clarifai-grpc", "11.11.8"),
        ("protobuf", "5.29.4"),
        ("requests", "2.29"),
        ("requests", "3.0.1"),
        ("httpx", "0.24.9"),
        ("hypothesis", "6.99"),
        ("grpcio", "1.85.0"),
    ],
)
def test_a_version_that_another_package_cannot_use_is_told(name: str, number: str) -> None:
    assert seen({name: number}) == [f"{name} {number}"]


def test_what_is_missing_is_told_if_it_is_needed_always() -> None:
    without = {name: number for name, number in GOOD.items() if name != "protobuf"}
    assert told(check_versions(Packages(without, NEEDS))) == ["protobuf is not installed"]
    without = {name: number for name, number in GOOD.items() if name != "httpx"}
    assert is_clean(check_versions(Packages(without, NEEDS)))


def test_the_cure_is_a_command_to_paste() -> None:
    (found, *_) = check_versions(Packages({**GOOD, "protobuf": "4.25.8"}, NEEDS))
    assert found.why.startswith("fakeannot needs protobuf>=5.29.5")
    assert found.cure == "pip install 'protobuf>=5.29.5'"


def test_what_is_asked_for_other_pythons_does_not_count() -> None:
    here = ".".join(map(str, sys.version_info[:2]))
    asked = [f'grpcio>=1.68.0; python_version < "{here}"', 'grpcio>=99; python_version >= "4.0"']
    assert is_clean(check_versions(Packages(GOOD, {"clarifai-grpc": asked})))
    asked = [f'grpcio>=99; python_version >= "{here}"']
    assert told(check_versions(Packages(GOOD, {"clarifai-grpc": asked}))) == ["grpcio 1.85.1"]


def test_protobuf_7_is_a_note_for_the_json_channel() -> None:
    assert seen({"protobuf": "7.34.0"}, level="note") == ["protobuf 7.34.0"]
    assert seen({"protobuf": "7.34.0"}) == []
    assert json_channel_fails(Packages({"protobuf": "7.34.0"}, {}))
    assert not json_channel_fails(Packages({}, {}))


def test_generated_code_that_does_not_go_with_protobuf_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(versions, "_CONTRACT", "no.such.contract")
    (seen_,) = told(check_versions(Packages(GOOD, NEEDS)))
    assert seen_ == "no.such.contract cannot be imported: ModuleNotFoundError"


@pytest.mark.parametrize(
    ("less", "more"), [("9.1", "10.0"), ("1.2", "1.2.1"), ("1.2rc1", "1.3"), ("", "0.1")]
)
def test_versions_are_compared_as_numbers(less: str, more: str) -> None:
    assert release(less) < release(more)
    assert release("1.2.0") == release("1.2") == release("1.2rc1")


def test_what_is_installed_here_is_read_from_its_metadata() -> None:
    assert installed().versions["protobuf"].count(".") >= 1
    assert any(one.startswith("protobuf") for one in installed().requirements["clarifai-grpc"])


NOTHING = Project({}, catches_channels=False)


def test_a_plugin_that_is_loaded_is_fine() -> None:
    assert is_clean(check_plugin(NOTHING, {}))


@pytest.mark.parametrize("text", ["-p no:fakeannot", "-pno:fakeannot", "-p no:conftest_plugin"])
def test_a_plugin_that_is_switched_off_is_told(text: str) -> None:
    assert told(check_plugin(NOTHING, {"PYTEST_ADDOPTS": f"-q {text}"})) == [
        "PYTEST_ADDOPTS says -p no:fakeannot"
    ]
    project = Project({"tox.ini": f"addopts = {text}"}, catches_channels=False)
    assert told(check_plugin(project, {})) == ["tox.ini says -p no:fakeannot"]


@pytest.mark.parametrize(
    "environ",
    [
        {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        {"PYTEST_ADDOPTS": "--disable-plugin-autoload"},
    ],
)
def test_plugins_that_pytest_does_not_load_by_itself_have_to_be_named(
    environ: dict[str, str],
) -> None:
    assert len(told(check_plugin(NOTHING, environ))) == 1
    for named in (
        {"PYTEST_PLUGINS": "other,fakeannot"},
        {"PYTEST_ADDOPTS": environ.get("PYTEST_ADDOPTS", "") + " -p conftest_plugin"},
    ):
        assert is_clean(check_plugin(NOTHING, {**environ, **named}))
    toml = Project({"pyproject.toml": 'addopts = ["-p", "fakeannot"]'}, catches_channels=False)
    assert is_clean(check_plugin(toml, environ))


@pytest.mark.parametrize(
    ("name", "text", "catches"),
    [
        ("pytest.ini", "[pytest]\nfakeannot_catch_channels = true\n", True),
        ("pyproject.toml", '[tool.pytest]\nfakeannot_catch_channels="yes"\n', True),
        ("tox.ini", "[pytest]\nfakeannot_catch_channels = false\n", False),
        ("setup.cfg", "[tool:pytest]\n# fakeannot_catch_channels = true\n", False),
        ("notes.txt", "fakeannot_catch_channels = true\n", False),
    ],
)
def test_whether_channels_are_caught_is_read_from_the_ini_file(
    tmp_path: Path, name: str, text: str, catches: bool
) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    assert read_project(tmp_path).catches_channels == catches
