"""Everything that can be reached from an object, attribute by attribute."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping
from types import BuiltinFunctionType, FunctionType
from typing import Any

from fakeannot.fixed_reply import FixedReply
from fakeannot.seeds import SavedState, Seed

# What was supplied or read once is never changed.
_LEAVES = (
    *(str, bytes, int, float, type, type(None)),
    *(FunctionType, BuiltinFunctionType, FixedReply, Seed, SavedState),
)
Place = tuple[str, ...]


def reachable(root: object) -> Iterator[tuple[Place, Any]]:
    """Each object with the way to it: names of attributes, keys and positions."""
    yield from _reached((), root)


def mutable(value: object) -> bool:
    """Whether a change to this object would be seen by all who hold it."""
    return not isinstance(value, (*_LEAVES, tuple, frozenset))


def never_filled(root: object) -> set[str]:
    """The attributes, by class, that hold a collection or None and nothing else anywhere."""
    empty: set[str] = set()
    filled: set[str] = set()
    for _, owner in reachable(root):
        for name, value in _attributes(owner):
            known = f"{type(owner).__name__}.{name}"
            bare = value is None or (isinstance(value, Collection) and not len(value))
            (empty if bare else filled).add(known)
    return empty - filled


def plain(root: object, skip: Callable[[str], bool] = lambda _: False) -> dict[Place, Any]:
    """The leaves by the way to them, without those whose last name is to be skipped."""
    return {
        place: value
        for place, value in reachable(root)
        if isinstance(value, _LEAVES) and not any(map(skip, place))
    }


def _reached(place: Place, value: Any) -> Iterator[tuple[Place, Any]]:
    yield place, value
    if isinstance(value, _LEAVES):
        return
    for name, part in _parts(value):
        yield from _reached((*place, name), part)


def _parts(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield f"key {key!r}", key
            yield repr(key), part
    elif isinstance(value, (set, frozenset)):
        yield from ((repr(part), part) for part in value)
    elif isinstance(value, (list, tuple, deque)):
        yield from ((str(at), part) for at, part in enumerate(value))
    yield from _attributes(value)


def _attributes(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, _LEAVES):
        return
    names = [name for kind in type(value).__mro__ for name in vars(kind).get("__slots__", ())]
    names += getattr(value, "__dict__", {})
    assert names or isinstance(value, (dict, list, set, tuple, deque, frozenset)), type(value)
    yield from ((name, getattr(value, name)) for name in names)
