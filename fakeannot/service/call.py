"""One call being answered: who calls, on which app, under which settings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, TypeVar

from fakeannot.contract.operations import operation
from fakeannot.service.replies import Reply
from fakeannot.settings import Settings
from fakeannot.store.things import Things
from fakeannot.store.world import AppState, Key, World


class Detector(NamedTuple):
    """A stand-in for a model of the app's workflow, see `FakeClarifai.workflow`.

    `detect` is given a copy of the input and returns regions, concepts or whole data.
    """

    detect: Callable[..., object]
    model_version_id: str = ""
    workflow_version_id: str = ""


# Given a copy of an input, what it looks like as a vector; see `FakeClarifai.embedder`.
Embedder = Callable[[Any], Iterable[float]]


class Call(NamedTuple):
    """What a handler needs besides the request itself."""

    world: World
    settings: Settings
    caller: Key
    app: AppState
    detectors: tuple[Detector, ...] = ()
    media_base: str = ""
    embedder: Embedder | None = None

    @property
    def by_owner(self) -> bool:
        """Whether the caller owns the app."""
        return self.caller.user_id == self.app.user_id

    @property
    def owner_id(self) -> str:
        """The user whose app it is."""
        return self.app.user_id

    @property
    def app_id(self) -> str:
        return self.app.app_id

    @property
    def things(self) -> Things:
        """What is plainly stored in the app."""
        return self.app.things

    @property
    def where(self) -> str:
        """The app, as refusals end."""
        return f" in the app {self.app.app_id!r}"


class UserCall(NamedTuple):
    """The same for a call that is about a user, and no app has to be there for it.

    Attributes:
        owner_id: the user it is about; the caller, where none is named.
        app_id: the app that it names all the same; empty for none.
    """

    world: World
    settings: Settings
    caller: Key
    owner_id: str
    app_id: str = ""
    media_base: str = ""
    detectors: tuple[Detector, ...] = ()

    def on(self, app: AppState) -> Call:
        """The same call as one on an app."""
        return Call(self.world, self.settings, self.caller, app, self.detectors, self.media_base)

    @property
    def things(self) -> Things:
        """What is plainly stored and the user's own."""
        return self.world.things_of(self.owner_id)

    @property
    def where(self) -> str:
        """The user, as refusals end."""
        return f" among what user {self.owner_id!r} has"


Handler = Callable[..., Reply]
F = TypeVar("F", bound=Callable[..., Reply])

HANDLERS: dict[str, Handler] = {}
FOR_USERS: set[str] = set()
"""Those of them that are given a `UserCall`."""
ON_KNOWN_APPS: set[str] = set()
"""Those that are about an app itself, which they never bring into being."""
STORED_ONLY: set[str] = set()
"""Those that keep things and give them back, and do nothing else with them."""
REFUSING: set[str] = set()
"""Those that say why what they are asked for cannot be had, whatever comes."""
BY_DETECTORS: set[str] = set()
"""Those that need a detector: without one, they are as good as not built."""


def handles(rpc: str, *, stored_only: bool = False) -> Callable[[F], F]:
    """Declare a function to be what answers an RPC of the contract.

    `stored_only` says that what the real service does with the things is not built.
    """
    operation(rpc)
    if stored_only:
        STORED_ONLY.add(rpc)

    def register(function: F) -> F:
        HANDLERS[rpc] = function
        return function

    return register


def handles_for_user(rpc: str, *, stored_only: bool = False) -> Callable[[F], F]:
    """The same for an RPC that needs no app: it is given a `UserCall`."""
    FOR_USERS.add(rpc)
    return handles(rpc, stored_only=stored_only)


def handles_on_known_app(rpc: str) -> Callable[[F], F]:
    """The same for an RPC about an app itself: one that is not there is refused."""
    ON_KNOWN_APPS.add(rpc)
    return handles(rpc)


def refuses(rpc: str) -> Callable[[F], F]:
    """The same for an RPC that is not built, where there is more to say of it than that."""
    REFUSING.add(rpc)
    return handles(rpc)


def handles_by_detectors(rpc: str) -> Callable[[F], F]:
    """The same for an RPC that a user's detectors answer, of models of whatever app or none."""
    BY_DETECTORS.add(rpc)
    return handles_for_user(rpc)
