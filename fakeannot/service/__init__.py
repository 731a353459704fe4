"""What each RPC does: one function per RPC, grouped by resource.

A handler takes a `Call` and a request message and returns a `Reply`, or raises a `Refusal`. It
knows nothing of how the request came. The first call of an RPC imports the module it is in.
"""

from __future__ import annotations

from importlib import import_module

from fakeannot.contract.operations import operations
from fakeannot.service.call import HANDLERS, Handler

_RPCS = {
    "annotations.deletes": "DeleteAnnotation DeleteAnnotations",
    "annotations.filters": (
        "PostAnnotationFilters GetAnnotationFilter ListAnnotationFilters "
        "PatchAnnotationFilters DeleteAnnotationFilters"
    ),
    "annotations.reads": "ListAnnotations GetAnnotation",
    "annotations.statuses": "PatchAnnotationsStatus",
    "annotations.worker_lists": "ListAnnotationWorkers",
    "annotations.writes": "PostAnnotations PatchAnnotations",
    "apps.apps": "PostApps GetApp DeleteApp",
    "apps.ids": "PatchAppsIds",
    "apps.lists": "ListApps PostAppsSearches",
    "apps.patches": "PatchApps PatchApp PatchAppsDetails",
    "concepts.counts": "GetConceptCounts",
    "concepts.languages": (
        "ListConceptLanguages GetConceptLanguage PostConceptLanguages PatchConceptLanguages"
    ),
    "concepts.reads": "ListConcepts GetConcept",
    "concepts.relations": "PostConceptRelations ListConceptRelations DeleteConceptRelations",
    "concepts.searches": "PostConceptsSearches",
    "concepts.writes": "PostConcepts PatchConcepts",
    "datasets.datasets": "PostDatasets GetDataset PatchDatasets DeleteDatasets",
    "datasets.exports": "PutDatasetVersionExports",
    "datasets.inputs": "PostDatasetInputs ListDatasetInputs GetDatasetInput DeleteDatasetInputs",
    "datasets.lists": "ListDatasets",
    "datasets.metrics": "ListDatasetVersionMetricsGroups",
    "datasets.versions": (
        "PostDatasetVersions ListDatasetVersions GetDatasetVersion PatchDatasetVersions "
        "DeleteDatasetVersions"
    ),
    "inputs.data_sources": (
        "PostInputsDataSources GetInputsExtractionJob ListInputsExtractionJobs "
        "CancelInputsExtractionJobs"
    ),
    "inputs.deletes": "DeleteInput DeleteInputs",
    "inputs.jobs": "GetInputsAddJob ListInputsAddJobs CancelInputsAddJob",
    "inputs.reads": "GetInput ListInputs StreamInputs GetInputCount GetInputVideoManifest",
    "inputs.uploads": (
        "PostUploads PostInputsUploads PutUploadContentParts GetUpload ListUploads DeleteUploads"
    ),
    "inputs.writes": "PostInputs PatchInputs",
    "models.model_versions": (
        "PostModelVersions ListModelVersions GetModelVersion PatchModelVersions DeleteModelVersion"
    ),
    "models.models": "PostModels ListModels GetModel PatchModels DeleteModel DeleteModels",
    "models.predictions": "PostModelOutputs PostWorkflowResults",
    "models.workflow_versions": (
        "ListWorkflowVersions GetWorkflowVersion PatchWorkflowVersions DeleteWorkflowVersions"
    ),
    "models.workflows": (
        "PostWorkflows ListWorkflows GetWorkflow PatchWorkflows DeleteWorkflow DeleteWorkflows"
    ),
    "searching.saved_searches": (
        "GetSearch ListSearches DeleteSearch PatchInputsSearches PatchAnnotationsSearches "
        "PatchSearches"
    ),
    "searching.searches": (
        "PostInputsSearches PostAnnotationsSearches PostSearches PostSearchesByID"
    ),
    "status_codes": "ListStatusCodes GetStatusCode",
    "tasks.counts": "GetTaskAnnotationCount GetTaskInputCount",
    "tasks.tasks": "PostTasks GetTask ListTasks PatchTasks DeleteTasks",
    "tasks.work": "ListNextTaskAssignments PutTaskAssignments",
    # The last is what earlier contracts call the one before.
    "tracks.frames": (
        "PostTrackAnnotationsSearches StreamAnnotations StreamTrackAnnotationsSearches"
    ),
    "tracks.tracks": (
        "PostAnnotationTracks ListAnnotationTracks PatchAnnotationTracks DeleteAnnotationTracks"
    ),
    "users.collaborators": (
        "ListCollaborators PostCollaborators PatchCollaborators DeleteCollaborators "
        "ListCollaborations"
    ),
    "users.users": "GetUser",
}
_MODULES = {rpc: f"{__name__}.{module}" for module, rpcs in _RPCS.items() for rpc in rpcs.split()}
BUILT = frozenset(_MODULES) & operations().keys()
"""The names of the RPCs that have a handler, of those in the installed contract."""


def handler_of(rpc: str) -> Handler | None:
    """What answers an RPC, if it is built."""
    if rpc not in HANDLERS and rpc in BUILT:
        import_module(_MODULES[rpc])
    return HANDLERS.get(rpc)


def load() -> dict[str, Handler]:
    """Every built RPC's handler, by the name of the RPC."""
    for module in _RPCS:
        import_module(f"{__name__}.{module}")
    return HANDLERS
