"""Each kind of fault through each door: what the client sees, and what the world holds after."""

from __future__ import annotations

from typing import Any

import grpc
import pytest
from google.protobuf import json_format

from fakeannot import FakeClarifai
from fakeannot.contract.operations import operation
from fakeannot.doors.grpc_web import HEAD
from fakeannot.faults.kinds import GRPC_STATUSES, KINDS
from tests.faults.striking import COMMITTED, ERRORS, KINDS_OF_NO_ANSWER, fates, kept, post
from tests.rpcs import DOORS, opened

GRPC_DOORS = ("channel", "grpc", "aio", "aio_grpc")
REST_DOORS = tuple(door for door in DOORS if door not in (*GRPC_DOORS, "grpc_web"))
# A silent server is silent until its client gives up, which those of the tests do not.
IN_PROCESS = tuple(door for door in REST_DOORS if door != "http")


@pytest.fixture(params=DOORS)
def door(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize(("kind", "code"), [("throttled", 11005), ("internal", 99009)])
def test_a_status_comes_through_every_door_and_nothing_is_done(
    fake: FakeClarifai, door: str, kind: str, code: int
) -> None:
    fake.faults.add("PostInputs", kind)
    with opened(fake, door) as call:
        assert post(fake, call).status.code == code
        assert kept(fake) == []
        assert post(fake, call).status.code == 10000
    assert fates(fake) == [kind, ""]
    assert fake.faults.unfired == []


@pytest.mark.parametrize("kind", [kind for kind, effect in KINDS.items() if effect.grpc])
@pytest.mark.parametrize("door", GRPC_DOORS, indirect=True)
def test_over_grpc_a_call_ends_with_the_status_of_the_kind(
    fake: FakeClarifai, door: str, kind: str
) -> None:
    fake.faults.add("PostInputs", kind, times=None)
    with opened(fake, door) as call, pytest.raises(grpc.RpcError) as error:
        post(fake, call)
    assert error.value.code().value[0] == KINDS[kind].grpc
    assert (kept(fake) == ["car"]) == (kind in COMMITTED)


@pytest.mark.parametrize("kind", KINDS_OF_NO_ANSWER)
@pytest.mark.parametrize("door", IN_PROCESS, indirect=True)
def test_over_rest_a_client_sees_the_error_that_it_knows(
    fake: FakeClarifai, door: str, kind: str
) -> None:
    fake.faults.add("PostInputs", kind)
    with opened(fake, door) as call:
        with pytest.raises(ERRORS[kind]):
            post(fake, call)
        assert (kept(fake) == ["car"]) == (kind in COMMITTED)
        assert post(fake, call, "bus").status.code == 10000
    assert fates(fake) == [kind, ""]


@pytest.mark.parametrize("kind", ["reply_lost", "dropped", "truncated"])
def test_the_server_breaks_the_connection_as_it_is_broken_in_process(
    fake: FakeClarifai, kind: str
) -> None:
    errors: list[BaseException] = []
    for door, id_ in (("http", "car"), ("responses", "bus")):
        fake.faults.add("PostInputs", kind)
        with opened(fake, door) as call, pytest.raises(ERRORS[kind]) as caught:
            post(fake, call, id_)
        errors.append(caught.value)
    served, in_process = errors
    assert type(served) is type(in_process)
    assert str(served) == str(in_process)
    assert (len(kept(fake)) == 2) == (kind in COMMITTED)


@pytest.mark.parametrize(("kind", "http"), [("unavailable", 503), ("bad_gateway", 502)])
@pytest.mark.parametrize("door", REST_DOORS, indirect=True)
def test_what_stands_before_the_api_answers_with_no_json(
    fake: FakeClarifai, door: str, kind: str, http: int
) -> None:
    fake.faults.add("PostInputs", kind)
    with opened(fake, door) as call, pytest.raises(json_format.ParseError):
        post(fake, call)
    assert kept(fake) == []
    ((_, record),) = fake._dispatcher.state.calls.since(0)
    assert (record.status, record.answer, record.fault) == (http, KINDS[kind].body, kind)


@pytest.mark.parametrize("kind", [kind for kind, effect in KINDS.items() if effect.grpc])
def test_over_grpc_web_the_trailers_have_the_status(fake: FakeClarifai, kind: str) -> None:
    fake.faults.add("PostInputs", kind)
    message = (
        operation("PostInputs")
        .request_type(
            inputs=[{"id": "car", "data": {"image": {"url": "https://example.com/car.jpg"}}}]
        )
        .SerializeToString()
    )
    headers = {"Authorization": f"Key {fake.api_key}", "Content-Type": "application/grpc-web"}
    framed = HEAD.pack(0, len(message)) + message
    answer = fake.client().post("/clarifai.api.V2/PostInputs", data=framed, headers=headers)
    assert f"grpc-status:{KINDS[kind].grpc}\r\n".encode() in answer.data
    assert (kept(fake) == ["car"]) == (kind in COMMITTED)


def test_a_grpc_status_and_an_http_status_stand_for_each_other(fake: FakeClarifai) -> None:
    cases: list[tuple[dict[str, Any], int, str]] = [
        ({"grpc": "UNAVAILABLE"}, 503, "UNAVAILABLE"),
        ({"grpc": "DEADLINE_EXCEEDED"}, 504, "DEADLINE_EXCEEDED"),
        ({"grpc": "CANCELLED"}, 499, "CANCELLED"),
        ({"grpc": "DATA_LOSS"}, 500, "DATA_LOSS"),
        ({"http": 429}, 429, "UNAVAILABLE"),
        ({"http": 418}, 418, "UNKNOWN"),
        ({"http": 520, "grpc": "INTERNAL", "body": "<p>oh"}, 520, "INTERNAL"),
    ]
    for options, http, status in cases:
        effect = fake.faults.add(**options).effect
        assert (effect.http, effect.grpc) == (http, GRPC_STATUSES[status]), options
        answer = fake.client().get("/v2/inputs")
        assert (answer.status_code, answer.data) == (http, effect.body)
        assert answer.content_type == ("text/html" if "body" in options else "text/plain")


def test_an_unknown_status_of_http_may_be_asked_for_by_every_transport(fake: FakeClarifai) -> None:
    fake.faults.add(http=599, times=None)
    for door in ("responses", "httpx", "aiohttp", "http"):
        with opened(fake, door) as call, pytest.raises(json_format.ParseError):
            post(fake, call)
    assert fates(fake) == ["HTTP 599"] * 4
