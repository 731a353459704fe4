"""Faults that cannot be are refused, with what to write instead; all of it over HTTP too."""

from __future__ import annotations

from typing import Any

import grpc
import pytest
from werkzeug.test import Client

from fakeannot import BadFault, FakeClarifai, UnknownOperation
from fakeannot.faults.fault import Fault
from fakeannot.faults.kinds import GRPC_STATUSES, KINDS
from fakeannot.faults.plan import Armed, Plan
from tests.api import api_of

BAD: list[tuple[dict[str, Any], str]] = [
    ({"kind": "throtled"}, "kind='throtled' is no kind of fault. Did you mean 'throttled'?"),
    (
        {"kind": "no"},
        "kind='no' is no kind of fault. There are bad_gateway, dropped, internal, reply_lost, "
        "throttled, timeout, truncated, unavailable.",
    ),
    (
        {"status": "CONN_THROTLED"},
        "status='CONN_THROTLED' is no Clarifai status. Did you mean 'CONN_THROTTLED'?",
    ),
    ({"status": 5}, "status=5 is no Clarifai status."),
    ({"status": True}, "status=True is no Clarifai status."),
    (
        {"grpc": "unavailable"},
        "grpc='unavailable' is no gRPC status of a call that failed. Did you mean 'UNAVAILABLE'?",
    ),
    ({"grpc": "OK"}, "grpc='OK' is no gRPC status of a call that failed."),
    ({"kidn": "throttled"}, "A fault has no option 'kidn'. Did you mean 'kind'?"),
    ({"statsu": 1}, "A fault has no option 'statsu'. Did you mean 'status'?"),
    ({}, "A fault does something: give it a kind (throttled, unavailable, bad_gateway, internal, "),
    (
        {"kind": "timeout", "http": 500},
        "The kind 'timeout' says what happens: leave out http=, or the kind.",
    ),
    (
        {"status": 11005, "grpc": "ABORTED"},
        "status= is an answer of the API's own: it has no body= and no grpc= beside.",
    ),
    ({"body": "<p>"}, "body= is of an HTTP answer: say http= too, such as http=503."),
    ({"rpc": 5, "kind": "timeout"}, "rpc=5: name an RPC such as 'PostAnnotations', or '*'"),
    ({"http": 99}, "http=99: it takes an HTTP status from 200 to 599."),
    ({"http": 600}, "http=600: it takes an HTTP status from 200 to 599."),
    ({"http": 500, "body": 5}, "body=5: it takes a text or bytes."),
    ({"latency": 0}, "latency=0: it takes seconds, more than 0."),
    ({"latency": "1"}, "latency='1': it takes seconds, more than 0."),
    ({"times": 0}, "times=0: it takes a number from 1, or None for always."),
    ({"times": True}, "times=True: it takes a number from 1"),
    ({"skip": -1}, "skip=-1: it takes a number from 0."),
    ({"key": ""}, "key=...: it takes a text, or None."),
    ({"key": ["secret"]}, "key=...: it takes a text, or None."),
    ({"input_id": 5}, "input_id=5: it takes a text, or None."),
    ({"probability": 0}, "probability=0: it takes more than 0 and at most 1."),
    ({"probability": 1.5}, "probability=1.5: it takes more than 0 and at most 1."),
    ({"optional": 1}, "optional=1: it takes True or False."),
    ({"details": 1}, "details=1: it takes a text."),
]
UNKNOWN_RPC = "'PostAnotations' is not an RPC of clarifai.api.V2. Did you mean 'PostAnnotations'?"


@pytest.mark.parametrize(("options", "told"), BAD, ids=[str(options) for options, _ in BAD])
def test_what_cannot_be_is_refused_in_one_line_and_nothing_is_added(
    fake: FakeClarifai, options: dict[str, Any], told: str
) -> None:
    with pytest.raises(BadFault) as error:
        fake.faults.add(**options)
    assert str(error.value).startswith(told)
    assert "\n" not in str(error.value)
    answer = fake.client().post("/__fakeannot/faults", json=options)
    assert (answer.status_code, answer.json) == (400, {"ok": False, "error": str(error.value)})
    assert list(fake.faults) == []


def test_an_rpc_that_there_is_none_of_is_refused(fake: FakeClarifai) -> None:
    with pytest.raises(UnknownOperation) as error:
        fake.faults.add("PostAnotations", "throttled")
    assert str(error.value) == UNKNOWN_RPC
    answer = fake.client().post("/__fakeannot/faults", json={"rpc": "PostAnotations"})
    assert answer.json == {"ok": False, "error": UNKNOWN_RPC}


