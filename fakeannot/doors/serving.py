"""One fake on local addresses, over HTTP and gRPC: what `fake.serve()` gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from fakeannot.doors.client_env import Variable, variables
from fakeannot.doors.control import Control
from fakeannot.doors.grpc_backend import GrpcBackend
from fakeannot.doors.http2_probe import answers_http2
from fakeannot.doors.rest import RestDoor
from fakeannot.doors.rpc import RpcDoor
from fakeannot.doors.server import LocalServer
from fakeannot.doors.wsgi import WsgiApp

if TYPE_CHECKING:
    from types import TracebackType

    from fakeannot.dispatch import Dispatcher


class FakeServer:
    """A fake's server: every address of it speaks HTTP/1.1 and gRPC.

    It listens from `start`, or from entering it, to `stop`.
    """

    def __init__(
        self,
        dispatcher: Dispatcher,
        reset: Callable[[], None],
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        grpc_port: int | None = None,
        log: Callable[[str], None] | None = None,
    ) -> None:
        """`port` and `grpc_port` 0 take any free one, `grpc_port` None takes none; `reset` empties
        the world, `log` gets one line for each request and call.
        """
        self._settings = settings = dispatcher.settings
        app = WsgiApp(RestDoor(dispatcher), Control(reset, self), settings.max_body_bytes)
        self._grpc = GrpcBackend(RpcDoor(dispatcher), log)
        self._servers = [
            LocalServer(
                app,
                host,
                wanted,
                log=log,
                max_body_bytes=settings.max_body_bytes,
                too_large=app.too_large,
                http2=self._grpc.serve,
            )
            for wanted in (port, grpc_port)
            if wanted is not None
        ]

    @property
    def host(self) -> str:
        return self._servers[0].host

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
    def variables(self) -> list[Variable]:
        """The environment variables that point the official clients here, and why each."""
        return variables(self._settings, self.url, self.grpc_target)

    @property
    def env(self) -> dict[str, str]:
        """The environment variables that point the official clients here."""
        return {variable.name: variable.value for variable in self.variables}

    def answering(self) -> Mapping[str, bool]:
        """Whether it answers over each protocol; HTTP is what asks."""
        return {"http": True, "grpc": all(map(answers_http2, self._servers))}

    def start(self) -> FakeServer:
        """Listen, serve in daemon threads and return.

        Raises:
            AddressInUse: something else listens there.
            OSError: an address that is not to be had otherwise.
        """
        try:
            for server in self._servers:
                server.start()
        except OSError:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """Stop listening, let requests in flight finish for a while, end all threads."""
        self._grpc.stop()
        for server in self._servers:
            server.stop()

    def serve_forever(self) -> None:
        """Serve until `stop` is called elsewhere, or until Ctrl-C, which is raised on."""
        self._servers[0].serve_forever()

    def __enter__(self) -> FakeServer:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()
