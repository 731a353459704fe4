"""The ledger: every behaviour of the API that the fake reproduces, with its evidence.

A `Rule` is one sentence and where it comes from: "observed" in real answers, "documented" in the
product's pages or contract, or "inferred", which is our choice where nobody knows. Code names
the rule it keeps with `@enforces(...)` or on a `Refusal`, a test names the rule it pins with
`@pytest.mark.rule(...)`; the suite fails for a rule that has not both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from inspect import unwrap
from types import MappingProxyType
from typing import TypeVar

from fakeannot.rules.rule import Evidence, Rule
from fakeannot.rules.tracing import applies, enforced_by, rules_so_far, rules_used

__all__ = ["Evidence", "Rule", "applies", "enforces", "rules", "rules_so_far", "rules_used"]

_TOPICS = (
    "wire",
    "grpc",
    "access",
    "inputs",
    "annotations",
    "concepts",
    "data",
    "patching",
    "things",
    "apps",
    "tasks",
    "datasets",
    "jobs",
    "workflows",
    "searches",
)
F = TypeVar("F", bound=Callable[..., object])


@cache
def rules() -> Mapping[str, Rule]:
    """Every rule by id, in the order of the ledger."""
    # By name: `annotations` is here what the first import of this module made of it.
    topics = (import_module(f"{__name__}.{topic}") for topic in _TOPICS)
    return MappingProxyType({rule.id: rule for topic in topics for rule in topic.RULES})


def enforces(*ids: str) -> Callable[[F], F]:
    """Declare that a function is where these rules are kept. It stays as it is."""

    def declare(function: F) -> F:
        enforced_by(unwrap(function).__code__, ids)
        return function

    return declare
