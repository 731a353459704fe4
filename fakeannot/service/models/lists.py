"""Lists of models, workflows and versions: what they select by words, and their order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from fakeannot.rules import applies, enforces
from fakeannot.service.apps.of_user import calls_on_apps
from fakeannot.service.call import Call, UserCall
from fakeannot.service.paging import page_bounds
from fakeannot.service.things import PER_PAGE
from fakeannot.store.things import Kind, ThingRow

_SORTED_BY: dict[str, Callable[[Any], Any]] = {
    "sort_by_id": lambda thing: thing.id,
    "sort_by_name": lambda thing: thing.name or thing.id,
    "sort_by_description": lambda thing: thing.description,
    "sort_by_status_code": lambda thing: thing.status.code,
    "sort_by_star_count": lambda thing: thing.star_count,
    "sort_by_created_at": lambda thing: thing.created_at.ToNanoseconds(),
    "sort_by_modified_at": lambda thing: thing.modified_at.ToNanoseconds(),
}


class Found(NamedTuple):
    """A thing, and a call on the app that it is in."""

    call: Call
    row: ThingRow


def found_in_apps(call: UserCall, rpc: str, kind: Kind) -> Iterator[Found]:
    """All things of a kind in the app that is named, or in all apps of the user."""
    if not call.app_id:
        applies("stored_models.list_of_user")
    for on_app in calls_on_apps(call, rpc):
        yield from (Found(on_app, row) for row in on_app.things.all(kind))


@enforces("stored_models.list")
def sorted_page(found: Iterable[Found], request: Any, usual: str) -> Sequence[Found]:
    """A page of what was found in the order asked for; of two alike, the older is the lesser one.

    `usual` is the name of the order where the request names none.
    """
    start, size = page_bounds(request.page, request.per_page, PER_PAGE)
    value = _SORTED_BY[next((name for name in _SORTED_BY if getattr(request, name, False)), usual)]
    in_order = sorted(
        found,
        key=lambda one: (value(one.row.message), one.row.sequence),
        reverse=not request.sort_ascending,
    )
    return in_order[start : start + size]


def has_words(wanted: Iterable[str], texts: Iterable[str]) -> bool:
    """Whether every word that is wanted is the beginning of one of the texts' words."""
    words = " ".join(texts).casefold().split()
    return all(
        any(word.startswith(keyword) for word in words)
        for keyword in " ".join(wanted).casefold().split()
    )
