"""What `requests` is about to send, as an `HttpRequest`, and whether it is for Clarifai at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from fakeannot.doors.http import HttpRequest
from fakeannot.doors.in_process import hosts

if TYPE_CHECKING:
    from requests import PreparedRequest

_URL = re.compile(
    r"https?://(?:[^/?#]*@)?(?:\[(?P<address>[^]/?#]*)\]|(?P<host>[^/?#@:\\]*))(?::\d*)?"
    r"(?P<path>/[^?#]*)?(?:\?(?P<query>[^#]*))?(?:#.*)?",
    re.IGNORECASE | re.DOTALL,
)


def is_for_clarifai(request: PreparedRequest, over_tls: str | None = None) -> bool:
    """Whether a request goes to `clarifai.com` or a host below it, at any port.

    Args:
        over_tls: the name that a connection would ask for, if not that of the URL.
    """
    parts = _URL.fullmatch(request.url or "")
    if parts is None:
        return False
    named = request.headers.get("Host") if request.headers else None
    return hosts.is_for_clarifai(parts["host"] or parts["address"], named, over_tls)


def http_request(request: PreparedRequest) -> HttpRequest:
    """The request as data.

    A body that can be read only once is read, and left in `request.body` as bytes, so that the
    request can be sent again on a retry.
    """
    url = _URL.fullmatch(request.url or "")
    assert url is not None, f"{request.url} is none of HTTP"
    return HttpRequest(
        (request.method or "GET").upper(),
        segments_of(url["path"] or "/"),
        url["query"] or "",
        _Headers(request.headers or {}),
        _body(request),
        "requests",
    )


class _Headers:
    """The headers of a prepared request, which finds them in any case but keeps bytes as bytes."""

    def __init__(self, headers: Mapping[str, str | bytes]) -> None:
        self._headers = headers

    def get(self, name: str, default: str, /) -> str:
        value = self._headers.get(name, default)
        return value.decode("latin-1") if isinstance(value, bytes) else value


def segments_of(path: str) -> list[str]:
    """The percent-decoded segments of a path, without the leading slash."""
    segments = path.lstrip("/").split("/")
    return [unquote(segment) for segment in segments] if "%" in path else segments


def _body(request: PreparedRequest) -> bytes:
    body: Any = request.body
    if body is None:
        return b""
    if isinstance(body, bytes):
        return body
    data = _read(body)
    request.body = data
    return data


def _read(body: Any) -> bytes:
    """The bytes of all that `requests` takes as a body: text, buffers, files and iterables."""
    if isinstance(body, str):
        return body.encode()
    if isinstance(body, (bytes, bytearray, memoryview)):
        return bytes(body)
    if hasattr(body, "read"):
        return _read(body.read() or b"")
    return b"".join(_chunks(body))


def _chunks(body: Iterable[str | bytes]) -> Iterable[bytes]:
    return (chunk.encode() if isinstance(chunk, str) else chunk for chunk in body)
