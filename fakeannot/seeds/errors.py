"""What is wrong with a seed, in one line that names the file, the line and the place."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from difflib import get_close_matches

Place = tuple[str | int, ...]
_PLAIN = re.compile(r"[\w$-]+")


class BadSeed(ValueError):
    """A seed or a snapshot that cannot be read, or that the API would refuse.

    Attributes:
        reason: what came, and what is wanted instead.
        place: the names and positions on the way to it, as in `("apps", 0, "id")`.
        file: its name; empty if it is none.
        line: where in the text it is, from 1; 0 if it is no text.
    """

    def __init__(self, reason: str, place: Place = (), *, file: str = "", line: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.place = place
        self.file = file
        self.line = line

    @property
    def path(self) -> str:
        """The place as in `apps[0].annotations[3].data`."""
        return path_text(self.place)

    def __str__(self) -> str:
        line = f"line {self.line}" if self.line else ""
        where = ", ".join(filter(None, (self.file, line)))
        told = ": ".join(filter(None, (where, self.path, self.reason)))
        return " ".join(told.splitlines())


class YamlUnavailable(ModuleNotFoundError):
    """YAML was asked for, and the package that reads and writes it is not installed."""


def path_text(place: Place) -> str:
    """A place in a document in words: `apps[0].id`."""
    return "".join(map(_part_text, place)).removeprefix(".")


def _part_text(part: str | int) -> str:
    if isinstance(part, int):
        return f"[{part}]"
    return f".{part}" if _PLAIN.fullmatch(part) else f"[{json.dumps(part)}]"


def did_you_mean(name: object, known: Iterable[str]) -> str:
    """A hint at the nearest known name, with a space before it; nothing if none is near."""
    near = get_close_matches(str(name), list(known), n=1)
    return f" Did you mean {near[0]!r}?" if near else ""
