"""Apps that raise or break the rules of WSGI, and what their clients see."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.doors.local.raw_client import (
    GET,
    answering,
    ask,
    conversation,
)

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HEAD = GET.replace(b"GET", b"HEAD")
OLD = b"GET /old HTTP/1.0\r\n"


def _raising(_: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    raise LookupError("nothing here")


def _raising_late(_: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    start_response("200 OK", [("X-Of-The-App", "1")])
    raise LookupError("nothing here")


def _raising_in_iteration(_: WSGIEnvironment, start_response: StartResponse) -> Iterator[bytes]:
    start_response("200 OK", [])
    yield b""
    raise LookupError("nothing here")


def _never_starting(_: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    return [b"body"]


def _starting_twice(_: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    start_response("200 OK", [])
    start_response("200 OK", [])
    return []


def _giving_text(_: WSGIEnvironment, start_response: StartResponse) -> Iterator[Any]:
    start_response("200 OK", [])
    yield "text"


@pytest.mark.parametrize(
    ("app", "name"),
    [
        (_raising, "LookupError: nothing here"),
        (_raising_late, "LookupError: nothing here"),
        (_raising_in_iteration, "LookupError: nothing here"),
        (_never_starting, "AppError: the app gave its body without calling start_response"),
        (_starting_twice, "AppError: start_response was called twice"),
        (_giving_text, "AppError: the app gave str as body, not bytes"),
        (answering(status="fine"), "AppError: a status is '200 OK' or the like, not 'fine'"),
        (answering(headers=[("A", "b\r\nC: d")]), "AppError: the app gave a status or header"),
        (answering(headers=[("A", "\u20ac")]), "UnicodeEncodeError"),
        (answering(headers=[("Content-Length", "x")]), "ValueError"),
        (answering(b"a", headers=[("Content-Length", "0")]), "AppError: the app gave 1 bytes more"),
        (answering(headers=[("Content-Length", "1")]), "AppError: the app gave 1 bytes less"),
    ],
)
def test_a_failing_app_is_an_internal_error_and_the_connection_goes_on(
    app: WSGIApplication, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for status, headers, body in conversation(app, GET, GET):
        refusal = json.loads(body)["status"]
        assert (status, refusal["code"]) == (500, 99009)
        assert refusal["description"] == "Internal error"
        assert refusal["details"].startswith(name)
        assert "X-Of-The-App" not in headers
    printed = capsys.readouterr().err
    assert printed.count("Traceback (most recent call last)") >= 2
    assert name in printed


def _failing_midway(_: WSGIEnvironment, start_response: StartResponse) -> Iterator[bytes]:
    start_response("200 OK", [])
    yield b"one"
    raise LookupError("nothing here")


def _restarting_midway(_: WSGIEnvironment, start_response: StartResponse) -> Iterator[bytes]:
    start_response("200 OK", [])
    yield b"one"
    error = LookupError("nothing here")
    start_response("500 Oh", [], (LookupError, error, None))  # type: ignore[arg-type]  # as WSGI allows


@pytest.mark.parametrize("app", [_failing_midway, _restarting_midway])
def test_an_app_that_fails_midway_ends_the_connection_without_an_end_of_the_reply(
    app: WSGIApplication, capsys: pytest.CaptureFixture[str]
) -> None:
    reply = ask(app, GET + GET)
    assert reply.partition(b"\r\n\r\n")[2] == b"3\r\none\r\n"
    assert "LookupError: nothing here" in capsys.readouterr().err


def test_a_body_shorter_than_its_length_ends_the_connection(
    capsys: pytest.CaptureFixture[str],
) -> None:
    reply = ask(answering(b"one", headers=[("Content-Length", "5")]), GET + GET)
    assert reply.endswith(b"\r\n\r\none")
    assert "2 bytes less than its Content-Length" in capsys.readouterr().err


@pytest.mark.parametrize("failing", [False, True])
def test_the_iterable_is_closed_whatever_happens(
    failing: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    class Closing(io.BytesIO):
        def __next__(self) -> bytes:
            if failing:
                raise LookupError
            return super().__next__()

    opened: list[Closing] = []

    def app(_: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        start_response("200 OK", [])
        opened.append(Closing(b"line\nline\n"))
        return opened[0]

    ask(app)
    assert [one.closed for one in opened] == [True]


def test_an_error_while_closing_leaves_the_reply_whole(capsys: pytest.CaptureFixture[str]) -> None:
    class Failing(list[bytes]):
        def close(self) -> None:
            raise LookupError("cannot close")

    def app(_: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        start_response("200 OK", [])
        return Failing([b"whole"])

    assert [body for _, _, body in conversation(app, GET, GET)] == [b"whole", b"whole"]
    assert "cannot close" in capsys.readouterr().err
