"""The fake as a WSGI application, for any WSGI server or test client."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from http import HTTPStatus
from typing import Any, Protocol
from urllib.parse import unquote

from fakeannot.doors.control import Control
from fakeannot.doors.http import HttpAnswer, HttpRequest, headers_of
from fakeannot.doors.mishaps import suffered

# pytest tells what the functions on the way to an error were given, and an environ has keys.
__tracebackhide__ = True

# The two headers that WSGI has under names of their own.
_WITHOUT_PREFIX = frozenset({"CONTENT_TYPE", "CONTENT_LENGTH"})
_LINES = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}


class Answers(Protocol):
    """What answers HTTP requests to the API, as `RestDoor` does."""

    def answer(self, request: HttpRequest) -> HttpAnswer: ...


class WsgiApp:
    """Answers WSGI requests: the REST API, uploaded media, and `/__fakeannot/...`.

    Args:
        door: what answers the API.
        control: what answers `/__fakeannot/...`.
        name: what the journal calls the way here.
    """

    def __init__(
        self, door: Answers, control: Control, max_body_bytes: int, name: str = "wsgi"
    ) -> None:
        self._door = door
        self._name = name
        self._control = control
        self._max_body_bytes = max_body_bytes

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        request = self._request(environ)
        if self._control.is_for(request):
            answer = self._control.answer(request)
        else:
            answer = self._door.answer(request)
        return _sent(answer, [] if request.method == "HEAD" else [answer.body], start_response)

    def too_large(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answers a request whose body is over the limit, and was not read."""
        answer = self._door.answer(self._request(environ)._replace(too_large=True))
        return _sent(answer, [answer.body], start_response)

    def _request(self, environ: dict[str, Any]) -> HttpRequest:
        return HttpRequest(
            environ["REQUEST_METHOD"].upper(),
            _segments(environ),
            environ.get("QUERY_STRING", ""),
            _EnvironHeaders(environ),
            self._body(environ),
            self._name,
        )

    def _body(self, environ: dict[str, Any]) -> bytes:
        """The body, or its first bytes past the limit, which are enough to refuse it."""
        stream, most = environ["wsgi.input"], self._max_body_bytes + 1
        length = environ.get("CONTENT_LENGTH", "")
        if length.isdecimal():
            return bytes(stream.read(min(int(length), most)))
        return bytes(stream.read(most)) if environ.get("wsgi.input_terminated") else b""


def _sent(
    answer: HttpAnswer, parts: Iterable[bytes], start_response: Callable[..., Any]
) -> Iterable[bytes]:
    """An answer on its way.

    Raises:
        AnswerLost: it has a mishap and does not come.
    """
    if answer.mishap is not None:
        parts = suffered(answer.mishap, parts)
    line = _LINES.get(answer.status, f"{answer.status} Unknown")
    start_response(line, headers_of(answer))
    return parts


def _segments(environ: dict[str, Any]) -> list[str]:
    """The path's segments; one with an encoded slash stays one, if the server tells it raw."""
    raw = environ.get("REQUEST_URI", "").partition("?")[0]
    if "%2f" in raw.lower():
        # Not urlsplit(): it takes what follows // for a host, and refuses some.
        path = raw if raw.startswith("/") else raw.partition("://")[2].partition("/")[2]
        return [unquote(segment) for segment in path.lstrip("/").split("/")]
    path = environ.get("PATH_INFO", "").encode("latin-1").decode("utf-8", "replace")
    segments: list[str] = path.lstrip("/").split("/")
    return segments


class _EnvironHeaders:
    """A WSGI environ's request headers by lower-case name."""

    def __init__(self, environ: dict[str, Any]) -> None:
        self._environ = environ

    def get(self, name: str, default: str, /) -> str:
        value: str = self._environ.get(_environ_key(name), default)
        return value


@cache
def _environ_key(name: str) -> str:
    key = name.upper().replace("-", "_")
    return key if key in _WITHOUT_PREFIX else f"HTTP_{key}"
