"""`FakeClarifai`: one isolated world, and every door into it."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from google.protobuf.message import Message

from fakeannot.app import App
from fakeannot.contract.operations import operation
from fakeannot.dispatch import Dispatcher, checked_reply
from fakeannot.doors.control import Control
from fakeannot.doors.rest import RestDoor
from fakeannot.doors.rpc import RpcDoor
from fakeannot.doors.wsgi import WsgiApp
from fakeannot.reachable import Reachable
from fakeannot.rewindable import Rewindable
from fakeannot.seeds import read_seed
from fakeannot.service.access import granted
from fakeannot.service.call import Detector
from fakeannot.settings import settings_of
from fakeannot.state import Custom, State
from fakeannot.store.clock import Clock
from fakeannot.store.ids import Ids
from fakeannot.store.world import Key, World

if TYPE_CHECKING:
    from fakeannot.testing.clock import FakeClock
    from fakeannot.testing.ids import FakeIds

F = TypeVar("F", bound=Custom)


class FakeClarifai(Reachable, Rewindable):
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

    def __init__(self, *, clock: Callable[[], int] = time.time_ns, **options: Any) -> None:
        self.settings = settings_of(options)
        self._clock = clock
        self._forks: list[State] = []
        self._dispatcher = Dispatcher(self.settings, self._new_world(Clock(clock)))
        self._door = RestDoor(self._dispatcher)
        self._rpc_door = RpcDoor(self._dispatcher)
        self.wsgi_app = WsgiApp(self._door, Control(self.reset), self.settings.max_body_bytes)

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
        """The RPCs that were called although the fake has no handler for them, in order."""
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
        with self._dispatcher.lock:
            state = self._dispatcher.world.create_app(
                user_id or self.user_id, app_id or self.app_id
            )
        return App(self._dispatcher, state.user_id, state.app_id)

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

    def load(self, seed: Mapping[str, Any] | str | Path) -> None:
        """Fill the world from a seed: a mapping, or a JSON file of that shape, see `seeds`.

        Raises:
            BadSeed: the seed is not of the documented shape, or the API would refuse part of it.
        """
        wanted = read_seed(seed)
        with self._dispatcher.lock:
            wanted.fill(self)
            self._dispatcher.state.seeds += (wanted,)

    def reset(self) -> None:
        """Go back to the beginning: the default user and app, and the seeds that were loaded.

        Supplied handlers and workflows stay, and so does the clock's time: as it was moved, and
        stopped if it was. Ids begin anew, without those chosen to come next.
        """
        with self._dispatcher.lock:
            state = self._dispatcher.state
            world = self._new_world(state.world.clock.unused())
            self._dispatcher.state = replace(state, world=world, not_built=[])
            for seed in state.seeds:
                seed.fill(self)

    def workflow(
        self,
        detect: Callable[[Any], object],
        *,
        model_version_id: str = "",
        workflow_version_id: str = "",
    ) -> Callable[[Any], object]:
        """Have every input, once it is processed, annotated by a stand-in for a model.

        Args:
            detect: is given a copy of the `Input` and returns `Region`s, `Concept`s or `Data`, as
                messages or in their JSON form. What it raises comes out of the call that had the
                input processed, which is then not. It runs while that call is being answered
                and cannot wait for an answer of this fake to another thread or process.
            model_version_id: whose annotations they are; made up if neither id is given.
            workflow_version_id: instead of a model, the workflow they come from.
        """
        if not (model_version_id or workflow_version_id):
            # Counted here and not by the world: a workflow outlives a reset.
            self._dispatcher.state.workflows += 1
            model_version_id = Ids(self._dispatcher.state.workflows).uuid4("model_version")
        detector = Detector(detect, model_version_id, workflow_version_id)
        self._dispatcher.state.detectors += (detector,)
        return detect

    def handler(self, rpc: str) -> Callable[[F], F]:
        """Decorate a function that answers an RPC: request message in, reply message or dict out.

        Raises:
            UnknownOperation: the contract has no such RPC.
        """
        name = operation(rpc).name

        def register(function: F) -> F:
            self._dispatcher.state.custom[name] = function
            return function

        return register

    def reply(self, rpc: str, answer: Message | dict[str, Any]) -> None:
        """Answer an RPC with this message, or this dict in its JSON form, from now on.

        Raises:
            UnknownOperation: the contract has no such RPC.
            TypeError: the answer is not what the contract says the RPC answers with.
        """
        message = checked_reply(operation(rpc), answer)
        self.handler(rpc)(lambda _request: message)

    def _new_world(self, clock: Clock) -> World:
        settings = self.settings
        world = World(clock=clock, ids=Ids(settings.id_seed))
        world.users.add(settings.user_id)
        world.keys[settings.pat] = Key(settings.user_id)
        world.keys[settings.api_key] = Key(settings.user_id, settings.app_id)
        world.create_app(settings.user_id, settings.app_id)
        return world

    def _register(self, token: str, key: Key) -> str:
        with self._dispatcher.lock:
            world = self._dispatcher.world
            world.users.add(key.user_id)
            token = token or world.ids.hex32("key", world.keys)
            world.keys[token] = key
        return token
