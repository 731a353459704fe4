"""What some data contains, however deep: gathered once, then checked and completed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from clarifai_grpc.grpc.api import resources_pb2

from fakeannot.store.rows import MEDIA_FIELDS


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
        for field_, value in level.ListFields():
            gather = _GATHERED.get(field_.name)
            if gather is not None:
                gather(contents, levels, value)
    return contents


Levels = list[resources_pb2.Data]


def _concepts(contents: Contents, _: Levels, concepts: Any) -> None:
    contents.concepts += concepts
    contents.media += [("image", c.image) for c in concepts if c.HasField("image")]


def _regions(contents: Contents, levels: Levels, regions: Any) -> None:
    contents.regions += regions
    for region in regions:
        if region.HasField("data"):
            levels.append(region.data)
        if region.region_info.HasField("mask"):
            contents.media.append(("image", region.region_info.mask.image))


def _frames(contents: Contents, levels: Levels, frames: Any) -> None:
    contents.frames += len(frames)
    _parts(contents, levels, frames)


def _parts(_: Contents, levels: Levels, parts: Any) -> None:
    levels += [part.data for part in parts if part.HasField("data")]


def _heatmaps(contents: Contents, _: Levels, images: Any) -> None:
    contents.media += [("image", image) for image in images]


def _medium(kind: str) -> Callable[[Contents, Levels, Any], None]:
    return lambda contents, _, medium: contents.media.append((kind, medium))


_GATHERED: dict[str, Callable[[Contents, Levels, Any], None]] = {
    "concepts": _concepts,
    "regions": _regions,
    "frames": _frames,
    "tracks": _parts,
    "time_segments": _parts,
    "heatmaps": _heatmaps,
    **{kind: _medium(kind) for kind in MEDIA_FIELDS},
}
