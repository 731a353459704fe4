"""ListConcepts and GetConcept."""

from __future__ import annotations

from clarifai_grpc.grpc.api import service_pb2

from fakeannot.contract.places import Path
from fakeannot.rules import enforces
from fakeannot.service.call import Call, handles
from fakeannot.service.paging import page_bounds
from fakeannot.service.refusals import DoesNotExist
from fakeannot.service.replies import Reply, listing, single
from fakeannot.store.rows import ConceptRow

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
    return single("concept", find_concept(call, request.concept_id, ("concept_id",)))


def find_concept(call: Call, concept_id: str, at: Path) -> ConceptRow:
    """The concept of that id, which stood there in the request; 11101 for one unknown."""
    row = call.app.concepts.get(concept_id)
    if row is None:
        details = f"Concept {concept_id!r} does not exist{call.where}."
        raise DoesNotExist(details, rule="concepts.get_unknown", at=at)
    return row
