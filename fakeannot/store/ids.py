"""Generated ids: in the observed formats, and the same in every run with the same seed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from hashlib import blake2b
from typing import Protocol

from fakeannot.rules import applies, enforces

_VARIANT = "89ab"


class Taken(Protocol):
    """Knows which ids are in use."""

    def __contains__(self, id_: str, /) -> bool: ...


class Ids:
    """Ids by kind of thing; the nth id of a kind depends on the seed, the kind and n alone.

    Attributes:
        planned: ids that come first, by kind.
        drawn: how many were generated, by kind.
    """

    __slots__ = ("drawn", "planned", "seed")

    def __init__(self, seed: int = 0) -> None:
        self.seed = seed
        self.planned: dict[str, tuple[str, ...]] = {}
        self.drawn: Counter[str] = Counter()

    def copy(self) -> Ids:
        """A source from which the same ids come."""
        copied = Ids(self.seed)
        copied.planned = self.planned.copy()
        copied.drawn = self.drawn.copy()
        return copied

    @enforces("ids.hex32")
    def hex32(self, kind: str, taken: Taken = ()) -> str:
        """32 lowercase hex digits, the format of request and region ids, that are not `taken`.

        What is planned comes first, whatever its format.
        """
        return self._next(kind, self._hex32, taken)

    @enforces("ids.uuid4")
    def uuid4(self, kind: str, taken: Taken = ()) -> str:
        """A UUID of version 4 without dashes, the format of object ids, that is not `taken`.

        A client may have taken it: ids made by one fake can be sent to another of the same seed.
        What is planned comes first, whatever its format.
        """
        return self._next(kind, self._uuid4, taken)

    def _next(self, kind: str, draw: Callable[[str], str], taken: Taken) -> str:
        while True:
            id_ = self._planned(kind) if kind in self.planned else draw(kind)
            if id_ not in taken:
                return id_
            applies("ids.never_taken")

    def _uuid4(self, kind: str) -> str:
        raw = self._hex32(kind)
        return f"{raw[:12]}4{raw[13:16]}{_VARIANT[int(raw[16], 16) % 4]}{raw[17:]}"

    def _hex32(self, kind: str) -> str:
        n = self.drawn[kind]
        self.drawn[kind] = n + 1
        return blake2b(b"%d/%s/%d" % (self.seed, kind.encode(), n), digest_size=16).hexdigest()

    def _planned(self, kind: str) -> str:
        id_, *rest = self.planned.pop(kind)
        if rest:
            self.planned[kind] = tuple(rest)
        return id_
