"""Catches calls to Clarifai by httpx, for as long as an interception lasts.

Everything that httpx has of a real transport ends in a connection pool of httpcore, with a proxy or
without one, over HTTP/1.1 or HTTP/2. There `clarifai.com` and the hosts below it are answered, and
every other host is left to what was found. Transports of the user's own, such as
`httpx.MockTransport`, never get there; mocks that patch something above see a call first.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from fakeannot.doors.http import HttpAnswer, HttpRequest, headers_of
from fakeannot.doors.in_process.hosts import is_clarifai_host
from fakeannot.doors.in_process.libraries import LibraryLayer, latest
from fakeannot.doors.in_process.patches import Function, Patch, patched
from fakeannot.doors.in_process.prepared import segments_of
from fakeannot.doors.in_process.threads import outcome_in_thread

if TYPE_CHECKING:
    import httpcore

    from fakeannot.doors.rest import RestDoor


class HttpxLayer(LibraryLayer):
    """Answers what gets as far as httpcore's pools, from its making to its `end`."""

    library, complete = "httpcore", "__version__"

    def __init__(self, door: RestDoor) -> None:
        self._door = door
        super().__init__()

    def patches(self, library: Any) -> Iterator[Patch]:
        """Replace what handles requests."""
        yield patched(library.ConnectionPool, "handle_request", _handling)
        yield patched(library.AsyncConnectionPool, "handle_async_request", _handling_async)

    def answer(self, request: httpcore.Request, body: bytes) -> HttpAnswer:
        """The answer, here and now."""
        return self._door.answer(_http_request(request, body))

    async def answer_async(self, request: httpcore.Request, body: bytes) -> HttpAnswer:
        """The answer, awaited in another thread where supplied code may take long.

        Event loops other than asyncio's have no such thread, and wait.
        """
        asked = _http_request(request, body)
        if not (self._door.runs_supplied_code and _in_asyncio()):
            return self._door.answer(asked)
        outcome = outcome_in_thread(lambda: self._door.answer(asked))
        seconds = request.extensions.get("timeout", {}).get("read")
        await asyncio.wait([outcome], timeout=seconds)
        if outcome.done():
            return outcome.result()()
        from httpcore import ReadTimeout

        raise ReadTimeout(f"The fake has not answered within {seconds} s.")


# Mocks that replace these look at their names and arguments.


def _handling(found: Function) -> Function:
    def handle_request(self: Any, request: httpcore.Request) -> Any:
        layer = _layer_for(request)
        if layer is None:
            return found(self, request)
        body = b"".join(request.stream)  # type: ignore[arg-type]  # sync, as the pool is
        return _response(request, layer.answer(request, body))

    return handle_request


def _handling_async(found: Function) -> Function:
    async def handle_async_request(self: Any, request: httpcore.Request) -> Any:
        layer = _layer_for(request)
        if layer is None:
            return await found(self, request)
        parts = [part async for part in request.stream]  # type: ignore[union-attr]  # async too
        return _response(request, await layer.answer_async(request, b"".join(parts)))

    return handle_async_request


def _layer_for(request: httpcore.Request) -> HttpxLayer | None:
    # Another mock may bring these functions back when the interception is long over.
    return latest(HttpxLayer) if is_clarifai_host(request.url.host.decode("latin-1")) else None


def _http_request(request: httpcore.Request, body: bytes) -> HttpRequest:
    path, _, query = request.url.target.decode("latin-1").partition("?")
    headers = {
        name.decode("latin-1").lower(): value.decode("latin-1") for name, value in request.headers
    }
    method = request.method.decode("latin-1").upper()
    return HttpRequest(method, segments_of(path), query, headers, body)


def _response(request: httpcore.Request, answer: HttpAnswer) -> httpcore.Response:
    from httpcore import Response

    headers = [
        (name.encode("latin-1"), value.encode("latin-1")) for name, value in headers_of(answer)
    ]
    body = b"" if request.method == b"HEAD" else answer.body
    return Response(answer.status, headers=headers, content=body)


def _in_asyncio() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
