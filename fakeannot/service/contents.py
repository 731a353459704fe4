"""What some data contains, however deep: gathered once, then checked and completed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from clarifai_grpc.grpc.api import resources_pb2

from fakeannot.store.rows import MEDIA_FIELDS

_WITH_DATA = frozenset({"regions", "frames", "tracks", "time_segments"})
_MEDIA = frozenset(MEDIA_FIELDS)


@dataclass(slots=True)
class Contents:
    """The concepts, regions and media of some data and of all the data within it.

    They are the very parts of the data: to change them is to change it. `media` has pairs of a
    kind, such as "image", and the medium; heatmaps, masks of regions and pictures of concepts are
    among them as images. Of frames there is only the number.
    """

    frames: int = 0
    concepts: list[resources_pb2.Concept] = field(default_factory=list)
    regions: list[resources_pb2.Region] = field(default_factory=list)
    media: list[tuple[str, Any]] = field(default_factory=list)


def contents_of(data: resources_pb2.Data) -> Contents:
    """Everything in `data`, also in its regions, frames, tracks and time segments."""
    contents, levels = Contents(), [data]
    for level in levels:
        for descriptor, value in level.ListFields():
            name = descriptor.name
            if name == "concepts":
                contents.concepts += value
            elif name in _WITH_DATA:
                levels += [part.data for part in value if part.HasField("data")]
                if name == "regions":
                    contents.regions += value
                elif name == "frames":
                    contents.frames += len(value)
            elif name in _MEDIA:
                contents.media.append((name, value))
            elif name == "heatmaps":
                contents.media += [("image", image) for image in value]
    contents.media += [("image", image) for image in _images_within(contents)]
    return contents


def _images_within(contents: Contents) -> Iterator[resources_pb2.Image]:
    """The masks of regions and the pictures of concepts."""
    for region in contents.regions:
        if region.region_info.HasField("mask"):
            yield region.region_info.mask.image
    for concept in contents.concepts:
        if concept.HasField("image"):
            yield concept.image
