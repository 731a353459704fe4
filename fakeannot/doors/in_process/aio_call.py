"""A call on a caught channel of `grpc.aio`, as the caller holds it."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Generator
from typing import Any

import grpc

from fakeannot.doors.in_process.channel_wire import (
    CANCELLED,
    DEADLINE_EXCEEDED,
    OK,
    Ending,
    Sent,
    ended,
    ended_in_thread,
    failed,
    one_reply_to_many,
)
from fakeannot.doors.in_process.threads import in_thread


class AioCall(grpc.aio.Call):  # type: ignore[misc]  # grpc has no types
    """A call that ends in the event loop, at the earliest when its maker next waits."""

    def __init__(self, timeout: float | None) -> None:
        self._loop = asyncio.get_event_loop()
        # Cancelled when the call is; else its result is how the call ended.
        self._done: asyncio.Future[Ending] = self._loop.create_future()
        self._deadline = None if timeout is None else time.monotonic() + timeout

    def cancel(self) -> bool:
        return self._done.cancel()

    def cancelled(self) -> bool:
        return self._done.cancelled()

    def done(self) -> bool:
        return self._done.done()

    def add_done_callback(self, callback: Callable[[Any], object]) -> None:
        if self._done.done():
            callback(self)
        else:
            self._done.add_done_callback(lambda _: callback(self))

    def time_remaining(self) -> float | None:
        return None if self._deadline is None else max(0, self._deadline - time.monotonic())

    async def initial_metadata(self) -> grpc.aio.Metadata:
        await self._ending()
        return grpc.aio.Metadata()

    async def trailing_metadata(self) -> grpc.aio.Metadata:
        await self._ending()
        return grpc.aio.Metadata()

    async def code(self) -> grpc.StatusCode:
        return (await self._ending()).code

    async def details(self) -> str:
        return (await self._ending()).details

    async def debug_error_string(self) -> str:
        return (await self._ending()).debug_error_string

    async def wait_for_connection(self) -> None:
        raise_failure(await self._ending())

    async def _ending(self) -> Ending:
        if not self._done.done():
            # Whoever waits here may be cancelled without the call being.
            await asyncio.wait([self._done])
        return CANCELLED if self._done.cancelled() else self._done.result()

    def _end(self, ending: Ending) -> None:
        """End the call, unless it has ended before."""
        if not self._done.done():
            self._done.set_result(ending)

    def _work(
        self, sent: Sent, answer: Callable[[], Any], arrived: Callable[[Ending], None]
    ) -> None:
        """Have `answer` run, now or in a thread where supplied code may take long."""
        if not sent.may_take_long:
            self._loop.call_soon(arrived, ended(answer))
            return
        in_thread(lambda: self._tell_loop(arrived, ended_in_thread(answer)))

    def _end_at_deadline(self, timeout: float | None) -> None:
        if timeout is not None and timeout > 0:
            timer = self._loop.call_later(timeout, self._end, DEADLINE_EXCEEDED)
            self._done.add_done_callback(lambda _: timer.cancel())

    def _tell_loop(self, arrived: Callable[[Ending], None], ending: Ending) -> None:
        # The loop may be closed by now, and nobody waits any more.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(arrived, ending)


class _Awaited(AioCall):
    """A call with one reply."""

    def __await__(self) -> Generator[Any, None, Any]:
        ending = yield from self._done
        raise_failure(ending)
        return ending.message


class UnaryCall(_Awaited, grpc.aio.UnaryUnaryCall):  # type: ignore[misc]  # grpc has no types
    """One request, one reply."""

    def __init__(self, sent: Sent) -> None:
        super().__init__(sent.timeout)
        self._work(sent, lambda: sent.method.read(sent.answer()), self._end)
        self._end_at_deadline(sent.timeout)


class RefusedCall(_Awaited, grpc.aio.StreamUnaryCall):  # type: ignore[misc]  # grpc has no types
    """Any number of requests, one reply: there is no such RPC."""

    def __init__(self, path: str, timeout: float | None) -> None:
        super().__init__(timeout)
        self._loop.call_soon(self._end, failed(one_reply_to_many(path)))

    async def write(self, request: Any) -> None:
        """Nothing: it is refused anyway."""

    async def done_writing(self) -> None:
        """Nothing: it is refused anyway."""


def raise_failure(ending: Ending) -> None:
    """Tell the caller that a call failed, if it did."""
    if ending is CANCELLED:
        raise asyncio.CancelledError
    if ending.error is not None:
        raise ending.error
    if ending.code is not OK:
        nothing = grpc.aio.Metadata()
        raise grpc.aio.AioRpcError(
            ending.code, nothing, nothing, ending.details, ending.debug_error_string
        )
