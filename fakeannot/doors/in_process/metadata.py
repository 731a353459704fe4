"""The metadata of a gRPC call, refused where grpcio refuses it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

# pytest tells what the functions on the way to an error were given, and metadata have keys.
__tracebackhide__ = True

# What gRPC lets through; capitals in a key are the usual mistake.
_KEY = re.compile(rb"[0-9a-z_.-]+")
_VALUE = re.compile(rb"[ -~]*")
_BINARY = b"-bin"


class BadMetadata(Exception):
    """A key or a value that cannot go over the wire."""


def headers_of(metadata: Iterable[Any] | None) -> dict[str, Any]:
    """The values by key, the last where a key comes twice; those of `-bin` keys are bytes.

    Raises:
        BadMetadata: a key or a value has characters that gRPC does not allow.
        TypeError: a key or a value is neither text nor bytes, or that of a `-bin` key no bytes.
        ValueError: something in it is no pair.
    """
    headers = {}
    for key, value in metadata or ():
        name = _bytes(key)
        if _KEY.fullmatch(name) is None:
            # What is no name at all may be a value in its place.
            is_name = _KEY.fullmatch(name.lower()) is not None
            told = f"the key {key!r}: keys are lower-case" if is_name else "a key that is no name"
            raise BadMetadata(f"Invalid metadata: {told}")
        headers[name.decode()] = value if name.endswith(_BINARY) else _text(key, value)
        if name.endswith(_BINARY) and not isinstance(value, bytes):
            raise TypeError(f'Binary metadata key="{key}" expected bytes, got {type(value)}')
    return headers


def _text(key: Any, value: Any) -> str:
    encoded = _bytes(value)
    if _VALUE.fullmatch(encoded) is None:
        raise BadMetadata(f"Invalid metadata: the value of {key!r} is not printable ASCII")
    return encoded.decode()


def _bytes(given: Any) -> bytes:
    """As grpcio encodes it."""
    if isinstance(given, str):
        return given.encode()
    if isinstance(given, bytes):
        return given
    if given is None:
        return b""
    raise TypeError(f"Expected str, not {type(given)}")
