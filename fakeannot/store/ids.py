"""Generated ids: in the observed formats, and the same in every run with the same seed."""

from __future__ import annotations

from collections import Counter
from hashlib import blake2b
from typing import Protocol

from fakeannot.rules import applies, enforces

_VARIANT = "89ab"


class Taken(Protocol):
    """Knows which ids are in use."""

    def __contains__(self, id_: str, /) -> bool: ...


class Ids:
    """Ids by kind of thing; the nth id of a kind depends on the seed, the kind and n alone."""

    __slots__ = ("_drawn", "seed")

    def __init__(self, seed: int = 0) -> None:
        self.seed = seed
        self._drawn: Counter[str] = Counter()

    @enforces("ids.hex32")
    def hex32(self, kind: str) -> str:
        """32 lowercase hex digits, the format of request and region ids."""
        n = self._drawn[kind]
        self._drawn[kind] = n + 1
        return blake2b(b"%d/%s/%d" % (self.seed, kind.encode(), n), digest_size=16).hexdigest()

    @enforces("ids.uuid4")
    def uuid4(self, kind: str, taken: Taken = ()) -> str:
        """A UUID of version 4 without dashes, the format of object ids, that is not `taken`.

        A client may have taken it: ids made by one fake can be sent to another of the same seed.
        """
        while True:
            raw = self.hex32(kind)
            id_ = f"{raw[:12]}4{raw[13:16]}{_VARIANT[int(raw[16], 16) % 4]}{raw[17:]}"
            if id_ not in taken:
                return id_
            applies("ids.never_taken")
