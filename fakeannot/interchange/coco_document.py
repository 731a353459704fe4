"""Inputs and annotations of the API as one COCO document."""

from __future__ import annotations

from collections.abc import Iterable

from clarifai_grpc.grpc.api import resources_pb2

from fakeannot.interchange.coco_reading import concepts_of
from fakeannot.interchange.coco_regions import CocoAnnotations
from fakeannot.interchange.names import file_name, numbered
from fakeannot.interchange.notes import Notes
from fakeannot.interchange.shapes import Json, Size


def coco_document(
    inputs: Iterable[resources_pb2.Input],
    annotations: Iterable[resources_pb2.Annotation],
    concepts: Iterable[resources_pb2.Concept],
    categories: list[Json],
    size: Size | None,
    notes: Notes,
) -> Json:
    """Images, their annotations and categories, with numbers for ids.

    Args:
        categories: those that keep their ids; the other concepts follow.
        size: of images whose `image_info` does not say; they are left out without it.
        notes: takes what COCO has no place for.

    Raises:
        InvalidJson: `categories` are none.
    """
    images = _images(inputs, size, notes)
    written = CocoAnnotations({id_: _size(image) for id_, image in images.items()}, notes)
    for annotation in annotations:
        written.add(annotation)
    return _joined(images, written.by_id, _categories(concepts, categories))


def _images(
    inputs: Iterable[resources_pb2.Input], size: Size | None, notes: Notes
) -> dict[str, Json]:
    """The images by the ids of their inputs."""
    images = {}
    for sent in inputs:
        info = sent.data.image.image_info
        known = Size(info.width, info.height) if min(info.width, info.height) > 0 else size
        if known is None or not sent.data.HasField("image"):
            why = "its size is not known" if sent.data.HasField("image") else "it is no image"
            notes.add(f"left out with its annotations, as {why}", f"input {sent.id}")
        else:
            images[sent.id] = {**_addresses(sent.data), **known._asdict()}
    return images


def _addresses(data: resources_pb2.Data) -> Json:
    url = data.image.url
    known = data.metadata.fields.get("file_name")
    name = (known.string_value if known is not None else "") or file_name(url)
    return {"file_name": name} if name == url else {"file_name": name, "coco_url": url}


def _size(image: Json) -> Size:
    return Size(image["width"], image["height"])


def _categories(concepts: Iterable[resources_pb2.Concept], given: list[Json]) -> dict[str, Json]:
    """A category for each concept, by the concept's id, after those that were given."""
    named = concepts_of(given).values()
    categories: dict[str, Json] = {
        concept["id"]: one for concept, one in zip(named, given, strict=True)
    }
    free = max((one["id"] for one in given if isinstance(one["id"], int)), default=0) + 1
    new = [concept for concept in concepts if concept.id not in categories]
    for id_, concept in enumerate(new, free):
        categories[concept.id] = {"id": id_, "name": concept.name}
    return categories


def _joined(
    images: dict[str, Json], annotations: dict[str, Json], categories: dict[str, Json]
) -> Json:
    """COCO's lists, with numbers in place of the API's ids."""
    of_image, of_annotation = numbered(images), numbered(annotations)
    return {
        "images": [{"id": of_image[id_], **image} for id_, image in images.items()],
        "annotations": [
            {
                "id": of_annotation[id_],
                **one,
                "image_id": of_image[one["image_id"]],
                "category_id": categories[one["category_id"]]["id"],
            }
            for id_, one in annotations.items()
        ],
        "categories": list(categories.values()),
    }
