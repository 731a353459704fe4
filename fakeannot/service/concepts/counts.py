"""GetConceptCounts: of how many inputs a concept is said, and of how many it is said not to be."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from clarifai_grpc.grpc.api import resources_pb2, service_pb2
from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode

from fakeannot.rules import enforces
from fakeannot.service.call import Call, handles
from fakeannot.service.concepts.reads import PER_PAGE
from fakeannot.service.contents import contents_of
from fakeannot.service.paging import page_bounds
from fakeannot.service.replies import Fresh, Reply, listing
from fakeannot.store.annotations import AnnotationQuery
from fakeannot.store.rows import ConceptRow

_STATES = {
    StatusCode.INPUT_SUCCESS: "processed",
    StatusCode.INPUT_PENDING: "to_process",
    StatusCode.INPUT_FAILED: "errors",
    StatusCode.INPUT_IN_PROGRESS: "processing",
}


class _Label(NamedTuple):
    """That a concept is said, or not, of an input in that state."""

    concept_id: str
    positive: bool
    state: str


@handles("GetConceptCounts")
@enforces("concepts.counts")
def get_concept_counts(call: Call, request: service_pb2.GetConceptCountsRequest) -> Reply:
    start, size = page_bounds(request.page, request.per_page, PER_PAGE)
    rows = list(call.app.concepts.page(start, size))
    counted = _counted(call) if rows else Counter()
    return listing("concept_counts", [Fresh(_count(row, counted)) for row in rows])


def _counted(call: Call) -> Counter[_Label]:
    """How many inputs have each label, in any of their trusted annotations."""
    labels: dict[tuple[str, str, bool], None] = {}
    app = call.app
    for row in app.annotations.page(AnnotationQuery(trusted_only=True), 0, len(app.annotations)):
        input_id = row.input_id
        for concept in contents_of(row.message.data).concepts:
            labels[input_id, concept.id, concept.value > 0] = None
    counted: Counter[_Label] = Counter()
    for input_id, concept_id, positive in labels:
        labelled = app.inputs.get(input_id)
        assert labelled is not None, "annotations go with their input"
        state = _STATES.get(labelled.status, "processing")
        counted[_Label(concept_id, positive, state)] += 1
    return counted


def _count(row: ConceptRow, counted: Counter[_Label]) -> resources_pb2.ConceptCount:
    count = resources_pb2.ConceptCount(id=row.id, name=row.message.name)
    for state in _STATES.values():
        detail = getattr(count.detail_concept_count, state)
        detail.positive = counted[_Label(row.id, True, state)]
        detail.negative = counted[_Label(row.id, False, state)]
        detail.SetInParent()
        count.concept_type_count.positive += detail.positive
        count.concept_type_count.negative += detail.negative
    return count
