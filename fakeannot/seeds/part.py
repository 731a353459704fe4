"""A part of a document, read with checks that know where it stands."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from fakeannot.contract.invalid_json import expected, kind_of
from fakeannot.seeds.errors import BadSeed, Place, did_you_mean, path_text

_KEYS = frozenset({"pat", "key"})
_WITH_KEYS = frozenset({"users", "keys"})


class Part(NamedTuple):
    """A value of a document and its place there.

    What reads it raises `BadSeed`, with the place, for what is not as it should be.
    """

    value: Any
    place: Place = ()

    def __repr__(self) -> str:
        # Reports of failed tests have it in them, and seeds have keys.
        return f"<Part {path_text(self.place)!r}>"

    def bad(self, reason: str, *within: str | int) -> BadSeed:
        """The refusal of this part, or of one within it."""
        return BadSeed(reason, (*self.place, *within))

    def unlike(self, wanted: str) -> BadSeed:
        """The refusal of a value that is of another kind; it is not told where it may be a key."""
        if self._may_be_key:
            return self.bad(f"expected {wanted}, got {kind_of(self.value)}")
        return self.bad(expected(wanted, self.value).reason)

    @property
    def _may_be_key(self) -> bool:
        is_text = isinstance(self.value, str)
        return bool(_KEYS.intersection(self.place)) or (
            is_text and bool(_WITH_KEYS.intersection(self.place))
        )

    def object(self, known: Collection[str] = ()) -> Part:
        """This part, if it is an object with names that are known; all are, without `known`."""
        if not isinstance(self.value, Mapping):
            raise self.unlike(f"an object with {', '.join(known)}" if known else "an object")
        for name in self.value:
            if not isinstance(name, str):
                raise self.bad(f"a name is a text: write {str(name)!r} in quotes.", str(name))
            if known and name not in known:
                hint = did_you_mean(name, known)
                raise self.bad(f"no such field; there are {', '.join(known)}.{hint}", name)
        return self

    def get(self, name: str, default: Any = None) -> Part:
        """What the object has under a name."""
        return Part(self.value.get(name, default), (*self.place, name))

    def needed(self, name: str) -> str:
        """A text that the object must have, and not empty."""
        if not self.text(name):
            raise self.bad(f"needs a {name!r}.")
        return self.text(name)

    def text(self, name: str) -> str:
        """A text of the object; empty if it has none."""
        return self.get(name, "").as_text()

    def as_text(self) -> str:
        """This part as a text that UTF-8 can hold."""
        if not isinstance(self.value, str):
            raise self.unlike("a string")
        try:
            self.value.encode()
        except UnicodeEncodeError:
            raise self.bad("has half of a surrogate pair, which no text has.") from None
        return self.value

    def flag(self, name: str) -> bool:
        """True or false; false if the object has neither."""
        part = self.get(name, False)
        if not isinstance(part.value, bool):
            raise part.unlike("true or false")
        return part.value

    def count(self, name: str) -> int:
        """A number from 0 on; 0 if the object has none."""
        part = self.get(name, 0)
        if part.whole() < 0:
            raise part.unlike("a whole number from 0")
        return part.whole()

    def place_after(self, newest: int, most: int) -> int:
        """The `sequence` of the object, its place in time: after the newest, and not after most."""
        part = self.get("sequence")
        if not newest < part.whole() <= most:
            raise part.unlike(f"a place after {newest}, that of the one before, and up to {most}")
        return part.whole()

    def whole(self) -> int:
        """This part as a whole number."""
        if type(self.value) is not int:
            raise self.unlike("a whole number")
        return self.value

    def items(self, name: str) -> list[Part]:
        """The elements of a list of the object; none if it has no such list."""
        part = self.get(name, ())
        if not isinstance(part.value, (list, tuple)):
            raise part.unlike("a list")
        return [Part(one, (*part.place, at)) for at, one in enumerate(part.value)]

    def entries(self) -> list[tuple[str, Part]]:
        """Names and parts of an object."""
        return [(name, self.get(name)) for name in self.object().value]
