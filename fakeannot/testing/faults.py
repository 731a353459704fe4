"""The faults of a fake as a test author adds them and takes them away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from fakeannot.contract.operations import UnknownOperation
from fakeannot.dispatch import Dispatcher
from fakeannot.faults.applying import USUAL_RATE
from fakeannot.faults.fault import Fault
from fakeannot.faults.plan import Plan
from fakeannot.faults.rate import Per, RateLimit
from fakeannot.faults.reading import BadFault, near
from fakeannot.raising import raises_where_called

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from fakeannot.faults.reading import FaultOptions


class Unfired(NamedTuple):
    """A fault that did not fire as often as it was to, and how often it did at the most."""

    fault: Fault
    fired: int

    def __str__(self) -> str:
        times = f" of {self.fault.times}" if self.fault.times is not None else ""
        return f"{self.fault}: fired {self.fired}{times}"


class Faults:
    """What goes wrong between clients and a fake; iterate to see what was added and not removed.

    A call is struck by the first that was added, of those that are for it and have not fired as
    often as they were to. Every call to an RPC counts, through whichever door, also one that the
    API would refuse and each try of a client that tries again.

    Snapshots, forks and Hypothesis take back what was added and fired; a reset takes all away.
    """

    __slots__ = ("_dispatcher",)

    def __init__(self, dispatcher: Dispatcher) -> None:
        self._dispatcher = dispatcher

    def __iter__(self) -> Iterator[Fault]:
        with self._dispatcher.lock:
            plan = self._dispatcher.state.faults
            return iter([] if plan is None else [one.fault for one in plan.armed.values()])

    @property
    def unfired(self) -> list[Unfired]:
        """Those that have yet to fire, and are not optional.

        What was taken back or reset is among them as well, unless it fired before.
        """
        with self._dispatcher.lock:
            wanted = self._dispatcher.wanted.items()
            return [Unfired(fault, fired) for fault, fired in wanted if fired < fault.wanted]

    @raises_where_called(BadFault, UnknownOperation)
    def add(self, rpc: str = "*", kind: str = "", **options: Unpack[FaultOptions]) -> Fault:
        """Have something go wrong with the calls to come.

        Args:
            rpc: the RPC it is for, such as `PostAnnotations`; `*` for all.
            kind: one of `fakeannot.faults.kinds.KINDS`, unless the options say what happens.
            options: see `fakeannot.faults.reading.FaultOptions`.

        Raises:
            BadFault: there is no such kind, status or option, or a value is not to be had.
            UnknownOperation: the contract has no such RPC.
        """
        with self._dispatcher.lock:
            fault = self._plan().add(rpc, kind, options)
            if fault.wanted:
                # Under Hypothesis one example after the other adds the same.
                self._dispatcher.wanted.setdefault(fault, 0)
        return fault

    def fired(self, fault: Fault) -> int:
        """How often a fault has fired.

        Raises:
            BadFault: it is none of these.
        """
        with self._dispatcher.lock:
            return self._plan().armed[self._checked(fault)].fired

    def remove(self, fault: Fault) -> None:
        """Take a fault away, and miss it no more if it has not fired.

        Raises:
            BadFault: it is none of these.
        """
        with self._dispatcher.lock:
            del self._plan().armed[self._checked(fault)]
            self._dispatcher.wanted.pop(fault, None)

    def clear(self) -> None:
        """Take all faults away, and the rate limit."""
        with self._dispatcher.lock:
            self._dispatcher.state.faults = None
            self._dispatcher.wanted.clear()

    def forgive(self) -> None:
        """Let those that were added so far fire or not; they stay."""
        with self._dispatcher.lock:
            self._dispatcher.wanted.clear()

    def limit(self, requests_per_second: int | None = USUAL_RATE, per: Per = "key") -> None:
        """Refuse calls beyond so many a second of the fake's clock, as the real service does.

        Args:
            requests_per_second: also how many may come at once; None lifts the limit.
            per: whether each `key` has a limit of its own, or all the `fake`'s callers one.

        Raises:
            BadFault: there is no such limit.
        """
        limit = None if requests_per_second is None else _limit(requests_per_second, per)
        with self._dispatcher.lock:
            self._plan().limit = limit

    @property
    def rate_limit(self) -> RateLimit | None:
        """The limit in force, if there is one."""
        plan = self._dispatcher.state.faults
        return None if plan is None else plan.limit

    def complaint(self) -> str:
        """What to say about those that have not fired, if any."""
        unfired = self.unfired
        if not unfired:
            return ""
        calls = Counter(call.rpc for _, call in self._dispatcher.state.calls.since(0) if call.rpc)
        called = ", ".join(f"{rpc} ({count})" for rpc, count in calls.items()) or "nothing"
        lines = "".join(f"    {one}\n" for one in unfired)
        return (
            f"Faults that were to happen did not:\n{lines}"
            f"What was called: {called}.\n"
            "If one may well not happen, add it with optional=True, or say "
            "fakeannot.faults.forgive() at the end of the test."
        )

    def _plan(self) -> Plan:
        state = self._dispatcher.state
        if state.faults is None:
            state.faults = Plan(self._dispatcher.settings.id_seed)
        return state.faults

    def _checked(self, fault: Fault) -> int:
        """The id of a fault that there is."""
        armed = self._plan().armed.get(fault.id)
        if armed is None or armed.fault != fault:
            raise BadFault(f"There is no such fault any more: {fault}.")
        return fault.id


def _limit(rate: int, per: Per) -> RateLimit:
    if not isinstance(rate, int) or isinstance(rate, bool) or rate < 1:
        raise BadFault(
            f"requests_per_second={rate!r}: it takes a number from 1, or None for no limit."
        )
    if per not in ("key", "fake"):
        raise BadFault(f"per={per!r} has no limit.{near(per, ('key', 'fake'))}")
    return RateLimit(rate, per)
