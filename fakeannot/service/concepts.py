"""ListConcepts and GetConcept."""

from __future__ import annotations

from clarifai_grpc.grpc.api import service_pb2

from fakeannot.rules import enforces
from fakeannot.service.call import Call, handles
from fakeannot.service.paging import page_bounds
from fakeannot.service.refusals import DoesNotExist
from fakeannot.service.replies import Reply, listing, single

PER_PAGE = 128


@handles("ListConcepts")
@enforces("concepts.list", "concepts.list_order")
def list_concepts(call: Call, request: service_pb2.ListConceptsRequest) -> Reply:
    start, size = page_bounds(request.page, request.per_page, PER_PAGE)
    if not request.id:
        return listing("concepts", call.app.concepts.page(start, size))
    row = call.app.concepts.get(request.id)
    return listing("concepts", [] if row is None or start else [row])


@handles("GetConcept")
def get_concept(call: Call, request: service_pb2.GetConceptRequest) -> Reply:
    row = call.app.concepts.get(request.concept_id)
    if row is None:
        details = f"Concept {request.concept_id!r} does not exist in the app {call.app.app_id!r}."
        raise DoesNotExist(details, rule="concepts.get_unknown")
    return single("concept", row)
