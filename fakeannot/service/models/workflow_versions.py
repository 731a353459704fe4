"""ListWorkflowVersions, GetWorkflowVersion, PatchWorkflowVersions and DeleteWorkflowVersions."""

from __future__ import annotations

from clarifai_grpc.grpc.api import service_pb2

from fakeannot.service.bulk import check_count
from fakeannot.service.call import Call, handles
from fakeannot.service.models.versions import patch_versions, workflow_version_shelf
from fakeannot.service.replies import Reply, single
from fakeannot.service.things import delete, find, listed


@handles("ListWorkflowVersions", stored_only=True)
def list_workflow_versions(call: Call, request: service_pb2.ListWorkflowVersionsRequest) -> Reply:
    return listed(workflow_version_shelf(call, request.workflow_id), request)


@handles("GetWorkflowVersion", stored_only=True)
def get_workflow_version(call: Call, request: service_pb2.GetWorkflowVersionRequest) -> Reply:
    shelf = workflow_version_shelf(call, request.workflow_id)
    at = ("workflow_version_id",)
    return single("workflow_version", find(shelf, request.workflow_version_id, at))


@handles("PatchWorkflowVersions", stored_only=True)
def patch_workflow_versions(call: Call, request: service_pb2.PatchWorkflowVersionsRequest) -> Reply:
    shelf = workflow_version_shelf(call, request.workflow_id)
    return patch_versions(shelf, request.workflow_versions, request.action)


@handles("DeleteWorkflowVersions", stored_only=True)
def delete_workflow_versions(
    call: Call, request: service_pb2.DeleteWorkflowVersionsRequest
) -> Reply:
    shelf = workflow_version_shelf(call, request.workflow_id)
    check_count("workflow_version_ids", len(request.workflow_version_ids))
    delete(shelf, request.workflow_version_ids)
    return Reply()
