"""Pictures decoded: the size of any, the pixels of masks."""

from __future__ import annotations

import warnings
from io import BytesIO
from typing import TYPE_CHECKING, TypeAlias

from fakeannot.lens.extra import extra

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image

    Raster: TypeAlias = NDArray[np.bool_]

# EXIF orientations that turn a picture on its side, as viewers show it.
_ORIENTATION, _ON_ITS_SIDE = 0x112, frozenset({5, 6, 7, 8})


def size_of(content: bytes) -> tuple[int, int] | None:
    """Width and height as shown, or None if it is no picture that Pillow reads."""
    picture = _opened(content)
    if picture is None:
        return None
    turned = picture.getexif().get(_ORIENTATION) in _ON_ITS_SIDE
    return (picture.height, picture.width) if turned else picture.size


def raster(content: bytes) -> Raster | None:
    """What a mask covers: what is neither black nor transparent. None if it is no picture."""
    with extra():
        import numpy as np
    picture = _opened(content)
    if picture is None:
        return None
    try:
        grey_and_alpha = np.asarray(picture.convert("RGBA").convert("LA"))
    except (OSError, SyntaxError, ValueError):  # cut off, or damaged
        return None
    covered: Raster = (grey_and_alpha[..., 0] > 0) & (grey_and_alpha[..., 1] > 0)
    return covered


def _opened(content: bytes) -> Image | None:
    with extra():
        from PIL import Image
    with warnings.catch_warnings():
        # A picture that is suspiciously large is none.
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            return Image.open(BytesIO(content))
        except (OSError, SyntaxError, ValueError, Warning, Image.DecompressionBombError):
            return None
