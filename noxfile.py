"""The suite on every interpreter that the machine has, and the checks.

`nox` runs all of it; `nox -s tests-3.12` one part.
"""

from __future__ import annotations

import os
from pathlib import Path

import nox

nox.options.default_venv_backend = "venv"
nox.options.error_on_missing_interpreters = False
PYTHONS = ["3.10", "3.11", "3.12", "3.13"]

# pyenv keeps interpreters off the PATH; those at its end are found without hiding others.
_KEPT = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
os.environ["PATH"] += "".join(f"{os.pathsep}{path}" for path in sorted(_KEPT.glob("3.*/bin")))


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """The suite, from an installed package."""
    session.install(".[test]")
    session.run("python", "-m", "pytest", *session.posargs)


@nox.session(python="3.10")
def oldest(session: nox.Session) -> None:
    """The suite on the lowest versions that pyproject.toml allows."""
    session.install(".[test]")
    session.install(
        "aiohttp==3.9.0",
        "clarifai-grpc==12.0.0",
        "grpcio==1.60.0",
        "grpcio-reflection==1.60.0",
        "httpx[http2]==0.25.0",
        "protobuf==5.29.5",
        "responses==0.25.0",
        "tqdm==4.60.0",
        "trustme==1.0.0",
        "werkzeug==3.0.0",
    )
    session.run("python", "-m", "pytest", *session.posargs)


@nox.session
def checks(session: nox.Session) -> None:
    """Style, types, and the branches of store and service."""
    session.install(".[test]")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("mypy")
    session.run(
        "python",
        "-m",
        "pytest",
        "-q",
        "--cov=fakeannot/store",
        "--cov=fakeannot/service",
        "--cov-branch",
        "--cov-report=term-missing",
        "--cov-fail-under=100",
    )
