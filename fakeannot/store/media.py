"""Uploaded media, kept by the hash of their content."""

from __future__ import annotations

from hashlib import blake2b
from typing import NamedTuple

from fakeannot.rules import enforces

# First bytes of a file -> its media type. Enough to serve an upload back as what it is.
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF8", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"PK\x03\x04", "application/zip"),
)


class Media(NamedTuple):
    """The bytes of one upload and their media type."""

    content: bytes
    content_type: str


class MediaStore:
    """Uploads of a world by content hash: the same bytes are kept once.

    Attributes:
        by_hash: what is kept, in the order in which it came.
    """

    __slots__ = ("by_hash",)

    def __init__(self) -> None:
        self.by_hash: dict[str, Media] = {}

    def copy(self) -> MediaStore:
        """The same uploads in a store of its own."""
        copied = MediaStore()
        copied.by_hash = self.by_hash.copy()
        return copied

    @enforces("media.content_hash")
    def keep(self, content: bytes, *, text: bool = False) -> str:
        """Keep `content` and return its hash, 32 hex digits."""
        digest = blake2b(content, digest_size=16).hexdigest()
        content_type = "text/plain; charset=utf-8" if text else sniff(content)
        self.by_hash.setdefault(digest, Media(content, content_type))
        return digest

    def get(self, digest: str) -> Media | None:
        return self.by_hash.get(digest)

    def forget(self, digest: str) -> None:
        """Let go of an upload, which must be there."""
        del self.by_hash[digest]


def sniff(content: bytes) -> str:
    """The media type that the first bytes tell, `application/octet-stream` if none."""
    for signature, content_type in _SIGNATURES:
        if content.startswith(signature):
            return content_type
    if content[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(content[8:12], "video/avi")
    return "video/mp4" if content[4:8] == b"ftyp" else "application/octet-stream"
