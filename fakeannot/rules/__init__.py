"""The ledger: every documented behaviour of the API that the fake reproduces.

A `Rule` is one sentence with its evidence: "observed" in real answers, "documented" in the
product's pages or contract, or "inferred", which is our choice where nobody knows. Code names
the rule it enforces with `@enforces(...)` or on a `Refusal`, a test names the rule it pins with
`@pytest.mark.rule(...)`; the suite fails for a rule without either.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Literal, NamedTuple, TypeVar

Evidence = Literal["observed", "documented", "inferred"]


class Rule(NamedTuple):
    """One behaviour. `seen` is the year, or year and month, of the newest evidence."""

    id: str
    sentence: str
    evidence: Evidence
    source: str
    seen: str = ""


F = TypeVar("F", bound=Callable[..., object])


@cache
def rules() -> Mapping[str, Rule]:
    """Every rule by id, in the order of the ledger."""
    from fakeannot.rules import access, annotations, envelope, inputs, patching

    topics = (envelope.RULES, access.RULES, inputs.RULES, annotations.RULES, patching.RULES)
    return MappingProxyType({rule.id: rule for topic in topics for rule in topic})


def enforces(*ids: str) -> Callable[[F], F]:
    """Declare that a function is where these rules are kept. It stays as it is."""

    def declare(function: F) -> F:
        function.__dict__.setdefault("__rules__", ids)
        return function

    return declare
