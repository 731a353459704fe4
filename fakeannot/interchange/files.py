"""Reading files whole, with one line that names the file for whatever is wrong with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NoReturn


class BadFile(ValueError):
    """A file that cannot be converted: one line with its name, and the place in it."""


def read_bytes(file: str | Path) -> bytes:
    """All of a file.

    Raises:
        BadFile: there is none, or it may not be read.
    """
    try:
        return Path(file).read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise BadFile(f"{file}: {getattr(error, 'strerror', None) or error}") from None


def read_text(file: str | Path) -> str:
    """All of a file in UTF-8, with or without a byte order mark.

    Raises:
        BadFile: it cannot be read, or is in another encoding.
    """
    content = read_bytes(file)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadFile(f"{file}, line {line}: no UTF-8: {error.reason}") from None


def read_json(file: str | Path) -> Any:
    """What a JSON file says.

    Raises:
        BadFile: it cannot be read, or is no JSON; NaN and Infinity are none.
    """
    text = read_text(file)
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        where = f"{file}, line {error.lineno}, column {error.colno}"
        raise BadFile(f"{where}: no JSON: {error.msg}") from None
    except RecursionError:
        raise BadFile(f"{file}: no JSON of this kind is nested so deep") from None
    except ValueError as error:
        raise BadFile(f"{file}: {error}") from None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"no JSON: it has {name} where a number is due")
