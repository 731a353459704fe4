"""PostDatasetVersions, ListDatasetVersions, GetDatasetVersion, Patch- and DeleteDatasetVersions."""

from __future__ import annotations

from clarifai_grpc.grpc.api import service_pb2
from clarifai_grpc.grpc.api.resources_pb2 import DatasetVersion, DatasetVersionRequestOrigin
from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode

from fakeannot.contract.places import Path
from fakeannot.contract.statuses import status_message
from fakeannot.rules import applies, enforces
from fakeannot.service.bulk import check_count
from fakeannot.service.call import Call, handles
from fakeannot.service.datasets.frozen_inputs import drop_frozen, freeze, is_filtered
from fakeannot.service.datasets.memberships import find_dataset
from fakeannot.service.patching import check_action_in
from fakeannot.service.refusals import NotImplementedYet
from fakeannot.service.replies import Fresh, Reply, listing, single
from fakeannot.service.things import Shelf, added, delete, find, listed, put
from fakeannot.store import patch
from fakeannot.store.things import Kind, ThingRow
from fakeannot.store.timestamps import set_time

VERSIONS = Kind("dataset_versions", DatasetVersion)
# What the service says of a version, whatever a client sends.
_ITS_OWN = (
    *("app_id", "user_id", "dataset_id", "created_at", "modified_at"),
    *("status", "metrics", "export_info", "request_origin"),
)
_MANUAL = DatasetVersionRequestOrigin.MANUAL
_PATCHED = ("description", "metadata", "visibility")


@handles("PostDatasetVersions")
@enforces("datasets.version_pending")
def post_dataset_versions(call: Call, request: service_pb2.PostDatasetVersionsRequest) -> Reply:
    dataset_id = find_dataset(call, request.dataset_id).id
    sent = [
        _accepted(call, dataset_id, one, ("dataset_versions", n))
        for n, one in enumerate(request.dataset_versions)
    ]
    made: list[DatasetVersion] = added(_shelf(call, dataset_id), sent)
    for version in made:
        freeze(call, version)
        version.status.CopyFrom(status_message(StatusCode.DATASET_VERSION_PENDING))
    return listing("dataset_versions", [Fresh(version) for version in made])


@handles("ListDatasetVersions")
def list_dataset_versions(call: Call, request: service_pb2.ListDatasetVersionsRequest) -> Reply:
    find_dataset(call, request.dataset_id)
    reply = listed(_shelf(call, request.dataset_id), request)
    if request.request_origins and _MANUAL not in request.request_origins:
        applies("datasets.version_origin")
        return listing("dataset_versions", [])
    return reply


@handles("GetDatasetVersion")
def get_dataset_version(call: Call, request: service_pb2.GetDatasetVersionRequest) -> Reply:
    return single("dataset_version", find_version(call, request))


@handles("PatchDatasetVersions")
def patch_dataset_versions(call: Call, request: service_pb2.PatchDatasetVersionsRequest) -> Reply:
    shelf = _shelf(call, find_dataset(call, request.dataset_id).id)
    check_action_in(("overwrite",), request.action, rule="datasets.version_patch")
    check_count("dataset_versions", len(request.dataset_versions))
    for index, sent in enumerate(request.dataset_versions):
        find(shelf, sent.id, ("dataset_versions", index, "id"))
    patched = [_patched(shelf, sent) for sent in request.dataset_versions]
    return listing("dataset_versions", [Fresh(version) for version in patched])


@handles("DeleteDatasetVersions")
def delete_dataset_versions(call: Call, request: service_pb2.DeleteDatasetVersionsRequest) -> Reply:
    shelf = _shelf(call, find_dataset(call, request.dataset_id).id)
    check_count("dataset_version_ids", len(request.dataset_version_ids))
    for version_id in delete(shelf, request.dataset_version_ids):
        drop_frozen(call, shelf.parent, version_id)
    return Reply()


def find_version(
    call: Call,
    request: service_pb2.GetDatasetVersionRequest
    | service_pb2.PutDatasetVersionExportsRequest
    | service_pb2.ListDatasetVersionMetricsGroupsRequest,
) -> ThingRow:
    """The version that a request names; refused with 11101 if it, or its dataset, is unknown."""
    shelf = _shelf(call, find_dataset(call, request.dataset_id).id)
    return find(shelf, request.dataset_version_id, ("dataset_version_id",))


def keep_version(call: Call, version: DatasetVersion) -> None:
    """Store a version in place of the one with its id."""
    put(_shelf(call, version.dataset_id), version)


def drop_versions(call: Call, dataset_id: str) -> None:
    """Take out all versions of a dataset."""
    for version in call.things.all(VERSIONS, dataset_id):
        drop_frozen(call, dataset_id, version.id)
    call.things.drop(VERSIONS, dataset_id)


def _shelf(call: Call, dataset_id: str) -> Shelf:
    return Shelf(call, VERSIONS, "dataset version", dataset_id)


@enforces("datasets.version_defaults", "datasets.version_origin")
def _accepted(call: Call, dataset_id: str, sent: DatasetVersion, at: Path) -> DatasetVersion:
    """What is taken over of a version that was sent, and what its dataset and the service add."""
    dataset = find_dataset(call, dataset_id).message
    version = DatasetVersion(request_origin=_MANUAL, dataset_id=dataset_id)
    taken = DatasetVersion()
    taken.CopyFrom(sent)
    for name in _ITS_OWN:
        taken.ClearField(name)
    version.MergeFrom(taken)
    if dataset.HasField("default_processing_info") and not sent.HasField("processing_info"):
        version.processing_info.CopyFrom(dataset.default_processing_info)
    config = version.annotation_filter_config
    if dataset.HasField("default_annotation_filter") and not sent.WhichOneof("data_config"):
        config.annotation_filter.CopyFrom(dataset.default_annotation_filter)
    if is_filtered(version):
        details = "The fake makes versions of all annotations; leave annotation_filter out."
        at = (*at, sent.WhichOneof("data_config") or "annotation_filter_config")
        raise NotImplementedYet(details, rule="datasets.version_unfiltered", at=at)
    version.status.CopyFrom(status_message(StatusCode.DATASET_VERSION_READY))
    return version


@enforces("datasets.version_patch")
def _patched(shelf: Shelf, sent: DatasetVersion) -> DatasetVersion:
    version: DatasetVersion = find(shelf, sent.id).message
    taken = DatasetVersion()
    taken.CopyFrom(sent)
    for field, _ in sent.ListFields():
        if field.name not in _PATCHED:
            taken.ClearField(field.name)
    now = shelf.call.world.clock.stamp()
    patch.replace_fields(version, taken)
    set_time(version.modified_at, now)
    fresh: DatasetVersion = put(shelf, version)
    set_time(fresh.modified_at, now, exact=True)
    return fresh
