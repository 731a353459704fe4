"""One call being answered: who calls, on which app, under which settings."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeVar

from google.protobuf.message import Message

from fakeannot.contract.operations import operation
from fakeannot.service.replies import Reply
from fakeannot.settings import Settings
from fakeannot.store.world import AppState, Key, World


class Detector(NamedTuple):
    """A stand-in for a model of the app's workflow, see `FakeClarifai.workflow`.

    `detect` is given a copy of the input and returns regions, concepts or whole data.
    """

    detect: Callable[..., object]
    model_version_id: str = ""
    workflow_version_id: str = ""


class Call(NamedTuple):
    """What a handler needs besides the request itself."""

    world: World
    settings: Settings
    caller: Key
    app: AppState
    detectors: tuple[Detector, ...] = ()
    media_base: str = ""

    @property
    def by_owner(self) -> bool:
        """Whether the caller owns the app."""
        return self.caller.user_id == self.app.user_id


Handler = Callable[[Call, Message], Reply]
F = TypeVar("F", bound=Callable[..., Reply])

HANDLERS: dict[str, Handler] = {}


def handles(rpc: str) -> Callable[[F], F]:
    """Declare a function to be what answers an RPC of the contract."""
    operation(rpc)

    def register(function: F) -> F:
        HANDLERS[rpc] = function
        return function

    return register
