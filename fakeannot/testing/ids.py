"""The ids that a fake generates, as a test author chooses them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable

from fakeannot.dispatch import Dispatcher
from fakeannot.store.ids import Ids, Taken
from fakeannot.store.world import World

_WELL_FORMED = re.compile(r"[^\s/]+")
# Kind -> how the next id of it is drawn, given the source and what is taken.
_DRAWN: dict[str, Callable[[Ids, Taken], str]] = {
    "annotation": lambda ids, taken: ids.uuid4("annotation", taken),
    "input": lambda ids, taken: ids.uuid4("input", taken),
    "key": lambda ids, taken: ids.hex32("key", taken),
    "region": lambda ids, _: ids.hex32("region"),
    "request": lambda ids, _: ids.hex32("request"),
    "suffix": lambda ids, _: ids.hex32("suffix"),
}


class FakeIds:
    """The ids that a fake will generate, of each kind in an order of its own.

    Kinds are annotation, input, region, key (also of a user's token), request (what is told as
    req_id) and suffix (of an input whose id was taken ten times).
    """

    __slots__ = ("_dispatcher",)

    def __init__(self, dispatcher: Dispatcher) -> None:
        self._dispatcher = dispatcher

    def next(self, kind: str, *ids: str) -> None:
        """Have these be the next ids of a kind to be generated, after those chosen before.

        An id that a client takes meanwhile is passed over. A reset forgets them.

        Raises:
            ValueError: no such kind, or an id is taken, chosen twice, or none that the API makes.
        """
        with self._dispatcher.lock:
            world = self._dispatcher.world
            chosen = world.ids.planned.get(_known(kind), ())
            for id_ in ids:
                _check(world, kind, id_, chosen)
                chosen = (*chosen, id_)
            if ids:
                world.ids.planned[kind] = chosen

    def peek(self, kind: str) -> str:
        """The id of a kind that will be generated next, unless somebody takes it before.

        Raises:
            ValueError: no such kind.
        """
        with self._dispatcher.lock:
            world = self._dispatcher.world
            return _DRAWN[_known(kind)](world.ids.copy(), _Taken(world, kind))


class _Taken:
    """The ids of a kind that are in use in any app."""

    def __init__(self, world: World, kind: str) -> None:
        self._world = world
        self._kind = kind

    def __contains__(self, id_: str, /) -> bool:
        apps = self._world.apps.values()
        if self._kind == "annotation":
            return any(id_ in app.annotations for app in apps)
        if self._kind == "input":
            return any(id_ in app.inputs for app in apps)
        return self._kind == "key" and id_ in self._world.keys


def _known(kind: str) -> str:
    if kind in _DRAWN:
        return kind
    near = difflib.get_close_matches(str(kind), _DRAWN, n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    raise ValueError(f"No ids are generated for {kind!r}; there are {', '.join(_DRAWN)}.{hint}")


def _check(world: World, kind: str, id_: object, chosen: tuple[str, ...]) -> None:
    if not isinstance(id_, str) or not _WELL_FORMED.fullmatch(id_) or not id_.isprintable():
        raise ValueError(f"{id_!r} cannot be an id: a text without spaces and slashes is wanted.")
    if id_ in chosen:
        raise ValueError(f"{id_!r} is chosen for an earlier {kind} already.")
    if id_ in _Taken(world, kind):
        raise ValueError(f"{id_!r} is the id of another {kind} already.")
