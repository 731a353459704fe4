"""A copy of the project, and what is built of it."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile

from packaging.metadata import Metadata

ROOT = Path(__file__).parents[2]
SECONDS = 60
_NO_SOURCES = shutil.ignore_patterns(
    *(".git", ".ci", ".clients", ".venv", ".nox", ".*_cache", ".hypothesis", ".coverage*"),
    *("__pycache__", "*.egg-info", "build", "dist"),
)
# Hatchling as on the command line, in another year.
_LATER = """
import sys, time
now = time.time
time.time = lambda: now() + 30_000_000
from hatchling.cli import hatchling
sys.exit(hatchling())
"""


class Built(NamedTuple):
    """The two files that a build makes."""

    wheel: Path
    sdist: Path

    def told(self, name: str) -> str:
        """A file of the wheel's metadata."""
        with ZipFile(self.wheel) as wheel:
            (path,) = (path for path in wheel.namelist() if path.endswith(f".dist-info/{name}"))
            return wheel.read(path).decode()

    def metadata(self) -> Metadata:
        """What the wheel says of itself, checked."""
        return Metadata.from_email(self.told("METADATA"))

    def digests(self) -> list[str]:
        """What two builds of the same bytes have in common."""
        return [hashlib.sha256(path.read_bytes()).hexdigest() for path in self]


def copy_sources(to: Path, of: Path = ROOT) -> Path:
    """A copy of the project without what git ignores."""
    shutil.copytree(of, to, ignore=_NO_SOURCES)
    return to


def build(
    project: Path, to: Path, env: Mapping[str, str] | None = None, *, later: bool = False
) -> Built:
    """Build wheel and sdist, as a frontend has hatchling do it, or as it would in a year."""
    run = ["-c", _LATER] if later else ["-m", "hatchling"]
    subprocess.run(
        [sys.executable, *run, "build", "-d", str(to)],
        cwd=project,
        env={**os.environ, **(env or {})},
        check=True,
        capture_output=True,
        timeout=SECONDS,
    )
    (wheel,), (sdist,) = to.glob("*.whl"), to.glob("*.tar.gz")
    return Built(wheel, sdist)
