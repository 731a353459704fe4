"""Regions of the API as annotations of COCO, and what is said of those that cannot be."""

from __future__ import annotations

from collections.abc import Container, Mapping

from clarifai_grpc.grpc.api import resources_pb2
from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode
from google.protobuf.message import Message
from google.protobuf.struct_pb2 import Value

from fakeannot.contract.number_text import float32_text
from fakeannot.interchange.notes import Notes
from fakeannot.interchange.shapes import (
    Corners,
    Json,
    Points,
    Size,
    area,
    corners_of,
    paired,
    pixels,
    rounded,
)

_CONCEPTS = frozenset({"concepts"})
_DATA = _CONCEPTS | {"regions"}
_INPUT_DATA = _DATA | {"image", "metadata"}
_SHAPES = frozenset({"bounding_box", "polygon"})
_INFO = frozenset({"iscrowd", "coco_id"})
_FEWEST_POINTS = 3
_AREA_DECIMALS = 4


class CocoAnnotations:
    """COCO annotations made of those of the API.

    Attributes:
        by_id: with the ids of inputs and concepts in them, by an id that is the API's where one
            COCO annotation comes of one annotation.
    """

    def __init__(self, sizes: Mapping[str, Size], notes: Notes) -> None:
        """Begin with none; annotations of inputs that have no size here are passed over."""
        self.by_id: dict[str, Json] = {}
        self._sizes, self._notes = sizes, notes
        self._parts: dict[tuple[str, str, str], Json] = {}

    def add(self, annotation: resources_pb2.Annotation) -> None:
        """Add what COCO has a place for, and note the rest."""
        size = self._sizes.get(annotation.input_id)
        if size is None:
            return
        self._note_rest(annotation)
        for region in annotation.data.regions:
            self._note_fields(annotation, region.region_info, _SHAPES, "of a region")
            self._note_fields(annotation, region.data, _CONCEPTS, "of a region")
            shape = _shape(region.region_info, size)
            if shape is None:
                self._note(annotation, "a region without a box or polygon")
            elif not region.data.concepts:
                self._note(annotation, "a region without a concept")
            else:
                for concept in region.data.concepts:
                    self._add_labelled(annotation, concept, shape)

    def _add_labelled(
        self, annotation: resources_pb2.Annotation, concept: resources_pb2.Concept, shape: Json
    ) -> None:
        if concept.value <= 0:
            self._note(annotation, "a concept with the value 0, which says what a region is not,")
            return
        part_of = _info(annotation, "coco_id").string_value
        made = {
            "image_id": annotation.input_id,
            "category_id": concept.id,
            **shape,
            "iscrowd": int(bool(_info(annotation, "iscrowd").number_value)),
        }
        if concept.value != 1:
            made["score"] = float(float32_text(concept.value))
        key = (annotation.input_id, part_of, concept.id)
        if part_of and shape["segmentation"] and key in self._parts:
            _join(self._parts[key], shape, self._sizes[annotation.input_id])
        else:
            self._parts[key] = self.by_id[self._free(part_of or annotation.id)] = made

    def _free(self, id_: str) -> str:
        # No id of the API has a "/".
        return id_ if id_ not in self.by_id else f"{id_}/{len(self.by_id)}"

    def _note_rest(self, annotation: resources_pb2.Annotation) -> None:
        held = _INPUT_DATA if annotation.input_level else _DATA
        self._note_fields(annotation, annotation.data, held, "of data")
        if annotation.data.concepts:
            self._note(annotation, "a concept of the whole image")
        if annotation.data.metadata.fields.keys() - {"file_name"}:
            self._note(annotation, "metadata")
        if annotation.annotation_info.fields.keys() - _INFO:
            self._note(annotation, "annotation_info")
        if annotation.task_id:
            self._note(annotation, "the task_id")
        if annotation.status.code != StatusCode.ANNOTATION_SUCCESS:
            self._note(annotation, "the status")

    def _note_fields(
        self,
        annotation: resources_pb2.Annotation,
        message: Message,
        held: Container[str],
        where: str,
    ) -> None:
        for field, _ in message.ListFields():
            if field.name not in held:
                self._note(annotation, f"the {field.name} {where}")

    def _note(self, annotation: resources_pb2.Annotation, what: str) -> None:
        self._notes.add(f"{what} is left out", f"annotation {annotation.id}")


def _info(annotation: resources_pb2.Annotation, key: str) -> Value:
    value: Value = annotation.annotation_info.fields.get(key, Value())
    return value


def _shape(info: resources_pb2.RegionInfo, size: Size) -> Json | None:
    """COCO's three words for a shape, the box being that around the polygon if there is no other.

    None if there is neither box nor polygon.
    """
    points = info.polygon.points
    outline = [(pixels(p.col, size.width), pixels(p.row, size.height)) for p in points]
    polygons = [outline] if len(outline) >= _FEWEST_POINTS else []
    if info.HasField("bounding_box"):
        corners = _corners(info.bounding_box, size)
    elif polygons:
        corners = corners_of(outline)
    else:
        return None
    return _described(corners, polygons, size)


def _corners(box: resources_pb2.BoundingBox, size: Size) -> Corners:
    return Corners(
        pixels(box.left_col, size.width),
        pixels(box.top_row, size.height),
        pixels(box.right_col, size.width),
        pixels(box.bottom_row, size.height),
    )


def _described(corners: Corners, outlines: list[Points], size: Size) -> Json:
    left, top, right, bottom = corners
    width, height = rounded(right - left, size.width), rounded(bottom - top, size.height)
    covered = sum(area(outline) for outline in outlines) if outlines else width * height
    return {
        "bbox": [left, top, width, height],
        "segmentation": [[at for point in outline for at in point] for outline in outlines],
        "area": round(covered, _AREA_DECIMALS),
    }


def _join(part: Json, other: Json, size: Size) -> None:
    """Take another part of the same object in, which COCO holds as one."""
    outlines = [paired(flat) for flat in (*part["segmentation"], *other["segmentation"])]
    around = corners_of([point for outline in outlines for point in outline])
    part.update(_described(around, outlines, size))
