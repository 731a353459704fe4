"""PostWorkflows, ListWorkflows, GetWorkflow, PatchWorkflows, DeleteWorkflow and DeleteWorkflows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from clarifai_grpc.grpc.api import service_pb2
from clarifai_grpc.grpc.api.resources_pb2 import Workflow, WorkflowVersion

from fakeannot.rules import enforces
from fakeannot.service.bulk import check_count
from fakeannot.service.call import Call, UserCall, handles, handles_for_user
from fakeannot.service.completion import host
from fakeannot.service.models.lists import found_in_apps, has_words, sorted_page
from fakeannot.service.models.versions import (
    WORKFLOW_VERSIONS,
    WORKFLOWS,
    accepted,
    find_workflow,
    newest,
    patched,
    workflow_shelf,
    workflow_version_shelf,
)
from fakeannot.service.patching import check_action
from fakeannot.service.replies import Fresh, Reply, listing, single
from fakeannot.service.things import added, delete
from fakeannot.service.wildcards import is_like


@handles("PostWorkflows", stored_only=True)
def post_workflows(call: Call, request: service_pb2.PostWorkflowsRequest) -> Reply:
    made = added(workflow_shelf(call), _accepted(call, request.workflows))
    for workflow, sent in zip(made, request.workflows, strict=True):
        workflow.version.CopyFrom(_new_version(call, workflow, sent.version))
    return listing("workflows", [Fresh(workflow) for workflow in made])


@handles_for_user("ListWorkflows", stored_only=True)
def list_workflows(call: UserCall, request: service_pb2.ListWorkflowsRequest) -> Reply:
    found = found_in_apps(call, "ListWorkflows", WORKFLOWS)
    selected = [one for one in found if _selects(request, one.row.message)]
    page = sorted_page(selected, request, "sort_by_modified_at")
    return listing("workflows", [Fresh(told(one.call, one.row.message)) for one in page])


@handles("GetWorkflow", stored_only=True)
def get_workflow(call: Call, request: service_pb2.GetWorkflowRequest) -> Reply:
    return single("workflow", Fresh(told(call, find_workflow(call, request.workflow_id).message)))


@handles("PatchWorkflows", stored_only=True)
def patch_workflows(call: Call, request: service_pb2.PatchWorkflowsRequest) -> Reply:
    check_action(request.action)
    check_count("workflows", len(request.workflows))
    for index, sent in enumerate(request.workflows):
        find_workflow(call, sent.id, ("workflows", index, "id"))
    changes = _accepted(call, request.workflows)
    changed = patched(workflow_shelf(call), changes, request.action)
    for workflow, sent in zip(changed, request.workflows, strict=True):
        if sent.nodes:
            _new_version(call, workflow, sent.version)
    return listing("workflows", [Fresh(told(call, workflow)) for workflow in changed])


@handles("DeleteWorkflow", stored_only=True)
def delete_workflow(call: Call, request: service_pb2.DeleteWorkflowRequest) -> Reply:
    return _delete(call, [find_workflow(call, request.workflow_id).id])


@handles("DeleteWorkflows", stored_only=True)
def delete_workflows(call: Call, request: service_pb2.DeleteWorkflowsRequest) -> Reply:
    if request.delete_all:
        return _delete(call, [row.id for row in call.things.all(WORKFLOWS)])
    check_count("ids", len(request.ids))
    return _delete(call, request.ids)


def told(call: Call, workflow: Workflow) -> Workflow:
    """A workflow as answers tell of it: with its latest version."""
    for version in newest(call, WORKFLOW_VERSIONS, workflow.id):
        workflow.version.CopyFrom(version.message)
    return workflow


@enforces("stored_workflows.versions")
def _new_version(call: Call, workflow: Workflow, sent: WorkflowVersion) -> WorkflowVersion:
    """Keep what a workflow's nodes are now as a version, with what else was sent of it."""
    version = WorkflowVersion(
        workflow_id=workflow.id,
        nodes=workflow.nodes,
        description=sent.description,
        license=sent.license,
    )
    for name in ("metadata", "visibility"):
        if workflow.HasField(name):
            getattr(version, name).CopyFrom(getattr(workflow, name))
    made: WorkflowVersion
    (made,) = added(workflow_version_shelf(call, workflow.id), [version])
    return made


def _accepted(call: Call, sent: Iterable[Workflow]) -> Sequence[Workflow]:
    """What is taken over of workflows that were sent; an uploaded picture is hosted."""
    taken = [accepted(one, "version") for one in sent]
    for workflow in taken:
        if workflow.HasField("image"):
            host(call, "image", workflow.image)
    return taken


@enforces("stored_workflows.filters")
def _selects(request: service_pb2.ListWorkflowsRequest, workflow: Workflow) -> bool:
    texts = (workflow.id, workflow.description, workflow.notes)
    return (
        not (request.featured_only or request.starred_only or request.bookmark)
        and is_like(workflow.id, request.id)
        and has_words((request.query, request.search, request.search_term), texts)
    )


@enforces("stored_workflows.delete")
def _delete(call: Call, ids: Iterable[str]) -> Reply:
    for workflow_id in delete(workflow_shelf(call), ids):
        call.things.drop(WORKFLOW_VERSIONS, workflow_id)
    return Reply()
