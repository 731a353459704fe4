"""Garbage at every door: no failure of the fake's own, no hang, nothing printed, no growth."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fakeannot.contract.operations import operations
from fakeannot.doors.http import HttpAnswer
from fakeannot.service import load
from reliability.choices import Choices
from reliability.fuzz import run
from reliability.garbage import Http, Rpc
from reliability.right_requests import KEYS, right_requests
from reliability.sockets import Framed, ServedTarget, Streamed
from reliability.target import Broken, Target
from reliability.values import TOP, bent, message_bytes
from tests.reliability.drawn import Drawn

_HANG = 30.0
_DOORS = ("http_request", "rpc_call", "json_for_reader", "received", "control_request",
          "beside_request")  # fmt: skip


@pytest.mark.slow
def test_twenty_thousand_requests_break_nothing() -> None:
    outcome = run(20_000, seed=1, longest_seconds=_HANG)
    assert outcome.broken == []
    assert outcome.printed == ""
    assert outcome.requests == 20_000
    assert outcome.memory.rise < 50
    assert outcome.held < 0.05
    # Some get as far as they can, by every door.
    assert min(outcome.outcomes[name] for name in ("HTTP 200", "gRPC OK", "JSON read")) > 400


@pytest.fixture(scope="module")
def target() -> Target:
    return Target(_HANG)


@pytest.mark.parametrize("door", _DOORS)
@given(data=st.data())
@settings(max_examples=60, deadline=None, database=None, suppress_health_check=[*HealthCheck])
def test_whatever_comes_is_answered_or_refused(
    target: Target, door: str, data: st.DataObject
) -> None:
    made, answered = next(pair for pair in target.doors() if pair[0].__name__ == door)
    answered(made(Drawn(data)))


@pytest.fixture
def served() -> Iterator[ServedTarget]:
    target = ServedTarget(_HANG)
    yield target
    target.close()


def test_every_door_is_thrown_at_and_over_sockets_too(served: ServedTarget) -> None:
    over_sockets = {"framed", "streamed"}
    assert {made.__name__ for made, _ in served.doors()} == {*_DOORS, *over_sockets}


def test_every_method_answers_random_bytes_that_grpcio_sends(served: ServedTarget) -> None:
    choices = Choices(random.Random(1).randbytes(200_000))
    metadata = {"authorization": f"Key {KEYS[0]}"}
    for one in operations().values():
        right = message_bytes(one.request_type.DESCRIPTOR, choices, TOP)
        for sent in ([choices.bytes(60)], [right], [bent(right, choices)] * 3, []):
            call = Rpc(one.grpc_path, metadata, right)
            as_stream = one.streams_requests or one.streams_replies or len(sent) != 1
            served.rpc_over_socket(Streamed(call, sent, as_stream))
    assert sum(served.outcomes.values()) == 4 * len(operations())


def test_garbage_begins_with_a_right_request_of_all_that_is_built() -> None:
    assert {right.operation.name for right in right_requests()} == load().keys()


@pytest.mark.parametrize("framing", ["length", "chunked", "asked"])
def test_a_body_arrives_in_every_framing(served: ServedTarget, framing: str) -> None:
    sent = {"id": framing, "data": {"text": {"raw": "words"}}}
    body = json.dumps({"inputs": [sent]}).encode()
    headers = {"Authorization": f"Key {KEYS[0]}"}
    path = "/v2/users/owner/apps/street/inputs"
    served.http_over_socket(Framed(Http("POST", path, "", headers, body), framing))
    assert served.outcomes["HTTP 200"] == 1
    assert framing in {one.id for one in served.fake.app().inputs()}


_ENVELOPE = {"status": {"code": 99009, "description": "Internal"}}


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (500, _ENVELOPE),
        (503, _ENVELOPE),
        (400, {"status": {"code": 11100}}),
        (404, {"oops": 1}),
        (404, []),
        (200, {"result": {"status": {"description": "Ok"}}}),
    ],
)
def test_an_answer_that_there_must_not_be_is_found(
    target: Target, status: int, told: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = HttpAnswer(status, [], json.dumps(told).encode())
    monkeypatch.setattr(target.fake.wsgi_app._door, "answer", lambda _: answer)
    with pytest.raises(Broken):
        target.http(Http("GET", "/v2/inputs", "", {}, b""))


def test_a_call_that_fails_as_none_may_is_found(target: Target) -> None:
    call = Rpc("/clarifai.api.V2/ListInputs", {}, b"")
    found: list[Callable[[], Any]] = [
        partial(target.check_failure, 2, "ValueError: oops", call),
        partial(target.check_failure, 12, "", call),
        partial(target.check_replies, [b""], call),
    ]
    for check in found:
        with pytest.raises(Broken):
            check()


@pytest.mark.parametrize("kind", ["application/grpc-web", "application/grpc-web-text"])
def test_an_error_in_the_trailers_of_grpc_web_is_found(
    target: Target, kind: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("fakeannot.doors.grpc_web._messages", fails)
    with pytest.raises(Broken, match="ZeroDivisionError"):
        target.beside(Http("POST", "/clarifai.api.V2/ListInputs", "", {"Content-Type": kind}, b""))
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_an_answer_that_takes_too_long_is_found() -> None:
    with pytest.raises(Broken, match="s for "):
        Target(longest_seconds=0).one(Choices(b""))
