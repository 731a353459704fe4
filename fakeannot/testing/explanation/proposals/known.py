"""Ids that there are of what a place in a request names."""

from __future__ import annotations

import re
from typing import NamedTuple

from fakeannot.testing.explanation.document import GONE
from fakeannot.testing.explanation.proposals.case import Case

_IRREGULAR = {
    "input": "dataset_inputs",
    "language": "concept_languages",
    "search": "searches",
    "version": "model_versions",
}
_WITHIN = ("dataset_id", "model_id", "workflow_id", "concept_id", "task_id", "input_id")


class Known(NamedTuple):
    """A thing that there is, and what it is within; empty for the app."""

    parent: str
    id: str


def known_ids(case: Case) -> list[str]:
    """Ids of the kind that the refused place names, of things within what the request names."""
    named = [case.draft.value((field,)) for field in _WITHIN]
    return [one.id for one in known(case) if not one.parent or one.parent in named]


def known(case: Case) -> list[Known]:
    """All things of the kind that the refused place names."""
    kinds = _kinds(case)
    found = [Known(parent, row.id) for kind in kinds for parent, row in case.things(kind)]
    if "collaborators" in kinds:
        found += [Known("", user_id) for user_id in case.app.collaborators]
    if "concept_languages" in kinds:
        found.append(Known("", case.app.language))
    return found


def parents(case: Case) -> list[tuple[str, ...]]:
    """The fields that name what the refused thing is within."""
    fields = ((field,) for field in _WITHIN)
    return [one for one in fields if one != case.path and case.draft.value(one) is not GONE]


def _kinds(case: Case) -> tuple[str, ...]:
    """What the refused place names, as lists of it are called."""
    fields = [part for part in case.path if isinstance(part, str) and part not in ("id", "ids")]
    if "input_source" in fields:
        return ("datasets", "searches")
    return (_plural(fields[-1] if fields else _noun_of_operation(case)),)


def _plural(noun: str) -> str:
    """How a list of what `dataset_id`, `dataset_ids` or `datasets` names is called."""
    if noun.endswith("s") and not noun.endswith("_ids"):
        return noun
    stem = noun.removesuffix("s").removesuffix("_id")
    return _IRREGULAR.get(stem, f"{stem}s")


def _noun_of_operation(case: Case) -> str:
    """What an RPC is about: of DeleteTasks, `tasks`."""
    name = "" if case.draft.operation is None else case.draft.operation.name
    _, *words = re.findall("[A-Z][a-z]+", name)
    return "_".join(words).lower().removesuffix("_by")
