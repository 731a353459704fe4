"""Paths for tests that go through all of the contract's HTTP bindings."""

from __future__ import annotations

from collections.abc import Iterator

from fakeannot.contract.operations import Binding, Operation, operations


def path_of(binding: Binding, value: str = "x") -> str:
    """The binding's path, each of its variables replaced by one value."""
    return "/" + "/".join(value if s.startswith("{") else s for s in binding.segments)


def all_bindings() -> Iterator[tuple[Operation, Binding]]:
    """Each binding of each RPC but those that another RPC of the contract claims too and gets."""
    claims: dict[tuple[str, str], list[tuple[Operation, Binding]]] = {}
    for operation in operations().values():
        for binding in operation.bindings:
            claim = (binding.method, path_of(binding))
            claims.setdefault(claim, []).append((operation, binding))
    for (method, _), claimants in claims.items():
        readers = [c for c in claimants if c[0].name.startswith(("List", "Get"))]
        yield (readers if method == "GET" and readers else claimants)[0]
