"""The journal as another process sees it, below /__fakeannot/journal."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakeannot import FakeClarifai
from tests.api import api_of, by_wsgi
from tests.rpcs import opened, request_of


def told(fake: FakeClarifai, query: str = "") -> dict[str, Any]:
    value = json.loads(fake.client().get(f"/__fakeannot/journal?{query}").text)
    assert isinstance(value, dict)
    return value


def numbers(fake: FakeClarifai, query: str = "") -> list[int]:
    return [call["number"] for call in told(fake, query)["calls"]]


def test_a_call_is_told_with_request_and_answer() -> None:
    fake = FakeClarifai()
    answer = api_of(fake).get("inputs/none").json
    assert told(fake)["count"] == 1
    (call,) = told(fake)["calls"]
    noted = fake.journal.last
    assert call == {
        "number": 1,
        "at": noted.at.isoformat(),
        "door": "wsgi",
        "rpc": "GetInput",
        "method": "GET",
        "path": "/v2/inputs/none",
        "caller": fake.user_id,
        "status": 404,
        "code": 11101,
        "code_name": "CONN_DOES_NOT_EXIST",
        "details": noted.details,
        "seconds": noted.seconds,
        "req_id": answer["status"]["req_id"],
        "refused": [
            {"item": "", "code": 11101, "details": noted.details, "rule": "inputs.get_unknown"}
        ],
        "error": "",
        "fault": "",
        "request": {"input_id": "none"},
        "answer": answer,
    }


def test_a_grpc_call_is_told_in_json() -> None:
    fake = FakeClarifai()
    with opened(fake, "channel") as call:
        call("ListInputs", request_of(fake, "ListInputs", page=1))
    (noted,) = told(fake)["calls"]
    assert (noted["status"], noted["method"]) == ("OK", "")
    assert noted["request"]["page"] == 1
    assert noted["answer"]["status"]["code"] == 10000


def test_who_polls_asks_for_what_is_new() -> None:
    fake = FakeClarifai()
    for path in ("inputs", "annotations", "inputs", "annotations"):
        api_of(fake).get(path)
    assert numbers(fake) == [1, 2, 3, 4]
    assert numbers(fake, "since=2") == [3, 4]
    assert numbers(fake, "limit=1") == [4]
    assert numbers(fake, "limit=0") == []
    assert numbers(fake, "rpc=ListInputs") == [1, 3]
    assert numbers(fake, "since=4") == numbers(fake, "since=9") == []
    assert told(fake, "limit=1")["count"] == 4


def test_what_is_forgotten_is_counted() -> None:
    fake = FakeClarifai(journal_bytes=0)
    api_of(fake).get("inputs")
    assert told(fake) == {"count": 1, "forgotten": 1, "calls": []}


def test_calls_are_put_away() -> None:
    fake = FakeClarifai()
    api_of(fake).get("inputs")
    assert fake.client().delete("/__fakeannot/journal").get_json() == {"ok": True}
    assert told(fake) == {"count": 1, "forgotten": 0, "calls": []}


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ("lmit=3", "Did you mean 'limit'?"),
        ("since=-1", "since='-1': a whole number from 0 is wanted."),
        ("limit=", "limit='': a whole number from 0 is wanted."),
        (f"since={'9' * 30}", "a whole number from 0 is wanted."),
    ],
)
def test_what_cannot_be_told_is_refused(query: str, complaint: str) -> None:
    answer = FakeClarifai().client().get(f"/__fakeannot/journal?{query}")
    assert answer.status_code == 400
    assert complaint in answer.get_json()["error"]


@given(
    path=st.text(max_size=10),
    body=st.binary(max_size=20) | st.just(b'{"per_page": 1e999, "x": NaN}'),
    method=st.sampled_from(["GET", "POST", "DELETE", "HEAD"]),
)
@settings(max_examples=40, deadline=None, database=None)
def test_whatever_came_is_told_in_json(path: str, body: bytes, method: str) -> None:
    fake = FakeClarifai()
    path = path.encode("utf-8", "replace").decode()
    for one in (f"/v2/inputs/{path}", "/v2/annotations"):
        by_wsgi(fake)(method, one.replace("?", "%3F"), {"Authorization": "Key k"}, body)
    assert [call["door"] for call in told(fake)["calls"]] == ["wsgi"] * fake.journal.total
    assert all(call.curl() and str(call.number) in repr(call) for call in fake.journal)


def test_calls_of_an_rpc_that_there_is_none_of_are_refused_with_the_nearest_one() -> None:
    answer = FakeClarifai().client().get("/__fakeannot/journal?rpc=PostAnotations")
    assert answer.status_code == 400
    assert answer.get_json()["error"].endswith("Did you mean 'PostAnnotations'?")


def test_calls_of_no_rpc_are_told_too() -> None:
    fake = FakeClarifai()
    api_of(fake).get("annotatons")
    api_of(fake).get("annotations")
    assert numbers(fake, "rpc=") == [1]
