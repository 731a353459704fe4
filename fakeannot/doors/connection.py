"""One accepted connection: its socket, what was read from it, and how it ends."""

from __future__ import annotations

import contextlib
import socket
import time

from fakeannot.doors.reader import Reader

IDLE_SECONDS = 60.0
"""How long a client may keep the server waiting, for a request or within one, in seconds."""

LINGER_SECONDS = 2.0
"""How long a client may go on sending after its last reply, in seconds."""

_DISCARD_BYTES = 256 * 1024


class ClientGone(Exception):
    """The client hung up, or kept the server waiting for too long: nobody is left to answer."""


class Connection:
    """A client's connection, used by one thread and told to finish by another.

    While `idle`, between two requests, it can be ended at once; otherwise `closing` asks the
    thread that uses it to end it after the reply it is at.

    Attributes:
        sock: the socket, for who takes the connection over.
        reader: what was received of it, and what is to come.
        peer: the client's host and port.
    """

    def __init__(self, sock: socket.socket, peer: tuple[str, str]) -> None:
        """Takes over `sock`, just accepted from `peer`, a host and a port."""
        # A reply must not wait for the acknowledgement of an earlier one: Nagle costs 40 ms.
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.settimeout(IDLE_SECONDS)
        self.peer = peer
        self.reader = Reader(self._receive)
        self.idle = True
        self.closing = False
        self.sock = sock

    def send(self, data: bytes) -> None:
        """Sends all of `data`; raises `ClientGone`."""
        try:
            self.sock.sendall(data)
        except OSError as error:
            raise ClientGone from error

    def finish(self) -> None:
        """Ends the connection now if idle, else after the reply in progress. From any thread."""
        # The order matters: the user sets idle, then looks at closing. So one of both is seen.
        self.closing = True
        if self.idle:
            self._shut(socket.SHUT_RD)

    def abort(self) -> None:
        """Ends the connection now, whatever it is doing. From any thread."""
        self.closing = True
        self._shut(socket.SHUT_RDWR)

    def linger(self) -> None:
        """Sends no more, and waits a while for the client to hang up.

        Closing with bytes unread would reset the connection, and the client lose the reply.
        """
        self.idle = True
        self._shut(socket.SHUT_WR)
        deadline = time.monotonic() + LINGER_SECONDS
        with contextlib.suppress(OSError):
            while not self.closing and (left := deadline - time.monotonic()) > 0:
                self.sock.settimeout(left)
                if not self.sock.recv(_DISCARD_BYTES):
                    return

    def close(self) -> None:
        """Gives the socket back. Only the thread that uses the connection may do this."""
        self.sock.close()

    def _receive(self, size: int) -> bytes:
        try:
            data = self.sock.recv(size)
        except OSError as error:
            raise ClientGone from error
        self.idle = False
        return data

    def _shut(self, how: int) -> None:
        # Already ended by the client, or closed by its thread: nothing left to do.
        with contextlib.suppress(OSError):
            self.sock.shutdown(how)
