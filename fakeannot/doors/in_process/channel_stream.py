"""A call on a caught channel that is answered with any number of replies."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

from fakeannot.doors.in_process.channel_call import LiveCall, reply_of
from fakeannot.doors.in_process.channel_wire import (
    OK,
    Ending,
    Method,
    Sent,
    ended,
    ended_in_thread,
    failed,
)
from fakeannot.doors.in_process.threads import in_thread
from fakeannot.doors.rpc import RpcFailure


class StreamCall(LiveCall):
    """A call to iterate over; it ends with its last reply, or when its end is asked for."""

    def __init__(self, method: Method, timeout: float | None = None) -> None:
        super().__init__(timeout)
        self._method = method
        self._replies: deque[bytes] = deque()
        self._last: Ending | None = None

    def begin(self, sent: Sent) -> None:
        """Have the call answered: at once, or in a thread where supplied code may take long."""
        if sent.may_take_long:
            self.begin_in_thread(sent.stream, sent.timeout)
        else:
            self._arrived(ended(lambda: self._keep(sent.stream())))

    def begin_in_thread(self, stream: Callable[[], Iterable[bytes]], timeout: float | None) -> None:
        """Have replies gathered while the caller reads them."""
        in_thread(lambda: self._arrived(ended_in_thread(lambda: self._keep(stream()))))
        self._end_at_deadline(timeout)

    def ending(self, timeout: float | None = None) -> Ending:
        with self._changed:
            self._changed.wait_for(lambda: self._last or self._ending, timeout)
        if self._last is not None:
            self.end(self._last)
        return super().ending(0)

    def __iter__(self) -> StreamCall:
        return self

    def __next__(self) -> Any:
        wire = self._next_wire()
        if wire is None:
            ending = self.ending()
            raise StopIteration if ending.code is OK else ending.error or self
        try:
            return reply_of(self._method, wire)
        except RpcFailure as failure:
            self._replies.clear()
            self.end(failed(failure))
            raise self from None

    def _next_wire(self) -> bytes | None:
        """The next reply, as soon as it is there; None if there is none any more."""
        with self._changed:
            self._changed.wait_for(lambda: self._replies or self._last or self._ending)
            # One whose end was asked for early still has replies to give; not so a cancelled one.
            readable = self._ending in (None, self._last)
            return self._replies.popleft() if self._replies and readable else None

    def _arrived(self, last: Ending) -> None:
        """Keep how it ended, for when the replies before are read."""
        with self._changed:
            self._last = last
            self._changed.notify_all()

    def _keep(self, wires: Iterable[bytes]) -> None:
        """Keep what comes for the caller, who may end the call before it has all come."""
        for wire in wires:
            with self._changed:
                if self._ending is not None:
                    return
                self._replies.append(wire)
                self._changed.notify_all()
