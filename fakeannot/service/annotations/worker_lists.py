"""ListAnnotationWorkers: who has annotated in an app."""

from __future__ import annotations

from clarifai_grpc.grpc.api import service_pb2

from fakeannot.rules import enforces
from fakeannot.service.additional_fields import fields_asked
from fakeannot.service.annotations.workers import worker_of
from fakeannot.service.call import Call, handles
from fakeannot.service.paging import page_bounds
from fakeannot.service.replies import Fresh, Reply, listing
from fakeannot.service.things import PER_PAGE

ADDITIONAL_FIELDS = ("names",)


@handles("ListAnnotationWorkers")
@enforces("annotation_workers.list")
def list_workers(call: Call, request: service_pb2.ListAnnotationWorkersRequest) -> Reply:
    start, size = page_bounds(request.page, request.per_page, PER_PAGE)
    # Of users there is nothing known but ids, whether names are asked for or not.
    fields_asked(request.additional_fields, ADDITIONAL_FIELDS, rule="annotation_workers.list")
    firsts = list(call.app.annotations.first_of_workers(trusted_only=request.trusted_only))
    workers = [Fresh(worker_of(row.message)) for row in firsts[start : start + size]]
    return listing("workers", workers)
