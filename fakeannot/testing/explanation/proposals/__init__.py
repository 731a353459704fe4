"""Edits that may turn a refused request into one that is taken, by the rule that refused it.

Each is only a proposal, cheap to make: whether it helps is found out by trying it.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module

from fakeannot.testing.explanation.proposals.case import PROPOSERS, Case, Proposal

__all__ = ["PROPOSERS", "Case", "Proposal", "proposals"]

_TOPICS = (
    *("access", "addresses", "apps", "choices", "concepts", "contents", "datasets", "json_values"),
    *("lists", "searches", "tasks", "things"),
)
for _topic in _TOPICS:
    import_module(f"{__name__}.{_topic}")


def proposals(case: Case) -> Iterable[Proposal]:
    """What may help against a refusal; for a rule that nothing is known of, to leave it out."""
    propose = PROPOSERS.get(case.refused.rule)
    if propose is not None:
        return propose(case)
    return case.remove(case.path) if case.path else ()
