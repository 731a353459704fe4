"""Which fields of a query a search goes by; those of others are refused by their paths."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from google.protobuf.message import Message

from fakeannot.contract.field_traits import is_repeated
from fakeannot.contract.places import Path, path_text
from fakeannot.service.refusals import BadRequest, NotImplementedYet

_CONCEPTS = {f"data.concepts.{name}" for name in ("id", "name", "value", "language")}
_DATA = {*_CONCEPTS, "data.geo", "data.metadata"}
_ANNOTATION = {
    *_DATA,
    *("annotation_info", "data.clusters.id", "input_id", "input_level", "model_version_id"),
    *("status.code", "task_id", "trusted", "user_id"),
}
_REGION = "data.regions.region_info."
_REGION_KINDS = ("bounding_box", "mask", "point", "polygon", "span")
_IMAGE = {f"data.image.{name}" for name in ("url", "base64", "allow_duplicate_url")}
_TYPES = ("audio", "image", "text", "video")

FILTER_ANNOTATION = {
    *_ANNOTATION,
    *("id", "worker.model.model_version.id", "worker.user.id", "worker.workflow.version.id"),
    *("data.frames.frame_info", "data.regions.track_id", "data.time_segments.time_info"),
    *("data.text", *(f"{_REGION}{kind}" for kind in _REGION_KINDS)),
}
FILTER_INPUT = {"id", "dataset_ids", "status.code", *(f"data.{kind}" for kind in _TYPES)}
AND_ANNOTATION = {*_ANNOTATION, "data.image.url"}
AND_INPUT = {*_DATA, "id", "dataset_ids", "status.code", "data.image.url"}
AND_OUTPUT = {*_CONCEPTS, "input.id", *(f"input.{path}" for path in _IMAGE)}
RANK_ANNOTATION = {
    *_CONCEPTS,
    *_IMAGE,
    *("data.embeddings", "data.text.raw", "input_id", "model_version_id"),
}
# An empty object says all; what is in it would be passed over.
_EMPTY = {
    *("data.frames.frame_info", "data.time_segments.time_info", "data.text"),
    *(f"data.{kind}" for kind in _TYPES),
    *(f"{_REGION}{kind}" for kind in _REGION_KINDS),
}
_NOT_BUILT = {"data.clusters": "makes no clusters"}


def check_fields(message: Message, supported: Collection[str], at: Path) -> None:
    """Refuse a part of a query that names a field which is not searched by.

    Args:
        supported: names of fields, joined by dots; all that is in such a field is fine.
        at: where the part stands in the request.
    """
    _check(message, supported, "", at)


def _check(message: Any, supported: Collection[str], prefix: str, at: Path) -> None:
    for field, value in message.ListFields():
        name, here = f"{prefix}{field.name}", (*at, field.name)
        if name in supported:
            if name in _EMPTY and value.ListFields():
                inner = value.ListFields()[0][0].name
                raise _refused((*here, inner), supported, f"{name}.{inner}")
            continue
        if not any(path.startswith(f"{name}.") for path in supported):
            raise _refused(here, supported, name)
        if is_repeated(field):
            for index, one in enumerate(value):
                _check(one, supported, f"{name}.", (*here, index))
        else:
            _check(value, supported, f"{name}.", here)


def _refused(at: Path, supported: Collection[str], name: str) -> BadRequest | NotImplementedYet:
    if name in _NOT_BUILT:
        details = f"The fake {_NOT_BUILT[name]}, and so ranks by none."
        return NotImplementedYet(details, rule="searches.not_built", at=at)
    details = f"Invalid json path '{path_text(at)}' in request."
    inside = name.rpartition(".")[0]
    if inside in _EMPTY:
        told = f"{details} Searched by is just '{inside}', as an empty object."
    else:
        prefix = f"{inside}." if inside else ""
        there = (path.removeprefix(prefix) for path in supported if path.startswith(prefix))
        known = ", ".join(sorted({path.partition(".")[0] for path in there}))
        told = f"{details} Known there are {known}."
    return BadRequest(told, rule="searches.fields", at=at)
