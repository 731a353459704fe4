"""Buffered reading of requests, and the error for what cannot be read.

A `Reader` asks for bytes through the function it was given, so the same code runs on a connection
and, in the tests, on byte strings cut at any place.
"""

from __future__ import annotations

from collections.abc import Callable

_RECEIVE_BYTES = 64 * 1024
_RECEIVE_BODY_BYTES = 256 * 1024


class RequestError(Exception):
    """A request that cannot be read; the reply is `status` and the connection ends after it."""

    def __init__(self, status: int, details: str) -> None:
        """`status` is the HTTP status of the reply, `details` one sentence for its reader."""
        super().__init__(f"{status}: {details}")
        self.status = status
        self.details = details


class Reader:
    """Buffered reading from a function that gives at most so many bytes, and `b""` at the end."""

    def __init__(self, receive: Callable[[int], bytes]) -> None:
        """`receive(size)` waits for 1 to `size` bytes and gives `b""` once there are no more."""
        self._receive = receive
        self._buffer = bytearray()
        self._at = 0

    @property
    def buffered(self) -> bytes:
        """What was received and not yet read."""
        return bytes(self._buffer[self._at :])

    def starts_with(self, preface: bytes) -> bool:
        """Whether `preface` comes next; waits only while that is still open, and reads nothing."""
        while len(held := self.buffered) < len(preface) and preface.startswith(held):
            if not self._fill():
                return False
        return held.startswith(preface)

    def until(self, marker: bytes, limit: int) -> bytes | None:
        """The bytes before `marker`, which is read too; None when the end comes first.

        Raises `RequestError` 431 when the marker is not among the first `limit` bytes.
        """
        searched = 0
        while (end := self._buffer.find(marker, self._at + searched)) < 0:
            held = len(self._buffer) - self._at
            if held >= limit + len(marker):
                raise _too_long(limit)
            # Not from the start again: a head that comes byte by byte would take for ever.
            searched = max(0, held - len(marker) + 1)
            if not self._fill():
                return None
        if end - self._at > limit:
            raise _too_long(limit)
        return self._take(end, len(marker))

    def exactly(self, size: int) -> bytes:
        """The next `size` bytes; `RequestError` 400 when the end comes first."""
        end = self._at + size
        if end <= len(self._buffer):
            return self._take(end)
        parts = [self._take(len(self._buffer))]
        missing = size - len(parts[0])
        while missing:
            data = self._receive(min(missing, _RECEIVE_BODY_BYTES))
            if not data:
                raise ended()
            parts.append(data)
            missing -= len(data)
        return b"".join(parts)

    def _take(self, end: int, skip: int = 0) -> bytes:
        taken = bytes(self._buffer[self._at : end])
        self._at = end + skip
        return taken

    def _fill(self) -> bool:
        data = self._receive(_RECEIVE_BYTES)
        if self._at:
            del self._buffer[: self._at]
            self._at = 0
        self._buffer += data
        return bool(data)


def ended() -> RequestError:
    """The error for a client that stops sending before its request is complete."""
    return RequestError(400, "the connection ended in the middle of a request")


def _too_long(limit: int) -> RequestError:
    return RequestError(431, f"the header section is longer than {limit} bytes")
