"""The inputs of a dataset version, with their annotations, as they were when it was made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from clarifai_grpc.grpc.api import resources_pb2
from clarifai_grpc.grpc.api.resources_pb2 import Data, DatasetVersion, Input
from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode

from fakeannot.rules import applies, enforces
from fakeannot.service.call import Call
from fakeannot.service.datasets.memberships import MEMBERS
from fakeannot.store.rows import MEDIA_FIELDS
from fakeannot.store.things import Kind

if TYPE_CHECKING:
    from fakeannot.store.rows import AnnotationRow

FROZEN = Kind("dataset_version_inputs", resources_pb2.Input)
_LISTS = ("regions", "frames", "time_segments")


@enforces("datasets.version_frozen")
def freeze(call: Call, version: DatasetVersion) -> None:
    """Keep what a version's dataset holds now."""
    ignores_empty = version.annotation_filter_config.ignore_empty_inputs
    parent = _parent(version.dataset_id, version.id)
    for member in call.things.all(MEMBERS, version.dataset_id):
        frozen = _as_now(call, member.id)
        if ignores_empty and _is_empty(frozen.data):
            applies("datasets.version_ignores_empty")
            continue
        row = FROZEN.row(call.world.next_sequence(), frozen.id, frozen)
        call.things.put(FROZEN, row, parent)


def frozen_inputs(call: Call, version: DatasetVersion) -> list[Input]:
    """What a version holds: inputs with just an id and the data of all their annotations."""
    rows = call.things.all(FROZEN, _parent(version.dataset_id, version.id))
    return [row.message for row in rows]


def drop_frozen(call: Call, dataset_id: str, version_id: str) -> None:
    """Forget what a version holds."""
    call.things.drop(FROZEN, _parent(dataset_id, version_id))


def is_filtered(version: DatasetVersion) -> bool:
    """Whether a version is to have a part of the annotations only, or those of a model."""
    chosen = version.annotation_filter_config.annotation_filter
    return bool(chosen.search.HasField("query") or version.HasField("model_predict_config"))


def _parent(dataset_id: str, version_id: str) -> str:
    # No id has a "/".
    return f"{dataset_id}/{version_id}"


@enforces("datasets.version_annotations")
def _as_now(call: Call, input_id: str) -> Input:
    row = call.app.inputs.get(input_id)
    assert row is not None, "an input leaves its datasets when it goes"
    frozen = Input(id=input_id, data=row.message.data)
    for annotation in _annotations(call, input_id):
        _add(frozen.data, annotation.message.data)
    return frozen


def _annotations(call: Call, input_id: str) -> Iterator[AnnotationRow]:
    """Those of people that are done, but for the input-level one, which is the input's data."""
    for row in call.app.annotations.of_input(input_id):
        is_done = row.trusted and row.status == StatusCode.ANNOTATION_SUCCESS
        if is_done and not row.input_level:
            yield row


def _add(data: Data, said: Data) -> None:
    """Add an annotation to an input's data; of two values of one concept the newer one stays."""
    for name in _LISTS:
        getattr(data, name).MergeFrom(getattr(said, name))
    for concept in said.concepts:
        known = next((one for one in data.concepts if one.id == concept.id), None)
        (data.concepts.add() if known is None else known).CopyFrom(concept)


def _is_empty(data: Data) -> bool:
    return all(field.name in MEDIA_FIELDS for field, _ in data.ListFields())
