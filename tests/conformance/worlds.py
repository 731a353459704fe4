"""Targets, sandboxes and answers for tests: no process, no network, no waiting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fakeannot import FakeClarifai
from fakeannot.conformance.allowance import Allowance
from fakeannot.conformance.calls import ApiCall, Outcome, Place, Wire
from fakeannot.conformance.fake_target import FakeTarget
from fakeannot.conformance.sandbox import Sandbox

PLACE = Place("user", "app")
OTHER = Place("user", "other-app")
PREFIX = "fa0000-"
IMAGE = {"image": {"url": "https://example.com/1.jpg", "allow_duplicate_url": True}}
Change = Callable[[ApiCall, Outcome], Outcome]


class Altered:
    """A fake whose answers are changed on their way, and the calls that it got."""

    def __init__(self, change: Change = lambda _, outcome: outcome, wire: Wire = "rest") -> None:
        self._inner = FakeTarget(FakeClarifai(user_id="user", app_id="app"), wire)
        self._change = change
        self.fake = self._inner.fake
        self.wire: Wire = wire
        self.name = "an altered fake"
        self.calls: list[ApiCall] = []

    def send(self, call: ApiCall, place: Place) -> Outcome:
        self.calls.append(call)
        return self._change(call, self._inner.send(call, place))

    def close(self) -> None:
        """Nothing is open."""

    @property
    def rpcs(self) -> list[str]:
        """The names of the calls that it got."""
        return [call.rpc for call in self.calls]


def answer(code: int, status: int = 200, **fields: Any) -> Outcome:
    """An answer with a status."""
    return Outcome(status, {"status": {"code": code, "description": "..."}, **fields})


def quick(calls: int = 1_000) -> Allowance:
    """An allowance that waits for nothing."""
    return Allowance(calls, clock=lambda: 0.0, sleep=lambda _: None)


def sandbox(target: Altered, *places: Place, calls: int = 1_000) -> Sandbox:
    """A sandbox that waits for nothing."""
    return Sandbox(target, quick(calls), places or (PLACE,), PREFIX, patience=1)


def inputs(*ids: str) -> ApiCall:
    """A call that posts inputs of these ids, in the sandbox's prefix."""
    return ApiCall("PostInputs", {"inputs": [{"id": PREFIX + id_, "data": IMAGE} for id_ in ids]})
