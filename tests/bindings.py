"""Paths for tests that go through all of the contract's HTTP bindings."""

from __future__ import annotations

from collections.abc import Iterator

from fakeannot.contract.operations import Binding, Operation, operations


def path_of(binding: Binding, value: str = "x") -> str:
    """The binding's path, each of its variables replaced by one value."""
    return "/" + "/".join(value if s.startswith("{") else s for s in binding.segments)


def all_bindings() -> Iterator[tuple[Operation, Binding]]:
    """Each binding of each RPC, those left out that an earlier RPC has claimed already."""
    claimed: dict[tuple[str, str], str] = {}
    for operation in operations().values():
        for binding in operation.bindings:
            name = claimed.setdefault((binding.method, path_of(binding)), operation.name)
            if name == operation.name:
                yield operation, binding
