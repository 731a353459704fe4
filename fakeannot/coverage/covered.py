"""Each RPC of the contract with what the fake makes of it."""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

from fakeannot.contract.operations import Operation, operations
from fakeannot.coverage.named_rules import named_rules
from fakeannot.service import BUILT, handler_of
from fakeannot.service.call import BY_DETECTORS, REFUSING, STORED_ONLY

State = Literal["built", "stored only", "with a detector", "refused"]
STATES: tuple[State, ...] = get_args(State)


class Covered(NamedTuple):
    """One RPC.

    Attributes:
        rpc: its name.
        state: "built"; "stored only" if things are kept and given back, and what the real service
            has them for is not done; "with a detector" if a user's detector answers, and it is
            refused without one; "refused" if nothing answers it unless the user supplies it.
        routes: each method and path template that leads to it.
        rules: the ids of the rules that its code names, beside those of every call.
    """

    rpc: str
    state: State
    routes: tuple[str, ...]
    rules: tuple[str, ...]


def covered() -> list[Covered]:
    """All RPCs of the installed contract, in its order."""
    return [_covered(operation) for operation in operations().values()]


def _covered(operation: Operation) -> Covered:
    name, handler = operation.name, handler_of(operation.name)
    routes = tuple(f"{one.method} {one.template}" for one in operation.bindings)
    rules = () if handler is None else named_rules(handler)
    return Covered(name, _state(name), routes, rules)


def _state(name: str) -> State:
    if name not in BUILT or name in REFUSING:
        return "refused"
    if name in BY_DETECTORS:
        return "with a detector"
    return "stored only" if name in STORED_ONLY else "built"
