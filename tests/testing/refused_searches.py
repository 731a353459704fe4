"""Calls that are refused about searches, saved searches and annotation filters."""

from __future__ import annotations

from typing import Any

from tests.testing.furnished import BELOW_APP
from tests.testing.refused_neighbours import neighbour

SEARCH = "searches[0]"
FILTER = f"{SEARCH}.query.filters[0]"
GEO = f"{FILTER}.annotation.data.geo"
RANK = f"{SEARCH}.query.ranks[0].annotation"
POINT: Any = {"geo_point": {"latitude": 1}}


def searched(**fields: Any) -> Any:
    return {"searches": [fields]}


def filtered(**wanted: Any) -> Any:
    return searched(query={"filters": [wanted]})


def placed(**geo: Any) -> Any:
    return filtered(annotation={"data": {"geo": geo}})


def ranked(**annotation: Any) -> Any:
    return searched(query={"ranks": [{"annotation": annotation}]})


def search(rule: str, at: str, edit: str, body: Any) -> Any:
    return neighbour(rule, "POST inputs/searches", at, edit, body=body)


SEARCH_CALLS = (
    search(
        "searches.fields",
        f"{FILTER}.input.data.concepts",
        f"{FILTER}.input.data.concepts: goes to {FILTER}.annotation.data.concepts",
        filtered(input={"data": {"concepts": [{"id": "tree"}]}}),
    ),
    search(
        "searches.fields",
        f"{FILTER}.annotation.data.image",
        f'{FILTER}.annotation.data.image: {{"url": "a"}} -> nothing',
        filtered(annotation={"data": {"image": {"url": "a"}}}),
    ),
    search(
        "searches.ands",
        f"{SEARCH}.query.ands",
        f"{SEARCH}.query.ands: goes to {SEARCH}.query.filters",
        searched(query={"ands": [{"annotation": {"input_id": "street"}}]}),
    ),
    search(
        "searches.not_built",
        f"{SEARCH}.as_of",
        f'{SEARCH}.as_of: "2020-01-01T00:00:00Z" -> nothing',
        searched(as_of="2020-01-01T00:00:00Z"),
    ),
    search(
        "searches.concept_named",
        f"{FILTER}.annotation.data.concepts[0]",
        f'{FILTER}.annotation.data.concepts[0].id: nothing -> "tree"',
        filtered(annotation={"data": {"concepts": [{"value": 1}]}}),
    ),
    search(
        "searches.geo_shape",
        GEO,
        f'{GEO}.geo_point: {{"latitude": 1}} -> nothing',
        placed(**POINT),
    ),
    search(
        "searches.geo_shape",
        f"{GEO}.geo_limit.type",
        f'{GEO}.geo_limit.type: "withinKilometer" -> "withinKilometers"',
        placed(**POINT, geo_limit={"type": "withinKilometer", "value": 1}),
    ),
    search(
        "searches.geo_shape",
        f"{GEO}.geo_box",
        f'{GEO}.geo_box[2]: {{"geo_point": {{"latitude": 1}}}} -> nothing',
        placed(geo_box=[POINT, POINT, POINT]),
    ),
    search(
        "searches.geo_shape",
        f"{GEO}.geo_box",
        f'{GEO}.geo_box[1].geo_point: nothing -> {{"latitude": 0, "longitude": 0}}',
        placed(geo_box=[{"geo_point": {"latitude": 1, "longitude": 1}}, {}]),
    ),
    search(
        "searches.algorithms",
        f"{SEARCH}.algorithm",
        f'{SEARCH}.algorithm: "brute" -> "brute_force"',
        searched(algorithm="brute"),
    ),
    search(
        "searches.algorithms",
        f"{SEARCH}.metric",
        f'{SEARCH}.algorithm: nothing -> "brute_force"',
        searched(metric="COSINE_DISTANCE"),
    ),
    search("searches.one", "searches", f"{SEARCH[:-2]}1]: {{}} -> nothing", {"searches": [{}, {}]}),
    neighbour(
        "searches.one",
        "POST searches",
        "query",
        "searches[0]: {} -> nothing",
        body={"query": {}, "searches": [{}]},
    ),
    search(
        "searches.rank_embedder",
        RANK,
        f'{RANK}: {{"input_id": "street"}} -> nothing',
        ranked(input_id="street"),
    ),
    search(
        "searches.rank_model",
        f"{RANK}.model_version_id",
        f'{RANK}.model_version_id: "a" -> nothing',
        ranked(model_version_id="a"),
    ),
    neighbour(
        "searches.rank_input",
        "POST inputs/searches",
        f"{RANK}.input_id",
        f'{RANK}.input_id: "stret" -> "street"',
        f'{RANK}: {{"input_id": "street"}} -> nothing',
        body=ranked(input_id="stret"),
    ),
    search(
        "things.unknown", f"{SEARCH}.id", f'{SEARCH}.id: "tres" -> "trees"', searched(id="tres")
    ),
    neighbour("things.unknown", "GET searches/tres", "id", 'path: "tres" -> "trees"'),
    neighbour("things.unknown", "POST searches/tres", "id", 'path: "tres" -> "trees"'),
    neighbour(
        "searches.patch",
        "PATCH searches",
        "action",
        'action: "merge" -> "overwrite"',
        body={"action": "merge", "searches": [{"id": "trees"}]},
    ),
    neighbour(
        "annotation_filters.patch",
        f"PATCH {BELOW_APP}/annotation_filters",
        "action",
        'action: "merge" -> "overwrite"',
        body={"action": "merge", "annotation_filters": [{"id": "done"}]},
    ),
    neighbour(
        "things.unknown",
        f"GET {BELOW_APP}/annotation_filters/dome",
        "annotation_filter_id",
        'path: "dome" -> "done"',
    ),
    neighbour(
        "annotation_workers.list",
        "GET annotations/workers?additional_fields=all&additional_fields=name",
        "additional_fields[1]",
        'query additional_fields: "name" -> "names"',
    ),
)
