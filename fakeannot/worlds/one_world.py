"""One of the worlds behind an address, and the calls in it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing_extensions import Self

    from fakeannot.doors.rest import RestDoor
    from fakeannot.doors.rpc import RpcDoor
    from fakeannot.fake import FakeClarifai


class Doors(NamedTuple):
    """A fake, and what answers HTTP requests and gRPC calls to it."""

    fake: FakeClarifai
    rest: RestDoor
    rpc: RpcDoor


class OneWorld:
    """A world, to be entered for the length of a call.

    Attributes:
        name: what calls name it by.
        in_flight: how many calls are in it now.
        used_at: when the last call left it, in seconds of the clock of all worlds.
    """

    __slots__ = ("_doors", "_left", "_make", "_making", "in_flight", "name", "used_at")

    def __init__(
        self,
        name: str,
        make: Callable[[], FakeClarifai],
        left: Callable[[OneWorld], None],
        used_at: float,
    ) -> None:
        """`make` makes its fake when it is first needed; `left` is told when a call leaves."""
        self.name = name
        self.in_flight = 0
        self.used_at = used_at
        self._make = make
        self._left = left
        self._making = threading.Lock()
        self._doors: Doors | None = None

    @property
    def doors(self) -> Doors:
        """The ways into it. It is made here: other worlds need not wait for a large seed."""
        if self._doors is None:
            from fakeannot.doors.rpc import RpcDoor

            with self._making:
                if self._doors is None:
                    fake = self._make()
                    self._doors = Doors(fake, fake._door, RpcDoor(fake._dispatcher, "grpc"))
        return self._doors

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._left(self)
