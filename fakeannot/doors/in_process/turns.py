"""Whose turn it is to answer: the fakes that are active, the one that began last on top."""

from __future__ import annotations

from threading import current_thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from fakeannot.doors.rest import RestDoor
    from fakeannot.doors.rpc import RpcDoor


class Turn:
    """A fake's turn, from its making to its `end`; the latest answers.

    Attributes:
        rest: answers its HTTP requests.
        rpc: gives what answers its gRPC calls.
        session_send: what `Session.send` of requests was when it began.
        thread: where it began.
    """

    def __init__(self, rest: RestDoor, rpc: Callable[[], RpcDoor], session_send: object) -> None:
        self.rest = rest
        self.rpc = rpc
        self.session_send = session_send
        self.thread = current_thread()
        _turns.append(self)

    def end(self) -> None:
        """Leave calls to the turn before."""
        _turns.remove(self)


def latest() -> Turn | None:
    """The turn of the fake that answers; None if none is active."""
    # Not asked first whether there is one: it may end meanwhile.
    try:
        return _turns[-1]
    except IndexError:
        return None


def is_active(door: object) -> bool:
    """Whether the fake with this door for HTTP is."""
    return any(turn.rest is door for turn in _turns)


def began_here() -> bool:
    """Whether a fake that is active began in the current thread."""
    return any(turn.thread is current_thread() for turn in _turns)


_turns: list[Turn] = []
