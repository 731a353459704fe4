"""The connections of a server, and the threads that serve them, from the first to the last."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterable, Mapping

from fakeannot.doors.local.connection import ClientGone, Connection
from fakeannot.doors.local.http1_text import refusal
from fakeannot.doors.waiting import wait_here_by

STOP_SECONDS = 2.0
"""How long requests in flight may take to finish when the server stops, in seconds."""

_ABORT_SECONDS = 0.5
_LOOK_SECONDS = 0.05
_FEW = 16
_DISCARD_BYTES = 64 * 1024


class Connections:
    """Each with a thread of its own. One thread alone begins them, and another may end them all.

    Attributes:
        threads: by connection; of those that have ended, some are still there.
        failure: the latest error by which a thread ended that should have ended otherwise.
    """

    def __init__(self, serve: Callable[[Connection], None], idle_seconds: float, most: int) -> None:
        """`serve` serves one to its end; a client may keep it waiting for `idle_seconds`.

        Those over `most` at a time are refused with 503.
        """
        self.threads: dict[Connection, threading.Thread] = {}
        self.failure: BaseException | None = None
        self._serve = serve
        self._idle_seconds = idle_seconds
        self._most = most
        self._look_at = 0

    def begin(self, sock: socket.socket, peer: tuple[str, str]) -> None:
        """Serve what was just accepted from `peer`, a host and a port, if there is room for it."""
        if not self._has_room():
            _refuse_one_more(sock, self._most)
            return
        try:
            connection = Connection(sock, peer, self._idle_seconds)
            thread = threading.Thread(target=self._run, args=(connection,), daemon=True)
            thread.start()
        except (OSError, RuntimeError):
            # The client is gone already, or there are as many threads as the system allows.
            sock.close()
            return
        self.threads[connection] = thread

    def finish(self) -> None:
        """Have each end after the reply it is at, or now if it is at none."""
        for connection in self.threads:
            connection.finish()

    def end(self) -> None:
        """Wait a while for all of them to end by themselves, then end those that are left."""
        # An app may stop its own server: the thread it runs in ends by itself, after the reply.
        this = threading.current_thread()
        others = {one: its for one, its in self.threads.items() if its is not this}
        _join_unless_stalled(others)
        for connection in others:
            connection.abort()
        _join(others.values(), _ABORT_SECONDS)
        self.threads = {}

    def _has_room(self) -> bool:
        """Whether there may be one more.

        The ended are dropped here and not by themselves, so that `end` can wait for every thread
        to its very end; not at each time, as looking through them takes longer the more there are.
        """
        if len(self.threads) >= self._look_at:
            self.threads = {one: its for one, its in self.threads.items() if its.is_alive()}
            self._look_at = min(2 * len(self.threads) + _FEW, self._most)
        return len(self.threads) < self._most

    def _run(self, connection: Connection) -> None:
        wait_here_by(connection.wait)
        try:
            self._serve(connection)
        except ClientGone:
            pass
        except BaseException as error:
            self.failure = error
            raise
        finally:
            connection.close()


def _join_unless_stalled(connections: Mapping[Connection, threading.Thread]) -> None:
    """Lets requests in flight finish, and does not wait for those that nobody goes on sending."""
    deadline = time.monotonic() + STOP_SECONDS
    left = dict(connections)
    while left and time.monotonic() < deadline:
        _join(left.values(), _LOOK_SECONDS)
        left = {one: its for one, its in left.items() if its.is_alive() and not one.stalls()}


def _join(threads: Iterable[threading.Thread], seconds: float) -> None:
    """Waits so long at most for all of them together."""
    deadline = time.monotonic() + seconds
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))


def _refuse_one_more(sock: socket.socket, most: int) -> None:
    """Tells a client that there are as many as there may be, without waiting for it."""
    details = f"there are {most} connections, the most there may be (the setting max_connections)"
    with contextlib.suppress(OSError), sock:
        sock.setblocking(False)
        sock.send(refusal(503, details))
        sock.shutdown(socket.SHUT_WR)
        # Closing with bytes unread would reset the connection, and the client lose the reply.
        sock.recv(_DISCARD_BYTES)
