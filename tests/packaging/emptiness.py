"""An environment with a wheel and what it requires, and with none of its extras."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from collections.abc import Iterable
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement

from tests.packaging.building import SECONDS


class Environment:
    """A virtual environment that is filled without a network."""

    def __init__(self, path: Path) -> None:
        venv.create(path, symlinks=True)
        self._path = path
        self._site = path.joinpath("lib", "python{}.{}".format(*sys.version_info), "site-packages")

    def install(self, wheel: Path) -> None:
        """Install a wheel as a user does, but for what it requires."""
        self.pip("install", "--no-index", "--no-deps", "--quiet", str(wheel))

    def lend(self, name: str) -> None:
        """Have a distribution of this process there too."""
        for file in distribution(name).files or ():
            if ".." not in file.parts:
                (self._site / file).parent.mkdir(parents=True, exist_ok=True)
                (self._site / file).symlink_to(Path(str(file.locate())))

    def pip(self, *arguments: str) -> str:
        """What this process's pip printed when it worked on the environment."""
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
        return self._output([*pip, "--python", str(self._path), *arguments])

    def run(self, command: str, *arguments: str, status: int = 0) -> str:
        """What a command of the environment printed, which ends with that status."""
        return self._output([str(self._path / "bin" / command), *arguments], status)

    def _output(self, command: list[str], status: int = 0) -> str:
        done = subprocess.run(
            command,
            cwd=self._path,
            env={name: os.environ[name] for name in os.environ if not name.startswith("PYTHON")},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert done.returncode == status, done.stdout
        return done.stdout


def brought_along(requirements: Iterable[Requirement]) -> set[str]:
    """The names of the distributions that these need here, and so on, without extras."""
    names: set[str] = set()
    left = [*requirements]
    while left:
        one = left.pop()
        wanted = one.marker is None or one.marker.evaluate({"extra": ""})
        if wanted and one.name not in names:
            names.add(one.name)
            left += map(Requirement, distribution(one.name).requires or ())
    return names
