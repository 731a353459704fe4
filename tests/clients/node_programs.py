"""How the programs in `node/` are run."""

from __future__ import annotations

import shutil

import pytest

from tests.clients.harness import CLIENTS, HERE

ENV = {"NODE_PATH": str(CLIENTS / "node" / "node_modules")}
"""Where Node and esbuild find what `install/node.sh` installed."""


def node(program: str, *arguments: str) -> list[str]:
    """The command that runs a program of `node/`; skips the test without Node."""
    return [command("node"), str(HERE / "node" / program), *arguments]


def command(name: str) -> str:
    """The path of a command; skips the test where there is none."""
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"there is no command {name}")
    return path
