"""The project as it stands, and what is built of it, once for all tests of a process."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.packaging.building import Built, build, copy_sources


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sources, which nobody edits meanwhile."""
    return copy_sources(tmp_path_factory.mktemp("here") / "project")


@pytest.fixture(scope="session")
def built(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The wheel and the sdist of it."""
    return build(project, tmp_path_factory.mktemp("built"))
