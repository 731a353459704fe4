"""Which rules the code behind a function names, found by reading the code and not by running it.

Followed are functions of the package that a function names, also by way of a module; not what it
calls on objects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from inspect import unwrap
from types import CodeType, FunctionType, ModuleType
from typing import Any

from fakeannot.rules import rules
from fakeannot.rules.tracing import rules_of

_PACKAGE = "fakeannot."


def named_rules(function: Callable[..., Any]) -> tuple[str, ...]:
    """The ids of the rules, in the order of the ledger."""
    codes: set[CodeType] = set()
    pending = [unwrap(function)]
    while pending:
        one = pending.pop()
        if isinstance(one, FunctionType) and one.__code__ not in codes:
            codes.update(_within(one.__code__))
            pending += _followed(one)
    named = {id_ for code in codes for id_ in (*rules_of(code), *_texts(code.co_consts))}
    return tuple(id_ for id_ in rules() if id_ in named)


def _within(code: CodeType) -> Iterator[CodeType]:
    """The code of a function, and of those that are defined within it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _within(constant)


def _followed(function: FunctionType) -> list[Any]:
    """The package's functions that a function names."""
    found = []
    for code in _within(function.__code__):
        named = [function.__globals__.get(name) for name in code.co_names]
        modules = [one for one in named if isinstance(one, ModuleType)]
        named += [vars(module).get(name) for module in modules for name in code.co_names]
        found += [unwrap(one) for one in named if isinstance(one, FunctionType) and _is_ours(one)]
    return found


def _is_ours(function: FunctionType) -> bool:
    return function.__module__.startswith(_PACKAGE)


def _texts(constants: tuple[Any, ...]) -> Iterator[str]:
    return (constant for constant in constants if isinstance(constant, str))
