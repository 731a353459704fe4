"""Which fake answers a call that was caught: the one whose interception began last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakeannot.doors.in_process.late import refuse_late_calls
from fakeannot.doors.in_process.turns import Turn, latest

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


def turn_to_answer() -> Turn | None:
    """Whose turn it is to answer a call to Clarifai that this thread makes; None: nobody's.

    Raises:
        LateCall: the thread began in a fake that has ended.
    """
    refuse_late_calls()
    return latest()


def innermost(path: str, target: str) -> RpcDoor:
    """The door that a call on a caught channel goes to.

    Raises:
        NoFakeActive: there is none.
        LateCall: the thread began in a fake that has ended.
    """
    turn = turn_to_answer()
    if turn is None:
        raise NoFakeActive(path, target)
    return turn.rpc()
