"""Python source as a check sees it: what names mean, and which code runs at import."""

from __future__ import annotations

import ast
from collections.abc import Iterator

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


class Source:
    """A module's syntax tree, in which names can be told in full.

    Raises:
        SyntaxError, ValueError: it is no Python.
    """

    def __init__(self, text: bytes) -> None:
        self.tree = ast.parse(text)
        self._meanings = dict(_imports(self.tree))

    def name_of(self, node: ast.AST) -> str:
        """The dotted name that an expression stands for, such as `grpc.aio.secure_channel`.

        Empty for what is no name.
        """
        if isinstance(node, ast.Name):
            return self._meanings.get(node.id, node.id)
        if isinstance(node, ast.Attribute):
            owner = self.name_of(node.value)
            return f"{owner}.{node.attr}" if owner else ""
        return ""

    def run_at_import(self) -> Iterator[ast.AST]:
        """Every node that is evaluated when the module is imported."""
        yield from _evaluated(self.tree)


def text_of(node: ast.AST | None) -> str:
    """A literal text; empty for anything else."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def first_text(call: ast.Call) -> str:
    """The first argument of a call, if it is a literal text."""
    return text_of(call.args[0]) if call.args else ""


def _imports(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """The names that imports bind anywhere in a module, with what they mean."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for one in node.names:
                yield (one.asname, one.name) if one.asname else (one.name.partition(".")[0],) * 2
        elif isinstance(node, ast.ImportFrom):
            for one in node.names:
                yield one.asname or one.name, f"{node.module or ''}.{one.name}"


def _evaluated(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    for child in ast.iter_child_nodes(node):
        if _is_main_guard(child):
            continue
        if isinstance(child, _FUNCTIONS):
            # The body runs when somebody calls it; defaults and decorators run now.
            early = [*child.args.defaults, *filter(None, child.args.kw_defaults)]
            for one in (*early, *getattr(child, "decorator_list", ())):
                yield from _evaluated(one)
        else:
            yield from _evaluated(child)


def _is_main_guard(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test).startswith("__name__ ==")
