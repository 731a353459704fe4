"""Uploaded media, served back from the addresses that inputs and masks show.

Such an address is `{prefix}/{size}/users/{user}/apps/{app}/inputs/{kind}/{hash}`. The size `orig`
is the upload as it came, others are smaller where Pillow is installed; ranges and conditional
requests work, as players of video need them. Exports of datasets are served in the same way.
"""

from __future__ import annotations

from fakeannot.doors.http import CORS, HttpAnswer, HttpRequest
from fakeannot.rules import enforces
from fakeannot.store.media import Media, MediaStore
from fakeannot.store.thumbnails import SIZES, in_size

_SEGMENTS = 8
_STRICT = [
    # An upload is what its first bytes say, and nothing in it may run or load anything.
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'; sandbox"),
]


def is_media(request: HttpRequest) -> bool:
    """Whether a request is for an uploaded medium."""
    return request.segments[0] in SIZES and len(request.segments) == _SEGMENTS


@enforces("media.served")
def media_answer(store: MediaStore, request: HttpRequest) -> HttpAnswer:
    """The medium, or the part of it that was asked for; 404 for one the fake does not hold."""
    from werkzeug.exceptions import RequestedRangeNotSatisfiable
    from werkzeug.wrappers import Response

    cors = _cors(request.headers.get("origin", ""))
    if request.method not in ("GET", "HEAD"):
        return _refused(405, b"media can only be read", ("Allow", "GET, HEAD"))
    size, digest = request.segments[0], request.segments[-1]
    original = store.get(digest)
    if original is None:
        return _refused(404, b"no such media")
    media = in_size(original, size)
    response = Response(media.content, content_type=media.content_type)
    response.set_etag(digest if media is original else f"{digest}-{size}")
    environ = {"REQUEST_METHOD": request.method}
    for name in ("range", "if-range", "if-none-match"):
        if value := request.headers.get(name, ""):
            environ[f"HTTP_{name.upper().replace('-', '_')}"] = value
    length = len(media.content)
    try:
        response.make_conditional(environ, accept_ranges=True, complete_length=length)
    except RequestedRangeNotSatisfiable:
        return _refused(416, b"no such range", ("Content-Range", f"bytes */{length}"))
    body = response.get_data()
    response.headers.remove("Content-Length")
    if response.status_code == 304:
        response.headers.remove("Content-Type")
        body = b""
    headers = [*cors, *_STRICT, *response.headers.to_wsgi_list()]
    return HttpAnswer(response.status_code, headers, body)


def served(media: Media) -> HttpAnswer:
    """A whole medium, for the fake's own page alone."""
    return HttpAnswer(200, [("Content-Type", media.content_type), *_STRICT], media.content)


def _refused(status: int, why: bytes, *headers: tuple[str, str]) -> HttpAnswer:
    return HttpAnswer(status, [*CORS, ("Content-Type", "text/plain"), *headers], why)


def _cors(origin: str) -> list[tuple[str, str]]:
    """Lets a page show media as it is told to, with credentials, which no wildcard allows."""
    if not origin:
        return CORS
    return [
        ("Access-Control-Allow-Origin", origin),
        ("Access-Control-Allow-Credentials", "true"),
        ("Vary", "Origin"),
    ]
