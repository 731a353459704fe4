"""Searches of the tests, and what they find."""

from __future__ import annotations

from typing import Any

from tests.api import Answer, Api


def search(
    api: Api, of: str, *filters: Any, ranks: Any = (), page: Any = None, **fields: Any
) -> Answer:
    """Search for `of`, inputs or annotations, by filters and ranks."""
    query = {"query": {"filters": filters, "ranks": ranks}}
    body = {"searches": [{**query, **fields}], **({"pagination": page} if page else {})}
    return api.post(f"{of}/searches", body)


def hits(answer: Answer) -> list[Any]:
    assert answer.outcome == (200, 10000), answer.details
    found: list[Any] = answer["hits"]
    return found


def inputs(api: Api, *filters: Any, **how: Any) -> list[str]:
    """The ids of the inputs that are found."""
    return [hit["input"]["id"] for hit in hits(search(api, "inputs", *filters, **how))]


def annotated(api: Api, *filters: Any, **how: Any) -> list[str]:
    """The ids of the annotations that are found."""
    return [hit["annotation"]["id"] for hit in hits(search(api, "annotations", *filters, **how))]


def legacy(api: Api, *ands: Any) -> list[str]:
    """The ids of the inputs that PostSearches finds."""
    answer = api.post("searches", {"query": {"ands": ands}})
    return [hit["input"]["id"] for hit in hits(answer)]


def scores(answer: Answer) -> dict[str, float]:
    """The score of each input, in the order of the hits."""
    return {hit["input"]["id"]: hit["score"] for hit in hits(answer)}


def like(**fields: Any) -> dict[str, Any]:
    """A filter, or a rank, by an annotation's fields."""
    return {"annotation": fields}


def data(**fields: Any) -> dict[str, Any]:
    """A filter, or a rank, by an annotation's data."""
    return like(data=fields)


def concept(**fields: Any) -> dict[str, Any]:
    """A filter, or a rank, by one concept."""
    return data(concepts=[fields])


def without(wanted: dict[str, Any]) -> dict[str, Any]:
    """The same, negated."""
    return {**wanted, "negate": True}
