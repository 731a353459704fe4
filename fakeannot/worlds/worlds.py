"""The worlds that a fake and its servers have: made, found, and forgotten when nobody uses them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import quote

from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode

from fakeannot.doors.grpc_numbers import RESOURCE_EXHAUSTED
from fakeannot.doors.http import PREFIX
from fakeannot.worlds.naming import DEFAULT, WorldRefused, checked, world_named
from fakeannot.worlds.one_world import OneWorld

if TYPE_CHECKING:
    from fakeannot.doors.control import Endpoints
    from fakeannot.doors.http import Headers
    from fakeannot.fake import FakeClarifai


class TooManyWorlds(WorldRefused, RuntimeError):
    """There are as many worlds as there may be, and a call names one more."""

    code = StatusCode.INTERNAL_RESOURCE_EXHAUSTED
    http = 503
    grpc = RESOURCE_EXHAUSTED


class Worlds(Mapping[str, "FakeClarifai"]):
    """A fake's worlds by name: `worlds["w1"]` is a `FakeClarifai`, made if it is new.

    The fake itself is the world "default". `in`, `len` and iteration tell which there are, and
    make none; `del worlds["w1"]` forgets one.

    Attributes:
        settings: those of the fake, which all its worlds have.
        now: the clock by which worlds are idle, in seconds; it must not go back.
    """

    def __init__(self, fake: FakeClarifai) -> None:
        self.settings = fake.settings
        self.now: Callable[[], float] = time.monotonic
        self._fake = fake
        self._lock = threading.Lock()
        self._default = OneWorld(DEFAULT, lambda: fake, self._left, self.now())
        self._named: dict[str, OneWorld] = {}
        # Those without a call in flight, the one that was used longest ago first.
        self._idle: dict[str, OneWorld] = {}

    @cached_property
    def endpoints(self) -> Endpoints:
        """What can be told and asked about them below `/__fakeannot/`."""
        from fakeannot.control.worlds import worlds_endpoints

        return worlds_endpoints(self)

    def of(self, headers: Headers) -> OneWorld:
        """The world that a call with these headers, or metadata, is for, to be entered at once.

        Raises:
            BadWorldName: the header has no name in it.
            TooManyWorlds: it would be one more than there may be.
        """
        return self._entered(world_named(headers, self.settings))

    def existing(self, name: str) -> OneWorld:
        """The world of that name, to be entered at once.

        Raises:
            KeyError: there is none.
        """
        with self._lock:
            self._expire()
            return self._default if name == DEFAULT else self._counted(self._named[name])

    def all(self) -> list[OneWorld]:
        """The worlds that there are, the default one first."""
        with self._lock:
            self._expire()
            return [self._default, *self._named.values()]

    def expires_in(self, world: OneWorld) -> float | None:
        """After how many seconds it is forgotten, if nobody uses it; None: never."""
        if world is self._default or not self.settings.world_idle:
            return None
        return self.settings.world_idle - self.idle_for(world)

    def idle_for(self, world: OneWorld) -> float:
        """How many seconds ago it was used."""
        return 0.0 if world.in_flight else self.now() - world.used_at

    def host_media_at(self, url: str) -> None:
        """Have answers say that uploaded media are below `url`, each world's in its own place."""
        self._fake._dispatcher.media_base = url
        for world in self.all()[1:]:
            world.doors.fake._dispatcher.media_base = self._media_base(world.name)

    def __getitem__(self, name: str) -> FakeClarifai:
        with self._entered(checked(name)) as world:
            return world.doors.fake

    def __delitem__(self, name: str) -> None:
        if name == DEFAULT:
            raise ValueError("The default world stays; it can be reset.")
        with self._lock:
            self._expire()
            del self._named[name]
            self._idle.pop(name, None)

    def __contains__(self, name: object) -> bool:
        return any(world.name == name for world in self.all())

    def __iter__(self) -> Iterator[str]:
        return iter([world.name for world in self.all()])

    def __len__(self) -> int:
        return len(self.all())

    def _entered(self, name: str) -> OneWorld:
        if name == DEFAULT:
            return self._default
        with self._lock:
            self._expire()
            return self._counted(self._named.get(name) or self._added(name))

    def _counted(self, world: OneWorld) -> OneWorld:
        """A world with one more call in it, for which it stays."""
        world.in_flight += 1
        self._idle.pop(world.name, None)
        return world

    def _left(self, world: OneWorld) -> None:
        if world is self._default:
            world.used_at = self.now()
            return
        with self._lock:
            world.used_at = self.now()
            world.in_flight -= 1
            if not world.in_flight and self._named.get(world.name) is world:
                self._idle[world.name] = world

    def _added(self, name: str) -> OneWorld:
        most = self.settings.max_worlds
        if len(self._named) >= most:
            raise TooManyWorlds(
                f"There are {most} worlds besides the default one, and no more may be "
                f"(max_worlds): DELETE /{PREFIX}/worlds/NAME forgets one, a shorter world_idle "
                "those that nobody uses."
            )
        world = OneWorld(name, lambda: self._made(name), self._left, self.now())
        self._named[name] = world
        return world

    def _made(self, name: str) -> FakeClarifai:
        return self._fake.another(media_base=self._media_base(name))

    def _media_base(self, name: str) -> str:
        base = self._fake._dispatcher.media_base
        return f"{base}/{PREFIX}/worlds/{quote(name, safe='')}"

    def _expire(self) -> None:
        """Forget the worlds that nobody has used for as long as `world_idle` says."""
        if not self.settings.world_idle:
            return
        before = self.now() - self.settings.world_idle
        while (world := next(iter(self._idle.values()), None)) and world.used_at <= before:
            del self._idle[world.name], self._named[world.name]
