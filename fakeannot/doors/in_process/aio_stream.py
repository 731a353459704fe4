"""A call on a caught channel of `grpc.aio` that is answered with any number of replies."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterable, AsyncIterator, Iterable
from functools import partial
from typing import Any

import grpc

from fakeannot.doors.in_process.aio_call import AioCall, raise_failure
from fakeannot.doors.in_process.channel_wire import OK, Ending, Method, Sent, failed
from fakeannot.doors.rpc import RpcFailure

_LOG = logging.getLogger(__name__)

_MIXED = "The iterator and read/write APIs may not be mixed on a single RPC."
_FINISHED = "RPC already finished."
_CLOSED = 'RPC is half closed after calling "done_writing".'


class Replies(AioCall):
    """A call whose replies are iterated over or read, and not both."""

    def __init__(self, sent: Sent) -> None:
        super().__init__(sent.timeout)
        self._method: Method = sent.method
        self._replies: deque[bytes] = deque()
        self._last: Ending | None = None
        self._news: asyncio.Future[None] = self._loop.create_future()
        self._done.add_done_callback(lambda _: self._tell())
        self._iterator: AsyncIterator[Any] | None = None
        self._is_read = False
        self._end_at_deadline(sent.timeout)

    def __aiter__(self) -> AsyncIterator[Any]:
        if self._is_read:
            raise grpc.aio.UsageError(_MIXED)
        if self._iterator is None:
            self._iterator = self._each()
        return self._iterator

    async def read(self) -> Any:
        if self._iterator is not None:
            raise grpc.aio.UsageError(_MIXED)
        self._is_read = True
        return await self._next()

    def _arrived(self, ending: Ending) -> None:
        """Keep the replies of the last request, and the ending that comes after them."""
        self._replies += ending.message or ()
        self._last = ending._replace(message=None)
        self._tell()

    def _tell(self) -> None:
        """Wake those who wait for replies or for the end."""
        news, self._news = self._news, self._loop.create_future()
        news.set_result(None)

    async def _each(self) -> AsyncIterator[Any]:
        while (message := await self._next()) is not grpc.aio.EOF:
            yield message

    async def _next(self) -> Any:
        """The next reply, EOF after the last one."""
        try:
            await asyncio.sleep(0)
            while not (self._replies or self._last or self._done.done()):
                await asyncio.shield(self._news)
        except asyncio.CancelledError:
            self.cancel()
            raise
        if self._replies and not self._done.done():
            return self._read(self._replies.popleft())
        if self._last is not None:
            self._end(self._last)
        raise_failure(await self._ending())
        return grpc.aio.EOF

    def _read(self, wire: bytes) -> Any:
        try:
            return self._method.read(wire)
        except RpcFailure as failure:
            self._end(failed(failure))
            raise_failure(failed(failure))

    async def _ending(self) -> Ending:
        """How it ended; asked for early, how it is going to end once all is read."""
        while self._last is None and not self._done.done():
            await asyncio.shield(self._news)
        if self._last is not None and not self._done.done():
            return self._last
        return await super()._ending()


class StreamCall(Replies, grpc.aio.UnaryStreamCall):  # type: ignore[misc]  # grpc has no types
    """One request, any number of replies."""

    def __init__(self, sent: Sent) -> None:
        super().__init__(sent)
        self._work(sent, lambda: list(sent.stream()), self._arrived)


class BothWaysCall(Replies, grpc.aio.StreamStreamCall):  # type: ignore[misc]  # grpc has no types
    """Any number of requests, each answered with any number of replies.

    Args:
        sent: the call without a request.
        requests: the requests; None if they are going to be written.

    Attributes:
        answering: has the requests answered as they come.
    """

    def __init__(self, sent: Sent, requests: AsyncIterable[Any] | Iterable[Any] | None) -> None:
        super().__init__(sent)
        self._written: asyncio.Queue[Any] = asyncio.Queue()
        self._half_closed = requests is not None
        self.answering = self._loop.create_task(
            self._answer(sent, _each(requests) if requests is not None else self._from_queue())
        )
        self._done.add_done_callback(lambda _: self.answering.cancel())

    async def write(self, request: Any) -> None:
        if self.done():
            raise asyncio.InvalidStateError(_FINISHED)
        if self._half_closed:
            raise asyncio.InvalidStateError(_CLOSED)
        self._written.put_nowait(request)

    async def done_writing(self) -> None:
        self._half_closed = True
        self._written.put_nowait(grpc.aio.EOF)

    async def _from_queue(self) -> AsyncIterator[Any]:
        while (request := await self._written.get()) is not grpc.aio.EOF:
            yield request

    async def _answer(self, sent: Sent, requests: AsyncIterator[Any]) -> None:
        """Have the requests answered; as grpcio does, cancel the call if they fail."""
        try:
            self._arrived(await self._answered(sent, requests))
        except Exception:
            _LOG.exception("Exception iterating requests!")
            self.cancel()

    async def _answered(self, sent: Sent, requests: AsyncIterator[Any]) -> Ending:
        """Keep the replies to one request after the other, until one fails."""
        async for request in requests:
            one = sent._replace(wire=self._method.written(request) or b"")
            answered: asyncio.Future[Ending] = self._loop.create_future()
            self._work(one, partial(_all, one), partial(_settle, answered))
            ending = await answered
            if ending.code is not OK:
                return ending
            self._replies += ending.message
            self._tell()
        return Ending(OK)


async def _each(requests: AsyncIterable[Any] | Iterable[Any]) -> AsyncIterator[Any]:
    if isinstance(requests, AsyncIterable):
        async for request in requests:
            yield request
    else:
        for request in requests:
            yield request


def _all(sent: Sent) -> list[bytes]:
    return list(sent.stream())


def _settle(answered: asyncio.Future[Ending], ending: Ending) -> None:
    if not answered.cancelled():
        answered.set_result(ending)
