"""Mutants that are wrong about what fills a dataset, and about its versions."""

from __future__ import annotations

from typing import Any

from clarifai_grpc.grpc.api.resources_pb2 import Dataset

from fakeannot.service.datasets import datasets, exports, frozen_inputs, inputs, lists, metrics
from fakeannot.service.datasets import versions as dataset_versions
from fakeannot.service.datasets.frozen_inputs import _as_now
from fakeannot.service.datasets.memberships import MEMBERS
from tests.conformance.mutants.deleting import _rpc
from tests.conformance.mutants.mutant import mutant, put, swapped, wrap


@mutant("A search adds the first that it finds to a dataset.", "datasets.inputs_by_search")
def search_adds_one_input() -> None:
    wrap(inputs, "inputs_matching", lambda original, *rest: original(*rest)[:1])


swapped(
    "dataset_loses_no_image",
    "PatchDatasets removes an image that is not there.",
    "datasets.patch",
    datasets,
    "_check",
    lambda *_arguments: None,
)


@mutant("A list of datasets is not filtered by words.", "datasets.filters")
def dataset_words_ignored() -> None:
    def selects(original: Any, request: Any, dataset: Dataset) -> bool:
        request.search = ""
        return bool(original(request, dataset))

    wrap(lists, "_selects", selects)


@mutant("A list of datasets is filtered by whole ids.", "datasets.filters")
def dataset_wildcards_ignored() -> None:
    put(lists, "is_like", lambda text, pattern: pattern in ("", text))


swapped(
    "versions_patched_by_any_action",
    "PatchDatasetVersions takes any action for overwrite.",
    "datasets.version_patch",
    dataset_versions,
    "check_action_in",
    lambda *_arguments, **_how: None,
)
swapped(
    "version_metadata_kept",
    "A patch leaves the metadata of a version as it is.",
    "datasets.version_patch",
    dataset_versions,
    "_PATCHED",
    ("description", "visibility"),
)


@mutant("A version has the inputs that its dataset has now.", "datasets.version_frozen")
def version_follows_dataset() -> None:
    def now(call: Any, version: Any) -> list[Any]:
        return [_as_now(call, one.id) for one in call.things.all(MEMBERS, version.dataset_id)]

    put(metrics, "frozen_inputs", now)


@mutant("A version has annotations that are not done.", "datasets.version_annotations")
def version_of_pending_annotations() -> None:
    def annotations(call: Any, input_id: str) -> Any:
        rows = call.app.annotations.of_input(input_id)
        return (row for row in rows if not row.input_level)

    put(frozen_inputs, "_annotations", annotations)


swapped(
    "version_of_empty_inputs",
    "A version keeps inputs without annotations, though it is to leave them out.",
    "datasets.version_ignores_empty",
    frozen_inputs,
    "_is_empty",
    lambda _data: False,
)


@mutant("Metrics leave out what there is none of.", "datasets.metrics")
def metrics_without_zeros() -> None:
    def of_inputs(original: Any, counted: Any) -> Any:
        told = original(counted)
        for field, value in told.ListFields():
            if not value.value:
                told.ClearField(field.name)
        return told

    wrap(metrics, "metrics_of", of_inputs)


@mutant("Metrics count values of 0 as labels.", "datasets.metrics")
def metrics_of_negatives() -> None:
    put(metrics, "_positive", lambda data: [concept.id for concept in data.concepts])


@mutant("Metrics are of all types, whichever are asked for.", "datasets.metrics_filters")
def metrics_types_ignored() -> None:
    def listed(original: Any, call: Any, request: Any) -> Any:
        del request.types[:]
        return original(call, request)

    _rpc("ListDatasetVersionMetricsGroups", listed)


@mutant("Metrics of concepts come first.", "datasets.metrics")
def metrics_in_another_order() -> None:
    wrap(
        metrics,
        "_groups",
        lambda original, *rest: sorted(original(*rest), key=lambda one: -one.type),
    )


@mutant("An export that names no format is one in COCO's.", "datasets.export_format")
def export_without_a_format() -> None:
    def name(original: Any, sent: Any, index: int) -> Any:
        return original(sent, index) if sent.format else "coco"

    wrap(exports, "_name", name)


swapped(
    "export_not_told_of",
    "A version does not tell of its exports.",
    "datasets.export_done",
    exports,
    "keep_version",
    lambda _call, _version: None,
)


@mutant("An export has no url.", "datasets.export_done")
def export_without_a_url() -> None:
    def exported(original: Any, *rest: Any) -> Any:
        export = original(*rest)
        export.ClearField("url")
        return export

    wrap(exports, "_exported", exported)


@mutant("An export takes those before it out of its version.", "datasets.export_done")
def one_export_a_version() -> None:
    def find(original: Any, *rest: Any) -> Any:
        row = original(*rest)
        message = row.message
        message.ClearField("export_info")
        return dataset_versions.VERSIONS.row(row.sequence, row.id, message)

    wrap(exports, "find_version", find)
