"""A client that sends exactly the bytes it is told to, and small apps to answer it."""

from __future__ import annotations

import http.client
import io
import json
import socket
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Protocol

from fakeannot.doors.local.server import LocalServer

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

GET = b"GET /one HTTP/1.1\r\nHost: here\r\n\r\n"
LAST = b"GET /last HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n"
_PATIENCE = 20.0


def echo(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answers with the environ (what of it is text) and the body, as JSON."""
    size = int(environ.get("CONTENT_LENGTH") or 0)
    seen = {name: value for name, value in environ.items() if isinstance(value, str)}
    seen["body"] = environ["wsgi.input"].read(size).decode("latin-1")
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps(seen).encode()]


class Listening(Protocol):
    """A server that is reached over TCP."""

    @property
    def host(self) -> str: ...

    @property
    def port(self) -> int: ...


class RawClient:
    """One connection to a server; `connect` gives it, `exchange` is for a whole conversation."""

    def __init__(self, server: Listening) -> None:
        """Connects to `server`."""
        self.sock = socket.create_connection((server.host, server.port), timeout=_PATIENCE)
        self.file = self.sock.makefile("rb")

    def __enter__(self) -> RawClient:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()
        self.sock.close()

    def send(self, data: bytes) -> None:
        """Sends `data` as it is."""
        self.sock.sendall(data)

    def reply(self, method: str = "GET") -> tuple[http.client.HTTPResponse, bytes]:
        """The next reply and its body, framed as HTTP says for a request of `method`."""
        response = http.client.HTTPResponse(_Shared(self.file), method=method)  # type: ignore[arg-type]  # needs makefile() only
        response.begin()
        return response, response.read()

    def json(self) -> Any:
        """The JSON of the next reply."""
        return json.loads(self.reply()[1])

    def rest(self) -> bytes:
        """All that comes until the server closes."""
        return self.file.read()


class _Shared:
    """What HTTPResponse takes for a socket, so that replies after the first stay readable."""

    def __init__(self, file: io.BufferedReader) -> None:
        self._file = file

    def makefile(self, _mode: str) -> _Shared:
        return self

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def close(self) -> None:
        """Leaves the file open for the next reply."""


def exchange(server: LocalServer, data: bytes) -> bytes:
    """Sends `data` on a connection of its own, then reads until the server closes it."""
    with RawClient(server) as client:
        client.send(data)
        return client.rest()


def status_of(reply: bytes) -> int:
    """The HTTP status of a raw reply."""
    return int(reply.split(b" ", 2)[1])


def envelope_of(reply: bytes) -> Any:
    """The `status` object in the JSON body of a raw reply."""
    return json.loads(reply.partition(b"\r\n\r\n")[2])["status"]


def answering(
    *parts: bytes, status: str = "200 OK", headers: Iterable[tuple[str, str]] = ()
) -> Callable[[WSGIEnvironment, StartResponse], Iterator[bytes]]:
    """An app that yields `parts`, one by one, so that nobody knows how many will come."""

    def app(_: WSGIEnvironment, start_response: StartResponse) -> Iterator[bytes]:
        start_response(status, list(headers))
        yield from parts

    return app


def ask(app: WSGIApplication, sent: bytes = LAST) -> bytes:
    """All that an app answers to these bytes, until the server closes."""
    with LocalServer(app) as server:
        return exchange(server, sent)


def conversation(app: WSGIApplication, *sent: bytes) -> list[Any]:
    """Headers and bodies of the replies to these requests, all on one connection."""
    with LocalServer(app) as server, RawClient(server) as client:
        replies = []
        for request in sent:
            client.send(request)
            response, body = client.reply(request.split(b" ")[0].decode())
            replies.append((response.status, dict(response.headers.items()), body))
        return replies
