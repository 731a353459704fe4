"""A local server for one WSGI app: HTTP/1.1 with keep-alive, on a thread for each connection.

    with LocalServer(app).start() as server:
        requests.get(server.url + "/v2/inputs")

What speaks is told by the first bytes of a connection (`LocalServer.handle`).
"""

from __future__ import annotations

import selectors
import socket
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from fakeannot.doors.local.address import listen, reachable, url_of
from fakeannot.doors.local.connection import IDLE_SECONDS, ClientGone, Connection
from fakeannot.doors.local.connections import Connections
from fakeannot.doors.local.http1 import Http1
from fakeannot.doors.local.http1_text import refusal

if TYPE_CHECKING:
    import ssl

    from _typeshed.wsgi import WSGIApplication

HTTP2_PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
"""What every HTTP/2 client that skips negotiation, gRPC among them, sends first."""

TLS_HANDSHAKE = b"\x16"
"""The first byte of a TLS client, which no other protocol spoken here begins with."""

MAX_CONNECTIONS = 2000
"""How many connections there may be at a time."""

_RETRY_ACCEPT_SECONDS = 0.05
# Ctrl-C does not end a wait without a timeout on Windows.
_WAIT_SECONDS = 0.5


class ServerDied(RuntimeError):
    """A thread of a server ended by an error, which was printed, and is the cause of this one."""


