"""What the server fixtures give."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from fakeannot import FakeClarifai


class FakeannotServer(NamedTuple):
    """A fake and where it is served.

    Attributes:
        url: such as `http://127.0.0.1:40123`, without a slash at the end.
        fake: to arrange and to look into; the same object as the `fakeannot` fixture's.
        grpc_target: what a gRPC channel is told, such as `127.0.0.1:40123`.
        env: the environment variables that point the official clients there.
    """

    url: str
    fake: FakeClarifai
    grpc_target: str
    env: dict[str, str]

    def __repr__(self) -> str:
        return _told(self)


class FakeannotTlsServer(NamedTuple):
    """A fake and where it is served over TLS; whoever speaks in the clear is answered too.

    Attributes:
        url: such as `https://localhost:40123`, without a slash at the end.
        fake: to arrange and to look into; the same object as the `fakeannot` fixture's.
        grpc_target: what a gRPC channel is told, such as `localhost:40123`.
        env: the environment variables that point the official clients there.
        ca_file: what a client has to trust, in PEM.
    """

    url: str
    fake: FakeClarifai
    grpc_target: str
    env: dict[str, str]
    ca_file: Path

    def __repr__(self) -> str:
        return _told(self)


def _told(server: FakeannotServer | FakeannotTlsServer) -> str:
    # Reports of failed tests have the fixtures in them, and `env` has keys in it.
    return f"<{type(server).__name__} at {server.url}>"
