"""Catches calls to Clarifai, by any client in this process, for as long as a `with` block lasts.

`intercept_grpc` sees to gRPC, `intercept_httpx` and `intercept_aiohttp` to the clients they are
named for. Of `requests`, the send of `requests`' adapter is replaced by one that answers calls
to `clarifai.com` and the hosts below it through a `responses` mock of our own, and hands every
other call to the send it found. `other_mocks` sees to it that a user's mocks, inside or outside,
neither hide the fake nor let a call out.
"""

from __future__ import annotations

import http.client
from contextlib import AbstractContextManager
from io import BytesIO
from typing import TYPE_CHECKING, Any, TypeVar

from requests import PreparedRequest, Response, Session
from requests.adapters import HTTPAdapter
from responses import BaseResponse, RequestsMock
from urllib3.response import HTTPResponse

from fakeannot.doors.http import headers_of
from fakeannot.doors.in_process.intercept_aiohttp import AiohttpLayer
from fakeannot.doors.in_process.intercept_grpc import AnsweringLayer
from fakeannot.doors.in_process.intercept_httpx import HttpxLayer
from fakeannot.doors.in_process.leaks import Leak, LeakedPatchError
from fakeannot.doors.in_process.libraries import LibraryLayer
from fakeannot.doors.in_process.other_mocks import Watch
from fakeannot.doors.in_process.patches import CHANGING, Function, patched
from fakeannot.doors.in_process.prepared import http_request, is_clarifai

if TYPE_CHECKING:
    from types import TracebackType

    from fakeannot.doors.rest import RestDoor
    from fakeannot.doors.rpc import RpcDoor

T = TypeVar("T")

# Taken before `other_mocks` can replace it.
_SEND_OF = RequestsMock.unbound_on_send


class Interception(AbstractContextManager[T]):
    """Intercepts `requests`, gRPC, httpx and aiohttp while entered; may be entered again meanwhile.

    It gives what it was made with, the fake that owns the doors.

    Interceptions nest: the innermost answers, and the one around it is back when that one ends.
    They may end in another order, too: the one that began last, of those still active, answers.

    Raises:
        LeakedPatchError: on leaving, when what it had patched is neither the interception's nor
            the real one. It is put back all the same. An error of the `with` block goes first.
    """

    def __init__(self, given: T, door: RestDoor, rpc_door: RpcDoor) -> None:
        self._given = given
        self._door = door
        self._rpc_door = rpc_door
        self._layers: list[list[Layer | LibraryLayer]] = []

    def __enter__(self) -> T:
        over_grpc = AnsweringLayer(self._rpc_door)
        self._layers.append(
            [over_grpc, HttpxLayer(self._door), AiohttpLayer(self._door), Layer(self._door)]
        )
        return self._given

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        leaks = [leak for layer in self._layers.pop() for leak in layer.end()]
        if leaks and error is None:
            raise LeakedPatchError(leaks)


class Layer:
    """One interception, from its making to its `end`.

    Attributes:
        session_send: what `Session.send` was when it began.
    """

    def __init__(self, door: RestDoor) -> None:
        self.session_send: object = Session.send
        self._reply = _Reply(door)
        self._patch = patched(HTTPAdapter, "send", _sending)
        self._mock = RequestsMock(
            assert_all_requests_are_fired=False, real_adapter_send=self._patch.found
        )
        self._mock.add(self._reply)
        self._answer = _SEND_OF(self._mock)
        with CHANGING:
            if not _layers:
                _watch.start()
            _layers.append(self)

    def end(self) -> list[Leak]:
        """Put back the send that was found, and say what was there instead of ours, if anything."""
        with CHANGING:
            _layers.remove(self)
            if not _layers:
                _watch.stop()
        return self._patch.release()

    def send(
        self, adapter: HTTPAdapter, request: PreparedRequest, *args: Any, **kwargs: Any
    ) -> Response:
        """Answer a call to Clarifai, with the retries that the adapter asks for."""
        retries = adapter.max_retries
        if retries.total == 0 and not retries.status_forcelist:
            return adapter.build_response(request, self.raw(request))
        try:
            return self._answer(adapter, request, *args, **kwargs)
        finally:
            # `responses` would keep some 11 KB of each call.
            self._mock.calls.reset()
            self._reply.calls.reset()

    def raw(self, request: PreparedRequest) -> HTTPResponse:
        """Answer a call to Clarifai with what a connection would give."""
        return self._reply.get_response(request)


def _sending(found: Function) -> Function:
    def send(adapter: HTTPAdapter, request: PreparedRequest, *args: Any, **kwargs: Any) -> Any:
        # Another mock may bring this send back when the interception is long over.
        if _layers and is_clarifai(request.url):
            return _layers[-1].send(adapter, request, *args, **kwargs)
        return found(adapter, request, *args, **kwargs)

    return send


class _Reply(BaseResponse):
    """The one response of our mock, for all that gets as far as the mock."""

    def __init__(self, door: RestDoor) -> None:
        super().__init__("GET", "https://clarifai.com/")
        self._door = door

    def matches(self, request: PreparedRequest) -> tuple[bool, str]:  # noqa: ARG002 - all do
        """Yes."""
        return True, ""

    def get_response(self, request: PreparedRequest) -> HTTPResponse:
        """The door's answer as it would come from a connection."""
        answer = self._door.answer(http_request(request))
        headers = headers_of(answer)
        return HTTPResponse(
            body=BytesIO(b"" if request.method == "HEAD" else answer.body),
            headers=headers,  # type: ignore[arg-type]  # takes pairs too
            status=answer.status,
            reason=http.client.responses.get(answer.status),
            preload_content=False,
            original_response=_original(headers),
            request_method=request.method,
        )


def _original(headers: list[tuple[str, str]]) -> Any:
    """Where `requests` looks for cookies, which takes a while: nothing if there are none."""
    if not any(name.lower() == "set-cookie" for name, _ in headers):
        return None
    original = HTTPResponse(
        body=BytesIO(),
        headers=headers,  # type: ignore[arg-type]  # as above
        preload_content=False,
    )
    original.msg = original.headers  # type: ignore[assignment]  # has what is asked of it
    return original


_layers: list[Layer] = []
_watch = Watch(_layers)
