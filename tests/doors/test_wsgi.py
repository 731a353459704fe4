"""The WSGI door keeps the WSGI standard on every kind of call, and has its control addresses."""

from __future__ import annotations

import io
import json
import sys
from base64 import b64encode
from typing import Any
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import pytest

from fakeannot import FakeClarifai
from tests.state import state_of, unchanged

Result = tuple[str, dict[str, str], bytes]


@pytest.fixture
def fake() -> FakeClarifai:
    made = FakeClarifai(max_body_bytes=2_000)
    made.app().add_input("car")
    return made


def call(
    fake: FakeClarifai,
    method: str,
    path: str,
    body: bytes = b"",
    *,
    checked: bool = True,
    **environ: Any,
) -> Result:
    """One call through `wsgiref.validate`, which raises where either side breaks the standard."""
    path, _, query = path.partition("?")
    full: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_AUTHORIZATION": f"Key {fake.api_key}",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
    }
    setup_testing_defaults(full)
    full.update(environ)
    for name in [name for name, value in full.items() if value is None]:
        del full[name]
    started: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        started.extend([status, headers])
        return lambda _data: None

    app: Any = validator(fake.wsgi_app) if checked else fake.wsgi_app
    answer = app(full, start_response)
    try:
        content = b"".join(answer)
    finally:
        if checked:
            answer.close()
    return started[0], dict(started[1]), content


def media_path(fake: FakeClarifai) -> str:
    data = {"image": {"base64": b64encode(b"GIF89a picture").decode()}}
    url = fake.app().add_input("gif", data=data).data.image.url
    return str(url.removeprefix("https://data.clarifai.com"))


TOUR = [
    ("GET", "/v2/inputs?page=1", b"", "200 OK"),
    ("HEAD", "/v2/inputs", b"", "200 OK"),
    ("OPTIONS", "/v2/inputs", b"", "204 No Content"),
    ("POST", "/v2/inputs", b'{"inputs": [{"data": {"image": {"url": "u"}}}]}', "200 OK"),
    ("POST", "/v2/inputs", b'{"inputs": [{"id": "car"}, {"id": "x"}]}', "400 Bad Request"),
    (
        "POST",
        "/v2/annotations",
        b'{"annotations": [{"input_id": "car"}, {"input_id": "x"}]}',
        "207 Multi-Status",
    ),
    ("PATCH", "/v2/annotations", b"{", "400 Bad Request"),
    ("DELETE", "/v2/annotations", b'{"input_ids": ["car"]}', "200 OK"),
    ("GET", "/v2/inputs/none", b"", "404 Not Found"),
    ("HEAD", "/v2/inputs/none", b"", "404 Not Found"),
    ("PUT", "/v2/inputs", b"{}", "405 Method Not Allowed"),
    ("POST", "/v2/inputs", b" " * 2_001, None),
    ("POST", "/v2/models/m/outputs", b"{}", "501 Not Implemented"),
    ("GET", "/", b"", "404 Not Found"),
    ("GET", "/__fakeannot/health", b"", "200 OK"),
    ("HEAD", "/__fakeannot/health", b"", "200 OK"),
    ("POST", "/__fakeannot/reset", b"", "200 OK"),
    ("GET", "/__fakeannot/nothing", b"", "404 Not Found"),
]


@pytest.mark.rule("http.headers")
@pytest.mark.parametrize(("method", "path", "body", "status"), TOUR)
def test_every_kind_of_call_keeps_the_standard(
    fake: FakeClarifai, method: str, path: str, body: bytes, status: str | None
) -> None:
    told, headers, content = call(fake, method, path, body)
    # The phrase of 413 has changed with the versions of Python.
    assert told == status or (status is None and told.startswith("413 "))
    if method in ("HEAD", "OPTIONS"):
        assert content == b""
    else:
        assert headers["Content-Length"] == str(len(content))
        assert json.loads(content)


