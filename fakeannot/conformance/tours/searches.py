"""Journeys about searches by filters, those of old, and those that are saved."""

from __future__ import annotations

from typing import Any

from fakeannot.conformance.calls import ApiCall
from fakeannot.conformance.wording import (
    BOX,
    DATASET,
    DONE,
    EVERYTHING,
    ONE,
    PENDING,
    POSTED,
    TWO,
    Fields,
    add,
    an_input,
    annotation,
    datasets,
    drawn,
    elsewhere,
    filtered,
    labels,
    of,
    patch_input,
    post,
    put_in,
    region,
)


def _search(rpc: str, *filters: Fields, **how: Any) -> ApiCall:
    return of(rpc, searches=[{"query": {"filters": list(filters)}}], **how)


def _inputs(*filters: Fields, **how: Any) -> ApiCall:
    return _search("PostInputsSearches", *filters, **how)


def _annotations(*filters: Fields, **how: Any) -> ApiCall:
    return _search("PostAnnotationsSearches", *filters, **how)


def _without(wanted: Fields) -> Fields:
    return {**wanted, "negate": True}


def _legacy(*ands: Fields, **how: Any) -> ApiCall:
    return of("PostSearches", query={"ands": list(ands)}, **how)


def _saved(*filters: Fields, rpc: str = "PostInputsSearches", **search: Any) -> ApiCall:
    sent = {"id": "s1", "save": True, "query": {"filters": list(filters)}, **search}
    return of(rpc, searches=[sent])


def _patch_saved(action: str, *filters: Fields, id_: str = "s1", **fields: Any) -> ApiCall:
    changed = {"id": id_, "query": {"filters": list(filters)}, **fields}
    return of("PatchSearches", searches=[changed], action=action)


def _placed(point: Fields) -> Fields:
    return {"geo": {"geo_point": point}}


def _near(point: Fields, kind: str, value: float) -> Fields:
    limit = {"type": kind, "value": value}
    return filtered({"geo": {"geo_point": point, "geo_limit": limit}})


def _between(*corners: Fields) -> Fields:
    return filtered({"geo": {"geo_box": [{"geo_point": corner} for corner in corners]}})


_METADATA = {"n": 7, "deep": {"x": 1}}
_HERE, _THERE = {"latitude": 10, "longitude": 20}, {"latitude": 10.5, "longitude": 20.5}
_C1 = {"concepts": [{"id": "c1", "value": 1}]}

