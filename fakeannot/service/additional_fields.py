"""Fields that an answer has only if they are asked for, by `additional_fields`."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from difflib import get_close_matches

from fakeannot.service.refusals import BadRequest

ALL = "all"


def fields_asked(named: Iterable[str], known: Collection[str], *, rule: str) -> set[str]:
    """Those of the known fields that are asked for; a name of none is refused by that rule."""
    asked = list(named)
    for index, name in enumerate(asked):
        if name in (*known, ALL):
            continue
        near = get_close_matches(name, known, n=1)
        hint = f"Did you mean {near[0]!r}?" if near else f"There are {', '.join((ALL, *known))}."
        details = f"{name!r} is no additional field. {hint}"
        raise BadRequest(details, rule=rule, at=("additional_fields", index))
    return set(known if ALL in asked else asked)
