"""PostModelVersions, ListModelVersions, GetModelVersion, PatchModelVersions, DeleteModelVersion."""

from __future__ import annotations

from clarifai_grpc.grpc.api import service_pb2
from clarifai_grpc.grpc.api.resources_pb2 import ModelVersion
from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode

from fakeannot.contract.statuses import status_message
from fakeannot.rules import enforces
from fakeannot.service.call import Call, handles
from fakeannot.service.models.lists import Found, sorted_page
from fakeannot.service.models.models import told
from fakeannot.service.models.versions import (
    MODEL_VERSIONS,
    accepted,
    find_model,
    model_version_shelf,
    patch_versions,
)
from fakeannot.service.replies import Fresh, Reply, listing, single
from fakeannot.service.things import added, delete, find


@handles("PostModelVersions", stored_only=True)
@enforces("stored_models.versions_post")
def post_model_versions(call: Call, request: service_pb2.PostModelVersionsRequest) -> Reply:
    shelf = model_version_shelf(call, request.model_id)
    sent = list(request.model_versions) or [ModelVersion(description=request.description)]
    versions = [accepted(one) for one in sent]
    for version in versions:
        version.status.CopyFrom(status_message(StatusCode.MODEL_TRAINED))
    *_, newest = added(shelf, versions)
    model = told(call, find_model(call, request.model_id).message)
    model.model_version.CopyFrom(newest)
    return single("model", Fresh(model))


@handles("ListModelVersions", stored_only=True)
def list_model_versions(call: Call, request: service_pb2.ListModelVersionsRequest) -> Reply:
    shelf = model_version_shelf(call, request.model_id)
    found = [Found(call, row) for row in call.things.all(MODEL_VERSIONS, shelf.parent)]
    page = sorted_page(found, request, "sort_by_created_at")
    return listing("model_versions", [one.row for one in page])


@handles("GetModelVersion", stored_only=True)
def get_model_version(call: Call, request: service_pb2.GetModelVersionRequest) -> Reply:
    shelf = model_version_shelf(call, request.model_id)
    return single("model_version", find(shelf, request.version_id, ("version_id",)))


@handles("PatchModelVersions", stored_only=True)
def patch_model_versions(call: Call, request: service_pb2.PatchModelVersionsRequest) -> Reply:
    shelf = model_version_shelf(call, request.model_id)
    return patch_versions(shelf, request.model_versions, request.action)


@handles("DeleteModelVersion", stored_only=True)
def delete_model_version(call: Call, request: service_pb2.DeleteModelVersionRequest) -> Reply:
    shelf = model_version_shelf(call, request.model_id)
    delete(shelf, [find(shelf, request.version_id, ("version_id",)).id])
    return Reply()
