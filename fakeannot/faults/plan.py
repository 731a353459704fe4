"""The faults of a fake's state, how often each has fired, and the rate limit."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from fakeannot.faults.fault import Fault
from fakeannot.faults.rate import RateLimit


@dataclass(slots=True)
class Armed:
    """A fault that was added, and what has become of it so far.

    Attributes:
        seen: how many calls it was for.
        fired: how many of them it struck.
    """

    fault: Fault
    seen: int = 0
    fired: int = 0

    @property
    def spent(self) -> bool:
        """Whether it has struck as often as it was to."""
        return self.fault.times is not None and self.fired >= self.fault.times

    def strikes(self, seed: int) -> bool:
        """Whether it strikes the next call that it is for."""
        self.seen += 1
        struck = self.seen > self.fault.skip and self._is_drawn(seed)
        self.fired += struck
        return struck

    def _is_drawn(self, seed: int) -> bool:
        if self.fault.probability == 1:
            return True
        # A hash, as ids are: all there is to remember is how many were drawn.
        drawn = hashlib.sha256(f"{seed}/{self.fault.id}/{self.seen}".encode()).digest()
        return int.from_bytes(drawn[:8], "big") < self.fault.probability * 2**64


class Verdict(NamedTuple):
    """What is to become of a call.

    Attributes:
        struck: the fault that strikes it, if any.
        exceeds: the rate limit that it exceeds, if any.
    """

    struck: Armed | None = None
    exceeds: RateLimit | None = None


@dataclass(slots=True)
class Plan:
    """All of it; a call is struck by the first fault that was added, of those that are due.

    Attributes:
        seed: what chance depends on.
        added: how many faults there were so far.
        armed: those there are, by id.
        limit: how many calls a second are answered, if there is a limit.
    """

    seed: int
    added: int = 0
    armed: dict[int, Armed] = field(default_factory=dict)
    limit: RateLimit | None = None

    @property
    def may_be_late(self) -> bool:
        """Whether a call may have to wait for its answer."""
        # A copy: doors ask before they have the lock, and another thread may add one.
        return any(one.fault.effect.latency and not one.spent for one in tuple(self.armed.values()))

    def add(self, rpc: str, kind: str, options: Mapping[str, Any]) -> Fault:
        """Have something go wrong from now on, see `Fault.of`."""
        fault = Fault.of(self.added + 1, rpc, kind, options)
        self.added = fault.id
        self.armed[fault.id] = Armed(fault)
        return fault

    def judge(self, rpc: str, authorization: str, request: object, now: int) -> Verdict:
        """Count a call, and say what is to become of it.

        Args:
            now: when it came, in nanoseconds.
        """
        struck = next(self._striking(rpc, authorization, request), None)
        reaches_api = struck is None or struck.fault.effect.reaches_api
        limited = reaches_api and self.limit is not None
        exceeded = limited and self.limit.is_exceeded(authorization, now)  # type: ignore[union-attr]  # limited
        return Verdict(struck, self.limit if exceeded else None)

    def copy(self) -> Plan:
        """The same, to go on apart from this one."""
        armed = {number: replace(one) for number, one in self.armed.items()}
        limit = None if self.limit is None else self.limit.copy()
        return Plan(self.seed, self.added, armed, limit)

    def _striking(self, rpc: str, authorization: str, request: object) -> Iterator[Armed]:
        for one in self.armed.values():
            is_for = not one.spent and one.fault.is_for(rpc, authorization, request)
            if is_for and one.strikes(self.seed):
                yield one
