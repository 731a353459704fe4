"""HTTP/1.0 and 1.1 on one connection: request after request, each handed to a WSGI app.

A request is read whole before the app sees it (bodies are limited, and an API fake wants all of
it anyway). So an app can neither block on its input nor leave half a body before the next request.
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from fakeannot.doors.local.connection import ClientGone, Connection
from fakeannot.doors.local.http1_reply import Reply
from fakeannot.doors.local.http1_request import Head, body_size, read_chunked, read_head
from fakeannot.doors.local.http1_text import refusal
from fakeannot.doors.local.reader import RequestError
from fakeannot.doors.mishaps import AnswerLost

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class Http1:
    """Serves one WSGI app on any number of connections, each in the thread that calls `serve`."""

    def __init__(
        self,
        app: WSGIApplication,
        address: tuple[str, int],
        log: Callable[[str], None] | None,
        max_body_bytes: int,
        too_large: WSGIApplication | None = None,
    ) -> None:
        """`address` is the host and port told to the app; `log` gets a line for each request;
        `too_large` answers requests with a larger body, of which it gets nothing.
        """
        self._app = app
        self._too_large = too_large
        self._log = log
        self._max_body_bytes = max_body_bytes
        self._server_name = address[0]
        self._server_port = str(address[1])

    def serve(self, connection: Connection) -> None:
        """Answers requests until either side ends the connection; raises `ClientGone`."""
        while self._exchange(connection):
            connection.await_request()
            if connection.closing:
                break
        connection.linger()

    def _exchange(self, connection: Connection) -> bool:
        """Answers one request; whether another may follow."""
        head: Head | None = None
        try:
            head = read_head(connection.reader)
            started = time.perf_counter()
            if head is None:
                return False
            body = self._read_body(connection, head)
            connection.begin_answer()
        except RequestError as error:
            if connection.closing:
                # The server stopped listening to it: the client is not to blame.
                raise ClientGone from error
            if head is not None and error.status == 413 and self._too_large is not None:
                reply = Reply(connection, head)
                reply.keep_alive = False
                self._answer(reply, self._too_large, self._environ(connection, head, b""), started)
                return False
            connection.send(refusal(error.status, error.details))
            self._write_log(head, str(error.status), 0.0)
            return False
        reply = Reply(connection, head)
        self._answer(reply, self._app, self._environ(connection, head, body), started)
        return reply.keep_alive

    def _read_body(self, connection: Connection, head: Head) -> bytes:
        size = body_size(head, self._max_body_bytes)
        if size == 0:
            return b""
        if head.expects_continue and not connection.reader.buffered:
            connection.send(_CONTINUE)
        if size is None:
            return read_chunked(connection.reader, self._max_body_bytes)
        return connection.reader.exactly(size)

    def _answer(
        self, reply: Reply, app: WSGIApplication, environ: dict[str, Any], started: float
    ) -> None:
        try:
            self._run_app(reply, app, environ)
        finally:
            self._write_log(reply.head, reply.status[:3], time.perf_counter() - started)

    def _run_app(self, reply: Reply, app: WSGIApplication, environ: dict[str, Any]) -> None:
        try:
            reply.run(app, environ)
        except ClientGone:
            raise
        except AnswerLost as lost:
            if lost.ending == "silent":
                reply.connection.keep_silent()
            raise ClientGone from lost
        except Exception as error:
            # Imported when something goes wrong, for a quicker start.
            import traceback

            traceback.print_exc(file=environ["wsgi.errors"])
            reply.fail(error)

    def _environ(self, connection: Connection, head: Head, body: bytes) -> dict[str, Any]:
        environ: dict[str, Any] = {
            "REQUEST_METHOD": head.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote(head.path),
            "QUERY_STRING": head.query,
            "REQUEST_URI": head.target,
            "RAW_URI": head.target,
            "SERVER_PROTOCOL": head.version,
            "SERVER_NAME": self._server_name,
            "SERVER_PORT": self._server_port,
            "REMOTE_ADDR": connection.peer[0],
            "REMOTE_PORT": connection.peer[1],
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": connection.scheme,
            "wsgi.input": io.BytesIO(body),
            "wsgi.input_terminated": True,
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        environ.update(head.headers)
        # The chunks are gone: to the app the body is one of known length.
        if environ.pop("HTTP_TRANSFER_ENCODING", None) is not None:
            environ["CONTENT_LENGTH"] = str(len(body))
        return environ

    def _write_log(self, head: Head | None, status: str, seconds: float) -> None:
        if self._log is not None:
            asked = f"{head.method} {head.path or '*'}" if head is not None else "- -"
            self._log(f"{asked} {status or '-'} {seconds * 1000:.1f} ms")


def unquote(path: str) -> str:
    """`path` percent-decoded the way WSGI wants it: one character for each byte."""
    if "%" not in path:
        return path
    # Imported at the first need: most paths have nothing to decode, and it slows the start.
    from urllib.parse import unquote_to_bytes

    return unquote_to_bytes(path.encode("latin-1")).decode("latin-1")
