"""What the files of a project say about pytest."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from fakeannot.doctor.finding import Finding, or_ok

CHECK = "pytest"
_FILES = ("pytest.ini", ".pytest.ini", "pyproject.toml", "tox.ini", "setup.cfg")
_OFF = re.compile(r"no:(?:fakeannot|conftest_plugin)\b")
_NO_AUTOLOAD = re.compile(r"--disable-plugin-autoload\b")
_NAMED = re.compile(r"(?:-p[\s\"',=]*|^|,)(?:fakeannot|conftest_plugin)\b")
_CATCHING = re.compile(r"^\s*fakeannot_catch_channels\s*=\s*[\"']?(?:true|1|yes|on)\b", re.M | re.I)


class Project(NamedTuple):
    """Where tests are run.

    Attributes:
        options: what pytest is told, by the file or the variable that tells it.
        catches_channels: whether channels that are opened at import are caught.
    """

    options: Mapping[str, str]
    catches_channels: bool


def read_project(folder: Path) -> Project:
    """The project in a folder."""
    texts = {
        name: (folder / name).read_text("utf-8", "replace")
        for name in _FILES
        if (folder / name).is_file()
    }
    return Project(texts, any(_CATCHING.search(text) for text in texts.values()))


def check_plugin(project: Project, environ: Mapping[str, str]) -> list[Finding]:
    """Whether pytest loads the plugin."""
    told = {**project.options, "PYTEST_ADDOPTS": environ.get("PYTEST_ADDOPTS", "")}
    named = any(_NAMED.search(text) for text in (*told.values(), environ.get("PYTEST_PLUGINS", "")))
    found = [_switched_off(where) for where, text in told.items() if _OFF.search(text)]
    unloaded = [where for where, text in told.items() if _NO_AUTOLOAD.search(text)]
    if environ.get("PYTEST_DISABLE_PLUGIN_AUTOLOAD"):
        unloaded.append("PYTEST_DISABLE_PLUGIN_AUTOLOAD")
    found += [_not_loaded(where) for where in unloaded if not named]
    return or_ok(found, CHECK, "nothing keeps pytest from loading the plugin")


def _switched_off(where: str) -> Finding:
    return Finding(
        "problem",
        CHECK,
        f"{where} says -p no:fakeannot",
        "pytest does not load the plugin, and the fixture `fakeannot` is not found.",
        "Take it out.",
    )


def _not_loaded(where: str) -> Finding:
    return Finding(
        "problem",
        CHECK,
        f"{where} keeps pytest from loading installed plugins",
        "The fixture `fakeannot` is not found.",
        "pytest -p fakeannot, or addopts = -p fakeannot in the ini file.",
    )
