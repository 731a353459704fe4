"""Catches calls to Clarifai by httpx, for as long as an interception lasts.

Everything that httpx has of a real transport ends in a connection pool of httpcore, with a proxy or
without one, over HTTP/1.1 or HTTP/2. There `clarifai.com` and the hosts below it are answered, and
every other host is left to what was found. Transports of the user's own, such as
`httpx.MockTransport`, never get there; mocks that patch something above see a call first.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from fakeannot.doors.http import HttpAnswer, HttpRequest, headers_of
from fakeannot.doors.in_process.active import turn_to_answer
from fakeannot.doors.in_process.hosts import is_for_clarifai
from fakeannot.doors.in_process.httpx_mishaps import arriving, read_timeout, wait
from fakeannot.doors.in_process.libraries import LibraryLayer
from fakeannot.doors.in_process.patches import Function, Patch, patched
from fakeannot.doors.in_process.prepared import segments_of
from fakeannot.doors.in_process.threads import outcome_in_thread

if TYPE_CHECKING:
    import httpcore

    from fakeannot.doors.rest import RestDoor


class HttpxLayer(LibraryLayer):
    """Hands on what gets as far as httpcore's pools, from its making to its `end`."""

    library, complete = "httpcore", "__version__"

    def patches(self, library: Any) -> Iterator[Patch]:
        """Replace what handles requests."""
        yield patched(library.ConnectionPool, "handle_request", _handling)
        yield patched(library.AsyncConnectionPool, "handle_async_request", _handling_async)


# Mocks that replace these look at their names and arguments.


def _handling(found: Function) -> Function:
    def handle_request(self: Any, request: httpcore.Request) -> Any:
        door = _door_for(request)
        if door is None:
            return found(self, request)
        body = b"".join(request.stream)  # type: ignore[arg-type]  # sync, as the pool is
        return _response(request, _answer(door, request, body))

    return handle_request


def _handling_async(found: Function) -> Function:
    async def handle_async_request(self: Any, request: httpcore.Request) -> Any:
        door = _door_for(request)
        if door is None:
            return await found(self, request)
        parts = [part async for part in request.stream]  # type: ignore[union-attr]  # async too
        return _response(request, await _answer_async(door, request, b"".join(parts)))

    return handle_async_request


def _door_for(request: httpcore.Request) -> RestDoor | None:
    """What a request to Clarifai is answered by; None for others, and when no fake is active."""
    said = [value.decode("latin-1") for name, value in request.headers if name.lower() == b"host"]
    said.append(str(request.extensions.get("sni_hostname", "")))
    # Another mock may bring these functions back when the interception is long over.
    asked = is_for_clarifai(request.url.host.decode("latin-1"), *said)
    turn = turn_to_answer() if asked else None
    return None if turn is None else turn.rest


def _answer(door: RestDoor, request: httpcore.Request, body: bytes) -> HttpAnswer:
    """The answer, here and now."""
    answer = door.answer(_http_request(request, body))
    if answer.mishap is not None:
        time.sleep(wait(request, answer.mishap))
    return answer


async def _answer_async(door: RestDoor, request: httpcore.Request, body: bytes) -> HttpAnswer:
    """The answer, awaited in another thread where supplied code may take long.

    Event loops other than asyncio's have no such thread, and wait.
    """
    if not _in_asyncio():
        return _answer(door, request, body)
    answer = await _answer_in_asyncio(door, request, _http_request(request, body))
    if answer.mishap is not None:
        await asyncio.sleep(wait(request, answer.mishap))
    return answer


async def _answer_in_asyncio(
    door: RestDoor, request: httpcore.Request, asked: HttpRequest
) -> HttpAnswer:
    if not door.runs_supplied_code:
        return door.answer(asked)
    outcome = outcome_in_thread(lambda: door.answer(asked))
    seconds = read_timeout(request)
    await asyncio.wait([outcome], timeout=seconds)
    if outcome.done():
        return outcome.result()()
    from httpcore import ReadTimeout

    raise ReadTimeout(f"The fake has not answered within {seconds} s.")


def _http_request(request: httpcore.Request, body: bytes) -> HttpRequest:
    path, _, query = request.url.target.decode("latin-1").partition("?")
    headers = {
        name.decode("latin-1").lower(): value.decode("latin-1") for name, value in request.headers
    }
    method = request.method.decode("latin-1").upper()
    return HttpRequest(method, segments_of(path), query, headers, body, "httpx")


def _response(request: httpcore.Request, answer: HttpAnswer) -> httpcore.Response:
    from httpcore import Response

    headers = [
        (name.encode("latin-1"), value.encode("latin-1")) for name, value in headers_of(answer)
    ]
    body = b"" if request.method == b"HEAD" else answer.body
    content = body if answer.mishap is None else arriving(request, body, answer.mishap)
    return Response(answer.status, headers=headers, content=content)


def _in_asyncio() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
