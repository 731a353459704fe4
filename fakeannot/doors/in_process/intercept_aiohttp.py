"""Catches calls to Clarifai by aiohttp, for as long as an interception lasts.

Where a connector of aiohttp would connect to `clarifai.com` or a host below it, it connects to the
fake; every other host is left to what was found. All that a session does before and after (cookies,
redirects, middlewares, time limits, the response) it does by itself. Connectors of the user's own
that are not made of aiohttp's are left alone; mocks of the session see a call first.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from fakeannot.doors.in_process.active import turn_to_answer
from fakeannot.doors.in_process.hosts import is_for_clarifai
from fakeannot.doors.in_process.libraries import LibraryLayer
from fakeannot.doors.in_process.patches import Function, Patch, patched

if TYPE_CHECKING:
    from aiohttp import BaseConnector, ClientRequest


class AiohttpLayer(LibraryLayer):
    """Connects to the fake that is active, from its making to its `end`."""

    library, complete = "aiohttp", "__all__"

    def patches(self, library: Any) -> Iterator[Patch]:
        """Replace what connects, or takes a connection from the pool."""
        yield patched(library.BaseConnector, "connect", _connecting)


def _connecting(found: Function) -> Function:
    async def connect(
        connector: BaseConnector, req: ClientRequest, *args: Any, **kwargs: Any
    ) -> Any:
        # Another mock may bring this function back when the interception is long over.
        turn = turn_to_answer() if _is_for_clarifai(req) and _is_real(connector) else None
        if turn is not None:
            from fakeannot.doors.in_process.aiohttp_connection import FakeConnector

            connector = FakeConnector(turn.rest)
        return await found(connector, req, *args, **kwargs)

    return connect


def _is_for_clarifai(request: ClientRequest) -> bool:
    over_tls = getattr(request, "server_hostname", None)
    return is_for_clarifai(request.url.host, request.headers.get("Host"), over_tls)


def _is_real(connector: object) -> bool:
    from aiohttp import NamedPipeConnector, TCPConnector, UnixConnector

    return isinstance(connector, (TCPConnector, UnixConnector, NamedPipeConnector))
