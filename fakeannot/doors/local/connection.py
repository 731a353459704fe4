"""One accepted connection: its socket, what was read from it, and how it ends."""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading
import time
from typing import TYPE_CHECKING

from fakeannot.doors.local.reader import Reader

if TYPE_CHECKING:
    import ssl

IDLE_SECONDS = 60.0
"""How long a client may keep the server waiting, for a request or for all of one, in seconds."""

STALLED_SECONDS = 0.2
"""How long after its last byte half a request is still waited for when the server stops."""

LINGER_SECONDS = 2.0
"""How long a client may go on sending after its last reply, in seconds."""

_DISCARD_BYTES = 256 * 1024
_SHORTEST_SECONDS = 0.001


class ClientGone(Exception):
    """The client hung up, or kept the server waiting for too long: nobody is left to answer."""


class Connection:
    """A client's connection, used by one thread and told to finish by another.

    While `idle`, between two requests, it can be ended at once; otherwise `closing` asks the
    thread that uses it to end it after the reply it is at. A request has to be there as a whole
    within the seconds that a client may be idle, however slowly it comes.

    Attributes:
        sock: the socket, for who takes the connection over.
        reader: what was received of it, and what is to come.
        peer: the client's host and port.
        scheme: "http", or "https" once the connection is `secure`.
    """

    def __init__(
        self, sock: socket.socket, peer: tuple[str, str], idle_seconds: float = IDLE_SECONDS
    ) -> None:
        """Takes over `sock`, just accepted from `peer`, a host and a port."""
        # A reply must not wait for the acknowledgement of an earlier one: Nagle costs 40 ms.
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.settimeout(idle_seconds)
        self.peer = peer
        self._idle_seconds = idle_seconds
        # When the request that has begun has to be there; None while none has.
        self._due: float | None = None
        self._hurried = False
        self._heard = 0.0
        self._reading = True
        self.reader = Reader(self._receive)
        self.idle = True
        self.closing = False
        self.sock = sock
        self.scheme = "http"
        self._tls: ssl.SSLSocket | None = None
        self._aborted = threading.Event()
        self._late = False

    def begin_answer(self) -> None:
        """A request has been read as a whole."""
        self._reading, self._due = False, None
        if self._hurried:
            self._hurried = False
            with contextlib.suppress(OSError):
                self.sock.settimeout(self._idle_seconds)

    def await_request(self) -> None:
        """A request has been answered, and another may come."""
        self._heard = time.monotonic()
        self._reading = True
        self.idle = not self.reader.buffered

    def stalls(self) -> bool:
        """Whether nobody is to be waited for any more. From any thread.

        That is a client that stopped halfway through a request, a while ago, or one that has hung
        up before an answer which is to be late.
        """
        if self._late:
            return self._has_hung_up()
        return self._reading and time.monotonic() - self._heard > STALLED_SECONDS

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
        # Only now: a late answer that goes on before would still be sent.
        self._aborted.set()

    def wait(self, seconds: float) -> None:
        """Lets so much time pass before an answer, or less if the connection is ended meanwhile."""
        self._late = True
        self._aborted.wait(seconds)
        self._late = False

    def linger(self) -> None:
        """Sends no more, and waits a while for the client to hang up.

        Closing with bytes unread would reset the connection, and the client lose the reply.
        """
        self.idle = True
        deadline = time.monotonic() + LINGER_SECONDS
        self._end_tls()
        self._shut(socket.SHUT_WR)
        self._await_end(deadline)

    def keep_silent(self) -> None:
        """Sends nothing more, and waits for the client to give up, not longer than for others."""
        self.idle = True
        self._await_end(time.monotonic() + self._idle_seconds)

    def close(self) -> None:
        """Gives the socket back. Only the thread that uses the connection may do this."""
        self.sock.close()

    def _receive(self, size: int) -> bytes:
        try:
            if self._due is not None:
                self._hurried = True
                self.sock.settimeout(max(self._due - time.monotonic(), _SHORTEST_SECONDS))
            data = self.sock.recv(size)
        except OSError as error:
            raise ClientGone from error
        self.idle = False
        self._heard = time.monotonic()
        if self._due is None:
            self._due = self._heard + self._idle_seconds
        return data

    def _await_end(self, deadline: float) -> None:
        with contextlib.suppress(OSError):
            while not self.closing and (left := deadline - time.monotonic()) > 0:
                self.sock.settimeout(left)
                # Past TLS: what comes is not looked at.
                if not socket.socket.recv(self.sock, _DISCARD_BYTES):
                    return

    def _has_hung_up(self) -> bool:
        # Closed meanwhile, by its thread: not to be waited for long.
        with contextlib.suppress(OSError, ValueError), selectors.DefaultSelector() as selector:
            selector.register(self.sock, selectors.EVENT_READ)
            if selector.select(0):
                # Past TLS, as above.
                return not socket.socket.recv(self.sock, 1, socket.MSG_PEEK)
        return False

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
