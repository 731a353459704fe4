"""A connection of aiohttp that leads into the fake: aiohttp's own protocol on our transport.

A request goes over it as bytes, and so does the answer.
"""

from __future__ import annotations

import asyncio
import http.client
from collections.abc import Callable
from typing import Any

import aiohttp
from aiohttp import BaseConnector, ClientRequest
from aiohttp.client_proto import ResponseHandler

from fakeannot.doors.http import HttpAnswer, HttpRequest, headers_of
from fakeannot.doors.in_process.prepared import segments_of
from fakeannot.doors.in_process.threads import outcome_in_thread
from fakeannot.doors.mishaps import first_half
from fakeannot.doors.rest import RestDoor

_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class FakeConnector(BaseConnector):
    """Connects to a door, for one request."""

    def __init__(self, door: RestDoor) -> None:
        super().__init__(force_close=True, limit=0)
        self._door = door

    async def _create_connection(self, req: ClientRequest, *_: Any, **__: Any) -> ResponseHandler:
        protocol = ResponseHandler(asyncio.get_running_loop())
        protocol.connection_made(_Transport(self._door, req, protocol))
        return protocol


class _Transport(asyncio.Transport):
    """Has a request answered once it has been written.

    Args:
        request: what is going to be written.
        protocol: gets the answer; or the error that a supplied handler raised.
    """

    def __init__(self, door: RestDoor, request: ClientRequest, protocol: ResponseHandler) -> None:
        super().__init__()
        self._door = door
        self._request = request
        self._protocol = protocol
        self._loop = asyncio.get_running_loop()
        self._written = bytearray()
        self._head_is_read = False
        self._closing = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Take a part of the request; the last one has it answered, later."""
        self._written += data
        if not self._head_is_read:
            self._read_head()
        if self._head_is_read and (body := self._body()) is not None:
            self._loop.call_soon(self._answer, _http_request(self._request, body))

    def is_closing(self) -> bool:
        return self._closing

    def close(self) -> None:
        if not self._closing:
            self._closing = True
            self._loop.call_soon(self._protocol.connection_lost, None)

    abort = close

    def pause_reading(self) -> None:
        """Nothing: an answer has arrived whole."""

    resume_reading = pause_reading

    def _read_head(self) -> None:
        end = self._written.find(b"\r\n\r\n")
        if end < 0:
            return
        del self._written[: end + 4]
        self._head_is_read = True
        if self._request.headers.get("Expect", "").lower() == "100-continue":
            self._loop.call_soon(self._receive, _CONTINUE)

    def _body(self) -> bytes | None:
        """The body, None as long as there is more to come of it."""
        headers = self._request.headers
        if "chunked" in headers.get("Transfer-Encoding", "").lower():
            return _unchunked(self._written)
        complete = len(self._written) >= int(headers.get("Content-Length", "0"))
        return bytes(self._written) if complete else None

    def _answer(self, request: HttpRequest) -> None:
        """Answer, in a thread where supplied code may take long."""
        if not self._door.runs_supplied_code:
            self._arrived(lambda: self._door.answer(request))
            return
        outcome = outcome_in_thread(lambda: self._door.answer(request))
        outcome.add_done_callback(lambda done: self._arrived(done.result()))

    def _arrived(self, outcome: Callable[[], HttpAnswer]) -> None:
        try:
            answer = outcome()
        except BaseException as error:
            self._protocol.set_exception(error)
        else:
            body = answer.body if self._request.method != "HEAD" else b""
            if answer.mishap is None:
                self._receive(_wire(answer, body))
            else:
                self._loop.call_later(answer.mishap.delay, self._suffer, answer, body)

    def _suffer(self, answer: HttpAnswer, body: bytes) -> None:
        """Have what a mishap leaves of an answer received."""
        assert answer.mishap is not None, "others arrive at once"
        ending = answer.mishap.ending
        if ending == "silent":
            self._protocol.set_exception(_timeout())
        elif ending == "whole":
            self._receive(_wire(answer, body))
        else:
            if ending == "truncated":
                self._receive(_wire(answer, first_half(body)))
            self.close()

    def _receive(self, data: bytes) -> None:
        if not self._closing:
            self._protocol.data_received(data)


def _http_request(request: ClientRequest, body: bytes) -> HttpRequest:
    url = request.url
    segments = segments_of(url.raw_path)
    query = url.raw_query_string
    return HttpRequest(request.method, segments, query, request.headers, body, "aiohttp")


def _unchunked(written: bytearray) -> bytes | None:
    """A body that was sent in chunks, None as long as the last chunk has not been."""
    if not written.endswith(b"0\r\n\r\n"):
        return None
    parts: list[bytes] = []
    at = 0
    while (end := written.find(b"\r\n", at)) >= 0:
        size = int(written[at:end], 16)
        if size == 0:
            return b"".join(parts)
        parts.append(bytes(written[end + 2 : end + 2 + size]))
        at = end + 2 + size + 2
    return None


def _timeout() -> Exception:
    """What aiohttp raises itself when nothing comes."""
    kind = getattr(aiohttp, "SocketTimeoutError", aiohttp.ServerTimeoutError)
    error: Exception = kind("Timeout on reading data from socket")
    return error


def _wire(answer: HttpAnswer, body: bytes) -> bytes:
    reason = http.client.responses.get(answer.status, "")
    lines = [f"HTTP/1.1 {answer.status} {reason}"]
    lines += [f"{name}: {value}" for name, value in headers_of(answer)]
    head = "\r\n".join(lines).encode(errors="surrogateescape")
    return head + b"\r\n\r\n" + body
