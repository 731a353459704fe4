"""Which fake answers a gRPC call that was caught: the one whose interception began last."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fakeannot.doors.rpc import RpcDoor


class NoFakeActive(RuntimeError):
    """A gRPC call on a channel that was caught came when no fake was active to answer it."""

    def __init__(self, path: str, target: str) -> None:
        super().__init__(
            f"{path} was called on a channel to {target} that was opened while fakeannot caught "
            "channels, and no fake is active now. Make the call inside `with fake.intercept():` "
            "or in a test that uses the fixture `fakeannot`; to reach the real service, open the "
            "channel where nothing is caught."
        )


class Turn:
    """A door's turn to answer, from its making to its `end`; the latest answers."""

    def __init__(self, door: RpcDoor) -> None:
        self.door = door
        _turns.append(self)

    def end(self) -> None:
        """Leave calls to the turn before."""
        _turns.remove(self)


def innermost(path: str, target: str) -> RpcDoor:
    """The door that a call on a caught channel goes to.

    Raises:
        NoFakeActive: there is none.
    """
    try:
        return _turns[-1].door
    except IndexError:
        raise NoFakeActive(path, target) from None


_turns: list[Turn] = []
