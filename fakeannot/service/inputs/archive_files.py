"""The files in zip and tar archives."""

from __future__ import annotations

import tarfile
import zlib
from collections.abc import Iterable
from io import BytesIO
from lzma import LZMAError
from typing import IO
from zipfile import BadZipFile, ZipFile, is_zipfile

UNPACKED_BYTES = 1 << 30
"""What the files in an archive may have together: a small one may unpack to no end."""

# What the readers of the standard library raise for archives that are broken or encrypted.
_BROKEN = (BadZipFile, tarfile.TarError, zlib.error, LZMAError, EOFError, OSError, RuntimeError)


class BadArchive(ValueError):
    """Something is no archive that can be read."""


def files_in(content: bytes) -> list[tuple[str, bytes]]:
    """Names and contents of the files in an archive, in its order.

    Raises:
        BadArchive: it is none, is broken, or has more in it than `UNPACKED_BYTES`.
    """
    try:
        return _zipped(content) if is_zipfile(BytesIO(content)) else _tarred(content)
    except _BROKEN as error:
        told = f"The archive cannot be read; it may be zip, tar, or compressed tar. {error}"
        raise BadArchive(told) from None


def _zipped(content: bytes) -> list[tuple[str, bytes]]:
    with ZipFile(BytesIO(content)) as archive:
        files = [one for one in archive.infolist() if not one.is_dir()]
        return _read((one.filename, archive.open(one)) for one in files)


def _tarred(content: bytes) -> list[tuple[str, bytes]]:
    with tarfile.open(fileobj=BytesIO(content)) as archive:
        files = ((one.name, archive.extractfile(one)) for one in archive if one.isfile())
        return _read((name, file) for name, file in files if file is not None)


def _read(files: Iterable[tuple[str, IO[bytes]]]) -> list[tuple[str, bytes]]:
    read: list[tuple[str, bytes]] = []
    left = UNPACKED_BYTES
    for name, file in files:
        with file:
            content = file.read(left + 1)
        left -= len(content)
        if left < 0:
            raise BadArchive(f"The archive has more than {UNPACKED_BYTES} bytes of files in it.")
        read.append((name, content))
    return read
