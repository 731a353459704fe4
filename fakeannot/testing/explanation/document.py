"""Plain JSON that is changed by making another: only what lies on the way is copied."""

from __future__ import annotations

import json
from difflib import SequenceMatcher
from typing import Any, Final

from fakeannot.contract.places import Path

Json = Any
_LONGEST_COMPARED = 200
_LONGEST_SHOWN = 120


class Gone:
    """What stands at a place where nothing is."""

    def __repr__(self) -> str:
        return "nothing"


GONE: Final = Gone()


def at(document: Json, place: Path) -> Json:
    """What stands at a place; `GONE` if nothing does."""
    for part in place:
        if isinstance(document, dict) and isinstance(part, str):
            document = document.get(part, GONE)
        elif isinstance(document, list) and isinstance(part, int) and 0 <= part < len(document):
            document = document[part]
        else:
            return GONE
    return document


def put(document: Json, place: Path, value: Json) -> Json:
    """The document with that value at a place, which is made if need be."""
    if not place:
        return value
    part, rest = place[0], place[1:]
    if isinstance(part, int):
        items = list(document) if isinstance(document, list) else []
        inner = items[part] if part < len(items) else GONE
        return [*items[:part], put(inner, rest, value), *items[part + 1 :]]
    fields = document if isinstance(document, dict) else {}
    return {**fields, part: put(fields.get(part, GONE), rest, value)}


def without(document: Json, place: Path) -> Json:
    """The document without what stands at a place; as it is if nothing does."""
    if at(document, place) is GONE:
        return document
    *outer, last = place
    around = at(document, tuple(outer))
    if isinstance(last, int):
        rest: Json = [*around[:last], *around[last + 1 :]]
    else:
        rest = {name: value for name, value in around.items() if name != last}
    return put(document, tuple(outer), rest)


def leaves(value: Json) -> int:
    """How many plain values there are in one."""
    if isinstance(value, (dict, list)):
        inner = value.values() if isinstance(value, dict) else value
        return max(1, sum(map(leaves, inner)))
    return 0 if value is GONE else 1


def distance(before: Json, after: Json) -> int:
    """About how many characters have to be typed or deleted to get from one to the other."""
    one, other = _text(before), _text(after)
    if max(len(one), len(other)) > _LONGEST_COMPARED:
        return abs(len(one) - len(other)) or len(one)
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    same = sum(block.size for block in matcher.get_matching_blocks())
    return len(one) + len(other) - 2 * same


def renamed(value: Json, old: str, new: str) -> Json:
    """An object with another name for one of its fields, in its old place."""
    return {new if name == old else name: inner for name, inner in value.items()}


def short(value: Json) -> str:
    """A value as JSON, shortened."""
    text = _text(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}..."


def _text(value: Json) -> str:
    return "" if value is GONE else json.dumps(value, default=str, ensure_ascii=False)
