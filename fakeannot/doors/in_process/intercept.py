"""Catches calls to Clarifai, by any client in this process, for as long as a `with` block lasts.

Each client's part is in the module that is named for it: `intercept_requests`, `intercept_grpc`,
`intercept_httpx`, `intercept_aiohttp`. What they patch asks whose turn it is to answer (`active`).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, TypeVar

from requests import Session

from fakeannot.doors.in_process import lingering
from fakeannot.doors.in_process.intercept_aiohttp import AiohttpLayer
from fakeannot.doors.in_process.intercept_grpc import ChannelLayer
from fakeannot.doors.in_process.intercept_httpx import HttpxLayer
from fakeannot.doors.in_process.intercept_requests import RequestsLayer
from fakeannot.doors.in_process.late import MarkingLayer
from fakeannot.doors.in_process.leaks import Leak, LeakedPatchError
from fakeannot.doors.in_process.turns import Turn

if TYPE_CHECKING:
    from types import TracebackType

    from fakeannot.doors.rest import RestDoor
    from fakeannot.doors.rpc import RpcDoor

T = TypeVar("T")


class Interception(AbstractContextManager[T]):
    """Intercepts `requests`, gRPC, httpx and aiohttp while entered; may be entered again meanwhile.

    It gives what it was made with, the fake that owns the doors.

    Interceptions nest: the innermost answers, and the one around it is back when that one ends.
    They may end in another order, too: the one that began last, of those still active, answers.

    Raises:
        LeakedPatchError: on leaving, when what it had patched is neither the interception's nor
            the real one. It is put back all the same. An error of the `with` block goes first.
    """

    def __init__(self, given: T, door: RestDoor, rpc_door: Callable[[], RpcDoor]) -> None:
        """`rpc_door` gives the one for gRPC, which most tests do not come to."""
        self._given = given
        self._door = door
        self._rpc_door = rpc_door
        self._entered: list[tuple[Turn, Catching]] = []

    def __enter__(self) -> T:
        turn = Turn(self._door, self._rpc_door, Session.send)
        self._entered.append((turn, Catching()))
        return self._given

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        turn, catching = self._entered.pop()
        turn.end()
        leaks = lingering.end(catching)
        if leaks and error is None:
            raise LeakedPatchError(leaks)


class Catching:
    """All that catches calls, in place from its making to its `end`."""

    def __init__(self) -> None:
        self._layers = [
            MarkingLayer(),
            ChannelLayer(),
            HttpxLayer(),
            AiohttpLayer(),
            RequestsLayer(),
        ]

    @property
    def covered(self) -> bool:
        """Whether somebody has replaced any of it."""
        return any(layer.covered for layer in self._layers)

    def mended(self) -> list[Leak]:
        """Put ours back where it was replaced; says what was there instead."""
        return [leak for layer in self._layers for leak in layer.mended()]

    def end(self) -> list[Leak]:
        """Put back what was found; says what was there instead of ours, if anything."""
        return [leak for layer in self._layers for leak in layer.end()]
