"""Which world a call is for."""

from __future__ import annotations

from hashlib import blake2b
from typing import ClassVar

from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode

from fakeannot.doors.grpc_numbers import INVALID_ARGUMENT
from fakeannot.doors.http import Headers, credentials_of
from fakeannot.settings import Settings

HEADER = "x-fakeannot-world"
"""Names the world: a request header, or metadata of a gRPC call."""

DEFAULT = "default"
"""The world of the fake itself, and of calls that name none."""

MOST_CHARACTERS = 200
_HASH_BYTES = 6
# Clients shorten URLs that have them in the path.
_STEPS = frozenset({".", ".."})


class WorldRefused(Exception):
    """A call names a world that it cannot have; the text says why.

    Attributes:
        code: the Clarifai status code.
        http: the HTTP status.
        grpc: the number of the gRPC status.
    """

    code: ClassVar[int]
    http: ClassVar[int]
    grpc: ClassVar[int]


class BadWorldName(WorldRefused, ValueError):
    """What is no name of a world."""

    code = StatusCode.CONN_BAD_REQUEST_FORMAT
    http = 400
    grpc = INVALID_ARGUMENT


def checked(name: str) -> str:
    """The name, if a world can have it.

    Raises:
        BadWorldName: it is empty or too long, or would not come through headers and URLs as it is.
    """
    fits = 0 < len(name) <= MOST_CHARACTERS and name == name.strip()
    if fits and name.isascii() and name.isprintable() and name not in _STEPS:
        return name
    shown = name if len(name) <= MOST_CHARACTERS else f"{name[:20]}... ({len(name)} characters)"
    raise BadWorldName(
        f"{shown!a} is no name of a world (X-Fakeannot-World): say 1 to {MOST_CHARACTERS} "
        "printable ASCII characters, with no space at either end, and not . or .. alone."
    )


def world_named(headers: Headers, settings: Settings) -> str:
    """The name of the world that a call with these headers, or this metadata, is for.

    Raises:
        BadWorldName: the header has no name in it.
    """
    if name := headers.get(HEADER, "").strip():
        return checked(name)
    return _world_of_key(headers, settings) if settings.world_per_key else DEFAULT


def _world_of_key(headers: Headers, settings: Settings) -> str:
    """The name that stands for the caller's key; the two default keys open the default world."""
    scheme, _, key = credentials_of(headers).authorization.partition(" ")
    if scheme != "Key" or key in ("", settings.pat, settings.api_key):
        return DEFAULT
    return f"key-{blake2b(key.encode(), digest_size=_HASH_BYTES).hexdigest()}"
