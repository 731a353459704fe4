"""What an app holds, as COCO annotations ("instances")."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fakeannot.app import App
from fakeannot.interchange.coco_document import coco_document
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
    with app._dispatcher.lock:  # all three of one moment
        inputs, annotations, concepts = app.inputs(), app.annotations(), app.concepts()
    given = [dict(one) for one in categories]
    known_size = Size(*size) if size else None
    told = progress(annotations, "annotations")
    made = coco_document(inputs, told, concepts, given, known_size, notes)
    notes.tell(tell, f"app {app.id}")
    return made
