"""Reading HTTP/1.x requests: bytes in, heads and bodies out, or a `RequestError`.

Nothing here touches a socket; the bytes come through a `Reader`.

    head = read_head(reader)                 # None: the client closed between two requests
    size = body_size(head, limit)            # None: chunked
    body = read_chunked(reader, limit) if size is None else reader.exactly(size)
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from fakeannot.doors.local.reader import Reader, RequestError, ended

MAX_HEAD_BYTES = 64 * 1024
"""The longest request line plus headers that is read, in bytes; more is answered 431."""

_MAX_CHUNK_LINE_BYTES = 4 * 1024
_CONTINUE = "100-continue"
_TOKEN = b"!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_HEX = b"0123456789abcdefABCDEF"
_NOT_IN_TARGET = bytes(range(0x21)) + b"\x7f"


class Head(NamedTuple):
    """The request line and headers of one request, as text (bytes mapped one to one, latin-1)."""

    method: str
    target: str
    """As sent: `/path?query`, `http://host/path?query` or `*`."""
    path: str
    """The path of the target, still percent-encoded; empty for `*`."""
    query: str
    version: str
    """`HTTP/1.0` or `HTTP/1.1`."""
    headers: dict[str, str]
    """By WSGI name (`HTTP_ACCEPT`, `CONTENT_TYPE`); values of a repeated header joined by ","."""

    @property
    def keep_alive(self) -> bool:
        """Whether the client wants the connection kept after the reply."""
        options = self.headers.get("HTTP_CONNECTION")
        if options is None:
            return self.version == "HTTP/1.1"
        tokens = [token.strip() for token in options.lower().split(",")]
        return "close" not in tokens and (self.version == "HTTP/1.1" or "keep-alive" in tokens)

    @property
    def expects_continue(self) -> bool:
        """Whether the client waits for `100 Continue` before it sends the body."""
        return self.version == "HTTP/1.1" and _CONTINUE in _expected(self.headers)


def read_head(reader: Reader) -> Head | None:
    """The next request line and headers, or None when the client closed before any.

    Raises `RequestError` for what is no HTTP/1.x head.
    """
    while True:
        raw = reader.until(b"\r\n\r\n", MAX_HEAD_BYTES)
        if raw is None:
            if reader.buffered.strip(b"\r\n"):
                raise ended()
            return None
        # Empty lines before a request are to be ignored (RFC 9112, 2.2).
        if raw := raw.lstrip(b"\r\n"):
            return parse_head(raw)


def parse_head(raw: bytes) -> Head:
    """The head in `raw`, which ends before the empty line; `RequestError` when malformed."""
    text = raw.decode("latin-1")
    first, *lines = text.split("\r\n")
    if text.count("\n") != len(lines) or text.count("\r") != len(lines) or "\0" in text:
        raise RequestError(400, "a line of the header section has a bare CR, LF or NUL in it")
    method, target, version = _request_line(first)
    headers = _headers(lines)
    path, query, authority = _split_target(method, target)
    if authority:
        headers["HTTP_HOST"] = authority
    host = headers.get("HTTP_HOST")
    if (host is None and version == "HTTP/1.1") or (host is not None and "," in host):
        raise RequestError(400, "an HTTP/1.1 request needs exactly one Host header")
    if version == "HTTP/1.1" and (unmet := _expected(headers) - {_CONTINUE}):
        raise RequestError(417, f"Expect {min(unmet)[:80]!r} is not known here, only {_CONTINUE!r}")
    return Head(method, target, path, query, version, headers)


def body_size(head: Head, limit: int) -> int | None:
    """How many bytes of body follow, None for a chunked one.

    Raises `RequestError`: 413 for more than `limit` bytes, 400 where two headers contradict each
    other (two readers would disagree on where the next request begins), 501 for other encodings.
    """
    coding = head.headers.get("HTTP_TRANSFER_ENCODING")
    length = head.headers.get("CONTENT_LENGTH")
    if coding is None:
        return 0 if length is None else _content_length(length, limit)
    if length is not None or head.version == "HTTP/1.0":
        raise RequestError(400, "Transfer-Encoding goes with neither Content-Length nor HTTP/1.0")
    if coding.lower() != "chunked":
        raise RequestError(501, f"Transfer-Encoding {coding!r} is not known here, only 'chunked'")
    return None


def read_chunked(reader: Reader, limit: int) -> bytes:
    """A chunked body, decoded, its trailers dropped.

    Raises `RequestError`: 400 when malformed, 413 for more than `limit` bytes.
    """
    # Not a list of chunks: tiny ones would take many times what they hold.
    body = bytearray()
    while size := _chunk_size(_line(reader, _MAX_CHUNK_LINE_BYTES)):
        if len(body) + size > limit:
            raise _too_large(limit)
        body += reader.exactly(size)
        if reader.exactly(2) != b"\r\n":
            raise RequestError(400, "a chunk of the body is longer than its size says")
    allowed = MAX_HEAD_BYTES
    while trailer := _line(reader, allowed):
        allowed -= len(trailer)
    return bytes(body)


def _request_line(line: str) -> tuple[str, str, str]:
    parts = line.split(" ")
    if len(parts) != 3 or not _is_token(parts[0]):
        raise RequestError(400, f"the request line is not 'METHOD target HTTP/1.1': {line[:80]!r}")
    method, target, version = parts
    if version not in ("HTTP/1.1", "HTTP/1.0"):
        known = version[:5] == "HTTP/" and version[5:].replace(".", "", 1).isdecimal()
        raise RequestError(505 if known else 400, f"{version[:80]!r} is not spoken here: HTTP/1.1")
    if len(target.encode("latin-1").translate(None, _NOT_IN_TARGET)) != len(target):
        raise RequestError(400, "the request target has control characters in it")
    return method, target, version


def _split_target(method: str, target: str) -> tuple[str, str, str]:
    """Path, query and authority (empty unless in absolute form) of a request target."""
    authority = ""
    path, _, query = target.partition("?")
    if path[:1] == "/":
        return path, query, authority
    if target == "*" and method == "OPTIONS":
        return "", "", authority
    scheme, separator, rest = path.partition("://")
    authority, slash, path = rest.partition("/")
    if not separator or scheme.lower() not in ("http", "https") or not authority:
        raise RequestError(400, f"the request target is no path or http URL: {target[:80]!r}")
    return slash + path or "/", query, authority.rpartition("@")[2]


def _headers(lines: list[str]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        key = _environ_name(name)
        if not key or not colon:
            # Not what follows the name: it may be a key.
            first = (name.split() or [""])[0]
            raise RequestError(400, f"a header is not 'Name: value': {first[:80]!r}")
        value = value.strip(" \t")
        headers[key] = f"{headers[key]},{value}" if key in headers else value
    # Underscored names would pass for the ones with dashes, so they are left out.
    headers.pop("_", None)
    return headers


def _expected(headers: dict[str, str]) -> set[str]:
    """What the client expects of the server before it goes on."""
    return {one.strip(" \t").lower() for one in headers.get("HTTP_EXPECT", "").split(",")} - {""}


@lru_cache(maxsize=512)
def _environ_name(name: str) -> str:
    """The WSGI name of a header; empty when malformed, "_" when it is to be left out."""
    if not _is_token(name):
        return ""
    if "_" in name:
        return "_"
    key = name.upper().replace("-", "_")
    return key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"


def _content_length(text: str, limit: int) -> int:
    lengths = {part.strip(" \t") for part in text.split(",")}
    length = lengths.pop()
    if lengths or not (length.isascii() and length.isdigit()):
        raise RequestError(400, f"Content-Length is not one whole number: {text[:80]!r}")
    # int() refuses thousands of digits with an error of its own.
    if len(length) > 18 or int(length) > limit:
        raise _too_large(limit)
    return int(length)


def _chunk_size(line: bytes) -> int:
    digits = line.partition(b";")[0].strip(b" \t")
    if not digits or len(digits) > 15 or digits.translate(None, _HEX):
        raise RequestError(400, f"the size of a chunk is not a hexadecimal number: {line[:80]!r}")
    return int(digits, 16)


def _line(reader: Reader, limit: int) -> bytes:
    line = reader.until(b"\r\n", limit)
    if line is None:
        raise ended()
    return line


def _is_token(name: str) -> bool:
    return bool(name) and not name.encode("latin-1").translate(None, _TOKEN)


def _too_large(limit: int) -> RequestError:
    return RequestError(413, f"the body is larger than {limit} bytes, the most this server reads")
