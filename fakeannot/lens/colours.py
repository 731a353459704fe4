"""A colour for each concept, the same in every drawing, dark enough for white letters on it."""

from __future__ import annotations

from colorsys import hls_to_rgb
from hashlib import blake2b

# Saturation and the lightness to begin with: hues alone are too few to tell concepts apart.
_TONES = ((0.85, 0.5), (0.6, 0.37), (0.45, 0.24))
# What WCAG asks for between letters and what they stand on.
_CONTRAST = 4.5


def colour_of(concept: str) -> str:
    """A colour such as "#a02b7c", by the concept's id."""
    digest = blake2b(concept.encode("utf-8", "surrogatepass"), digest_size=5).digest()
    hue = int.from_bytes(digest[:4], "big") / 2**32
    saturation, lightness = _TONES[digest[4] % len(_TONES)]
    while contrast_with_white(colour := _hex(hue, lightness, saturation)) < _CONTRAST:
        lightness -= 0.01
    return colour


def contrast_with_white(colour: str) -> float:
    """The contrast of WCAG, from 1 to 21."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    red, green, blue = linear
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _hex(hue: float, lightness: float, saturation: float) -> str:
    parts = hls_to_rgb(hue, lightness, saturation)
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)
