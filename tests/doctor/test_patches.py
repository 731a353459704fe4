"""Patches of others are named, in this process and in modules that are imported elsewhere."""

from __future__ import annotations

import importlib
from pathlib import Path
from unittest.mock import MagicMock

import pytest

import fakeannot
from fakeannot import FakeClarifai
from fakeannot.doctor.importing import check_imports
from fakeannot.doctor.patches import _WAYS_OUT, check_patches, replaced
from tests.doctor.told import is_clean, told

WAYS = [(module, name) for module, names in _WAYS_OUT.items() for name in names]


@pytest.fixture(autouse=True)
def libraries_are_loaded() -> None:
    for module, _ in WAYS:
        importlib.import_module(module)


def not_theirs(*args: object) -> None: ...


def test_libraries_as_they_are_have_no_patches() -> None:
    assert [*replaced()] == []
    assert is_clean(check_patches([], "here"))


@pytest.mark.parametrize(("module", "name"), WAYS)
def test_each_way_out_that_is_replaced_is_named_with_what_is_there(
    module: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for new, known_as in (
        (not_theirs, "tests.doctor.test_patches.not_theirs"),
        (MagicMock(), "unittest.mock.MagicMock"),
    ):
        monkeypatch.setattr(f"{module}.{name}", new)
        assert [*replaced()] == [(f"{module}.{name}", known_as)]
        (seen,) = told(check_patches([*replaced()], "here"))
        assert seen == f"{module}.{name} is {known_as} here"


def test_an_interception_that_is_under_way_is_seen_and_gone_after_it() -> None:
    with FakeClarifai().intercept():
        assert ("requests.adapters.HTTPAdapter.send") in dict(replaced())
    assert [*replaced()] == []


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(Path(fakeannot.__file__).parents[1]))
    return tmp_path


def test_a_module_that_does_nothing_when_it_is_imported_is_clean(project: Path) -> None:
    (project / "clean.py").write_text("import requests, grpc\nprint('fine')\n", "utf-8")
    assert is_clean(check_imports(["clean"], catches_channels=False))


def test_what_modules_open_call_and_patch_is_told_with_the_line(project: Path) -> None:
    (project / "opens.py").write_text(
        "import grpc, grpc.aio\nfrom clarifai_grpc.channel.clarifai_channel import ClarifaiChannel"
        "\nC = ClarifaiChannel.get_grpc_channel()\nL = grpc.insecure_channel('localhost:1')\n"
        "def late(): return grpc.insecure_channel('api.clarifai.com')\n",
        "utf-8",
    )
    (project / "calls.py").write_text(
        "import requests\ntry:\n    requests.get('http://nowhere.invalid/v2/inputs')\n"
        "except requests.ConnectionError: pass\n"
        "import socket\ntry: socket.create_connection(('192.0.2.1', 80), timeout=0.01)\n"
        "except OSError as error: assert 'no connections while' in str(error)\n",
        "utf-8",
    )
    (project / "patches.py").write_text(
        "from requests.adapters import HTTPAdapter\ndef mine(*_): ...\nHTTPAdapter.send = mine\n",
        "utf-8",
    )
    found = check_imports(["opens", "calls", "patches"], catches_channels=False)
    assert told(found) == [
        "opens.py:3: a channel to api.clarifai.com is opened",
        "calls.py:3: a connection to nowhere.invalid, which was refused here",
        "calls.py:6: a connection to 192.0.2.1, which was refused here",
        "requests.adapters.HTTPAdapter.send is patches.mine after these imports",
    ]
    caught = check_imports(["opens"], catches_channels=True)
    assert told(caught) == []
    assert told(caught, "note") == ["opens.py:3: a channel to api.clarifai.com is opened"]


def test_modules_that_cannot_be_imported_are_told_and_the_rest_is_imported(project: Path) -> None:
    (project / "leaves.py").write_text("raise SystemExit('no')\n", "utf-8")
    found = check_imports(["leaves", "no_such_module", "json"], catches_channels=False)
    assert told(found) == [
        "leaves: SystemExit: no",
        "no_such_module: ModuleNotFoundError: No module named 'no_such_module'",
    ]


def test_a_module_that_ends_python_is_told(project: Path) -> None:
    (project / "ends.py").write_text("import os\nos._exit(3)\n", "utf-8")
    assert told(check_imports(["ends"], catches_channels=False)) == ["ends: Python ended with 3"]


def test_a_module_that_waits_is_told(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "waits.py").write_text("import threading\nthreading.Event().wait()\n", "utf-8")
    monkeypatch.setattr("fakeannot.doctor.importing._SECONDS", 0.2)
    assert told(check_imports(["waits"], catches_channels=False)) == [
        "waits not imported after 0.2 s"
    ]
