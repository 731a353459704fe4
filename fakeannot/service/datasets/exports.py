"""PutDatasetVersionExports: what a dataset version holds as an archive to be downloaded."""

from __future__ import annotations

from clarifai_grpc.grpc.api import service_pb2
from clarifai_grpc.grpc.api.resources_pb2 import DatasetVersionExport, DatasetVersionExportFormat
from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode

from fakeannot.contract.statuses import status_message
from fakeannot.rules import enforces
from fakeannot.service.bulk import check_count
from fakeannot.service.call import Call, handles
from fakeannot.service.completion import hosted_suffix
from fakeannot.service.datasets.archives import ARCHIVES
from fakeannot.service.datasets.frozen_inputs import frozen_inputs
from fakeannot.service.datasets.versions import find_version, keep_version
from fakeannot.service.refusals import BadRequest
from fakeannot.service.replies import Fresh, Reply, listing

# Looked up here: the contract's own look-up fails for a number that it does not know.
_NAMES = {DatasetVersionExportFormat.Value(name.upper()): name for name in ARCHIVES}


@handles("PutDatasetVersionExports")
def put_dataset_version_exports(
    call: Call, request: service_pb2.PutDatasetVersionExportsRequest
) -> Reply:
    version = find_version(call, request).message
    check_count("exports", len(request.exports))
    names = [_name(sent, index) for index, sent in enumerate(request.exports)]
    inputs = frozen_inputs(call, version)
    for name in names:
        export = _exported(call, name, ARCHIVES[name](inputs, call.world.media))
        getattr(version.export_info, name).CopyFrom(export)
    keep_version(call, version)
    return listing("exports", [Fresh(getattr(version.export_info, name)) for name in names])


def _name(sent: DatasetVersionExport, index: int) -> str:
    """The format of an export as the field of a version that tells of it."""
    name = _NAMES.get(sent.format, "")
    if not name:
        known = ", ".join(name.upper() for name in ARCHIVES)
        details = f"An export needs a format, one of {known}."
        raise BadRequest(details, rule="datasets.export_format", at=("exports", index, "format"))
    return name


@enforces("datasets.export_done")
def _exported(call: Call, name: str, content: bytes) -> DatasetVersionExport:
    """Keep an archive where media are served from, and say where."""
    suffix = hosted_suffix(call, f"exports/{name}", call.world.media.keep(content))
    return DatasetVersionExport(
        format=DatasetVersionExportFormat.Value(name.upper()),
        status=status_message(StatusCode.DATASET_VERSION_EXPORT_SUCCESS),
        url=f"{call.media_base}/orig/{suffix}",
        size=len(content),
    )
