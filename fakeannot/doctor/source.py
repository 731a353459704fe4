"""Looks through Python files for hazards, without running them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

from fakeannot.doctor.finding import Finding, or_ok
from fakeannot.doctor.hazards import Hazard, anywhere, at_import
from fakeannot.doctor.names import Source

CHECK = "source"
_NO_SOURCES = frozenset({"venv", "node_modules", "site-packages", "__pycache__"})


class NoSuchPath(ValueError):
    """A path that is to be looked through does not exist, or is no Python."""


def check_sources(
    paths: Iterable[Path], *, catches_channels: bool, json_channel_fails: bool
) -> list[Finding]:
    """What is found in Python files, and in all that are below directories.

    Args:
        catches_channels: whether pytest is told to catch channels that are opened at import.
        json_channel_fails: whether the JSON channel cannot work with what is installed.

    Raises:
        NoSuchPath: a path does not exist, or is a file of another kind.
    """
    files = list(dict.fromkeys(file for path in paths for file in _files(path)))
    found = [
        finding
        for file in files
        for finding in _found(file, caught=catches_channels, json_fails=json_channel_fails)
    ]
    number = f"{len(files)} files" if len(files) != 1 else "1 file"
    return or_ok(found, CHECK, f"{number}, with nothing that passes by a fake")


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return [file for file in sorted(path.rglob("*.py")) if _is_source(file.relative_to(path))]
    if path.is_file() and path.suffix == ".py":
        return [path]
    what = "is no Python file" if path.exists() else "does not exist"
    raise NoSuchPath(f"{path} {what}: name files that end with .py, or directories.")


def _is_source(file: Path) -> bool:
    return not any(one in _NO_SOURCES or one.startswith(".") for one in file.parts[:-1])


def _found(file: Path, *, caught: bool, json_fails: bool) -> Iterator[Finding]:
    """The findings of a file by line; where several expressions of one tell the same, the first."""
    try:
        source = Source(file.read_bytes())
    except (SyntaxError, ValueError) as error:
        place = f"{file}:{getattr(error, 'lineno', None) or 1}"
        cure = "Mend it, or leave it out."
        yield Finding("note", CHECK, f"{place}: {error.args[0]}", "It was not looked into.", cure)
        return
    told: dict[tuple[int, str], Hazard] = {}
    for line, hazard in _hazards(source, caught, json_fails):
        told.setdefault((line, hazard.why), hazard)
    for (line, why), hazard in sorted(told.items()):
        yield Finding(hazard.level, CHECK, f"{file}:{line}: {hazard.what}", why, hazard.cure)


def _hazards(source: Source, caught: bool, json_fails: bool) -> Iterator[tuple[int, Hazard]]:
    for node in source.run_at_import():
        for hazard in at_import(source, node, caught=caught):
            yield _line(node), hazard
    for node in ast.walk(source.tree):
        for hazard in anywhere(source, node, json_fails=json_fails):
            yield _line(node), hazard


def _line(node: ast.AST) -> int:
    return int(getattr(node, "lineno", 1))
