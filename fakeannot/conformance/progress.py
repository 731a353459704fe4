"""How far what was posted has come: inputs, dataset versions, and what these are exported as."""

from __future__ import annotations

from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode

from fakeannot.conformance.calls import Json

_UNFINISHED = frozenset(
    (
        *(StatusCode.INPUT_PENDING, StatusCode.INPUT_IN_PROGRESS),
        *(StatusCode.DATASET_VERSION_PENDING, StatusCode.DATASET_VERSION_IN_PROGRESS),
        StatusCode.DATASET_VERSION_EXPORT_PENDING,
        StatusCode.DATASET_VERSION_EXPORT_IN_PROGRESS,
    )
)
_OF_EXPORTS = ("exports", "export_info")
OF_VERSIONS = {"PostDatasetVersions": "dataset_versions", "PutDatasetVersionExports": "exports"}
"""What is answered by the calls that leave a dataset's versions to be waited for."""


def is_unfinished(item: Json) -> bool:
    """Whether something is still to be done for a thing, or for one of its exports."""
    if not isinstance(item, dict):
        return False
    exports = item.get("export_info")
    parts = (item, *(exports.values() if isinstance(exports, dict) else ()))
    return any(_code(part) in _UNFINISHED for part in parts)


def unsigned(value: Json, *, of_export: bool = False) -> Json:
    """An answer without the queries of the URLs of exports, which may open them to anybody."""
    if isinstance(value, dict):
        return {
            name: unsigned(inner, of_export=of_export or name in _OF_EXPORTS)
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [unsigned(one, of_export=of_export) for one in value]
    if of_export and isinstance(value, str) and value.startswith("http"):
        return value.partition("?")[0]
    return value


def _code(item: Json) -> int:
    status = item.get("status") if isinstance(item, dict) else None
    code = status.get("code", 0) if isinstance(status, dict) else 0
    return code if isinstance(code, int) else 0
