"""The suite on every interpreter that the machine has, and the checks.

`nox` runs all of it; `nox -s tests-3.12` one part. It is installed by `pip install 'nox[uv]'`.
"""

from __future__ import annotations

import json
import os
from itertools import chain
from pathlib import Path

import nox
import nox.project
from packaging.requirements import Requirement

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


@nox.session(python="3.10", venv_backend="uv")
def oldest(session: nox.Session) -> None:
    """The suite on the lowest versions that pyproject.toml allows."""
    bounds = Path(session.create_tmp(), "lowest.txt")
    bounds.write_text("\n".join(sorted(lowest())), "utf-8")
    session.install("--resolution", "lowest-direct", "--constraint", str(bounds), ".[test]")
    session.run("python", "-m", "pytest", *session.posargs)


def lowest() -> set[str]:
    """What holds each requirement to its bound, which those of other packages would raise."""
    project = nox.project.load_toml()["project"]
    extras = project["optional-dependencies"].values()
    required = map(Requirement, [*project["dependencies"], *chain.from_iterable(extras)])
    return {f"{one.name}=={bound.version}.*" for one in required for bound in one.specifier}


@nox.session(venv_backend="uv")
def audit(session: nox.Session) -> None:
    """Known vulnerabilities of what is installed today, if they can be looked up."""
    session.install("pip-audit", "uv")
    newest, report = (Path(session.create_tmp(), name) for name in ("newest.txt", "report.json"))
    report.unlink(missing_ok=True)
    session.run("uv", "pip", "compile", "-qU", "--all-extras", "-o", str(newest), "pyproject.toml")
    form = ("--format", "json", "--output", str(report))
    listed = ("--no-deps", "--disable-pip", "--requirement", str(newest))
    said = session.run("pip-audit", *form, *listed, success_codes=[0, 1], silent=True)
    if not report.exists():
        session.error(f"pip-audit: {said}")
    audited = json.loads(report.read_text("utf-8"))["dependencies"]
    if vulnerable := [one for one in audited if one.get("vulns")]:
        session.error(f"known vulnerabilities: {json.dumps(vulnerable, indent=1)}")
    unknown = [one["name"] for one in audited if "skip_reason" in one]
    if len(unknown) == len(audited):
        session.skip("NOTHING WAS AUDITED: no database of vulnerabilities can be reached from here")
    if unknown:
        session.error(f"not audited: {', '.join(unknown)}")


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


@nox.session(python="3.11", default=False)
def mutation(session: nox.Session) -> None:
    """Small changes to store and service, which the tests have to notice; hours for all of them."""
    session.install(".[test,mutation]")
    session.run("python", "-m", "reliability.mutation", *session.posargs)


@nox.session(python="3.11", default=False)
def coverage_guided(session: nox.Session) -> None:
    """Garbage for the converter and for what connections bring, guided by branches."""
    session.install(".[test,fuzz]")
    for door in ("json", "bytes"):
        session.run("python", "-m", "reliability.coverage_guided", door, *session.posargs)
