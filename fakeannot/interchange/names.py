"""Ids in the API's form for what other tools call otherwise; the same ones in every run."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import count
from mimetypes import guess_type
from pathlib import PurePosixPath
from urllib.parse import unquote

_LONGEST_CONCEPT = 32
_NO_CONCEPT = re.compile(r"[^\w-]+")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,17}", re.ASCII)


class Names:
    """Gives out ids, none of them twice."""

    def __init__(self, longest: int | None = None) -> None:
        self._longest = longest
        self._taken: set[str] = set()
        self._last: dict[str, int] = {}

    def free(self, wanted: str) -> str:
        """The id wanted, without the "/" that no id may have, and with "-2" etc. if it is taken."""
        wanted = wanted.replace("/", "-")[: self._longest]
        id_ = wanted if wanted not in self._taken else self._numbered(wanted)
        self._taken.add(id_)
        return id_

    def _numbered(self, wanted: str) -> str:
        # Counted on from the last: a thousand of one name are not tried a thousand times each.
        number = self._last.get(wanted, 1) + 1
        while (id_ := self._with_tail(wanted, f"-{number}")) in self._taken:
            number += 1
        self._last[wanted] = number
        return id_

    def _with_tail(self, wanted: str, tail: str) -> str:
        return wanted[: None if self._longest is None else self._longest - len(tail)] + tail


def concept_names() -> Names:
    """Gives out ids of concepts."""
    return Names(_LONGEST_CONCEPT)


def concept_id(name: str) -> str:
    """A concept's id by its name, as Clarifai's loader of COCO makes it: "Stop sign", "stop-sign".

    Clarifai asks for at most 32 letters, digits, "-" and "_".
    """
    return _NO_CONCEPT.sub("-", name.lower())[:_LONGEST_CONCEPT].strip("-") or "concept"


def file_name(address: str) -> str:
    """The name of the file that a URL leads to; what is no URL is a name itself."""
    if "://" not in address:
        return address
    path = unquote(address.partition("://")[2].partition("?")[0])
    return PurePosixPath(path).name or address


def stem(address: str) -> str:
    """The name of the file that a path or URL leads to, without folders and ending."""
    return PurePosixPath(file_name(address).replace("\\", "/")).stem or "input"


def numbered(ids: Iterable[str]) -> dict[str, int]:
    """A number for each id, none twice: its own if it is one, else one above all of these."""
    ids = list(ids)
    own = {id_: int(id_) for id_ in ids if _NUMBER.fullmatch(id_)}
    above = count(max(own.values(), default=0) + 1)
    return {id_: own[id_] if id_ in own else next(above) for id_ in ids}


def is_address(text: str) -> bool:
    """Whether a text looks like a URL or a path to a file, and not like an id."""
    return "/" in text or guess_type(text)[0] is not None


class Concepts:
    """The concepts of names: one for each name, and no two of one id."""

    def __init__(self) -> None:
        self._ids = concept_names()
        self._known: dict[str, dict[str, str]] = {}

    def of(self, name: str) -> dict[str, str]:
        """The concept of a name, in the API's form."""
        if name not in self._known:
            self._known[name] = {"id": self._ids.free(concept_id(name)), "name": name}
        return self._known[name]