@pytest.mark.rule("media.served")
@pytest.mark.parametrize(
    ("method", "environ", "status"),
    [
        ("GET", {}, "200 OK"),
        ("HEAD", {}, "200 OK"),
        ("GET", {"HTTP_RANGE": "bytes=0-3"}, "206 Partial Content"),
        ("GET", {"HTTP_RANGE": "bytes=99-"}, None),
        ("GET", {"HTTP_IF_NONE_MATCH": "*"}, "304 Not Modified"),
        ("POST", {}, "405 Method Not Allowed"),
    ],
)
def test_media_keep_the_standard_too(
    fake: FakeClarifai, method: str, environ: dict[str, Any], status: str | None
) -> None:
    told, headers, content = call(fake, method, media_path(fake), **environ)
    assert told == status or (status is None and told.startswith("416 "))
    assert ("Content-Length" in headers) == (status != "304 Not Modified")
    assert (content == b"") == (method == "HEAD" or status == "304 Not Modified")


def test_a_length_that_is_none_is_no_body(fake: FakeClarifai) -> None:
    body = b'{"inputs": [{"data": {"image": {"url": "u"}}}]}'
    for length in (None, "", "-5", "many"):
        with unchanged(fake):
            told, _, content = call(
                fake, "POST", "/v2/inputs", body, checked=False, CONTENT_LENGTH=length
            )
        assert told == "400 Bad Request"
        assert json.loads(content)["status"]["code"] == 11100


def test_a_body_without_a_length_is_read_where_the_server_says_it_ends(
    fake: FakeClarifai,
) -> None:
    body = b'{"inputs": [{"id": "x", "data": {"image": {"url": "u"}}}]}'
    ends = {"wsgi.input_terminated": True}
    told, _, _ = call(fake, "POST", "/v2/inputs", body, CONTENT_LENGTH=None, **ends)
    assert told == "200 OK"
    assert [i.id for i in fake.app().inputs()] == ["car", "x"]


@pytest.mark.rule("http.body_limit")
@pytest.mark.parametrize("length", ["1000000000000", "2001", None])
def test_no_more_of_a_body_is_read_than_is_needed_to_refuse_it(
    fake: FakeClarifai, length: str | None
) -> None:
    class Endless(io.BytesIO):
        taken = 0

        def read(self, size: int | None = -1) -> bytes:
            assert size is not None
            assert 0 <= size <= 2_001
            self.taken += size
            return b" " * size

    stream = Endless()
    more: dict[str, Any] = {"wsgi.input": stream, "wsgi.input_terminated": True}
    told, _, content = call(fake, "POST", "/v2/inputs", CONTENT_LENGTH=length, **more)
    assert told.startswith("413 ")
    assert json.loads(content)["status"]["code"] == 11100
    assert stream.taken == 2_001


def test_a_path_is_read_as_utf_8(fake: FakeClarifai) -> None:
    fake.app().add_input("größe")
    path = "/v2/inputs/größe".encode().decode("latin-1")
    told, _, content = call(fake, "GET", path)
    assert told == "200 OK"
    assert json.loads(content)["input"]["id"] == "größe"
    assert call(fake, "GET", "/v2/inputs/\xff\xfe")[0] == "404 Not Found"


def test_health_says_ok_without_a_key(fake: FakeClarifai) -> None:
    told, headers, content = call(fake, "GET", "/__fakeannot/health", HTTP_AUTHORIZATION=None)
    assert told == "200 OK"
    assert json.loads(content) == {"ok": True, "http": True}
    assert headers["Content-Type"] == "application/json"


def test_reset_empties_the_world(fake: FakeClarifai) -> None:
    fake.add_user("ann", pat="p" * 32)
    told, _, content = call(fake, "POST", "/__fakeannot/reset", HTTP_AUTHORIZATION=None)
    assert (told, json.loads(content)) == ("200 OK", {"ok": True})
    assert state_of(fake) == ([], [], [])


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "reset"), ("DELETE", "reset"), ("POST", "health"), ("GET", ""), ("POST", "reset/x")],
)
def test_other_control_addresses_name_those_there_are(
    fake: FakeClarifai, method: str, path: str
) -> None:
    with unchanged(fake):
        told, _, content = call(fake, method, f"/__fakeannot/{path}")
    assert told == "404 Not Found"
    error = json.loads(content)["error"]
    assert error.startswith("There are: GET /__fakeannot/health, ")
    assert ", POST /__fakeannot/reset" in error
