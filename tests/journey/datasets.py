"""Calls on datasets and jobs for the journey through all doors."""

from __future__ import annotations

from typing import Any

from clarifai_grpc.grpc.api.resources_pb2 import (
    Data,
    Dataset,
    DatasetInput,
    DatasetVersion,
    DatasetVersionExport,
    Filter,
    Image,
    Input,
    InputsUpload,
    Query,
    Search,
    Upload,
    UploadContentPart,
)

Calls = list[tuple[str, dict[str, Any]]]
TRAIN = {"dataset_id": "train"}
V = {**TRAIN, "dataset_version_id": "v"}


def calls() -> Calls:
    """Each call: its RPC, and the fields of its request besides the app."""
    datasets = [Dataset(id="train", description="cars"), Dataset(id="test")]
    size = {"width": 100, "height": 50}
    cab = Data(image=Image(url="https://example.com/cab.jpg", image_info=size))
    return [
        ("PostDatasets", {"datasets": datasets}),
        ("PostDatasets", {"datasets": datasets}),
        (
            "PostInputs",
            {
                "inputs": [Input(id="cab", data=cab, dataset_ids=["train"])],
                "inputs_add_job_id": "j",
            },
        ),
        *_on_jobs(),
        *_on_inputs(),
        *_on_versions(),
        ("PatchDatasets", {"action": "merge", "datasets": [Dataset(id="test", notes="wet")]}),
        ("GetDataset", TRAIN),
        ("ListDatasets", {"sort_by_id": True}),
        ("DeleteDatasets", {"dataset_ids": ["test", "none"]}),
    ]


def _on_jobs() -> Calls:
    upload = Upload(id="u", content_length=4)
    parts = [UploadContentPart(range_start=0, data=b"01")]
    extraction = {"inputs_extraction_job_id": "none"}
    return [
        ("GetInputsAddJob", {"id": "j"}),
        ("GetInputsAddJob", {"id": "none"}),
        ("PostInputsUploads", {"inputs_uploads": [InputsUpload(upload=upload)]}),
        ("PostUploads", {"uploads": [upload]}),
        ("PutUploadContentParts", {"upload_id": "u", "content_parts": parts}),
        ("GetUpload", {"upload_id": "u"}),
        ("ListUploads", {}),
        ("ListInputsAddJobs", {}),
        ("CancelInputsAddJob", {"id": "j"}),
        ("PostInputsDataSources", {"data_sources": []}),
        ("ListInputsExtractionJobs", {}),
        ("GetInputsExtractionJob", extraction),
        ("CancelInputsExtractionJobs", {"ids": ["none"]}),
        ("DeleteUploads", {"ids": ["u"]}),
        ("GetInputVideoManifest", {"input_id": "cab"}),
    ]


def _on_inputs() -> Calls:
    named = [DatasetInput(input=Input(id=id_)) for id_ in ("cab", "none")]
    wanted = Filter(input=Input(dataset_ids=["train"]))
    search = Search(query=Query(filters=[wanted]))
    return [
        ("PostDatasetInputs", {**TRAIN, "dataset_inputs": named}),
        ("PostDatasetInputs", {"dataset_id": "test", "search": search}),
        ("ListDatasetInputs", TRAIN),
        ("GetDatasetInput", {**TRAIN, "input_id": "cab"}),
        ("DeleteDatasetInputs", {"dataset_id": "test", "input_ids": ["cab", "none"]}),
    ]


def _on_versions() -> Calls:
    changed = [DatasetVersion(id="v", description="first")]
    return [
        ("PostDatasetVersions", {**TRAIN, "dataset_versions": [DatasetVersion(id="v")]}),
        ("PatchDatasetVersions", {**TRAIN, "dataset_versions": changed, "action": "overwrite"}),
        # One that is made has the address of the door in it.
        ("PutDatasetVersionExports", {**V, "exports": [DatasetVersionExport()]}),
        ("ListDatasetVersionMetricsGroups", V),
        ("ListDatasetVersions", TRAIN),
        ("GetDatasetVersion", V),
        ("DeleteDatasetVersions", {**TRAIN, "dataset_version_ids": ["v"]}),
    ]
