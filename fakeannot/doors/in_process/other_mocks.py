"""Keeps the fake reachable, and the network out of reach, while a user's own mocks are active.

Three ways past `HTTPAdapter.send` are watched while a fake intercepts:

- a `responses` mock that starts inside the fake: what it has registered is its own; other calls to
  Clarifai, which it would refuse or let through to the network, go to the fake;
- requests-mock, which replaces the adapter: the same; and one that was there before the fake
  leaves Clarifai to the fake altogether;
- the connection pool, where everything ends that got past all of the above. Mocks keep the send
  they found when they were made or started, and may bring it back at any time.

Nothing is registered with a user's mock: its calls, counts, order and registry stay as they are.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

from requests import PreparedRequest, Session
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict
from responses import BaseResponse, RequestsMock
from urllib3.connectionpool import HTTPConnectionPool

from fakeannot.doors.in_process.active import turn_to_answer
from fakeannot.doors.in_process.prepared import is_for_clarifai
from fakeannot.doors.in_process.requests_sending import raw_answer, sent_to
from fakeannot.doors.in_process.turns import Turn

Function = Callable[..., Any]


class Patch:
    """An attribute of a class, replaced by what `make` makes of it until `undo`."""

    def __init__(self, owner: type, name: str, make: Callable[[Function], Function]) -> None:
        self._owner, self._name = owner, name
        self._found: Function = vars(owner)[name]
        self._new = make(self._found)
        setattr(owner, name, self._new)

    def undo(self) -> None:
        """Put back what was found, unless someone has replaced it once more in between."""
        if vars(self._owner)[self._name] is self._new:
            setattr(self._owner, self._name, self._found)


class Watch:
    """The patches, in place from `start` to `stop`.

    What outlives `stop` in the hands of another mock finds no fake active and does nothing.
    """

    def __init__(self) -> None:
        self._patches: list[Patch] = []

    def start(self) -> None:
        """Put the patches in place."""
        self._patches = [
            Patch(RequestsMock, "unbound_on_send", _mocked_by_responses),
            Patch(HTTPConnectionPool, "urlopen", _opening),
        ]
        # Importing requests-mock for those who do not use it would be a waste.
        if module := sys.modules.get("requests_mock.adapter"):
            self._patches.append(Patch(module.Adapter, "send", _mocked_by_requests_mock))

    def stop(self) -> None:
        """Take the patches away."""
        while self._patches:
            self._patches.pop().undo()


def _mocked_by_responses(found: Function) -> Function:
    @wraps(found)
    def unbound_on_send(mock: RequestsMock) -> Function:
        send: Function = found(mock)

        @wraps(send)
        def send_unless_ours(
            adapter: HTTPAdapter, request: PreparedRequest, *args: Any, **kwargs: Any
        ) -> Any:
            turn = turn_to_answer() if is_for_clarifai(request) else None
            if turn is None or _claims(mock, request):
                return send(adapter, request, *args, **kwargs)
            return sent_to(turn.rest, adapter, request, *args, **kwargs)

        return send_unless_ours

    return unbound_on_send


def _mocked_by_requests_mock(found: Function) -> Function:
    @wraps(found)
    def send(adapter: Any, request: PreparedRequest, **kwargs: Any) -> Any:
        turn = turn_to_answer() if is_for_clarifai(request) else None
        if turn is None:
            return found(adapter, request, **kwargs)
        if not _started_before(turn):
            try:
                return found(adapter, request, **kwargs)
            except sys.modules["requests_mock"].NoMockAddress as error:
                adapter.request_history.remove(error.request)
        return sent_to(turn.rest, HTTPAdapter(), request, **kwargs)

    return send


def _opening(found: Function) -> Function:
    @wraps(found)
    def urlopen(
        pool: HTTPConnectionPool,
        method: str,
        url: str,
        body: Any = None,
        headers: Any = None,
        *args: Any,
        **kwargs: Any,
    ) -> Any:
        request = PreparedRequest()
        # A proxy is asked for the whole URL, anyone else for the path.
        request.url = url if "://" in url else f"{pool.scheme}://{_in_url(pool.host)}{url}"
        request.headers = CaseInsensitiveDict(headers or pool.headers)
        asked = is_for_clarifai(request, pool.conn_kw.get("server_hostname"))
        turn = turn_to_answer() if asked else None
        if turn is None:
            return found(pool, method, url, body, headers, *args, **kwargs)
        request.method, request.body = method, body
        return raw_answer(turn.rest, request)

    return urlopen


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def _claims(mock: RequestsMock, request: PreparedRequest) -> bool:
    """Whether a `responses` mock has something of its own for this method and address.

    Its further matchers are left to it: where one fails, its message says which.
    """
    return any(
        BaseResponse(response.method, response.url).matches(request)[0]
        for response in mock.registered()
        if not response.passthrough
    )


def _started_before(turn: Turn) -> bool:
    """Whether the active requests-mock is one that was there when the fake's turn began."""
    now = Session.send
    return now is turn.session_send and now.__module__.startswith("requests_mock")