SEARCHES_TOUR: tuple[tuple[ApiCall, ...], ...] = (
    (
        TWO,
        POSTED,
        EVERYTHING,
        of("ListInputs"),
        _inputs(),
        _inputs(filtered(labels("c1", c1=1))),
        _inputs(filtered(labels(c1=1))),
        _inputs(filtered(labels(c2=0))),
        _inputs(filtered(labels(c1=1, c2=1))),
        _inputs(_without(filtered(labels(c1=1)))),
        _inputs(filtered(labels(c1=1)), filtered(labels(c3=0))),
        _inputs(filtered(labels("none"))),
        _inputs(filtered({"concepts": [{"value": 1}]})),
        _inputs(filtered(labels(c1=1)), only_count=True),
        _inputs(pagination={"page": 2, "per_page": 1}),
        _annotations(),
        _annotations(filtered(labels(c1=1))),
        _annotations(filtered(status=PENDING)),
        _annotations(filtered(status=DONE), filtered(task_id="t1")),
        _annotations(_without(filtered(task_id="t1"))),
        _annotations(filtered(input_id="i1")),
        _annotations(filtered(id="a2")),
        _annotations(filtered(annotation_info={"n": 1})),
        _annotations(pagination={"page": 2, "per_page": 2}),
        of("PostAnnotationsSearches", searches=[]),
        of("PostAnnotationsSearches", searches=[{"query": {}}, {"query": {}}]),
    ),
    (
        add(an_input("i1", None, metadata=_METADATA), an_input("i2", {"text": {"raw": "words"}})),
        post(annotation("i1", "a1", drawn(region(BOX, "r1", "c1"))),
             annotation("i2", "a2", {"metadata": {"n": 8}})),
        datasets(DATASET),
        put_in("d1", "i2"),
        EVERYTHING,
        _inputs({"input": {"dataset_ids": ["d1"]}}),
        _inputs({"input": {"dataset_ids": ["none"]}}),
        _inputs({"input": {"data": {"text": {}}}}),
        _inputs({"input": {"data": {"image": {}}}}),
        _inputs(filtered({"metadata": {"n": 7}})),
        _inputs(filtered({"metadata": {"deep": {"x": 1}}})),
        _annotations(filtered({"metadata": {"n": 8}})),
        _annotations(filtered(labels(c1=1))),
        patch_input("overwrite", "i1", **labels("c2")),
        _annotations(filtered(labels(c2=1))),
        of("DeleteInput", input_id="i1"),
        _annotations(),
    ),
    (
        add(an_input("i1", None, **_placed(_HERE)), an_input("i2", None, **_placed(_THERE))),
        add(an_input("i3")),
        _inputs(_near(_HERE, "withinKilometers", 70)),
        _inputs(_near(_HERE, "withinMiles", 70)),
        _inputs(_near(_HERE, "withinDegrees", 0.6)),
        _inputs(_near(_HERE, "withinRadians", 0.5)),
        _inputs(_near(_HERE, "withinFeet", 1)),
        _inputs(_without(_near(_HERE, "withinKilometers", 70))),
        _inputs(_between({"latitude": 9, "longitude": 19}, {"latitude": 11, "longitude": 20.2})),
        _inputs(_between({"latitude": 11, "longitude": 19}, {"latitude": 9, "longitude": 21})),
        _inputs(_between(_HERE)),
        _inputs(filtered(_placed(_HERE))),
        _annotations(_near(_THERE, "withinKilometers", 1)),
    ),
    (
        TWO,
        POSTED,
        EVERYTHING,
        _legacy(),
        _legacy({"input": {"data": _C1}}),
        _legacy({"input": {"data": _C1}, "negate": True}),
        _legacy({"annotation": {"task_id": "t1"}}, {"input": {"id": "i1"}}),
        _legacy({"input": {"data": {"image": {"url": "IMAGE"}}}}),
        _legacy(pagination={"page": 2, "per_page": 1}),
        of("PostSearches", searches=[{"query": {"filters": [filtered(labels(c1=1))]}}]),
        of("PostSearches", query={}, searches=[{"query": {}}]),
        of("PostInputsSearches", searches=[{"query": {"ands": [{"input": {"data": _C1}}]}}]),
    ),
    (
        TWO,
        of("ListSearches"),
        _saved(filtered(labels(c1=1)), name="those with c1"),
        _saved(filtered(labels(c1=1))),
        of("GetSearch", id="s1"),
        of("GetSearch", id="none"),
        elsewhere(of("GetSearch", id="s1")),
        of("PostSearchesByID", id="s1"),
        of("PostSearchesByID", id="none"),
        of("PostInputsSearches", searches=[{"id": "s1"}]),
        of("PostInputsSearches", searches=[{"id": "none"}]),
        _saved(filtered(status=PENDING), rpc="PostAnnotationsSearches", id="s2"),
        of("ListSearches"),
        of("ListSearches", page=2, per_page=1),
        _patch_saved("overwrite", filtered(labels(c2=0)), name="those without c2"),
        _patch_saved("merge", filtered(labels(c1=1))),
        _patch_saved("overwrite", id_="none"),
        of("GetSearch", id="s1"),
        ONE,
        of("PostSearchesByID", id="s1", pagination={"page": 1, "per_page": 1}),
        of("DeleteSearch", id="s1"),
        of("DeleteSearch", id="s1"),
        of("PostSearchesByID", id="s1"),
        of("ListSearches"),
    ),
)  # fmt: skip
