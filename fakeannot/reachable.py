"""The doors of a fake, as methods: interception, test client, server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from warnings import warn

if TYPE_CHECKING:
    from typing_extensions import Self
    from werkzeug.test import Client

    from fakeannot.dispatch import Dispatcher
    from fakeannot.doors.local.serving import FakeServer
    from fakeannot.doors.rest import RestDoor
    from fakeannot.doors.rpc import RpcDoor
    from fakeannot.doors.wsgi import WsgiApp
    from fakeannot.settings import Settings
    from fakeannot.testing.trace import Trace
    from fakeannot.worlds.worlds import Worlds


class Reachable:
    """What a fake can be reached through.

    Attributes:
        settings: how the fake behaves.
        wsgi_app: the fake as a WSGI application.
        worlds: those that its servers and the WSGI application have besides the fake itself, by
            name; a call says which it is for in the header X-Fakeannot-World.
    """

    settings: Settings
    wsgi_app: WsgiApp
    worlds: Worlds
    _dispatcher: Dispatcher
    _door: RestDoor
    _rpc_door: RpcDoor

    def intercept(self) -> AbstractContextManager[Self]:
        """While active, calls to `*.clarifai.com` by requests, httpx, aiohttp or gRPC come here."""
        from fakeannot.doors.in_process.intercept import Interception

        return Interception(self, self._door, lambda: self._rpc_door)

    def client(self) -> Client:
        """A werkzeug test client on the WSGI app."""
        from werkzeug.test import Client

        return Client(self.wsgi_app)

    @contextmanager
    def serve(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        grpc_port: int | None = None,
        log: Callable[[str], None] | None = None,
        tls: bool = False,
        ca_file: str | Path | None = None,
        public_url: str | None = None,
    ) -> Iterator[FakeServer]:
        """Serve over HTTP and gRPC on a local address while active.

        Of what it gives, `.url` and `.grpc_target` say where, and `.env` has the environment
        variables that point the official clients there.

        Args:
            port: where both are spoken; 0 takes any free one.
            grpc_port: where both are spoken besides, such as 18080, which is the default of
                Clarifai's insecure channels.
            log: is given a line for each request and call.
            tls: whether to speak TLS as well, under a certificate authority made for this server;
                `.url` then begins with https.
            ca_file: where to write what clients have to trust, and a wish for TLS too; `.ca_file`
                says where it is: in a temporary file if none is given.
            public_url: where clients call it, such as `http://fake.test:8080`, if that is a proxy
                which passes their calls on: hosted media and the variables then say this one.

        Warns:
            ServedToOthers: other machines may reach the host.

        Raises:
            AddressInUse: something else listens there.
            TlsUnavailable: TLS needs the package trustme, which is not installed.
            ServerDied: at the end: a thread of the server had ended by an error.
        """
        from fakeannot.doors.local.exposure import ServedToOthers, is_for_others
        from fakeannot.doors.local.serving import FakeServer

        if is_for_others(host):
            # Past this generator and the context manager that is made of it.
            warn(ServedToOthers(host, self.settings), stacklevel=3)
        with FakeServer(
            self.worlds,
            host,
            port,
            grpc_port=grpc_port,
            log=log,
            tls=tls,
            ca_file=Path(ca_file) if ca_file is not None else None,
            public_url=public_url,
        ) as server:
            before = self._dispatcher.media_base
            self.worlds.host_media_at(server.public_url)
            try:
                yield server
            finally:
                self.worlds.host_media_at(before)

    def trace(self) -> Trace:
        """Note from now on which rules of the ledger each answer rests on, see `rules`.

        It makes every answer a few times slower; a fake that is not traced pays nothing.
        """
        from fakeannot.testing.trace import Trace

        return Trace(self._dispatcher)
