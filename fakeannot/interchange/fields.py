"""Values of a JSON file, each looked at where it is used, and refused with its path."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from math import isfinite
from typing import Any, TypeVar

from fakeannot.contract.invalid_json import InvalidJson, expected

T = TypeVar("T")

_INT32 = 2**31


@contextmanager
def within(part: str | int) -> Iterator[None]:
    """Say of what is refused inside that it lies in this field, or at this index."""
    try:
        yield
    except InvalidJson as refusal:
        refusal.within(part)
        raise


def field(item: Mapping[str, Any], key: str, read: Callable[[Any], T]) -> T:
    """What `read` makes of a field that has to be there."""
    if key not in item:
        raise InvalidJson(f"it has no {key!r}, which it needs")
    with within(key):
        return read(item[key])


def optional(item: Mapping[str, Any], key: str, read: Callable[[Any], T], default: T) -> T:
    """What `read` makes of a field that may be missing."""
    return field(item, key, read) if key in item else default


def object_(value: Any) -> dict[str, Any]:
    """A JSON object."""
    if not isinstance(value, dict):
        raise expected("an object", value)
    return value


def list_(value: Any) -> list[Any]:
    """A JSON list."""
    if not isinstance(value, list):
        raise expected("a list", value)
    return value


def text(value: Any) -> str:
    """A string that is more than space, and that UTF-8 can hold."""
    if not isinstance(value, str) or not value.strip():
        raise expected("a text", value)
    # JSON can spell half a surrogate pair, which is no character.
    if not value.isascii() and any("\ud800" <= one <= "\udfff" for one in value):
        raise expected("a text without lone surrogates", value)
    return value


def id_(value: Any) -> str:
    """An id, which is a number in most files, as a text."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise expected("an id", value)
    return text(value)


def number(value: Any) -> float:
    """A finite number."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        with suppress(OverflowError):  # an integer of hundreds of digits
            if isfinite(value):
                return float(value)
    raise expected("a finite number", value)


def share(value: Any) -> float:
    """A number from 0 to 1."""
    if not 0 <= (found := number(value)) <= 1:
        raise expected("a number from 0 to 1", value)
    return found


def length(value: Any) -> int:
    """A number of pixels that an image can have in one direction."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < _INT32:
        raise expected("a whole number of pixels, at least 1", value)
    return value


def each(values: Iterable[Any], read: Callable[[Any], T]) -> list[T]:
    """What `read` makes of each value; a refusal is said to lie at the value's index."""
    done: list[T] = []
    try:
        for value in values:
            done.append(read(value))  # noqa: PERF401 # how many are done says which was refused
    except InvalidJson as refusal:
        refusal.within(len(done))
        raise
    return done


def numbers(value: Any) -> list[float]:
    """A list of finite numbers."""
    return each(list_(value), number)
