"""What an annotation may contain. Each check refuses the annotation before it is stored."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite
from typing import NoReturn

from clarifai_grpc.grpc.api import resources_pb2

from fakeannot.contract.places import Path
from fakeannot.contract.statuses import is_annotation_status, status_name
from fakeannot.rules import applies
from fakeannot.service.call import Call
from fakeannot.service.contents import Contents, contents_of
from fakeannot.service.refusals import AnnotationDenied, InvalidAnnotation
from fakeannot.store.rows import AnnotationRow

_SIDES = ("top_row", "left_col", "bottom_row", "right_col")


def check_data(call: Call, input_id: str, contents: Contents) -> None:
    """Refuse what no annotation may contain, or what is no region of that input."""
    check_contents(contents)
    for region in contents.regions:
        _check_known(call, input_id, region)


def check_contents(contents: Contents) -> None:
    """Refuse over one region or frame, a bad shape, or a concept that says nothing."""
    if contents.frames > 1:
        details = f"An annotation can have at most 1 frame, got {contents.frames}."
        raise InvalidAnnotation(details, rule="annotations.one_frame", at=("data", "frames"))
    if len(contents.regions) > 1:
        details = f"An annotation can have at most 1 region, got {len(contents.regions)}."
        raise InvalidAnnotation(details, rule="annotations.one_region", at=("data", "regions"))
    check_values(contents)


def check_values(contents: Contents) -> None:
    """Refuse shapes outside the image and concepts without an id or with no number for a value."""
    for concept in contents.concepts:
        if not concept.id or not isfinite(concept.value):
            _refuse_concept(concept)
    for region in contents.regions:
        _check_shape(region.region_info)


def _refuse_concept(concept: resources_pb2.Concept) -> NoReturn:
    if not concept.id:
        named = f"; this one has the name {concept.name!r} only" if concept.name else ""
        details = f"A concept needs an 'id'{named}."
        raise InvalidAnnotation(details, rule="concepts.need_id", at=("id",), of=concept)
    details = f"The value of concept {concept.id!r} must be a number, got {concept.value}."
    raise InvalidAnnotation(details, rule="concepts.finite_value", at=("value",), of=concept)


def _check_known(call: Call, input_id: str, region: resources_pb2.Region) -> None:
    """A region with an id and no shape is one that some annotation of the input has already."""
    if not region.id or region.region_info.ByteSize():  # also of a kind that is not known here
        return
    applies("regions.known_id")
    needle = region.id.encode()
    for row in call.app.annotations.of_input(input_id):
        if needle in row.wire:
            for known in contents_of(row.message.data).regions:
                if known.id == region.id:
                    if known.HasField("region_info"):
                        region.region_info.CopyFrom(known.region_info)
                    return
    details = f"Input {input_id!r} has no region {region.id!r}; send its region_info to draw one."
    raise InvalidAnnotation(details, rule="regions.known_id", at=("id",), of=region)


def _check_shape(info: resources_pb2.RegionInfo) -> None:
    if info.HasField("bounding_box"):
        _check_box(info.bounding_box)
    if info.HasField("point"):
        _check_points([info.point])
    if info.HasField("polygon"):
        _check_points(info.polygon.points)
    _check_points(info.keypoint_locations)


def _check_points(points: Iterable[resources_pb2.Point]) -> None:
    for point in points:
        if not (0 <= point.row <= 1 and 0 <= point.col <= 1):
            details = f"A point must lie within 0 and 1, got row {point.row}, col {point.col}."
            side = "col" if 0 <= point.row <= 1 else "row"
            raise InvalidAnnotation(details, rule="regions.points_within", at=(side,), of=point)


def _check_box(box: resources_pb2.BoundingBox) -> None:
    top, left, bottom, right = sides = (box.top_row, box.left_col, box.bottom_row, box.right_col)
    if 0 <= top < bottom <= 1 and 0 <= left < right <= 1:
        return
    if not all(0 <= side <= 1 for side in sides):
        told = ", ".join(f"{n} {v:.6g}" for n, v in zip(_SIDES, sides, strict=True))
        details = f"A bounding box must lie within 0 and 1, got {told}."
        at = next(n for n, side in zip(_SIDES, sides, strict=True) if not 0 <= side <= 1)
        raise InvalidAnnotation(details, rule="regions.box_within", at=(at,), of=box)
    details = (
        "A bounding box needs top_row < bottom_row and left_col < right_col, got rows "
        f"{top:.6g} to {bottom:.6g} and columns {left:.6g} to {right:.6g}."
    )
    at = "left_col" if top < bottom else "top_row"
    raise InvalidAnnotation(details, rule="regions.box_order", at=(at,), of=box)


def check_status(code: int, at: Path = ("status", "code")) -> None:
    """Refuse a status that is none of an annotation's."""
    if not is_annotation_status(code):
        details = f"{status_name(code)} is no status of an annotation."
        raise InvalidAnnotation(details, rule="annotations.status_values", at=at)


def check_owner(call: Call, user_id: str) -> None:
    """Refuse work in another user's name to anyone but the app's owner."""
    if user_id == call.caller.user_id:
        return
    if not call.by_owner:
        details = f"Only the app's owner can act for another user; {user_id!r} is one."
        raise AnnotationDenied(details, rule="annotations.other_user", at=("user_id",))
    applies("annotations.other_user")


def check_may_change(call: Call, row: AnnotationRow) -> None:
    """Refuse a change of what a model made, and to collaborators of what is not theirs."""
    if not row.user_id:
        details = f"Annotation {row.id!r} was made by a model and cannot be patched."
        raise AnnotationDenied(details, rule="annotations.model_made_fixed", at=("id",))
    check_may_touch(call, row)


def check_may_touch(call: Call, row: AnnotationRow) -> None:
    """Refuse collaborators what is not theirs."""
    if row.user_id == call.caller.user_id:
        return
    if not call.by_owner:
        whose = "another user's" if row.user_id else "a model's, which is the owner's to delete"
        details = f"Annotation {row.id!r} is {whose}."
        raise AnnotationDenied(details, rule="annotations.own_only", at=("id",))
    applies("annotations.own_only")
