"""On which line of a JSON text something stands. Looked for only once something is wrong there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from json import JSONDecoder

from fakeannot.seeds.errors import Place

_SPACE = re.compile(r"[ \t\r\n]*")
_value = JSONDecoder().raw_decode


def json_line(text: str, place: Place) -> int:
    """The line, from 1, on which the value at that place begins; or what is around it.

    `text` is valid JSON, with no name twice in an object.
    """
    at = _after_space(text, 0)
    for wanted in place:
        found = next((start for name, start in _inside(text, at) if name == wanted), None)
        if found is None:
            break
        at = found
    return text.count("\n", 0, at) + 1


def _inside(text: str, at: int) -> Iterator[tuple[str | int, int]]:
    """The names or positions in the object or list that begins there, and where values begin."""
    named = text[at] == "{"
    if not named and text[at] != "[":
        return
    at, position = _after_space(text, at + 1), 0
    while text[at] not in "}]":
        name: str | int = position
        if named:
            name, at = _value(text, at)
            at = _after_space(text, _after_space(text, at) + 1)
        yield name, at
        at = _after_space(text, _value(text, at)[1])
        at = _after_space(text, at + 1) if text[at] == "," else at
        position += 1


def _after_space(text: str, at: int) -> int:
    space = _SPACE.match(text, at)
    assert space is not None
    return space.end()
