"""The RPCs of annotation filters: searches that say which annotations count."""

from __future__ import annotations

from clarifai_grpc.grpc.api import service_pb2
from clarifai_grpc.grpc.api.resources_pb2 import AnnotationFilter

from fakeannot.rules import enforces
from fakeannot.service.bulk import check_count
from fakeannot.service.call import Call, handles
from fakeannot.service.patching import check_action_in
from fakeannot.service.replies import Reply
from fakeannot.service.things import Shelf, add, delete, got, listed, patched
from fakeannot.store.things import Kind

FILTERS = Kind("annotation_filters", AnnotationFilter)


@handles("PostAnnotationFilters", stored_only=True)
@enforces("annotation_filters.keep")
def post_filters(call: Call, request: service_pb2.PostAnnotationFiltersRequest) -> Reply:
    return add(_shelf(call), request.annotation_filters)


@handles("GetAnnotationFilter", stored_only=True)
def get_filter(call: Call, request: service_pb2.GetAnnotationFilterRequest) -> Reply:
    id_, at = request.annotation_filter_id, ("annotation_filter_id",)
    return got(_shelf(call), "annotation_filter", id_, at)


@handles("ListAnnotationFilters", stored_only=True)
def list_filters(call: Call, request: service_pb2.ListAnnotationFiltersRequest) -> Reply:
    return listed(_shelf(call), request)


@handles("PatchAnnotationFilters", stored_only=True)
@enforces("annotation_filters.patch")
def patch_filters(call: Call, request: service_pb2.PatchAnnotationFiltersRequest) -> Reply:
    check_action_in(("overwrite",), request.action, rule="annotation_filters.patch")
    return patched(_shelf(call), request.annotation_filters, request.action)


@handles("DeleteAnnotationFilters", stored_only=True)
def delete_filters(call: Call, request: service_pb2.DeleteAnnotationFiltersRequest) -> Reply:
    check_count("annotation_filter_ids", len(request.annotation_filter_ids))
    delete(_shelf(call), request.annotation_filter_ids)
    return Reply()


def _shelf(call: Call) -> Shelf:
    return Shelf(call, FILTERS, "annotation filter")
