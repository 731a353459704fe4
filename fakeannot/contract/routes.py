"""Which operation an HTTP method and path mean.

A tree of path segments made from the bindings of the operations table. A literal segment beats
a variable one (`/v2/inputs/status` is not the input called "status").
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from functools import cache

from fakeannot.contract.operations import Binding, Operation, operations


@dataclass(frozen=True, slots=True)
class Route:
    """An operation reached through one of its bindings, with the values found in the path.

    `values` maps field paths of the request (`user_app_id.user_id`) to decoded path segments.
    """

    operation: Operation
    binding: Binding
    values: tuple[tuple[str, str], ...]


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


@dataclass(slots=True)
class _Node:
    literals: dict[str, _Node] = field(default_factory=dict)
    variable: _Node | None = None
    ends: dict[str, tuple[Operation, Binding, tuple[str, ...]]] = field(default_factory=dict)

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
    allowed: set[str] = set()
    for node, values in _walk(_tree(), segments, 0):
        if (end := node.ends.get(method)) is not None:
            operation, binding, names = end
            return Route(operation, binding, tuple(zip(names, values, strict=True)))
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
            names = tuple(s[1:-1] for s in binding.segments if s.startswith("{"))
            node.ends.setdefault(binding.method, (operation, binding, names))
    return root


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


def _nearest(method: str, segments: list[str]) -> str:
    wanted = f"{method} /{'/'.join(segments)}"
    shapes = {
        f"{binding.method} /{'/'.join(_filled(binding.segments, segments))}": binding
        for operation in operations().values()
        for binding in operation.bindings
    }
    close = difflib.get_close_matches(wanted, shapes, n=1)
    return f"{shapes[close[0]].method} {shapes[close[0]].template}" if close else ""


def _filled(template: tuple[str, ...], segments: list[str]) -> list[str]:
    """The template with its variables taken from the path, so that only literals differ."""
    given = dict(enumerate(segments))
    return [given.get(i, s) if s.startswith("{") else s for i, s in enumerate(template)]
