"""The gRPC server behind a local server's address, started with the first client that needs it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from fakeannot.doors.local.connection import IDLE_SECONDS, ClientGone, Connection

if TYPE_CHECKING:
    from collections.abc import Callable

    from fakeannot.doors.local.grpc_server import GrpcServer
    from fakeannot.doors.rpc import RpcAnswers

_LOOPBACK = "127.0.0.1"


class GrpcBackend:
    """Answers connections that speak HTTP/2, by relaying them to a gRPC server on loopback.

    grpcio cannot take over a connection that was accepted elsewhere, so that its server listens
    on a port of its own. Nothing of grpc is imported before the first such connection.
    """

    def __init__(
        self,
        door: RpcAnswers,
        log: Callable[[str], None] | None,
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        """`log` gets one line for each call; `idle_seconds` is how long a client may be silent."""
        self._door = door
        self._log = log
        self._idle_seconds = idle_seconds
        self._life = threading.Lock()
        self._server: GrpcServer | None = None
        self._port = 0
        self._stopped = True

    def start(self) -> None:
        """Be ready for connections."""
        with self._life:
            self._stopped = False

    def serve(self, connection: Connection) -> None:
        """Serve a connection to its end; raises `ClientGone`."""
        from fakeannot.doors.local.relay import relay

        relay(connection, (_LOOPBACK, self._listening()))

    def stop(self) -> None:
        """Let calls in flight finish for a while, then end all connections."""
        with self._life:
            self._stopped = True
            server, self._server = self._server, None
        if server is not None:
            server.stop()

    def _listening(self) -> int:
        """The port of the server, which is started if need be."""
        with self._life:
            if self._stopped:
                raise ClientGone
            if self._server is None:
                from fakeannot.doors.local.grpc_server import GrpcServer

                server = GrpcServer(self._door, self._log, self._idle_seconds)
                self._port = server.listen(_LOOPBACK)
                server.start()
                self._server = server
            return self._port
