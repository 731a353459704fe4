"""Running a WSGI app for one request, and writing what it answers as HTTP/1.x.

An ordinary reply leaves in one send, head and body joined.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from fakeannot.doors.local.http1_text import ENVELOPE_HEADERS, envelope, http_date

if TYPE_CHECKING:
    from types import TracebackType
    from typing import TypeAlias

    from _typeshed.wsgi import WSGIApplication

    from fakeannot.doors.local.connection import Connection
    from fakeannot.doors.local.http1_request import Head

    ExcInfo: TypeAlias = (
        tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]
    )


class AppError(Exception):
    """The app broke a rule of WSGI (PEP 3333), and the reply cannot be written as it stands."""


class Reply:
    """The reply to one request: the `start_response` and `write` of WSGI, and the framing.

    Headers wait for the first bytes of the body, to leave with them. Its end is marked by a
    Content-Length (the app's own, or counted when the app gives the body as a list), by chunks,
    or, for HTTP/1.0, by closing the connection.
    """

    def __init__(self, connection: Connection, head: Head) -> None:
        """Will answer the request `head` on `connection`."""
        self.status = ""
        self.keep_alive = head.keep_alive
        self.connection = connection
        self.head = head
        self.headers: list[tuple[str, str]] = []
        self._sent = False
        self._complete = False
        self._bodiless = False
        self._chunked = False
        self._left: int | None = None

    def run(self, app: WSGIApplication, environ: dict[str, Any]) -> None:
        """Calls the app and sends all it gives.

        Raises what the app raises, `AppError` and `ClientGone`.
        """
        result: Iterable[bytes] = app(environ, self.start_response)
        try:
            if isinstance(result, (list, tuple)) and not self._sent:
                self._send_whole(b"".join(result))
            else:
                self._send_parts(result)
        finally:
            close = getattr(result, "close", None)
            if close is not None:
                close()

    def fail(self, error: Exception) -> None:
        """Answers 500 if nothing was sent yet; a reply cut short ends the connection instead."""
        if self._complete:
            return
        if self._sent:
            self.keep_alive = False
            return
        self.status = "500 Internal Server Error"
        self.headers = ENVELOPE_HEADERS
        # Imported when something goes wrong, for a quicker start.
        from fakeannot.doors.supplied_errors import told_of

        self._send_whole(envelope(99009, "Internal error", told_of(error)))

    def start_response(
        self, status: str, headers: list[tuple[str, str]], exc_info: ExcInfo | None = None, /
    ) -> Callable[[bytes], object]:
        """WSGI's start_response: keeps status and headers, gives the write callable."""
        if exc_info is None:
            if self.status:
                raise AppError("start_response was called twice without exc_info")
        elif self._sent and exc_info[1] is not None:
            raise exc_info[1].with_traceback(exc_info[2])
        if not (status[:3].isdecimal() and status[3:4] == " "):
            raise AppError(f"a status is '200 OK' or the like, not {status!r}")
        self.status = status
        self.headers = list(headers)
        return self.write

    def write(self, data: bytes) -> None:
        """WSGI's write: sends `data`, after the head if it is the first. Raises `ClientGone`."""
        if not isinstance(data, bytes):
            raise AppError(f"the app gave {type(data).__name__} as body, not bytes")
        if data:
            head = b"" if self._sent else self._start(None)
            self._send(head + self._frame(data))

    def _send_parts(self, parts: Iterable[bytes]) -> None:
        for part in parts:
            self.write(part)
        if not self._sent:
            self._send_whole(b"")
            return
        if self._chunked:
            self._send(b"0\r\n\r\n")
        self._require_all()
        self._complete = True

    def _send_whole(self, body: bytes) -> None:
        head = self._start(len(body))
        data = head + self._frame(body)
        self._require_all()
        self._send(data)
        self._complete = True

    def _send(self, data: bytes) -> None:
        self._sent = True
        self.connection.send(data)

    def _require_all(self) -> None:
        if self._left:
            raise AppError(f"the app gave {self._left} bytes less than its Content-Length")

    def _frame(self, data: bytes) -> bytes:
        if self._bodiless:
            return b""
        if self._chunked:
            return b"%x\r\n%b\r\n" % (len(data), data)
        if self._left is not None:
            self._left -= len(data)
            if self._left < 0:
                raise AppError(f"the app gave {-self._left} bytes more than its Content-Length")
        return data

    def _start(self, size: int | None) -> bytes:
        """The head of the reply; `size` is that of the body in bytes where it is known."""
        if not self.status:
            raise AppError("the app gave its body without calling start_response")
        if self.connection.closing:
            self.keep_alive = False
        lines = [f"HTTP/1.1 {self.status}"]
        names = self._add_app_headers(lines)
        if "date" not in names:
            lines.append(f"Date: {http_date(int(time.time()))}")
        self._add_framing(lines, size)
        if not self.keep_alive:
            lines.append("Connection: close")
        elif self.head.version == "HTTP/1.0":
            lines.append("Connection: keep-alive")
        text = "\r\n".join(lines)
        breaks = len(lines) - 1
        if text.count("\r") != breaks or text.count("\n") != breaks:
            raise AppError("the app gave a status or header with a line break in it")
        return text.encode("latin-1") + b"\r\n\r\n"

    def _add_app_headers(self, lines: list[str]) -> set[str]:
        self._left = None
        names = set()
        for name, value in self.headers:
            lowered = name.lower()
            names.add(lowered)
            if lowered == "content-length":
                self._left = int(value)
            elif lowered == "connection":
                self.keep_alive = self.keep_alive and value.lower() != "close"
            # The framing is the server's: an app has no say in it (PEP 3333, hop-by-hop headers).
            elif lowered not in ("transfer-encoding", "keep-alive"):
                lines.append(f"{name}: {value}")
        return names

    def _add_framing(self, lines: list[str], size: int | None) -> None:
        head_only = self.head.method == "HEAD"
        length = size if self._left is None else self._left
        self._bodiless = head_only or self.status[:3] in ("204", "304")
        self._chunked = False
        if self._bodiless:
            # A list that is empty because nobody wants the body says nothing of its length.
            length = self._left if self._left is not None else (head_only and size) or None
            self._left = None
        elif length is None:
            self._chunked = self.head.version == "HTTP/1.1"
            self.keep_alive = self.keep_alive and self._chunked
        else:
            self._left = length
        if length is not None and self.status[:3] != "204":
            lines.append(f"Content-Length: {length}")
        if self._chunked:
            lines.append("Transfer-Encoding: chunked")
