"""What an app holds, as COCO annotations ("instances")."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from clarifai_grpc.grpc.api import resources_pb2

from fakeannot.app import App
from fakeannot.interchange.coco_reading import concepts_of
from fakeannot.interchange.coco_regions import CocoAnnotations
from fakeannot.interchange.names import file_name, numbered
from fakeannot.interchange.notes import Notes, Tell, warn
from fakeannot.interchange.progress import progress
from fakeannot.interchange.shapes import Json, Size


def write_coco(
    app: App,
    *,
    categories: Iterable[Mapping[str, Any]] = (),
    size: tuple[int, int] | None = None,
    tell: Tell = warn,
) -> Json:
    """The regions of an app as COCO. Who made them and when, COCO does not say.

    Args:
        categories: those of the file that the app was read from, so that they keep their ids.
        size: width and height in pixels of the images whose `image_info` does not say.
        tell: takes each line about what COCO has no place for.

    Raises:
        InvalidJson: `categories` are none.
    """
    notes = Notes()
    images = _images(app, Size(*size) if size else None, notes)
    written = CocoAnnotations({id_: _size(image) for id_, image in images.items()}, notes)
    for annotation in progress(app.annotations(), "annotations"):
        written.add(annotation)
    notes.tell(tell, f"app {app.id}")
    return _joined(images, written.by_id, _categories(app, [dict(one) for one in categories]))


def _images(app: App, size: Size | None, notes: Notes) -> dict[str, Json]:
    """The images of an app by the ids of their inputs."""
    images = {}
    for sent in app.inputs():
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


def _categories(app: App, given: list[Json]) -> dict[str, Json]:
    """A category for each concept of the app, by the concept's id, after those that were given."""
    concepts = concepts_of(given).values()
    categories: dict[str, Json] = {
        concept["id"]: one for concept, one in zip(concepts, given, strict=True)
    }
    free = max((one["id"] for one in given if isinstance(one["id"], int)), default=0) + 1
    new = [concept for concept in app.concepts() if concept.id not in categories]
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