class LocalServer:
    """Serves one WSGI app on one address, loopback unless told otherwise.

    A server listens from `start` to `stop`, and may be started again. The app is called from
    several threads at a time, one for each connection.
    """

    def __init__(
        self,
        app: WSGIApplication,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        log: Callable[[str], None] | None = None,
        max_body_bytes: int = 128 * 1024 * 1024,
        too_large: WSGIApplication | None = None,
        http2: Callable[[Connection], None] | None = None,
        tls: ssl.SSLContext | None = None,
        idle_seconds: float = IDLE_SECONDS,
        max_connections: int = MAX_CONNECTIONS,
    ) -> None:
        """`port` 0 takes any free one; `log` gets one line for each request; larger bodies
        than `max_body_bytes` are refused with 413, by `too_large` if there is such an app, which
        gets the request without its body. `http2` serves a connection that speaks HTTP/2 to its
        end; without it, such are refused. With `tls`, clients may speak TLS, and are told to by
        `url`; those that speak in the clear are answered as well. A client may keep the server
        waiting for `idle_seconds`; connections over `max_connections` are refused with 503.
        """
        self.host = host
        self.port = port
        self._app = app
        self._log = log
        self._max_body_bytes = max_body_bytes
        self._too_large = too_large
        self._http2 = http2 or _refuse_http2
        self._tls = tls
        self._wanted_port = port
        self._life = threading.Lock()
        self._stopped = threading.Event()
        self._stopped.set()
        self._connections = Connections(self.handle, idle_seconds, max_connections)

    @property
    def url(self) -> str:
        """Where a client on this machine reaches the server, such as `http://127.0.0.1:8080`.

        With TLS, such as `https://localhost:8080`.
        """
        return self.url_for("")

    def url_for(self, named: str) -> str:
        """The same for a client elsewhere, by what it calls this host if any name will do."""
        return url_of(reachable(self.host, named), self.port, tls=self._tls is not None)

    @property
    def reachable_at(self) -> tuple[str, int]:
        """The host and port where a client on this machine reaches the server."""
        return reachable(self.host), self.port

    def start(self) -> LocalServer:
        """Listens, serves in a daemon thread and returns; does nothing when already started.

        Raises `AddressInUse`, and `OSError` for an address that is not to be had otherwise.
        """
        with self._life:
            if self._stopped.is_set():
                self._listener = listen(self.host, self._wanted_port)
                self.port = self._listener.getsockname()[1]
                self._http1 = Http1(
                    self._app,
                    (self.host, self.port),
                    self._log,
                    self._max_body_bytes,
                    self._too_large,
                )
                self._waker, self._wake = socket.socketpair()
                self._stopped.clear()
                self._acceptor = threading.Thread(
                    target=self._accept, name=f"fakeannot {self.url}", daemon=True
                )
                self._acceptor.start()
        return self

    def stop(self) -> None:
        """Stops listening, lets requests in flight finish for 2 seconds, ends all threads.

        Idle connections are closed at once. Does nothing when not started.

        Raises:
            ServerDied: a thread of the server had ended by an error; all of it has ended now.
        """
        with self._life:
            if self._stopped.is_set():
                return
            try:
                self._end()
            finally:
                self._stopped.set()
        failure, self._connections.failure = self._connections.failure, None
        if failure is not None:
            told = f"a thread of the server at {self.url} ended by an error: {failure!r}"
            raise ServerDied(told) from failure

    def serve_forever(self) -> None:
        """Serves until `stop` is called elsewhere, or until Ctrl-C, which is raised on.

        Starts the server if need be, and raises what `start` and `stop` raise.
        """
        with self:
            self.wait()

    def wait(self) -> None:
        """Returns once it is stopped elsewhere, or accepts nothing any more, as `stop` then tells.

        Ctrl-C is raised on, and stops nothing.
        """
        while not self._stopped.wait(_WAIT_SECONDS) and self._acceptor.is_alive():
            pass

    def __enter__(self) -> LocalServer:
        return self.start()

    def __exit__(self, _: object, error: BaseException | None, traceback: object) -> None:
        try:
            self.stop()
        except ServerDied:
            # What came of it is nearer to who asked.
            if error is None:
                raise

    def handle(self, connection: Connection) -> None:
        """Serves one connection to its end, in the protocol its first bytes announce."""
        if self._tls is not None and connection.peek() == TLS_HANDSHAKE:
            self._secure(connection, self._tls)
        if connection.reader.starts_with(HTTP2_PREFACE):
            # Not for us to say when a client keeps it waiting.
            connection.begin_answer()
            self._http2(connection)
        elif connection.reader.buffered.startswith(TLS_HANDSHAKE):
            self._write_log(f"{connection.peer[0]} speaks TLS, which is not spoken here")
            _refuse_tls(connection)
        else:
            self._http1.serve(connection)

    def _secure(self, connection: Connection, context: ssl.SSLContext) -> None:
        try:
            connection.secure(context)
        except ClientGone as gone:
            self._write_log(f"TLS with {connection.peer[0]} failed: {gone}")
            raise

    def _write_log(self, line: str) -> None:
        if self._log is not None:
            self._log(line)

    def _accept(self) -> None:
        try:
            self._accept_all()
        except BaseException as error:
            self._connections.failure = error
            # Clients are not to wait for what nobody accepts.
            self._listener.close()
            raise

    def _accept_all(self) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._listener, selectors.EVENT_READ)
            selector.register(self._wake, selectors.EVENT_READ)
            while all(key.fileobj is self._listener for key, _ in selector.select()):
                try:
                    sock, address = self._listener.accept()
                except BlockingIOError:
                    continue
                except OSError:
                    # Out of file descriptors, as a rule: others end soon.
                    time.sleep(_RETRY_ACCEPT_SECONDS)
                    continue
                self._connections.begin(sock, (address[0], str(address[1])))

    def _end(self) -> None:
        self._waker.send(b"!")
        self._acceptor.join()
        self._connections.finish()
        for sock in (self._waker, self._wake, self._listener):
            sock.close()
        self._connections.end()


def _refuse_http2(connection: Connection) -> None:
    connection.send(refusal(505, "this address speaks HTTP/1.1, not HTTP/2 and so not gRPC"))
    connection.linger()


def _refuse_tls(connection: Connection) -> None:
    # What is no TLS makes every client give up, and most say that the other side speaks none.
    connection.send(refusal(400, "this address speaks no TLS: use http:// or a plaintext channel"))
    connection.linger()