def test_the_statuses_of_grpc_are_those_of_grpc() -> None:
    assert {status.name: status.value[0] for status in grpc.StatusCode} == GRPC_STATUSES


@pytest.fixture
def client(fake: FakeClarifai) -> Client:
    return fake.client()


def test_a_fault_is_added_listed_and_removed_over_http(fake: FakeClarifai, client: Client) -> None:
    asked = {"rpc": "ListInputs", "kind": "throttled", "times": 2, "input_id": None}
    one = client.post("/__fakeannot/faults", json=asked).json
    other = client.post("/__fakeannot/faults", json={"http": 503, "body": "<p>"}).json
    assert one == {
        "id": 1,
        "rpc": "ListInputs",
        "kind": "throttled",
        "fault": "throttled on ListInputs",
        "times": 2,
        "fired": 0,
    }
    api = api_of(fake)
    assert [api.get("inputs").http for _ in range(2)] == [429, 429]
    listed = client.get("/__fakeannot/faults").json
    assert listed == {"faults": [{**one, "fired": 2}, other], "limit": None}
    assert client.delete("/__fakeannot/faults/1").json == {"ok": True}
    assert [fault.id for fault in fake.faults] == [2]
    gone = client.delete("/__fakeannot/faults/1")
    assert (gone.status_code, gone.json["error"]) == (400, "There is no fault '1'. There are: 2.")  # type: ignore[index]  # JSON
    assert client.delete("/__fakeannot/faults").json == {"ok": True}
    assert list(fake.faults) == []


def test_a_limit_is_set_and_lifted_over_http(fake: FakeClarifai, client: Client) -> None:
    path = "/__fakeannot/faults/limit"
    assert client.post(path, json={"requests_per_second": 3, "per": "fake"}).status_code == 200
    told = client.get("/__fakeannot/faults").json
    assert told == {"faults": [], "limit": {"requests_per_second": 3, "per": "fake"}}
    for body, error in (
        ({"pre": "key"}, "A limit has no option 'pre'. Did you mean 'per'?"),
        ({"per": "kye"}, "per='kye' has no limit. Did you mean 'key'?"),
    ):
        answer = client.post(path, json=body)
        assert (answer.status_code, answer.json) == (400, {"ok": False, "error": error})
    assert client.delete(path).status_code == 200
    assert fake.faults.rate_limit is None
    assert client.post(path).status_code == 200
    told = client.get("/__fakeannot/faults").json
    assert told == {"faults": [], "limit": {"requests_per_second": 15, "per": "key"}}


def test_a_fault_prints_as_what_it_does_and_to_which_calls(fake: FakeClarifai) -> None:
    printed = str(
        fake.faults.add("PostInputs", "timeout", latency=1.5, input_id="car", key="secret")
    )
    assert printed == "timeout, 1.5 s late on PostInputs for input car for one key"


def test_a_key_is_not_printed(fake: FakeClarifai) -> None:
    fault = fake.faults.add("*", "timeout", key="very-secret")
    assert repr(fault) == "<fault 1: timeout on any call for one key>"
    assert "very-secret" not in repr(fake.faults.unfired)


def test_what_python_itself_would_refuse_is_refused_over_http_too(client: Client) -> None:
    answer = client.post("/__fakeannot/faults", json={"self": 1})
    assert answer.status_code == 400
    assert answer.get_json()["error"].startswith("A fault has no option 'self'.")


def test_a_body_that_is_nested_too_deep_is_refused(client: Client) -> None:
    answer = client.post("/__fakeannot/faults", data="[" * 200_000)
    assert answer.status_code == 400
    assert answer.get_json()["error"].startswith("The body is no JSON that can be read: ")


def test_faults_may_be_added_while_others_look_at_them() -> None:
    class Looked(Armed):
        """Has a fault added while it is looked at, as another thread may."""

        @property
        def spent(self) -> bool:
            plan.add("*", "", {"latency": 1})
            return True

    plan = Plan(seed=0)
    plan.armed[0] = Looked(Fault.of(0, "*", "", {"latency": 1}))
    assert not plan.may_be_late
    assert plan.may_be_late


def test_every_kind_can_be_asked_for_by_its_name(fake: FakeClarifai) -> None:
    for kind in KINDS:
        assert fake.faults.add(kind=kind).effect == KINDS[kind]
