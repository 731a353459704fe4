"""An HTTP request as data, an HTTP answer as data, and the headers every answer has."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from fakeannot.contract.operations import SERVICE
from fakeannot.rules import applies, enforces
from fakeannot.service.access import Credentials

if TYPE_CHECKING:
    from fakeannot.doors.mishaps import Mishap


PREFIX = "__fakeannot"
"""The first segment of the addresses that are the fake's own, and not the API's."""


class Headers(Protocol):
    """Request headers, looked up by lower-case name."""

    def get(self, name: str, default: str, /) -> str: ...


def credentials_of(headers: Headers) -> Credentials:
    """Who calls, by the headers of a request or the metadata of a gRPC call."""
    authorization = headers.get("authorization", "")
    if not authorization and (token := headers.get("x-clarifai-session-token", "")):
        applies("access.session_token")
        authorization = f"Key {token}"
    return Credentials(authorization, headers.get("x-clarifai-request-id-prefix", ""))


class HttpRequest(NamedTuple):
    """A request taken apart.

    Attributes:
        method: in capitals.
        segments: the path's segments, percent-decoded, without the leading slash.
        query: the raw query string.
        headers: looked up by lower-case name.
        body: the whole body.
        door: which door it came in at.
        too_large: whether there was more of a body than anybody was ready to read.
    """

    method: str
    segments: list[str]
    query: str
    headers: Headers
    body: bytes
    door: str = "wsgi"
    too_large: bool = False

    def __repr__(self) -> str:
        # Reports of failed tests have it in them, and the headers have a key.
        return f"<{self.method} /{'/'.join(self.segments)}>"

    def exceeds(self, limit: int) -> bool:
        """Whether the body has more bytes than that."""
        return self.too_large or len(self.body) > limit


class HttpAnswer(NamedTuple):
    """An answer: the HTTP status, its headers in order, and the body.

    `mishap` is what happens to it on its way, if anything.
    """

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    mishap: Mishap | None = None


_WITHOUT_BODY = frozenset({204, 304})
_ALLOWED_HEADERS = "Access-Control-Allow-Headers"
_METHODS = "GET,HEAD,POST,PUT,PATCH,OPTIONS,DELETE"
_REQUEST_HEADERS = (
    "Content-Type,Accept,X-Requested-With,Referer,Accept-Encoding,X-CSRF-Token,Authorization,"
    "X-Clarifai-Application-Id,X-Clarifai-REST-API-Key,X-Clarifai-Session-Token,"
    "X-Clarifai-Client,X-Clarifai-Site,X-Clarifai-Request-ID-Prefix,X-Request-ID"
)
_GRPC_WEB_REQUEST_HEADERS = f"{_REQUEST_HEADERS},X-Grpc-Web,X-User-Agent,Grpc-Timeout"
_FROM_ANYWHERE = [
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Allow-Methods", _METHODS),
]
CORS = [*_FROM_ANYWHERE, (_ALLOWED_HEADERS, _REQUEST_HEADERS)]
GRPC_WEB_TYPE = "application/grpc-web"
GRPC_WEB_CORS = [
    *_FROM_ANYWHERE,
    (_ALLOWED_HEADERS, _GRPC_WEB_REQUEST_HEADERS),
    ("Access-Control-Expose-Headers", "grpc-status,grpc-message"),
]
_JSON = [
    ("Content-Type", "application/json; charset=UTF-8"),
    ("Grpc-Metadata-Content-Type", "application/grpc"),
    ("Strict-Transport-Security", "max-age=15724800; includeSubDomains"),
    *CORS,
]


def is_grpc_path(request: HttpRequest) -> bool:
    """Whether a request names a method of the gRPC service."""
    return request.segments[0] == SERVICE


def is_grpc_web(request: HttpRequest) -> bool:
    """Whether a request is a grpc-web call."""
    return (
        is_grpc_path(request)
        and request.method == "POST"
        and request.headers.get("content-type", "").lower().startswith(GRPC_WEB_TYPE)
    )


@enforces("http.headers", "http.cors")
def json_answer(status: int, body: bytes, req_id: str) -> HttpAnswer:
    """An answer with a JSON body and the headers observed on the real service's answers."""
    return HttpAnswer(status, [*_JSON, ("X-Clarifai-Request-Id", req_id)], body)


@enforces("http.preflight")
def preflight(*, for_grpc_web: bool = False) -> HttpAnswer:
    """The answer to a browser's question whether it may call: it may, from anywhere."""
    cors = GRPC_WEB_CORS if for_grpc_web else CORS
    headers = [_and_world(header) for header in cors]
    return HttpAnswer(204, [*headers, ("Access-Control-Max-Age", "600")], b"")


def _and_world(header: tuple[str, str]) -> tuple[str, str]:
    """Allows pages to name a world; other answers show just what the real service allows."""
    name, value = header
    return (name, f"{value},X-Fakeannot-World" if name == _ALLOWED_HEADERS else value)


def headers_of(answer: HttpAnswer) -> list[tuple[str, str]]:
    """The headers of an answer with the length of its body, where a body may stand."""
    if answer.status in _WITHOUT_BODY:
        return answer.headers
    return [*answer.headers, ("Content-Length", str(len(answer.body)))]
