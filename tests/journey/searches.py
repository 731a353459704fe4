"""Searches, and searches that are kept, for the journey through all doors."""

from __future__ import annotations

from typing import Any

from clarifai_grpc.grpc.api.resources_pb2 import (
    And,
    Annotation,
    Concept,
    Data,
    Filter,
    Input,
    Query,
    Rank,
    Search,
)
from clarifai_grpc.grpc.api.service_pb2 import Pagination

Calls = list[tuple[str, dict[str, Any]]]


def calls() -> Calls:
    """Each call: its RPC, and the fields of its request besides the app."""
    tree = Annotation(data=Data(concepts=[Concept(id="tree", value=1)]))
    filters = Query(filters=[Filter(annotation=tree, negate=True)])
    ranked = Query(ranks=[Rank(annotation=tree)])
    legacy = Query(ands=[And(input=Input(data=tree.data), negate=True)])
    kept = Search(id="trees", save=True, query=filters)
    first = {"pagination": Pagination(per_page=2)}
    return [
        ("PostInputsSearches", {"searches": [Search(query=filters)], **first}),
        ("PostInputsSearches", {"searches": [Search(query=filters)], "only_count": True}),
        ("PostAnnotationsSearches", {"searches": [Search(query=ranked)], **first}),
        ("PostAnnotationsSearches", {"searches": [Search(query=legacy)]}),
        ("PostSearches", {"query": legacy, **first}),
        *[("PostAnnotationsSearches", {"searches": [kept]})] * 2,
        ("PostSearchesByID", {"id": "trees", **first}),
        *[
            (rpc, {"action": "overwrite", "searches": [Search(id="trees", query=ranked)]})
            for rpc in ("PatchInputsSearches", "PatchAnnotationsSearches", "PatchSearches")
        ],
        ("GetSearch", {"id": "trees"}),
        ("DeleteSearch", {"id": "trees"}),
        ("ListSearches", {}),
        ("PostInputsSearches", {"searches": [kept]}),
    ]
