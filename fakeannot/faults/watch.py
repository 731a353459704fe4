"""The calls made in a while, perhaps one of them struck, whatever the fake goes back to."""

from __future__ import annotations

from dataclasses import dataclass

from google.protobuf.message import Message

from fakeannot.faults.fault import Fault
from fakeannot.faults.plan import Armed, Plan, Verdict


@dataclass(slots=True)
class WatchedCall:
    """A call to an RPC.

    Attributes:
        request: the message; empty if it could not be read.
        struck: whether it is the one that was to be struck.
        code: the Clarifai status code of the answer; 0 until there is one.
    """

    rpc: str
    request: bytes
    struck: bool = False
    code: int = 0

    def is_like(self, other: WatchedCall) -> bool:
        """Whether both ask for the same."""
        return (self.rpc, self.request) == (other.rpc, other.request)


class Watch:
    """Notes the calls of a dispatcher, in all of its states.

    Attributes:
        calls: in the order in which they came.
    """

    def __init__(self, strike: int = 0, kind: str = "") -> None:
        """`strike` is which call, from 1, a fault of that kind is to strike; 0 for none."""
        self.calls: list[WatchedCall] = []
        self._plan = Plan(seed=0)
        if strike:
            fault = Fault.of(0, "*", kind, {"skip": strike - 1})
            self._plan.armed[fault.id] = Armed(fault)

    def judge(self, rpc: str, request: Message | None, now: int) -> Verdict:
        """Note a call, and say what is to become of it; hold the dispatcher's lock meanwhile."""
        verdict = self._plan.judge(rpc, "", request, now)
        sent = b"" if request is None else request.SerializeToString(deterministic=True)
        self.calls.append(WatchedCall(rpc, sent, struck=verdict.struck is not None))
        return verdict
