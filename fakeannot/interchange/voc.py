"""Pascal VOC: an XML file for each image, with its size and the boxes in it.

Corners are taken as they stand, as Clarifai's own loader takes them, and not moved by a pixel.
"""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element

from fakeannot.interchange.files import BadFile
from fakeannot.interchange.names import Concepts, Names
from fakeannot.interchange.notes import Notes, Tell, warn
from fakeannot.interchange.progress import progress
from fakeannot.interchange.seed import data_of, image_data, seed_of
from fakeannot.interchange.shapes import Corners, Json, Size, bounding_box
from fakeannot.interchange.xml_lines import Xml, read_xml

_SIDES = ("xmin", "ymin", "xmax", "ymax")
_FLAGS = ("difficult", "truncated", "occluded")
_READ = frozenset({"name", "bndbox", "pose", *_FLAGS})
_MOST_PIXELS = 2**31


def read_voc(source: str | Path, *, app_id: str = "", user_id: str = "", tell: Tell = warn) -> Json:
    """A directory of VOC's XML files, or one of them, as a seed for `FakeClarifai.load`.

    An input's id is its XML file's name, its URL what `filename` says.

    Args:
        app_id: the app that it fills; the default one if not named.
        user_id: whose app that is.
        tell: takes each line about what the API has no place for.

    Raises:
        BadFile: one of the files is not of VOC's shape, or there is none.
    """
    notes = Notes()
    read = _Reading(notes)
    for file in progress(_files(Path(source)), "files"):
        read.add(read_xml(file))
    notes.tell(tell, str(source))
    return seed_of(app_id, user_id, read.inputs, read.annotations)


def _files(source: Path) -> list[Path]:
    if not source.is_dir():
        return [source]
    try:
        files = sorted(file for file in source.iterdir() if file.suffix.lower() == ".xml")
    except OSError as error:
        raise BadFile(f"{source}: {error.strerror}") from None
    if not files:
        raise BadFile(f"{source}: no XML file is in this directory")
    return files


class _Reading:
    """The inputs and annotations of the files read so far."""

    def __init__(self, notes: Notes) -> None:
        self.inputs: list[Json] = []
        self.annotations: list[Json] = []
        self._notes = notes
        self._input_ids, self._concepts = Names(), Concepts()

    def add(self, xml: Xml) -> None:
        """Take one image in."""
        if xml.root.tag != "annotation":
            raise xml.bad(xml.root, f"VOC begins with <annotation>, got <{xml.root.tag}>")
        size = _size(xml)
        url = xml.text(xml.root, "filename")
        input_id = self._input_ids.free(xml.file.stem)
        self.inputs.append({"id": input_id, "data": image_data(url, size)})
        for number, object_ in enumerate(xml.root.findall("object"), 1):
            self._add_object(xml, object_, size, input_id, number)

    def _add_object(
        self, xml: Xml, object_: Element, size: Size, input_id: str, number: int
    ) -> None:
        which = f"object {number} of {xml.file.name}"
        name = xml.text(object_, "name")
        corners = Corners(*(xml.number(xml.child(object_, "bndbox"), side) for side in _SIDES))
        region = bounding_box(corners, size)
        if region is None:
            self._notes.add("nothing is left of it within its image, so it is left out", which)
            return
        if corners.reaches_out(size):
            self._notes.add("the box reaches out of its image, so it is cut", which)
        for unread in sorted({child.tag for child in object_} - _READ):
            self._notes.add(f"<{unread}> is left out", which)
        data = data_of(region, [{**self._concepts.of(name), "value": 1}])
        flags = {flag: 1 for flag in _FLAGS if object_.findtext(flag, "").strip() == "1"}
        info = {"annotation_info": flags} if flags else {}
        self.annotations.append({"input_id": input_id, "data": data, **info})


def _size(xml: Xml) -> Size:
    size = xml.child(xml.root, "size")
    return Size(*(_pixels(xml, size, side) for side in Size._fields))


def _pixels(xml: Xml, size: Element, side: str) -> int:
    length = xml.number(size, side)
    if not length.is_integer() or not 0 < length < _MOST_PIXELS:
        child = xml.child(size, side)
        raise xml.bad(child, f"<{side}> is a whole number of pixels, at least 1, got {length:g}")
    return int(length)
