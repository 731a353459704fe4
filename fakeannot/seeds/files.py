"""Documents written to files, so that there is always a whole one."""

from __future__ import annotations

import errno
import json
import os
import re
import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from secrets import token_hex
from shutil import copymode
from typing import Any

from fakeannot.interchange.layout import laid_out
from fakeannot.seeds.sources import is_yaml

# pytest tells what the functions on the way to an error were given, and documents have keys.
__tracebackhide__ = True

LEFT_SECONDS = 300.0
"""After how many seconds a file that was begun, and is not finished, has no writer any more."""

_RANDOM_BYTES = 4
# Down to the fields of a row, each on a line of its own.
_DEPTH = 5


def write(document: dict[str, Any], file: Path) -> None:
    """Write a document beside the file, and put it in its place once it is on the disk.

    Raises:
        OSError: the file cannot be written; the old one is as it was.
        YamlUnavailable: it is to be YAML, and the package for that is not installed.
    """
    # A lone surrogate, which UTF-8 has not, is an escape in JSON and YAML alike.
    content = (_yaml if is_yaml(file) else json_text)(document).encode("utf-8", "backslashreplace")
    target = _target(file)
    _clear_away(target)
    beside = _beside(target)
    try:
        with beside.open("xb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        with suppress(FileNotFoundError):
            copymode(target, beside)
        beside.replace(target)
    except OSError as error:
        # Not the name beside it, nor two of them.
        raise type(error)(error.errno, error.strerror, str(file)) from None
    finally:
        beside.unlink(missing_ok=True)


def check_writable(file: Path) -> None:
    """See that a document could be written there, without doing so.

    Raises:
        OSError: it could not.
        YamlUnavailable: it is to be YAML, and the package for that is not installed.
    """
    if is_yaml(file):
        _yaml({})
    target = _target(file)
    beside = _beside(target)
    try:
        beside.touch(exist_ok=False)
    except OSError as error:
        error.filename = str(file)
        raise
    beside.unlink()


def json_text(document: dict[str, Any]) -> str:
    """A document as JSON with a line for each field of a row."""
    return laid_out(document, _DEPTH, dumps=partial(json.dumps, ensure_ascii=False)) + "\n"


def _yaml(document: dict[str, Any]) -> str:
    from fakeannot.seeds.yaml_form import yaml_text

    return yaml_text(document)


def _target(file: Path) -> Path:
    """What is written in the end. Raises `OSError` for what is there and must not be replaced."""
    target = file.resolve()
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, "Is a directory", str(file))
    if target.exists() and not target.is_file():
        # A device, or a pipe: a file would take its place.
        raise OSError(errno.EINVAL, "Not a regular file", str(file))
    return target


def _beside(target: Path) -> Path:
    return target.with_name(f".{target.name}.{token_hex(_RANDOM_BYTES)}")


def _clear_away(target: Path) -> None:
    """Remove what writers have left beside that were killed, long enough ago to be sure of it."""
    name = re.compile(rf"\.{re.escape(target.name)}\.[0-9a-f]{{{2 * _RANDOM_BYTES}}}")
    with suppress(OSError):
        for left in target.parent.iterdir():
            if name.fullmatch(left.name) and time.time() - left.stat().st_mtime > LEFT_SECONDS:
                left.unlink()
