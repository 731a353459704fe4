"""The same request gets the same answer through every door."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from fakeannot import FakeClarifai
from tests.api import Send, by_requests, by_wsgi
from tests.doors.in_process.clients import BY_NAME, sending

OF_THE_CONNECTION = {"content-length", "date", "connection"}


@contextmanager
def opened(fake: FakeClarifai, door: str) -> Iterator[Send]:
    """A door of a fake, while it is open."""
    if door == "wsgi":
        yield by_wsgi(fake)
    elif door == "interception":
        with fake.intercept():
            yield by_requests("https://api.clarifai.com")
    elif door in BY_NAME:
        with fake.intercept():
            yield sending(door)
    else:
        with fake.serve() as server:
            yield by_requests(server.url)


@pytest.mark.rule("http.headers", "http.body_limit", "envelope.lists_always", "http.cors")
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/v2/annotations", b""),
        ("GET", "/v2/users/me/apps/fake-app/inputs/a%2Fb", b""),
        ("GET", "/v2/inputs/%C3%A4%20b?page=1", b""),
        ("POST", "/v2/annotations", b"{"),
        ("POST", "/v2/annotations", b" " * 101),
        ("DELETE", "/v2/inputs", b'{"ids": []}'),
        ("PUT", "/v2/annotations", b"{}"),
        ("OPTIONS", "/v2/annotations", b""),
        ("HEAD", "/v2/annotations", b""),
    ],
)
def test_every_door_gives_the_same_answer(method: str, path: str, body: bytes) -> None:
    answers = []
    for door in ("wsgi", "interception", "server", *BY_NAME):
        with opened(FakeClarifai(max_body_bytes=100), door) as send:
            status, headers, content = send(method, path, {"Authorization": "Key k"}, body)
        shown = {k.lower(): v for k, v in headers.items() if k.lower() not in OF_THE_CONNECTION}
        answers.append((status, shown, content))
    for answer in answers[1:]:
        assert answer == answers[0]
