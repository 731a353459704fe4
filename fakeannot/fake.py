"""`FakeClarifai`: one isolated world, and every door into it."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import fields
from functools import cached_property
from typing import TYPE_CHECKING, Any

from fakeannot.dispatch import Dispatcher
from fakeannot.doors.rest import RestDoor
from fakeannot.drawable import Drawable
from fakeannot.faultable import Faultable
from fakeannot.loadable import Loadable
from fakeannot.observable import Observable
from fakeannot.raising import raises_where_called
from fakeannot.reachable import Reachable
from fakeannot.rewindable import Rewindable
from fakeannot.service.access import granted
from fakeannot.settings import BadSetting, Settings, settings_of
from fakeannot.state import State
from fakeannot.store.clock import Clock
from fakeannot.store.ids import Ids
from fakeannot.store.world import AppState, Key, World
from fakeannot.suppliable import Suppliable
from fakeannot.worlds.worlds import Worlds

if TYPE_CHECKING:
    from fakeannot.app import App
    from fakeannot.doors.control import Endpoints
    from fakeannot.doors.rpc import RpcDoor
    from fakeannot.doors.wsgi import WsgiApp
    from fakeannot.testing.clock import FakeClock
    from fakeannot.testing.ids import FakeIds


class FakeClarifai(Reachable, Rewindable, Loadable, Drawable, Observable, Faultable, Suppliable):
    """An in-memory Clarifai with a default user and app, reachable through several doors.

    All doors show the same state. Two fakes share nothing, and the same calls in the same order
    give the same ids in both.

    >>> fake = FakeClarifai(per_page=10)
    >>> with fake.intercept():
    ...     code_under_test()          # its `requests` to api.clarifai.com end here
    >>> fake.app().annotations()       # what is there now, as protobuf messages

    Args:
        clock: where the time comes from, in nanoseconds since the epoch.
        options: see `fakeannot.settings.Settings`.

    Raises:
        BadSetting: an option that does not exist, or a value it cannot take.
    """

    @raises_where_called(BadSetting)
    def __init__(self, *, clock: Callable[[], int] = time.time_ns, **options: Any) -> None:
        self.settings = settings_of(options)
        self._clock = clock
        self._forks: list[State] = []
        self._dispatcher = Dispatcher(self.settings, self._new_world(Clock(clock)))
        self._door = RestDoor(self._dispatcher)
        self.worlds = Worlds(self)

    # These when they are first wanted: most tests call in process, each with a fresh fake.
    @cached_property
    def _rpc_door(self) -> RpcDoor:  # type: ignore[override]  # as good as the attribute
        from fakeannot.doors.rpc import RpcDoor

        return RpcDoor(self._dispatcher, "channel")

    @cached_property
    def endpoints(self) -> Endpoints:
        """What it can be told and asked over HTTP, below `/__fakeannot/`."""
        from fakeannot.control import endpoints

        return endpoints(self)

    @cached_property
    def wsgi_app(self) -> WsgiApp:  # type: ignore[override]  # as good as the attribute
        """The fake as a WSGI application."""
        from fakeannot.doors.control import Control
        from fakeannot.doors.wsgi import WsgiApp
        from fakeannot.worlds.doors import WorldsRestDoor

        door, control = WorldsRestDoor(self.worlds), Control(self.worlds)
        return WsgiApp(door, control, self.settings.max_body_bytes)

    @property
    def user_id(self) -> str:
        """The default user, who owns the default app."""
        return self.settings.user_id

    @property
    def app_id(self) -> str:
        """The default app."""
        return self.settings.app_id

    @property
    def pat(self) -> str:
        """The default user's personal access token, for `/v2/users/...` paths."""
        return self.settings.pat

    @property
    def api_key(self) -> str:
        """The default app's key, for key-scoped paths such as `/v2/annotations`."""
        return self.settings.api_key

    @property
    def not_built(self) -> list[str]:
        """The RPCs that were called although the fake has no handler for them, each once."""
        return self._dispatcher.state.not_built

    @property
    def clock(self) -> FakeClock:
        """To stop, move and read the fake's time."""
        from fakeannot.testing.clock import FakeClock

        return FakeClock(self._dispatcher)

    @property
    def ids(self) -> FakeIds:
        """To choose the ids that are generated next, and to look at them."""
        from fakeannot.testing.ids import FakeIds

        return FakeIds(self._dispatcher)

    # -- arrange -------------------------------------------------------------------------

    def app(self, app_id: str = "", user_id: str = "") -> App:
        """An app to arrange and to look into, made if it is new; the default one if not named."""
        from fakeannot.app import App

        with self._dispatcher.lock:
            state = self._dispatcher.world.create_app(
                user_id or self.user_id, app_id or self.app_id
            )
            return App(self._dispatcher, state.user_id, state.app_id)

    @raises_where_called(ValueError)
    def add_user(
        self,
        user_id: str,
        *,
        pat: str = "",
        scopes: Collection[str] | None = None,
        expired: bool = False,
    ) -> str:
        """Register a user and return their PAT, which is made if it is not given.

        Args:
            scopes: names such as "Annotations_Get" that the PAT is limited to; None: no limit.
            expired: whether the PAT is refused as one past its time.
        """
        return self._register(pat, Key(user_id, "", granted(scopes), expired))

    @raises_where_called(ValueError)
    def add_key(
        self,
        app_id: str = "",
        *,
        user_id: str = "",
        key: str = "",
        scopes: Collection[str] | None = None,
        expired: bool = False,
    ) -> str:
        """Register a key of one app (the default one if not named) and return it."""
        app = self.app(app_id, user_id)
        return self._register(key, Key(app.user_id, app.id, granted(scopes), expired))

    def another(self, media_base: str = "") -> FakeClarifai:
        """A new fake that is as this one would be after a reset: settings, seeds, what is supplied.

        `media_base` is where its uploaded media are served from, if not where this one's are.
        """
        settings = {option.name: getattr(self.settings, option.name) for option in fields(Settings)}
        made = FakeClarifai(clock=self._clock, **settings)
        made._dispatcher.media_base = media_base or self._dispatcher.media_base
        made._dispatcher.around = self._dispatcher.around
        with self._dispatcher.lock:
            made._dispatcher.state.begin_as(self._dispatcher.state)
        made.reset()
        return made

    def _new_world(self, clock: Clock) -> World:
        settings = self.settings
        world = World(clock=clock, ids=Ids(settings.id_seed))
        world.users.add(settings.user_id)
        world.keys[settings.pat] = Key(settings.user_id)
        world.keys[settings.api_key] = Key(settings.user_id, settings.app_id)
        world.add_app(AppState(settings.user_id, settings.app_id))
        return world

    def _register(self, token: str, key: Key) -> str:
        with self._dispatcher.lock:
            world = self._dispatcher.world
            world.users.add(key.user_id)
            token = token or world.ids.hex32("key", world.keys)
            world.keys[token] = key
        return token
