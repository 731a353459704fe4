"""The calls that a fake was sent: what is kept of each, and of how many.

What is kept is what went over the wire, as bytes; it is read when somebody looks. The value of
Authorization is never among it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Set
from itertools import islice
from threading import Lock
from typing import NamedTuple
from urllib.parse import quote

from fakeannot.service.replies import Refused
from fakeannot.store.world import Key

DOORS = ("requests", "httpx", "aiohttp", "wsgi", "http", "grpc-web", "channel", "grpc")
"""Where a call may come in: caught in process, a WSGI client, the server; so for gRPC."""

_RECORD_BYTES = 700
"""What a record takes besides the bytes of request and answer, and what is said there, about."""

_LENGTH_BYTES = 4

# One for all logs, which hold it for no longer than a microsecond or so.
_LOCK = Lock()


class CallRecord(NamedTuple):
    """One call, as it came and as it was answered.

    Attributes:
        door: where it came in, one of `DOORS`.
        rpc: what was called; empty for a path that is no RPC's.
        method: the HTTP method; empty for gRPC.
        segments: those of the path, decoded.
        query: of the URL, as it was sent.
        request: the body, or the gRPC message.
        at: when it was answered, in nanoseconds of the fake's clock.
        seconds: how long the answer took to make.
        status: the HTTP status; for gRPC the number of the gRPC status; 0 if an error came of it.
        code: the Clarifai status code; 0 where the answer has none.
        details: what the status says besides.
        answer: the body, or the gRPC message; those of a stream as `framed` has them.
        req_id: of the answer.
        caller: the user who called; empty if the call got in as nobody.
        refused: what was refused, the whole call or items of it.
        rules: the rules that the answer rested on, if the fake was traced.
        error: what a supplied handler raised instead of an answer.
        shortened: whether request and answer were too large to be kept.
        key: what the key opens that a refused call came with, if it is registered; not its text.
        fault: what went wrong because the fake was told so, such as `reply_lost`; request and
            answer are as they were, whatever of them got lost.
    """

    door: str
    rpc: str
    method: str
    segments: tuple[str, ...]
    query: str
    request: bytes
    at: int
    seconds: float
    status: int
    code: int = 0
    details: str = ""
    answer: bytes = b""
    req_id: str = ""
    caller: str = ""
    refused: tuple[Refused, ...] = ()
    rules: Set[str] | None = None
    error: str = ""
    shortened: bool = False
    key: Key | None = None
    fault: str = ""

    @property
    def path(self) -> str:
        """The path and the query, as a URL has them."""
        path = "/" + "/".join(quote(segment, safe="") for segment in self.segments)
        return f"{path}?{self.query}" if self.query else path

    @property
    def over_grpc(self) -> bool:
        """Whether request and answer are gRPC messages, not HTTP bodies."""
        return not self.method

    @property
    def size(self) -> int:
        """About how many bytes the record takes."""
        said = len(self.query) + len(self.details)  # what was refused is often told at length
        return _RECORD_BYTES + len(self.request) + len(self.answer) + said


def framed(messages: Iterable[bytes]) -> bytes:
    """The messages of a stream in one piece: each behind its length, of four bytes."""
    return b"".join(len(one).to_bytes(_LENGTH_BYTES, "big") + one for one in messages)


def unframed(stream: bytes) -> Iterator[bytes]:
    """The messages that `framed` made one piece of."""
    while stream:
        end = _LENGTH_BYTES + int.from_bytes(stream[:_LENGTH_BYTES], "big")
        yield stream[_LENGTH_BYTES:end]
        stream = stream[end:]


class CallLog:
    """The latest calls, as many as fit into so many bytes.

    Attributes:
        limit: how many bytes; with 0 nothing is kept.
        count: how many calls there were, kept or not.
        cleared: how many of them were put away because nobody wants them any more.
    """

    __slots__ = ("_records", "_size", "cleared", "count", "limit")

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.count = 0
        self.cleared = 0
        self._records: deque[CallRecord] = deque()
        self._size = 0

    def __len__(self) -> int:
        return len(self._records)

    def forgotten(self, since: int = 0) -> int:
        """How many were not kept for want of room, of those after the call of that number."""
        with _LOCK:
            gone = self.count - len(self._records)
            return max(gone - max(since, self.cleared), 0)

    def since(self, number: int) -> Iterator[tuple[int, CallRecord]]:
        """What came after the call of that number and is there now, each with its own from 1."""
        with _LOCK:
            gone = self.count - len(self._records)
            first = max(number - gone, 0)
            return enumerate(tuple(islice(self._records, first, None)), gone + first + 1)

    def add(self, record: CallRecord) -> None:
        """Note a call, and forget the oldest that do not fit."""
        size = record.size
        if size > self.limit:
            record = record._replace(request=b"", answer=b"", shortened=True)
            size = record.size
        with _LOCK:
            self.count += 1
            self._records.append(record)
            self._size += size
            while self._size > self.limit and self._records:
                self._size -= self._records.popleft().size

    def clear(self) -> None:
        """Put all calls away; those to come are numbered on."""
        with _LOCK:
            self._records.clear()
            self._size, self.cleared = 0, self.count

    def emptied(self) -> CallLog:
        """A log without these calls, in which those to come are numbered on."""
        empty = CallLog(self.limit)
        empty.count = empty.cleared = self.count
        return empty

    def copy(self) -> CallLog:
        """The same calls, to go on apart from these."""
        copied = CallLog(self.limit)
        with _LOCK:
            copied.count, copied.cleared, copied._size = self.count, self.cleared, self._size
            copied._records = self._records.copy()
        return copied
