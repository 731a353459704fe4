"""`fakeannot doctor`."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fakeannot.doctor.finding import Finding

_TESTS = ("tests", "test")
_INDENT = " " * 9
_SIGNS = {"ok": "ok     ", "note": "note   ", "problem": "PROBLEM"}


def add_command(commands: Any) -> None:
    """Add the command to the subparsers of `fakeannot`."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "doctor",
        help="look for what keeps calls from the fake",
        description="Look at versions, environment variables, other people's patches, Python "
        "files and ports for what keeps calls from the fake, and tell the cure. Exits with 0 if "
        "there is no problem, 1 if there is, 2 for a path that there is not.",
    )
    parser.set_defaults(run=_doctor)
    add = parser.add_argument
    add("paths", nargs="*", metavar="PATH", help="files and directories of your code and tests")
    add(
        "--import",
        dest="imports",
        action="append",
        default=[],
        metavar="MODULE",
        help="import it in a process of its own, and tell what that opens and patches",
    )
    add("--json", action="store_true", help="print the findings as JSON")


def _doctor(options: argparse.Namespace) -> int:
    from fakeannot.doctor.source import NoSuchPath

    paths = [Path(path) for path in options.paths or filter(os.path.isdir, _TESTS)]
    try:
        found = _findings(paths, options.imports)
    except (NoSuchPath, OSError) as error:
        print(f"fakeannot: {error}", file=sys.stderr)
        return 2
    print(_as_json(found) if options.json else _as_text(found))
    return int(any(one.level == "problem" for one in found))


def _findings(paths: list[Path], imports: list[str]) -> list[Finding]:
    from fakeannot.doctor.environment import check_environment
    from fakeannot.doctor.importing import check_imports
    from fakeannot.doctor.packages import installed
    from fakeannot.doctor.patches import check_patches, replaced
    from fakeannot.doctor.project import check_plugin, read_project
    from fakeannot.doctor.serving import check_serving
    from fakeannot.doctor.source import check_sources
    from fakeannot.doctor.versions import check_versions, json_channel_fails

    # Before anything else is imported, which might put things right.
    patches = check_patches([*replaced()], "when Python has started")
    packages, project = installed(), read_project(Path())
    caught = project.catches_channels
    sources = check_sources(
        paths, catches_channels=caught, json_channel_fails=json_channel_fails(packages)
    )
    return [
        *check_versions(packages),
        *check_plugin(project, os.environ),
        *check_environment(os.environ),
        *patches,
        *sources,
        *(check_imports(imports, catches_channels=caught) if imports else ()),
        *check_serving(),
    ]


def _as_text(found: list[Finding]) -> str:
    lines = [line for one in found for line in _lines(one)]
    problems, notes = (sum(one.level == level for one in found) for level in ("problem", "note"))
    return "\n".join([*lines, "", f"problems: {problems}, notes: {notes}"])


def _lines(one: Finding) -> list[str]:
    told = _wrapped(f"{_SIGNS[one.level]}  {one.check}: {one.seen}")
    if one.why:
        told += _wrapped(f"{_INDENT}{one.why}") + _wrapped(f"{_INDENT}-> {one.cure}")
    return told


def _wrapped(text: str) -> list[str]:
    width = min(shutil.get_terminal_size().columns, 100)
    return textwrap.wrap(
        text, width, subsequent_indent=_INDENT, break_long_words=False, break_on_hyphens=False
    )


def _as_json(found: list[Finding]) -> str:
    problems = sum(one.level == "problem" for one in found)
    return json.dumps(
        {"problems": problems, "findings": [one._asdict() for one in found]}, indent=1
    )
