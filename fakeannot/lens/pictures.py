"""What is drawn on: the picture of an input where the fake holds its bytes, or its size."""

from __future__ import annotations

from base64 import b64encode
from io import BytesIO
from typing import NamedTuple

from fakeannot.lens.rasters import raster, size_of
from fakeannot.lens.sources import Side

# What browsers show.
_SHOWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/bmp", "image/webp"})
_UNKNOWN = (1000, 1000)


class Picture(NamedTuple):
    """Its size in pixels, its content as a data URI or "", and what is told of it."""

    width: int
    height: int
    uri: str
    note: str


def picture_of(input_id: str, *sides: Side) -> Picture:
    """The picture of an input by what the first of these sides knows of it."""
    for side in sides:
        media = side.uploaded(input_id)
        size = size_of(media.content) if media and media.content_type in _SHOWN else None
        if media and size:
            uri = data_uri(media.content, media.content_type)
            return Picture(*size, uri, _spoken(*size))
    for side in sides:
        for width, height in _told_sizes(side, input_id):
            if width > 0 and height > 0:
                told = f"{_spoken(width, height)}, picture not uploaded"
                return Picture(width, height, "", told)
    return Picture(*_UNKNOWN, "", "size unknown")


def tinted(mask: bytes, colour: str) -> str:
    """A mask as the data URI of a picture: this colour where it covers, else transparent."""
    import numpy as np
    from PIL import Image

    covered = raster(mask)
    if covered is None:
        return ""
    pixels = np.zeros((*covered.shape, 4), np.uint8)
    pixels[covered] = (*bytes.fromhex(colour[1:]), 255)
    written = BytesIO()
    Image.fromarray(pixels).save(written, "PNG")
    return data_uri(written.getvalue(), "image/png")


def data_uri(content: bytes, content_type: str) -> str:
    """Content within a URI."""
    return f"data:{content_type};base64,{b64encode(content).decode()}"


def _spoken(width: int, height: int) -> str:
    return f"{width} \N{MULTIPLICATION SIGN} {height}"


def _told_sizes(side: Side, input_id: str) -> list[tuple[int, int]]:
    found = side.inputs.get(input_id)
    if found is None:
        return []
    infos = found.data.image.image_info, found.data.video.video_info
    return [(info.width, info.height) for info in infos]
