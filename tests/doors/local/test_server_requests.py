"""What the local server reads from its clients, and what it refuses to read."""

from __future__ import annotations

import pytest

from fakeannot.doors.local.http1_request import (
    MAX_HEAD_BYTES,
    parse_head,
)
from fakeannot.doors.local.reader import RequestError
from tests.doors.local.request_streams import (
    LIMIT,
    read_all,
    refused,
    request,
)


@pytest.mark.parametrize(
    "head",
    [
        b"GET /",
        b"GET  / HTTP/1.1",
        b"GET / HTTP/1.1 ",
        b"G(T / HTTP/1.1",
        b" / HTTP/1.1",
        b"GET / HTTPS/1.1",
        b"GET / HTTP/1.1x",
        b"GET /\x01 HTTP/1.1",
        b"GET nowhere HTTP/1.1",
        b"GET ftp://host/ HTTP/1.1",
        b"GET http:///path HTTP/1.1",
        b"GET * HTTP/1.1",
        b"CONNECT host:443 HTTP/1.1",
        b"\x16\x03\x01\x02\x00\x01",
        b"GET / HTTP/1.1\r\nHost: a\r\nno colon",
        b"GET / HTTP/1.1\r\nHost: a\r\n: no name",
        b"GET / HTTP/1.1\r\nHost: a\r\nName : space before the colon",
        b"GET / HTTP/1.1\r\nHost: a\r\n folded: line",
        b"GET / HTTP/1.1\r\nHost: a\r\nName: bare\nline feed",
        b"GET / HTTP/1.1\r\nHost: a\r\nName: bare\rreturn",
        b"GET / HTTP/1.1\r\nHost: a\r\nName: \0",
        b"GET / HTTP/1.1",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b",
    ],
)
def test_a_malformed_head_is_a_bad_request(head: bytes) -> None:
    assert refused(head + b"\r\n\r\n").status == 400


@pytest.mark.parametrize(
    "lines",
    [
        ["Content-Length: 3", "Transfer-Encoding: chunked"],
        ["Content-Length: 3", "Content-Length: 4"],
        ["Content-Length: 3, 4"],
        ["Content-Length: -1"],
        ["Content-Length: +1"],
        ["Content-Length: 1_0"],
        ["Content-Length: \xb2"],
        ["Content-Length:"],
    ],
)
def test_a_body_of_doubtful_length_is_a_bad_request(lines: list[str]) -> None:
    assert refused(request(*lines, body="0\r\n\r\n")).status == 400


def test_chunks_are_not_for_http_1_0() -> None:
    old = request("Transfer-Encoding: chunked", first="POST / HTTP/1.0", body="0\r\n\r\n")
    assert refused(old).status == 400


@pytest.mark.parametrize("coding", ["gzip", "gzip, chunked", "chunked, chunked"])
def test_another_transfer_encoding_is_not_implemented(coding: str) -> None:
    assert refused(request(f"Transfer-Encoding: {coding}")).status == 501


@pytest.mark.parametrize(
    "body",
    [
        "g\r\n",
        "3",
        "\r\n",
        "-1\r\n",
        "0x1\r\na\r\n",
        "1_0\r\n",
        "1\r\nab\r\n",
        "f" * 16 + "\r\n",
        "3\r\na",
    ],
)
def test_malformed_chunks_are_a_bad_request(body: str) -> None:
    assert refused(request("Transfer-Encoding: chunked", body=body)).status == 400


def test_the_same_length_twice_is_one_length() -> None:
    [(_, body)] = read_all([request("Content-Length: 3", "Content-Length: 3", body="abc")])
    assert body == b"abc"


@pytest.mark.parametrize("length", [str(LIMIT + 1), "9" * 5000])
def test_a_length_over_the_limit_is_too_large(length: str) -> None:
    assert refused(request(f"Content-Length: {length}")).status == 413


def test_chunks_over_the_limit_are_too_large_together() -> None:
    chunk = f"{LIMIT:x}\r\n{'a' * LIMIT}\r\n"
    assert refused(request("Transfer-Encoding: chunked", body=chunk + "1\r\na\r\n")).status == 413


@pytest.mark.parametrize("version", ["HTTP/2.0", "HTTP/2", "HTTP/0.9", "HTTP/1.2"])
def test_another_version_is_not_supported(version: str) -> None:
    assert refused(request(first=f"GET / {version}")).status == 505


def test_headers_may_fill_64_kib_and_not_a_byte_more() -> None:
    head = b"GET / HTTP/1.1\r\nHost: a\r\nX: "
    full = head + b"x" * (MAX_HEAD_BYTES - len(head))
    assert len(read_all([full, b"\r\n\r\n"])) == 1
    for pieces in ([full + b"x\r\n\r\n"], [full, b"x\r\n\r\n"], [full + b"x" * 10]):
        with pytest.raises(RequestError) as caught:
            read_all(pieces)
        assert caught.value.status == 431


@pytest.mark.parametrize("body", ["1" * 5000 + "\r\n", "0\r\n" + "X: y\r\n" * 20000])
def test_endless_chunk_sizes_and_trailers_are_refused(body: str) -> None:
    assert refused(request("Transfer-Encoding: chunked", body=body)).status == 431


@pytest.mark.parametrize("size", [1, 20, len(request()) - 1])
def test_a_stream_that_ends_within_a_request_is_a_bad_request(size: int) -> None:
    assert refused(request()[:size]).status == 400


def test_an_empty_stream_holds_no_request() -> None:
    assert read_all([]) == read_all([b"\r\n"]) == read_all([b"\r\n\r\n", b"\r\n"]) == []


@pytest.mark.parametrize(
    ("target", "path", "query", "host"),
    [
        ("/a?b?c", "/a", "b?c", "a"),
        ("//v2", "//v2", "", "a"),
        ("/a?u=http://b/", "/a", "u=http://b/", "a"),
        ("http://b:1/p?q", "/p", "q", "b:1"),
        ("HTTPS://b", "/", "", "b"),
        ("http://b?q", "/", "q", "b"),
        ("http://user:pass@b/p", "/p", "", "b"),
    ],
)
def test_a_target_is_split_into_path_query_and_host(
    target: str, path: str, query: str, host: str
) -> None:
    head = parse_head(request(first=f"GET {target} HTTP/1.1").rstrip())
    assert (head.path, head.query, head.headers["HTTP_HOST"]) == (path, query, host)
    assert head.target == target


def test_headers_are_named_as_in_wsgi_and_repeated_ones_joined() -> None:
    lines = [
        "x-one: a",
        "X-One:\t b ",
        "content-type: text/plain",
        "X_One: spoof",
        "Content_Length: 9",
    ]
    assert parse_head(request(*lines).rstrip()).headers == {
        "HTTP_HOST": "a",
        "HTTP_X_ONE": "a,b",
        "CONTENT_TYPE": "text/plain",
    }


@pytest.mark.parametrize(
    ("version", "options", "kept"),
    [
        ("1.1", None, True),
        ("1.1", "close", False),
        ("1.1", "foo, Close", False),
        ("1.1", "upgrade", True),
        ("1.0", None, False),
        ("1.0", "Keep-Alive", True),
        ("1.0", "foo", False),
    ],
)
def test_keep_alive_follows_version_and_connection_header(
    version: str, options: str | None, kept: bool
) -> None:
    lines = [] if options is None else [f"Connection: {options}"]
    head = parse_head(request(*lines, first=f"GET / HTTP/{version}").rstrip())
    assert head.keep_alive is kept
