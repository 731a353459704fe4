"""Which operation an HTTP method and path mean.

A tree of path segments made from the bindings of the operations table. A literal segment beats
a variable one (`/v2/inputs/status` is not the input called "status").
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from fakeannot.contract.operations import Binding, Operation, operations


class Route(NamedTuple):
    """An operation reached through one of its bindings, with what the path says.

    `fields` are the request's fields that stand in the path, as its constructor takes them:
    `{"user_app_id": {"user_id": "me", "app_id": "main"}, "input_id": "car"}`.
    """

    operation: Operation
    binding: Binding
    fields: dict[str, Any]


class NearRoute(NamedTuple):
    """A route that is like a path there is none of; `segments` has its variables taken from it."""

    operation: Operation
    binding: Binding
    segments: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.binding.method} {self.binding.template}"


class NoRoute(LookupError):
    """No operation has this path. `nearest` is a known `METHOD /path` like it, or empty."""

    def __init__(self, path: str, nearest: str) -> None:
        super().__init__(path)
        self.nearest = nearest


class WrongMethod(LookupError):
    """The path is known, but not with this method. `allowed` lists the methods it has."""

    def __init__(self, method: str, path: str, allowed: tuple[str, ...]) -> None:
        super().__init__(f"{method} {path}")
        self.allowed = allowed


# What a path ends in, for one method: the operation, and the field, or path to it, of each
# variable.
_End = tuple[Operation, Binding, list[str | list[str]]]


_LONGEST_SEGMENT = 40
_MOST_SEGMENTS = 12


@dataclass(slots=True)
class _Node:
    literals: dict[str, _Node] = field(default_factory=dict)
    variable: _Node | None = None
    ends: dict[str, _End] = field(default_factory=dict)

    def child(self, segment: str) -> _Node:
        if not segment.startswith("{"):
            return self.literals.setdefault(segment, _Node())
        if self.variable is None:
            self.variable = _Node()
        return self.variable


def find_route(method: str, segments: list[str]) -> Route:
    """The route for `method` and the percent-decoded path `segments`.

    Raises:
        NoRoute: no operation has such a path (11101 on the wire).
        WrongMethod: the path exists for other methods only (11103 on the wire).
    """
    # Taking every literal turn there is, which nearly always leads there.
    node, values = _tree(), []
    for segment in segments:
        turn = node.literals.get(segment)
        if turn is None:
            turn = node.variable if segment else None
            values.append(segment)
        if turn is None:
            break
        node = turn
    else:
        if (end := node.ends.get(method)) is not None:
            return _route(end, values)
    return _searched(method, segments)


def _searched(method: str, segments: list[str]) -> Route:
    """The route found by trying all turns."""
    allowed: set[str] = set()
    for node, values in _walk(_tree(), segments, 0):
        if (end := node.ends.get(method)) is not None:
            return _route(end, values)
        allowed.update(node.ends)
    path = "/" + "/".join(segments)
    if allowed:
        raise WrongMethod(method, path, tuple(sorted(allowed)))
    raise NoRoute(path, _nearest(method, segments))


@cache
def _tree() -> _Node:
    root = _Node()
    for operation in operations().values():
        for binding in operation.bindings:
            node = root
            for segment in binding.segments:
                node = node.child(segment)
            paths = [s[1:-1].split(".") for s in binding.segments if s.startswith("{")]
            names = [path if len(path) > 1 else path[0] for path in paths]
            taken = node.ends.get(binding.method)
            if taken is None or _reads_better(operation, taken[0], binding.method):
                node.ends[binding.method] = (operation, binding, names)
    return root


def _reads_better(operation: Operation, taken: Operation, method: str) -> bool:
    """Which of two RPCs that the contract gives the same path a GET means: the one that reads."""
    reads = ("List", "Get")
    return method == "GET" and operation.name.startswith(reads) and not taken.name.startswith(reads)


def _route(end: _End, values: Iterable[str]) -> Route:
    operation, binding, names = end
    fields: dict[str, Any] = {}
    for name, value in zip(names, values, strict=True):
        if isinstance(name, str):
            fields[name] = value
        else:
            _set_nested(fields, name, value)
    return Route(operation, binding, fields)


def _set_nested(fields: dict[str, Any], path: list[str], value: str) -> None:
    *parents, name = path
    for parent in parents:
        fields = fields.setdefault(parent, {})
    fields[name] = value


def _walk(node: _Node, segments: list[str], at: int) -> list[tuple[_Node, tuple[str, ...]]]:
    """The nodes that `segments` lead to, literal turns first, each with its variable values."""
    if at == len(segments):
        return [(node, ())] if node.ends else []
    segment = segments[at]
    literal = node.literals.get(segment)
    found = [] if literal is None else _walk(literal, segments, at + 1)
    if node.variable is not None and segment:
        rest = _walk(node.variable, segments, at + 1)
        found += [(end, (segment, *values)) for end, values in rest]
    return found


def nearest_routes(method: str, segments: list[str], count: int = 3) -> list[NearRoute]:
    """The known routes that are most like a method and path, the nearest first."""
    # What is compared is cut to lengths that no literal has: comparing takes their square.
    segments = [segment[:_LONGEST_SEGMENT] for segment in segments[:_MOST_SEGMENTS]]
    wanted = f"{method} /{'/'.join(segments)}"
    shapes = {
        f"{binding.method} /{'/'.join(filled)}": NearRoute(operation, binding, tuple(filled))
        for operation in operations().values()
        for binding in operation.bindings
        for filled in (_filled(binding.segments, segments),)
    }
    return [shapes[one] for one in difflib.get_close_matches(wanted, shapes, n=count)]


def _nearest(method: str, segments: list[str]) -> str:
    return next((str(route) for route in nearest_routes(method, segments, 1)), "")


def _filled(template: tuple[str, ...], segments: list[str]) -> list[str]:
    """The template with its variables taken from the path, so that only literals differ."""
    given = dict(enumerate(segments))
    return [given.get(i, s) if s.startswith("{") else s for i, s in enumerate(template)]
