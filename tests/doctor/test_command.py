"""The command, in a project that has every hazard and in one that has none."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from fakeannot.cli import main
from fakeannot.doctor import command
from fakeannot.doctor.packages import Packages

INI = "[pytest]\naddopts = -p no:fakeannot\n"
LABELS = """\
import os
from clarifai_grpc.channel.clarifai_channel import ClarifaiChannel
from clarifai_grpc.grpc.api import service_pb2_grpc
BASE = os.environ.get("CLARIFAI_API_BASE")
STUB = service_pb2_grpc.V2Stub(ClarifaiChannel.get_grpc_channel())
def over_json():
    return ClarifaiChannel.get_json_channel()
"""
TESTS = """\
import responses
from requests.adapters import HTTPAdapter
responses.add_passthru("https://api.clarifai.com")
@responses.activate
def test_it(fakeannot): ...
"""
CLEAN = """\
import os, requests
def test_it(fakeannot):
    base = os.environ.get("CLARIFAI_API_BASE", "https://api.clarifai.com")
    assert requests.get(base + "/v2/inputs").status_code == 401
"""
HAZARDS = {
    "CLARIFAI_API_BASE": "http://proxy.example",
    "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH": "/no/such/file",
    "HTTPS_PROXY": "http://proxy.example:3128",
    "CLARIFAI_PAT": "n0t-to-be-t0ld",
}


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory to work in, and an environment with as little as can be."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "environ", {"PATH": "", "COLUMNS": "80"})
    return tmp_path


def outcome(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    status = main(["doctor", *arguments])
    printed = capsys.readouterr()
    assert printed.err == "" or status == 2
    return status, printed.err if status == 2 else printed.out


def test_a_project_with_every_hazard_is_told_each_with_its_place(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "pytest.ini").write_text(INI, "utf-8")
    (project / "labels.py").write_text(LABELS, "utf-8")
    (project / "tests").mkdir()
    (project / "tests" / "test_it.py").write_text(TESTS, "utf-8")
    monkeypatch.setattr(os, "environ", {**os.environ, **HAZARDS})
    monkeypatch.setattr("requests.adapters.HTTPAdapter.send", print)
    old = Packages({"protobuf": "7.0.0", "grpcio": "1.50"}, {"fakeannot": ["grpcio>=1.60.0"]})
    monkeypatch.setattr("fakeannot.doctor.packages.installed", lambda: old)
    status, text = outcome(capsys, "labels.py", "tests")
    for told in (
        "PROBLEM  versions: grpcio 1.50",
        "-> pip install 'grpcio>=1.60.0'",
        "PROBLEM  pytest: pytest.ini says -p no:fakeannot",
        "PROBLEM  environment: CLARIFAI_API_BASE leads to proxy.example",
        "PROBLEM  environment: GRPC_DEFAULT_SSL_ROOTS_FILE_PATH: no file /no/such/file",
        "PROBLEM  environment: HTTPS_PROXY set",
        "note     environment: CLARIFAI_PAT set",
        "PROBLEM  patches: requests.adapters.HTTPAdapter.send is",
        "PROBLEM  source: labels.py:4: CLARIFAI_API_BASE is read at import",
        "PROBLEM  source: labels.py:5: get_grpc_channel(...) at import",
        "-> fakeannot_catch_channels = true in the ini file",
        "PROBLEM  source: labels.py:7: get_json_channel() with protobuf 7",
        "PROBLEM  source: tests/test_it.py:3: add_passthru lets calls to Clarifai",
        "note     source: tests/test_it.py:5: @responses.activate on test_it",
    ):
        assert told in text
    assert (status, text.count("PROBLEM")) == (1, 10)
    assert text.splitlines()[-1].startswith("problems: 10, notes: ")
    assert max(map(len, text.splitlines())) <= 80
    assert HAZARDS["CLARIFAI_PAT"] not in text


def test_a_clean_project_has_no_problem(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "tests").mkdir()
    (project / "tests" / "test_it.py").write_text(CLEAN, "utf-8")
    status, text = outcome(capsys)
    assert (status, "PROBLEM" in text) == (0, False)
    for check in ("versions", "pytest", "environment", "patches", "source", "server"):
        assert f" {check}: " in text
    assert " import: " not in text
    assert "source: 1 file, with nothing that passes by a fake" in text


def test_a_project_may_have_no_tests_yet(capsys: pytest.CaptureFixture[str]) -> None:
    assert outcome(capsys)[0] == 0


def test_the_findings_can_be_had_as_json(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CLARIFAI_API_BASE", "http://proxy.example")
    status, text = outcome(capsys, "--json")
    told = json.loads(text)
    assert (status, told["problems"]) == (1, 1)
    (problem,) = [one for one in told["findings"] if one["level"] == "problem"]
    assert problem["check"] == "environment"
    assert problem["seen"] == "CLARIFAI_API_BASE leads to proxy.example"
    assert problem["why"]
    assert problem["cure"]


def test_modules_are_imported_only_where_that_is_asked_for(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "mine.py").write_text("open('ran', 'w').close()\n", "utf-8")
    assert outcome(capsys, "mine.py")[0] == 0
    assert not (project / "ran").exists()
    monkeypatch.setenv("PYTHONPATH", str(Path(command.__file__).parents[2]))
    status, text = outcome(capsys, "mine.py", "--import", "mine")
    assert (status, (project / "ran").exists()) == (0, True)
    assert "import: mine: no channel and no connection is opened" in text


def test_a_path_that_there_is_not_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    status, text = outcome(capsys, "no/such/path")
    assert status == 2
    assert text == (
        "fakeannot: no/such/path does not exist: name files that end with .py, or directories.\n"
    )


def test_an_option_that_there_is_not_is_bad_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["doctor", "--imports"])
    assert ended.value.code == 2
