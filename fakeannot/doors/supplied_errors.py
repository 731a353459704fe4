"""What clients over a wire are told of an error that code of the fake's user raised."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath, PureWindowsPath

_WITHIN = r"""[^\s'"\\/<>|:*?]"""
# Folders and a name, below a root that is not within a word or a URL; or below a drive.
_PATH = re.compile(rf"(?<![\w/.:])/(?:{_WITHIN}+/)+{_WITHIN}*")
_WINDOWS_PATH = re.compile(rf"\b[A-Za-z]:[\\/](?:{_WITHIN}+[\\/])*{_WITHIN}*")


def told_of(error: Exception) -> str:
    """Its type and message."""
    return without_paths(f"{type(error).__name__}: {error}")


def without_paths(text: str) -> str:
    """A text in which the files of this machine are named without where they are."""
    if "/" in text or "\\" in text:
        text = _WINDOWS_PATH.sub(lambda found: PureWindowsPath(found[0]).name, text)
        text = _PATH.sub(lambda found: _name(PurePosixPath(found[0])), text)
    return text


def _name(path: PurePosixPath) -> str:
    # What only looks like a file, as paths of URLs do, has no such folder at the root.
    return path.name if Path(*path.parts[:2]).exists() else str(path)
