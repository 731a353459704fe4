"""ListDatasetVersionMetricsGroups: what a dataset version holds, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from clarifai_grpc.grpc.api import service_pb2
from clarifai_grpc.grpc.api.resources_pb2 import (
    Data,
    DatasetVersionMetrics,
    DatasetVersionMetricsGroup,
    DatasetVersionMetricsGroupType,
    Input,
)
from google.protobuf.message import Message

from fakeannot.rules import enforces
from fakeannot.service.call import Call, handles
from fakeannot.service.datasets.frozen_inputs import frozen_inputs
from fakeannot.service.datasets.versions import find_version
from fakeannot.service.paging import page_bounds
from fakeannot.service.replies import Fresh, Reply, listing
from fakeannot.service.things import PER_PAGE

_Type = DatasetVersionMetricsGroupType
_TOTAL = "total"
_NAMES = {"image": "images", "video": "videos", "text": "text", "audio": "audio"}
_SHAPES = {
    "bounding_box": "bounding_boxes_count",
    "polygon": "polygons_count",
    "point": "points_count",
    "mask": "masks_count",
}
# All are told, zeros too, but for a matrix that the fake does not make.
_COUNTED = [
    field.name for field in DatasetVersionMetrics.DESCRIPTOR.fields if field.name.endswith("_count")
]
_BY_COUNT: dict[Any, Callable[[Input], int]] = {
    _Type.CONCEPTS_COUNT: lambda one: len(_concept_ids(one)),
    _Type.BOUNDING_BOXES_COUNT: lambda one: _shapes(one)["bounding_boxes_count"],
    _Type.POLYGONS_COUNT: lambda one: _shapes(one)["polygons_count"],
    _Type.POINTS_COUNT: lambda one: _shapes(one)["points_count"],
    _Type.MASKS_COUNT: lambda one: _shapes(one)["masks_count"],
}


@handles("ListDatasetVersionMetricsGroups")
@enforces("datasets.metrics_filters")
def list_dataset_version_metrics_groups(
    call: Call, request: service_pb2.ListDatasetVersionMetricsGroupsRequest
) -> Reply:
    start, size = page_bounds(request.page, request.per_page, PER_PAGE)
    groups = _groups(frozen_inputs(call, find_version(call, request).message))
    found = [
        group
        for group in groups
        if (not request.types or group.type in request.types)
        and (not request.parent_paths or group.parent_path in request.parent_paths)
        and (not request.values or group.value in request.values)
    ]
    page = found[start : start + size]
    return listing("dataset_version_metrics_groups", [Fresh(group) for group in page])


@enforces("datasets.metrics")
def _groups(inputs: Sequence[Input]) -> Iterator[DatasetVersionMetricsGroup]:
    yield _group(_Type.DATASET_VERSION_METRICS_GROUP_TYPE_NOT_SET, _TOTAL, inputs)
    for kind, name in _NAMES.items():
        if of_kind := [one for one in inputs if one.data.HasField(kind)]:
            yield _group(_Type.INPUT_TYPE, name, of_kind)
    for concept_id in dict.fromkeys(id_ for one in inputs for id_ in _concept_ids(one)):
        about = [_narrowed(one, concept_id) for one in inputs if concept_id in _concept_ids(one)]
        yield _group(_Type.CONCEPT_ID, concept_id, about)
    for type_, count in _BY_COUNT.items():
        for number in sorted({count(one) for one in inputs}):
            yield _group(type_, number, [one for one in inputs if count(one) == number])


def _group(type_: Any, value: str | int, inputs: Iterable[Input]) -> DatasetVersionMetricsGroup:
    group = DatasetVersionMetricsGroup(type=type_, metrics=metrics_of(inputs))
    if isinstance(value, str):
        group.value.string_value = value
    else:
        group.value.number_value = value
    return group


def metrics_of(inputs: Iterable[Input]) -> DatasetVersionMetrics:
    """The counts of some inputs, all of them there even if they are 0."""
    counts: Counter[str] = Counter()
    for one in inputs:
        counts += _counts(one)
    metrics = DatasetVersionMetrics()
    for name in _COUNTED:
        getattr(metrics, name).value = counts[name]
    return metrics


def _counts(one: Input) -> Counter[str]:
    data = one.data
    framed = [frame.data for frame in data.frames]
    return _shapes(one) + Counter(
        inputs_count=1,
        unlabeled_inputs_count=not _concept_ids(one),
        inputs_with_metadata_count=bool(data.metadata.fields),
        inputs_with_geo_count=data.HasField("geo"),
        region_inputs_count=bool(data.regions),
        frames_count=len(framed),
        frame_inputs_count=bool(framed),
        region_frames_count=sum(bool(frame.regions) for frame in framed),
        positive_input_tags_count=len(_positive(data)),
        positive_region_tags_count=sum(len(_positive(region.data)) for region in _regions(data)),
        positive_frame_tags_count=sum(len(_positive(frame)) for frame in framed),
    )


def _shapes(one: Input) -> Counter[str]:
    """How many regions an input has, those on its frames too, and of which shapes."""
    shapes: Counter[str] = Counter()
    for region in _regions(one.data):
        shapes["regions_count"] += 1
        for shape, name in _SHAPES.items():
            shapes[name] += region.region_info.HasField(shape)
    return shapes


def _regions(data: Data) -> list[Any]:
    return [*data.regions, *(region for frame in data.frames for region in frame.data.regions)]


def _positive(data: Data) -> list[str]:
    return [concept.id for concept in data.concepts if concept.value > 0]


def _concept_ids(one: Input) -> list[str]:
    """The concepts that are there on an input, on its frames or on regions of both."""
    parts = [one.data, *(frame.data for frame in one.data.frames)]
    parts += [region.data for region in _regions(one.data)]
    return list(dict.fromkeys(id_ for part in parts for id_ in _positive(part)))


def _narrowed(one: Input, concept_id: str) -> Input:
    """The input with just what says that a concept is there."""
    narrow = Input()
    narrow.CopyFrom(one)
    for data in (narrow.data, *(frame.data for frame in narrow.data.frames)):
        _keep(data.concepts, lambda concept: concept.id == concept_id)
        for region in data.regions:
            _keep(region.data.concepts, lambda concept: concept.id == concept_id)
        _keep(data.regions, lambda region: bool(_positive(region.data)))
    _keep(narrow.data.frames, lambda frame: bool(_concept_ids(Input(data=frame.data))))
    return narrow


def _keep(items: Any, wanted: Callable[[Any], bool]) -> None:
    kept: list[Message] = [item for item in items if wanted(item)]
    del items[:]
    items.extend(kept)
