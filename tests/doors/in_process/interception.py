"""What the tests of interception share: a network out of bounds, and a door that takes notes."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from typing import Any, cast

import aiohttp
import httpcore
import pytest
import requests
import requests_mock
from requests.adapters import HTTPAdapter
from responses import RequestsMock
from urllib3.connectionpool import HTTPConnectionPool

from fakeannot import FakeClarifai
from fakeannot.doors.http import HttpAnswer, HttpRequest
from fakeannot.doors.in_process.intercept import Interception
from fakeannot.doors.in_process.threads import CALL
from fakeannot.doors.rest import RestDoor
from fakeannot.doors.rpc import RpcDoor

API = "https://api.clarifai.com"
SECONDS = 20


class ReachedNetwork(AssertionError):
    """A call got as far as a name look-up or a connection."""


@pytest.fixture(autouse=True)
def network() -> Iterator[None]:
    """No call may go out, whoever swallows the error, and nothing may stay patched."""
    reached: list[str] = []

    def refuse(*args: Any, **_: Any) -> Any:
        reached.append(str(args))
        raise ReachedNetwork(args)

    before = _patchable()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", refuse)
        patch.setattr(socket.socket, "connect", refuse)
        yield
    assert reached == []
    _await_handlers()
    assert _patchable() == before


def _await_handlers() -> None:
    """Patches stay as long as a thread that began in a fake, as with a handler that is slow."""
    for thread in threading.enumerate():
        if thread.name == CALL:
            thread.join(SECONDS)


def _patchable() -> list[object]:
    return [
        HTTPAdapter.send,
        requests.Session.send,
        HTTPConnectionPool.urlopen,
        RequestsMock.unbound_on_send,
        requests_mock.Adapter.send,
        httpcore.ConnectionPool.handle_request,
        httpcore.AsyncConnectionPool.handle_async_request,
        aiohttp.BaseConnector.connect,
    ]


def chunks() -> Iterator[bytes]:
    """A body of unknown length."""
    yield b'{"a"'
    yield b":1}"


class Door:
    """A door that notes the requests and gives the answers it was told to, the last one again."""

    runs_supplied_code = False

    def __init__(self, *answers: HttpAnswer) -> None:
        self.requests: list[HttpRequest] = []
        self._answers = list(answers) or [HttpAnswer(200, [], b"{}")]

    def answer(self, request: HttpRequest) -> HttpAnswer:
        self.requests.append(request)
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]

    @property
    def last(self) -> HttpRequest:
        return self.requests[-1]

    def intercepted(self) -> Interception[None]:
        """An interception that this door answers."""
        return Interception(None, cast(RestDoor, self), lambda: cast(RpcDoor, self))


def annotations_of(fake: FakeClarifai) -> requests.Response:
    """The answer to a list of the default app's annotations."""
    headers = {"Authorization": f"Key {fake.api_key}"}
    return requests.get(f"{API}/v2/annotations", headers=headers)


def answered_by(fake: FakeClarifai) -> bool:
    """Whether the fake answers: it is told apart by an annotation of its own."""
    mark = f"mark-{id(fake)}"
    if not fake.app().annotations():
        fake.app().add_input(mark)
        fake.app().add_annotation(mark, {"concepts": [{"id": "cat"}]})
    answer = annotations_of(fake).json()
    return bool(answer.get("annotations")) and answer["annotations"][0]["input_id"] == mark
