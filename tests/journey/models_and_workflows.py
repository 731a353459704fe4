"""Calls on models, workflows and predictions for the journey through all doors."""

from __future__ import annotations

from typing import Any

from clarifai_grpc.grpc.api import resources_pb2
from clarifai_grpc.grpc.api.resources_pb2 import Model, ModelVersion, Workflow

from fakeannot import FakeClarifai

SEEN = "seen"
Calls = list[tuple[str, dict[str, Any]]]


def add_detector(fake: FakeClarifai) -> None:
    """Have a detector find something in one input alone."""
    fake.workflow(
        lambda given: {"id": "cat", "value": 0.5} if given.id == SEEN else None,
        model_version_id="v",
    )


def calls() -> Calls:
    """Each call: its RPC, and the fields of its request besides the app."""
    return [*_on_models(), *_on_workflows(), *_predictions(), *_deletes()]


def _on_models() -> Calls:
    merge, tree = {"action": "merge"}, {"model_id": "tree"}
    return [
        ("PostModels", {"models": [Model(id="tree", notes="green", toolkits=["t"])]}),
        ("PostModels", {"model": Model(id="tree")}),
        ("PostModelVersions", {**tree, "model_versions": [ModelVersion(id="v1", license="x")]}),
        ("PostModelVersions", tree),
        ("PatchModelVersions", {**tree, **merge, "model_versions": [ModelVersion(id="v1")]}),
        ("PatchModels", {**merge, "models": [Model(id="tree", name="Tree")]}),
        ("ListModels", {"name": "t*", "sort_by_name": True}),
        ("GetModel", {**tree, "version_id": "v1"}),
        ("GetModel", {"model_id": "none"}),
        ("ListModelVersions", {**tree, "per_page": 1}),
        ("GetModelVersion", {**tree, "version_id": "v1"}),
    ]


def _on_workflows() -> Calls:
    node = resources_pb2.WorkflowNode(id="n", model=Model(id="tree"))
    park = {"workflow_id": "park"}
    change = {"action": "overwrite", "workflows": [Workflow(id="park", nodes=[node, node])]}
    return [
        ("PostWorkflows", {"workflows": [Workflow(id="park", nodes=[node])]}),
        ("PatchWorkflows", change),
        ("ListWorkflows", {"id": "p"}),
        ("GetWorkflow", park),
        ("ListWorkflowVersions", park),
        ("GetWorkflowVersion", {**park, "workflow_version_id": "none"}),
        ("PatchWorkflowVersions", {**park, "action": "merge"}),
    ]


def _predictions() -> Calls:
    url = resources_pb2.Data(image=resources_pb2.Image(url="https://example.com/seen.jpg"))
    inputs = [resources_pb2.Input(id=SEEN, data=url), resources_pb2.Input(id="none")]
    return [
        ("PostModelOutputs", {"model_id": "tree", "version_id": "v", "inputs": inputs}),
        ("PostModelOutputs", {"model_id": "tree", "version_id": "w", "inputs": inputs[1:]}),
        ("PostWorkflowResults", {"workflow_id": "park", "version_id": "v", "inputs": inputs}),
    ]


def _deletes() -> Calls:
    return [
        ("DeleteModelVersion", {"model_id": "tree", "version_id": "v1"}),
        ("DeleteModel", {"model_id": "tree"}),
        ("DeleteModels", {"delete_all": True}),
        ("DeleteWorkflowVersions", {"workflow_id": "park", "workflow_version_ids": ["none"]}),
        ("DeleteWorkflow", {"workflow_id": "park"}),
        ("DeleteWorkflows", {"ids": ["park"]}),
    ]
