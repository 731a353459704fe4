"""Mishaps of answers, as httpcore tells httpx of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING

from fakeannot.doors.mishaps import Mishap, first_half

if TYPE_CHECKING:
    import httpcore


def read_timeout(request: httpcore.Request) -> float | None:
    """The seconds that a client waits for an answer; None: for ever."""
    seconds: float | None = request.extensions.get("timeout", {}).get("read")
    return seconds


def wait(request: httpcore.Request, mishap: Mishap) -> float:
    """The seconds until an answer comes or the client gives up."""
    most = read_timeout(request)
    return mishap.delay if most is None else min(mishap.delay, most)


def arriving(request: httpcore.Request, body: bytes, mishap: Mishap) -> bytes | CutOff:
    """What arrives of an answer's body.

    Raises:
        httpcore.ReadTimeout: nothing does, or not in time.
        httpcore.RemoteProtocolError: the connection ends before.
    """
    from httpcore import ReadTimeout, RemoteProtocolError

    if mishap.ending == "silent" or wait(request, mishap) < mishap.delay:
        raise ReadTimeout("The read operation timed out")
    if mishap.ending == "dropped":
        raise RemoteProtocolError("Server disconnected without sending a response.")
    return CutOff(body) if mishap.ending == "truncated" and body else body


class CutOff:
    """A body that ends in the middle; read as httpx does it or as its asynchronous client does."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def __iter__(self) -> Iterator[bytes]:
        from httpcore import RemoteProtocolError

        half = first_half(self._body)
        yield half
        raise RemoteProtocolError(
            "peer closed connection without sending complete message body "
            f"(received {len(half)} bytes, expected {len(self._body)})"
        )

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self:
            yield part
