"""Smaller images of uploads, and how large uploads are, where Pillow is installed."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from io import BytesIO
from typing import TYPE_CHECKING

from fakeannot.rules import enforces
from fakeannot.store.media import Media

if TYPE_CHECKING:
    from PIL.Image import Image

ORIGINAL = "orig"
# The longest side in pixels.
_LONGEST = {"tiny": 64, "small": 256, "large": 1024}
SIZES = (ORIGINAL, *_LONGEST)
_FORMATS = frozenset({"JPEG", "PNG", "GIF", "WEBP"})


@cache
def has_pillow() -> bool:
    """Whether images can be made smaller: with the extra `fakeannot[images]`."""
    return find_spec("PIL") is not None


@enforces("media.sizes")
def sizes_of(kind: str) -> tuple[str, ...]:
    """The sizes in which a medium is hosted, `image` or another kind."""
    return SIZES if kind == "image" and has_pillow() else (ORIGINAL,)


def in_size(media: Media, size: str) -> Media:
    """The medium no larger than a size of `SIZES`; as it is where that cannot be made."""
    image = _opened(media) if size in _LONGEST else None
    if image is None or max(image.size) <= _LONGEST[size]:
        return media
    return _shrunk(image, _LONGEST[size]) or media


def pixels_of(media: Media) -> tuple[int, int] | None:
    """Width and height of an image; None if it cannot be told."""
    image = _opened(media)
    return None if image is None else image.size


def _opened(media: Media) -> Image | None:
    """The upload as an image, of which no more than the head was read."""
    if not has_pillow() or not media.content_type.startswith("image/"):
        return None
    from PIL import Image

    try:
        return Image.open(BytesIO(media.content))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, RuntimeWarning):
        return None


@enforces("media.thumbnails")
def _shrunk(image: Image, longest: int) -> Media | None:
    """The image in its own format, or as PNG; None if it is broken."""
    form = image.format if image.format in _FORMATS else "PNG"
    made = BytesIO()
    try:
        image.thumbnail((longest, longest))
        image.save(made, form)
    except (OSError, ValueError, SyntaxError):
        return None
    return Media(made.getvalue(), f"image/{form.lower()}")
