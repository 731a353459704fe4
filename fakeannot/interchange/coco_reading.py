"""COCO annotations ("instances") as a seed.

| COCO | becomes |
|---|---|
| image | an input of that id, with `coco_url` or else `file_name` as its URL, and its size |
| category | a concept; its id is made from the name |
| annotation with polygons | an annotation for each, as one can have one region only |
| annotation with a box | an annotation with a bounding box |
| annotation with neither | an annotation with the concept, of the whole image |
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from fakeannot.contract.invalid_json import InvalidJson, shown
from fakeannot.interchange import fields
from fakeannot.interchange.coco_shapes import Note, regions_of
from fakeannot.interchange.files import BadFile, read_json
from fakeannot.interchange.names import Names, concept_id, concept_names, file_name
from fakeannot.interchange.notes import Notes, Tell, warn
from fakeannot.interchange.progress import progress
from fakeannot.interchange.seed import data_of, image_data, seed_of
from fakeannot.interchange.shapes import Json, Size

T = TypeVar("T")

# Also `area`, which is computed when it is written again.
_READ = frozenset(
    ("id", "image_id", "category_id", "bbox", "segmentation", "iscrowd", "score", "area")
)


def read_coco(
    file: str | Path,
    *,
    app_id: str = "",
    user_id: str = "",
    boxes: bool = False,
    tell: Tell = warn,
) -> Json:
    """A COCO file as a seed, for `FakeClarifai.load`.

    Args:
        app_id: the app that it fills; the default one if not named.
        user_id: whose app that is.
        boxes: take the box of an annotation that has polygons too.
        tell: takes each line about what the API has no place for.

    Raises:
        BadFile: it is not of COCO's shape.
    """
    notes = Notes()
    try:
        read = _Reading(fields.object_(read_json(file)), notes, boxes=boxes)
    except InvalidJson as refusal:
        raise BadFile(f"{file}: {refusal}") from None
    notes.tell(tell, str(file))
    return seed_of(app_id, user_id, read.inputs, read.annotations)


def read_categories(file: str | Path) -> list[Json]:
    """The categories of a COCO file, for `write_coco`.

    Raises:
        BadFile: it has none of COCO's shape.
    """
    content = read_json(file)
    try:
        fields.field(fields.object_(content), "categories", concepts_of)
    except InvalidJson as refusal:
        raise BadFile(f"{file}: {refusal}") from None
    categories: list[Json] = content["categories"]
    return categories


def concepts_of(categories: Any) -> dict[str, Json]:
    """The concept of each of COCO's categories, by the category's id.

    Raises:
        InvalidJson: they are no categories.
    """
    names, concepts = concept_names(), dict[str, Json]()

    def read(category: Any) -> None:
        id_ = _new_id(fields.object_(category), concepts)
        name = fields.field(category, "name", fields.text)
        concepts[id_] = {"id": names.free(concept_id(name)), "name": name}

    fields.each(fields.list_(categories), read)
    return concepts


class _Image(NamedTuple):
    input_id: str
    size: Size


class _Reading:
    """What a file says, gone through from the images and categories to the annotations."""

    def __init__(self, content: Json, notes: Notes, *, boxes: bool) -> None:
        self.inputs: list[Json] = []
        self.annotations: list[Json] = []
        self._boxes, self._notes = boxes, notes
        self._images: dict[str, _Image] = {}
        self._input_ids, self._annotation_ids = Names(), Names()
        self._seen: set[str] = set()
        fields.field(content, "images", self._add_images)
        self._concepts: dict[str, Json] = fields.optional(content, "categories", concepts_of, {})
        fields.optional(content, "annotations", self._add_annotations, None)

    def _add_images(self, images: Any) -> None:
        fields.each(progress(fields.list_(images), "images"), self._add_image)

    def _add_image(self, image: Any) -> None:
        key = _new_id(fields.object_(image), self._images)
        size = Size(*(fields.field(image, side, fields.length) for side in Size._fields))
        self._images[key] = _Image(self._input_ids.free(key), size)
        name = fields.optional(image, "file_name", fields.text, "")
        url = fields.optional(image, "coco_url", fields.text, name).strip()
        if not url:
            raise InvalidJson("it has no 'file_name' and no 'coco_url', and needs one of them")
        data = image_data(url, size)
        if name not in ("", file_name(url)):
            data["metadata"] = {"file_name": name}
        self.inputs.append({"id": self._images[key].input_id, "data": data})

    def _add_annotations(self, annotations: Any) -> None:
        fields.each(progress(fields.list_(annotations), "annotations"), self._add_annotation)

    def _add_annotation(self, item: Any) -> None:
        id_ = _new_id(item, self._seen) if "id" in fields.object_(item) else ""
        self._seen.add(id_)
        image = fields.field(item, "image_id", _one_of(self._images))
        note = self._noting(f"annotation {id_}" if id_ else f"one of image {image.input_id}")
        if "caption" in item:
            note("a caption is left out")
            return
        concept = fields.field(item, "category_id", _one_of(self._concepts))
        value = fields.optional(item, "score", fields.share, 1.0)
        for unread in sorted(item.keys() - _READ):
            note(f"the field {shown(unread)} is left out")
        info: Json = {"iscrowd": 1} if item.get("iscrowd") else {}
        regions = regions_of(item, image.size, boxes=self._boxes, note=note)
        if len(regions) > 1 and id_:
            info["coco_id"] = id_
        for region in regions:
            data = data_of(region, [{**concept, "value": value}])
            self._append(id_, {"input_id": image.input_id, "data": data}, info)

    def _append(self, id_: str, annotation: Json, info: Json) -> None:
        named = {"id": self._annotation_ids.free(id_)} if id_ else {}
        noted = {"annotation_info": info} if info else {}
        self.annotations.append({**named, **annotation, **noted})

    def _noting(self, which: str) -> Note:
        return lambda what: self._notes.add(what, which)


def _new_id(item: Json, taken: Container[str]) -> str:
    id_ = fields.field(item, "id", fields.id_)
    if id_ in taken:
        with fields.within("id"):
            raise InvalidJson(f"another one has the id {shown(id_)} already")
    return id_


def _one_of(known: Mapping[str, T]) -> Callable[[Any], T]:
    """Reads an id as what has it."""

    def read(value: Any) -> T:
        id_ = fields.id_(value)
        if id_ not in known:
            raise InvalidJson(f"there is none with the id {shown(id_)}")
        return known[id_]

    return read
