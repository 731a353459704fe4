"""Where a seed comes from: a text, mostly of a file, in JSON or YAML."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from fakeannot.seeds.errors import BadSeed
from fakeannot.seeds.lines import json_line

MOST_BYTES = 64 * 1024 * 1024
"""A larger seed or snapshot is not read."""


@dataclass(frozen=True, slots=True)
class Source:
    """A text that says a seed.

    Attributes:
        text: all of it.
        file: its name; empty if it came otherwise.
        is_yaml: whether it is YAML; JSON if not.
    """

    text: str = field(repr=False)
    file: str = ""
    is_yaml: bool = False

    def value(self) -> Any:
        """What it says.

        Raises:
            BadSeed: it is no JSON, or no YAML; without the file's name.
            YamlUnavailable: reading YAML needs a package that is not installed.
        """
        if self.is_yaml:
            from fakeannot.seeds.yaml_form import yaml_value

            return yaml_value(self.text)
        try:
            return json.loads(self.text, parse_constant=_refuse_constant, object_pairs_hook=_object)
        except json.JSONDecodeError as error:
            raise BadSeed(f"no JSON: {error.msg}", line=error.lineno) from None
        except (ValueError, RecursionError) as error:
            raise BadSeed(f"no JSON that can be read: {error}") from None

    def located(self, error: BadSeed) -> BadSeed:
        """The same, with the file's name and the line."""
        return BadSeed(
            error.reason, error.place, file=self.file, line=error.line or self._line(error)
        )

    def _line(self, error: BadSeed) -> int:
        if not error.place:
            return 0
        if self.is_yaml:
            from fakeannot.seeds.yaml_form import yaml_line

            return yaml_line(self.text, error.place)
        return json_line(self.text, error.place)


def is_yaml(file: Path) -> bool:
    """Whether a file of that name has YAML in it."""
    return file.suffix.lower() in (".yaml", ".yml")


def file_source(file: str | Path) -> Source:
    """A file's text.

    Raises:
        BadSeed: there is no such file, or it cannot be read, or is too large, or not in UTF-8.
    """
    try:
        with Path(file).open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise BadSeed(getattr(error, "strerror", None) or str(error), file=str(file)) from None
    return text_source(content, str(file), as_yaml=is_yaml(Path(file)))


def text_source(content: bytes, file: str = "", *, as_yaml: bool = False) -> Source:
    """A text in UTF-8, with or without a byte order mark.

    Raises:
        BadSeed: it is too large, or not in UTF-8.
    """
    if len(content) > MOST_BYTES:
        raise BadSeed(f"has more than the {MOST_BYTES:,} bytes that are read.", file=file)
    try:
        return Source(content.decode("utf-8-sig"), file, as_yaml)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadSeed(f"no UTF-8: {error.reason}", file=file, line=line) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object, of which nothing is lost: JSON itself would take the last of two."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"an object has {twice!r} twice")
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"it has {name} where a number is due")
