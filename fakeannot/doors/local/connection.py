"""One accepted connection: its socket, what was read from it, and how it ends."""

from __future__ import annotations

import contextlib
import socket
import time
from typing import TYPE_CHECKING

from fakeannot.doors.local.reader import Reader

if TYPE_CHECKING:
    import ssl

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
        scheme: "http", or "https" once the connection is `secure`.
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
        self.scheme = "http"
        self._tls: ssl.SSLSocket | None = None

    def peek(self) -> bytes:
        """The first byte to come, which stays there; none at the end. Raises `ClientGone`."""
        try:
            return self.sock.recv(1, socket.MSG_PEEK)
        except OSError as error:
            raise ClientGone from error

    def secure(self, context: ssl.SSLContext) -> None:
        """Speak TLS from here on; raises `ClientGone`, with the reason, if the client cannot."""
        try:
            # The handshake waits until finish() and abort() know of the new socket.
            self._tls = context.wrap_socket(
                self.sock, server_side=True, do_handshake_on_connect=False
            )
            self.sock, self.scheme = self._tls, "https"
            if self.closing:
                raise ClientGone("the server stops")
            self._tls.do_handshake()
        except OSError as error:
            raise ClientGone(str(error)) from error

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
        deadline = time.monotonic() + LINGER_SECONDS
        self._end_tls()
        self._shut(socket.SHUT_WR)
        with contextlib.suppress(OSError):
            while not self.closing and (left := deadline - time.monotonic()) > 0:
                self.sock.settimeout(left)
                # Past TLS, which is over: what comes is not looked at.
                if not socket.socket.recv(self.sock, _DISCARD_BYTES):
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

    def _end_tls(self) -> None:
        """Tell a TLS client that this is the end, or it has to take the reply for cut short."""
        if self._tls is not None:
            with contextlib.suppress(OSError):
                self._tls.settimeout(LINGER_SECONDS)
                # This also waits for the client to say the same, to hang up or to send on.
                self._tls.unwrap()

    def _shut(self, how: int) -> None:
        # Already ended by the client, or closed by its thread: nothing left to do.
        with contextlib.suppress(OSError):
            # Not its own shutdown(): that of a TLS socket goes on in the clear.
            socket.socket.shutdown(self.sock, how)
