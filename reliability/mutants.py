"""Mutants: the code with one small thing changed, as cosmic-ray makes them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

# `is` for `==`: whether equal values are one object is not for the code to know.
_LEFT_OUT = ("Eq_Is", "NotEq_IsNot")


class Mutant(NamedTuple):
    """One change to one module.

    Attributes:
        path: the module's, from the root of the checkout.
        operator: what cosmic-ray calls this kind of change.
        occurrence: which place of the module it is, among all where it could be made.
        line: where the change begins, from 1.
    """

    path: Path
    operator: str
    occurrence: int
    line: int

    def source(self) -> str:
        """The module, changed."""
        changed = mutate_code(_text(self.path), get_operator(self.operator)(), self.occurrence)
        assert changed is not None, "it was listed because it can be made"
        return str(changed)

    def differs(self) -> bool:
        """Whether it is another program: annotations are never looked at while it runs."""
        return _program(self.source()) not in (None, _program(_text(self.path)))

    def span(self) -> range | None:
        """The lines of the statement that it changes; None if an import runs that."""
        return _statement_at(_tree(_text(self.path)), self.line)

    def __str__(self) -> str:
        old, new = _text(self.path).splitlines(), self.source().splitlines()
        while old and new and old[-1] == new[-1]:
            del old[-1], new[-1]
        while old and new and old[0] == new[0]:
            del old[0], new[0]
        return f"- `{self.path.as_posix()}`: `{_joined(old)}` → `{_joined(new)}`"


def mutants_of(modules: Iterable[Path]) -> Iterator[Mutant]:
    """All that cosmic-ray would change, operator by operator."""
    for path in modules:
        tree = get_ast(_text(path))
        for name in operator_names():
            operator = get_operator(name)
            if not operator.arguments() and not name.endswith(_LEFT_OUT):
                places = (
                    begin[0]
                    for node in ast_nodes(tree)
                    for begin, _ in operator().mutation_positions(node)
                )
                yield from (Mutant(path, name, at, line) for at, line in enumerate(places))


@cache
def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def _tree(source: str) -> ast.Module:
    return ast.parse(source)


def _program(source: str) -> str | None:
    """A module without its annotations; None if it is no Python."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return None
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            node.returns = None
        elif isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, ast.AnnAssign):
            node.annotation = ast.Constant(None)
    return ast.dump(tree)


def _joined(lines: Iterable[str]) -> str:
    return " ".join(" ".join(lines).split())


def _statement_at(tree: ast.Module, line: int) -> range | None:
    found, runs_later = None, False
    for node, within in _statements(tree.body, within=False):
        if node.lineno <= line <= (node.end_lineno or 0):
            found, runs_later = node, within
    if found is None or not runs_later:
        return None
    body = getattr(found, "body", [])
    last = body[0].lineno - 1 if body and line < body[0].lineno else found.end_lineno or line
    return range(found.lineno, max(last, line) + 1)


def _statements(body: Iterable[ast.stmt], *, within: bool) -> Iterator[tuple[ast.stmt, bool]]:
    """Each statement, outer ones first, and whether it is within a function."""
    for node in body:
        yield node, within
        inside = within or isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        for name in ("body", "orelse", "finalbody", "handlers"):
            yield from _statements(getattr(node, name, ()), within=inside)
