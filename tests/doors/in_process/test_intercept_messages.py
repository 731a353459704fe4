"""How faithfully interception carries a request to the fake, and its answer back."""

from __future__ import annotations

import io
from typing import Any

import pytest
import requests

from fakeannot.doors.http import HttpAnswer
from tests.doors.in_process.interception import API, Door, chunks
from tests.doors.in_process.interception import network as network

JSON = [("Content-Type", "application/json")]


@pytest.mark.parametrize(
    ("path", "segments"),
    [
        ("/v2/inputs/a%2Fb/annotations/c%20d", ["v2", "inputs", "a/b", "annotations", "c d"]),
        ("/v2/inputs/%C3%A9t%C3%A9", ["v2", "inputs", "été"]),
        ("/v2/inputs/été", ["v2", "inputs", "été"]),
        ("//v2/inputs", ["v2", "inputs"]),
        ("/v2/inputs/", ["v2", "inputs", ""]),
        ("", [""]),
        ("/", [""]),
    ],
)
def test_path_segments_are_decoded_one_by_one(path: str, segments: list[str]) -> None:
    door = Door()
    with door.intercepted():
        requests.get(API + path)
    assert door.last.segments == segments


def test_the_query_arrives_raw_and_without_the_fragment() -> None:
    door = Door()
    with door.intercepted():
        requests.get(f"{API}?ids=a&ids=b%26c#there", params={"page": 1})
    assert door.last.query == "ids=a&ids=b%26c&page=1"


def test_headers_are_found_by_lower_case_name_and_are_text() -> None:
    door = Door()
    with door.intercepted():
        requests.get(API, headers={"AUTHORIZATION": b"Key x", "X-Other": "y"})
    assert door.last.headers.get("authorization", "") == "Key x"
    assert door.last.headers.get("x-other", "") == "y"


@pytest.mark.parametrize(
    ("body", "sent"),
    [
        (None, b""),
        ("{é}", "{é}".encode()),
        (b'{"a":1}', b'{"a":1}'),
        (bytearray(b'{"a":1}'), b'{"a":1}'),
        (io.BytesIO(b'{"a":1}'), b'{"a":1}'),
        (io.StringIO('{"a":1}'), b'{"a":1}'),
        (chunks(), b'{"a":1}'),
        (iter(['{"a"', ":1}"]), b'{"a":1}'),
        ({"a": "1"}, b"a=1"),
    ],
)
def test_a_body_of_any_kind_arrives_as_bytes(body: Any, sent: bytes) -> None:
    door = Door()
    with door.intercepted():
        requests.post(API, data=body)
    assert door.last.body == sent


def test_a_file_that_was_partly_read_is_sent_from_there() -> None:
    door, body = Door(), io.BytesIO(b"xx{}")
    body.seek(2)
    with door.intercepted():
        requests.post(API, data=body)
    assert door.last.body == b"{}"


def test_an_uploaded_file_arrives() -> None:
    door = Door()
    with door.intercepted():
        requests.post(API, files={"file": ("cat.jpg", b"JPEG")})
    assert b"JPEG" in door.last.body


def test_the_answer_is_a_real_response() -> None:
    door = Door(HttpAnswer(400, [*JSON, ("X-Clarifai-Request-Id", "1")], b'{"status":{}}'))
    with door.intercepted():
        answer = requests.post(f"{API}/v2/inputs", json={})
    assert type(answer) is requests.Response
    assert (answer.status_code, answer.reason, answer.ok) == (400, "Bad Request", False)
    assert answer.headers["x-clarifai-request-id"] == "1"
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Content-Length"] == "13"
    assert answer.json() == {"status": {}}
    assert answer.elapsed.total_seconds() > 0
    assert answer.url == f"{API}/v2/inputs"
    assert answer.request.body == b"{}"
    with pytest.raises(requests.HTTPError, match="400"):
        answer.raise_for_status()


def test_an_answer_without_content_has_no_length() -> None:
    with Door(HttpAnswer(204, [], b"")).intercepted():
        answer = requests.options(API)
    assert (answer.content, "Content-Length" in answer.headers) == (b"", False)


def test_head_has_the_headers_of_get_and_no_body() -> None:
    with Door(HttpAnswer(200, JSON, b"{}")).intercepted():
        answer = requests.head(API)
    assert (answer.content, answer.headers["Content-Length"]) == (b"", "2")


def test_a_streamed_answer_is_read_in_pieces() -> None:
    with (
        Door(HttpAnswer(200, [], b"ab\ncd\n" * 100)).intercepted(),
        requests.get(API, stream=True) as answer,
    ):
        assert answer.raw.read(2) == b"ab"
        assert next(answer.iter_content(3)) == b"\ncd"
        assert len(list(answer.iter_lines())) > 100
