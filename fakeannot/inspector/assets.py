"""The page's own files, and the headers that keep it from running anything else."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import TYPE_CHECKING

from fakeannot.doors.http import HttpAnswer

if TYPE_CHECKING:
    # Elsewhere in later Pythons, where only type checkers still know it here.
    from importlib.abc import Traversable

_TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}
_NAME = re.compile(rf"[a-z_]+\.({'|'.join(_TYPES)})")
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        # Makes innerHTML and the like throw: what the fake holds is shown as text alone.
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
_HEADERS = [
    ("Content-Security-Policy", _POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cache-Control", "no-cache"),
]
_PAGE = "index.html"
_TOKEN = b"{{token}}"


def page(token: str) -> HttpAnswer:
    """The page, with the token that its requests show."""
    return _served(_PAGE, _read(_PAGE).replace(_TOKEN, token.encode()))


def asset(name: str) -> HttpAnswer | None:
    """A file of the page; None if it has no such file."""
    if not _NAME.fullmatch(name) or name == _PAGE or not _file(name).is_file():
        return None
    return _served(name, _read(name))


def _served(name: str, content: bytes) -> HttpAnswer:
    content_type = _TYPES[name.rpartition(".")[2]]
    return HttpAnswer(200, [("Content-Type", content_type), *_HEADERS], content)


def _read(name: str) -> bytes:
    return _file(name).read_bytes()


def _file(name: str) -> Traversable:
    return files(__package__) / "page" / name
