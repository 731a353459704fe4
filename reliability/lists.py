"""Things that come and go in batches, and lists that grow, for the clients of a stress run.

As those of `cells`, they are a few calls each, and what is seen in the replies.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from reliability.cells import IT, Ask, Json, image, labelled, query

Rows = Callable[[Json], list[Json]]
Look = Callable[[str, list[str]], Ask]
Walk = Callable[[int, int, str], Ask]
LABEL = "label"
"""The concept of all annotations in a growing list."""

_OLDEST_FIRST = {"sort_by_created_at": True, "sort_ascending": True}


class Batch(NamedTuple):
    """Several things that come in one call and go in another.

    Attributes:
        come, go: given the name of the batch and the ids in it.
        looks: ways to see those that are there, each with what it sees.
    """

    kind: str
    come: Callable[[str, list[str]], Ask]
    go: Callable[[str, list[str]], Ask]
    looks: tuple[tuple[Look, Rows], ...]


class GrowingList(NamedTuple):
    """A list that only grows, in the order in which things came.

    Attributes:
        add: given ids that nobody else takes, the call that adds so many.
        added: the things in its reply.
        walks: ways to turn its pages, given the page's number, its size and the last id before it.
    """

    kind: str
    add: Callable[[list[str]], Ask]
    added: Rows
    walks: tuple[tuple[Walk, Rows], ...]


def _rows(field: str) -> Rows:
    return lambda reply: reply.get(field, [])


def _hits(reply: Json) -> list[Json]:
    return [one["annotation"] for one in reply.get("hits", [])]


def _found(concept: str, page: int, per_page: int) -> Ask:
    pages = {"page": page, "per_page": per_page}
    return "PostAnnotationsSearches", {"searches": [{"query": query(concept)}], "pagination": pages}


def _part_of(name: str) -> Json:
    """What the annotations of a batch have in common."""
    return {"input_id": IT, "task_id": name, "data": labelled(name)}


BATCHES = (
    Batch(
        "annotations",
        lambda name, ids: (
            "PostAnnotations",
            {"annotations": [{"id": one, **_part_of(name)} for one in ids]},
        ),
        lambda _, ids: ("DeleteAnnotations", {"ids": ids, "input_ids": [IT] * len(ids)}),
        (
            (
                lambda name, ids: ("ListAnnotations", {"task_id": name, "per_page": len(ids) + 1}),
                _rows("annotations"),
            ),
            (lambda name, ids: _found(name, 1, len(ids) + 1), _hits),
        ),
    ),
    Batch(
        "inputs",
        lambda name, ids: ("PostInputs", {"inputs": [image(one, **labelled(name)) for one in ids]}),
        lambda _, ids: ("DeleteInputs", {"ids": ids}),
        (
            (lambda _, ids: ("ListInputs", {"ids": ids, "per_page": len(ids)}), _rows("inputs")),
            (
                lambda _, ids: (
                    "ListAnnotations",
                    {"input_ids": ids, "per_page": len(ids) + 1, "list_all_annotations": True},
                ),
                _rows("annotations"),
            ),
        ),
    ),
    Batch(
        "datasets",
        lambda _, ids: ("PostDatasets", {"datasets": [{"id": one} for one in ids]}),
        lambda _, ids: ("DeleteDatasets", {"dataset_ids": ids}),
        (
            (
                lambda name, ids: ("ListDatasets", {"id": f"{name}.", "per_page": len(ids) + 1}),
                _rows("datasets"),
            ),
        ),
    ),
)


def _list(kind: str, row: Callable[[str], Json], **asked: Any) -> GrowingList:
    """One of things that are posted and listed in the same words; `row` makes one of an id."""
    calls = kind.capitalize()

    def page(number: int, size: int, _: str) -> Ask:
        return f"List{calls}", {"page": number, "per_page": size, **asked}

    return GrowingList(
        kind,
        lambda ids: (f"Post{calls}", {kind: [row(one) for one in ids]}),
        _rows(kind),
        ((page, _rows(kind)),),
    )


def _also(one: GrowingList, walk: Walk, rows: Rows) -> GrowingList:
    return one._replace(walks=(*one.walks, (walk, rows)))


LISTS = (
    _also(
        _list("annotations", lambda _: {"input_id": IT, "data": labelled(LABEL)}),
        lambda number, size, _: _found(LABEL, number, size),
        _hits,
    ),
    _also(
        _list("inputs", image),
        lambda _, size, last: ("StreamInputs", {"per_page": size, "last_id": last}),
        _rows("inputs"),
    ),
    _list("concepts", lambda one: {"id": one}),
    _list("tasks", lambda one: {"id": one, "name": one}),
    _list("datasets", lambda one: {"id": one}, **_OLDEST_FIRST),
)
