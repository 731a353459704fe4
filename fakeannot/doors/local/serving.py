"""A fake and its worlds on local addresses, over HTTP and gRPC: what `fake.serve()` gives."""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from fakeannot.doors.control import Control
from fakeannot.doors.local.client_env import Variable, variables
from fakeannot.doors.local.grpc_backend import GrpcBackend
from fakeannot.doors.local.http2_probe import answers_http2
from fakeannot.doors.local.public_url import PublicUrl
from fakeannot.doors.local.server import LocalServer, ServerDied
from fakeannot.doors.wsgi import WsgiApp
from fakeannot.worlds.doors import WorldsRestDoor, WorldsRpcDoor

if TYPE_CHECKING:
    from types import TracebackType

    from fakeannot.doors.local.tls import Authority
    from fakeannot.worlds.worlds import Worlds


class TlsUnavailable(ModuleNotFoundError):
    """TLS was asked for, and the package that makes certificates is not installed."""


class FakeServer:
    """A fake's server: every address of it speaks HTTP/1.1 and gRPC, in the clear and over TLS.

    It listens from `start`, or from entering it, to `stop`.
    """

    def __init__(
        self,
        worlds: Worlds,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        grpc_port: int | None = None,
        log: Callable[[str], None] | None = None,
        tls: bool = False,
        ca_file: Path | None = None,
        public_url: str | None = None,
    ) -> None:
        """`port` and `grpc_port` 0 take any free one, `grpc_port` None takes none; `worlds`
        are the fake's, `log` gets one line for each request and call. TLS is spoken if `tls` or
        `ca_file` ask for it; without the latter its authority's certificate is in a temporary
        one. `public_url` is where a proxy has clients call it.

        Raises:
            TlsUnavailable: TLS needs a package that is not installed.
            OSError: a host, or a public URL, that can be none.
        """
        self._public = PublicUrl.parse(public_url) if public_url is not None else None
        self._settings = settings = worlds.settings
        self._authority = _authority(host) if tls or ca_file is not None else None
        self._wanted_ca_file = ca_file
        self._ca_file: Path | None = None
        self._published = ExitStack()
        context = self._authority.context() if self._authority is not None else None
        door, control = WorldsRestDoor(worlds), Control(worlds, self)
        app = WsgiApp(door, control, settings.max_body_bytes, "http")
        log = None if log is None else _harmless(log)
        self._grpc = GrpcBackend(WorldsRpcDoor(worlds), log, settings.idle_seconds)
        self._servers = [
            LocalServer(
                app,
                host,
                wanted,
                log=log,
                max_body_bytes=settings.max_body_bytes,
                too_large=app.too_large,
                http2=self._grpc.serve,
                tls=context,
                idle_seconds=settings.idle_seconds,
                max_connections=settings.max_connections,
            )
            for wanted in (port, grpc_port)
            if wanted is not None
        ]

    @property
    def host(self) -> str:
        return self._servers[0].host

    @property
    def names(self) -> tuple[str, ...]:
        """The hosts that clients surely know it by: what it listens on, and of its public URL."""
        return (self.host,) if self._public is None else (self.host, self._public.host)

    @property
    def port(self) -> int:
        return self._servers[0].port

    @property
    def url(self) -> str:
        """Where HTTP clients on this machine reach it, such as `http://127.0.0.1:8080`."""
        return self._servers[0].url

    @property
    def grpc_target(self) -> str:
        """Where gRPC clients on this machine reach it, such as `127.0.0.1:18080`."""
        return self._servers[-1].url.partition("://")[2]

    @property
    def public_url(self) -> str:
        """Where clients reach it through the proxy before it, if any; else `url`."""
        return self._public.url if self._public is not None else self.url

    def variables(self, named: str = "") -> list[Variable]:
        """The environment variables that point the official clients here, and who reads each.

        `named` is what a client calls this host, for a server that listens on every interface.
        """
        url, for_grpc = (one.url_for(named) for one in (self._servers[0], self._servers[-1]))
        target = for_grpc.partition("://")[2]
        if self._public is not None:
            url, target = self._public.url, self._public.grpc_target
        return variables(self._settings, url, target, self._ca_file)

    @property
    def env(self) -> dict[str, str]:
        """The environment variables that point the official clients here."""
        return {variable.name: variable.value for variable in self.variables()}

    @property
    def ca_file(self) -> Path:
        """The certificate that a TLS client has to trust, in PEM, while the server runs."""
        if self._ca_file is None:
            raise RuntimeError("no TLS is spoken here now: serve(tls=True) does, while it lasts")
        return self._ca_file

    @property
    def ca_pem(self) -> bytes | None:
        """What the file has in it; None without TLS."""
        return self._authority.pem if self._authority is not None else None

    def answering(self) -> Mapping[str, bool]:
        """Whether it answers over each protocol; HTTP is what asks."""
        return {"http": True, "grpc": all(map(answers_http2, self._servers))}

    def start(self) -> FakeServer:
        """Listen, serve in daemon threads and return.

        Raises:
            AddressInUse: something else listens there.
            OSError: an address that is not to be had otherwise, or a file that is not.
        """
        try:
            self._publish()
            self._grpc.start()
            for server in self._servers:
                server.start()
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """Stop listening, let requests in flight finish for a while, end all threads.

        Raises:
            ServerDied: a thread of the server had ended by an error; all of it has ended now.
        """
        self._ca_file = None
        # Each whatever becomes of the others: gRPC first, the certificate last.
        with self._published, ExitStack() as ending:
            if sys.is_finalizing():
                # Nobody stopped it: threads can be neither started nor waited for any more.
                return
            for server in reversed(self._servers):
                ending.callback(server.stop)
            ending.callback(self._grpc.stop)

    def serve_forever(self) -> None:
        """Serve until `stop` is called elsewhere, or until Ctrl-C, which is raised on.

        Start if need be, and raise what `start` and `stop` raise.
        """
        with self:
            self._servers[0].wait()

    def __enter__(self) -> FakeServer:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            self.stop()
        except ServerDied:
            # What came of it is nearer to who asked.
            if error is None:
                raise

    def _publish(self) -> None:
        if self._authority is not None and self._ca_file is None:
            publication = self._authority.published(self._wanted_ca_file)
            self._ca_file = self._published.enter_context(publication)


def _harmless(log: Callable[[str], None]) -> Callable[[str], None]:
    """A log that may fail, as to a pipe that nobody reads any more, without failing a call."""

    def write(line: str) -> None:
        with suppress(OSError, ValueError):
            log(line)

    return write


def _authority(host: str) -> Authority:
    """One made for a server on `host`; raises `TlsUnavailable`, and `OSError` for a bad name."""
    try:
        # Not before it is asked for: it comes with an extra, and takes its time.
        from fakeannot.doors.local.tls import Authority
    except ModuleNotFoundError as error:
        raise TlsUnavailable(
            'TLS needs the package trustme, which is not installed: pip install "trustme>=1.0"',
            name=error.name,
        ) from error
    try:
        return Authority(host)
    except UnicodeError as error:
        told = f"{host!r} is no name that a certificate can have: {error}"
        raise OSError(errno.EINVAL, told) from None
