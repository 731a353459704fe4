"""The journal lists the calls through any door as they came and as they were answered."""

from __future__ import annotations

import shlex
from datetime import datetime, timezone
from typing import Any

import pytest
from clarifai_grpc.grpc.api import service_pb2
from hypothesis import given, settings
from hypothesis import strategies as st

from fakeannot import FakeClarifai
from fakeannot.contract.operations import operation, operations
from fakeannot.doors.rpc import RpcFailure
from tests.api import api_of
from tests.rpcs import DOORS, by_rpc_door, opened, request_of

SENT_BY = {
    "responses": "requests",
    "aio": "channel",
    "aio_grpc": "grpc",
    "grpc_web": "grpc-web",
    "httpx_async": "httpx",
}


@pytest.mark.parametrize("door", DOORS)
def test_a_call_is_noted_whatever_door_it_comes_through(door: str) -> None:
    fake = FakeClarifai()
    fake.clock.freeze(datetime(2030, 1, 31, tzinfo=timezone.utc))
    request = request_of(fake, "GetInput", input_id="none")
    with opened(fake, door) as call:
        answer = call("GetInput", request)
    (noted,) = fake.journal
    assert (noted.number, noted.rpc, noted.caller) == (1, "GetInput", fake.user_id)
    assert noted.door in (SENT_BY.get(door, door), door.partition("_")[0].partition("-")[0])
    assert (noted.request, noted.answer) == (request, answer)
    assert (noted.code, noted.code_name, noted.ok) == (11101, "CONN_DOES_NOT_EXIST", False)
    assert noted.status == (404 if noted.method else "OK")
    assert (noted.details, noted.req_id) == (answer.status.details, answer.status.req_id)
    assert [one.rule for one in noted.refused] == ["inputs.get_unknown"]
    assert noted.at == fake.clock.now()
    assert 0 < noted.seconds < 10
    assert noted.answer_json["status"]["code"] == 11101


def test_a_call_is_shown_on_one_line() -> None:
    fake = FakeClarifai()
    api_of(fake).get("inputs/none")
    line = repr(fake.journal.last)
    assert line.startswith("<call 1: GetInput(input_id='none'), 404 CONN_DOES_NOT_EXIST, wsgi, ")
    api_of(fake).post("annotations", {"annotations": [{"input_id": "n" * 200}]})
    assert len(repr(fake.journal.last)) < 200
    assert "\n" not in line


def test_the_journal_is_a_table_of_the_latest_calls() -> None:
    fake = FakeClarifai()
    assert str(fake.journal) == "no calls"
    for _ in range(25):
        api_of(fake).get("inputs")
    above, *lines = str(fake.journal).splitlines()
    assert above == "(5 more before)"
    assert [line.split()[0] for line in lines] == [str(n) for n in range(6, 26)]
    assert lines[0].endswith("ListInputs()")


def test_a_journal_is_a_sequence() -> None:
    fake = FakeClarifai()
    with pytest.raises(IndexError):
        _ = fake.journal.last
    for path in ("inputs", "annotations", "concepts"):
        api_of(fake).get(path)
    journal = fake.journal
    assert [call.rpc for call in journal] == ["ListInputs", "ListAnnotations", "ListConcepts"]
    assert journal[1:] == [journal[1], journal.last]
    assert (len(journal), journal.total, journal.forgotten) == (3, 3, 0)
    assert {journal[0], journal[0]} == {journal[0]} != {journal[1]}


def test_a_request_that_cannot_be_read_is_noted_without_one() -> None:
    fake = FakeClarifai()
    api_of(fake).post("annotations", {"annotatoins": []})
    api_of(fake).get("/v2/annotatoins")
    misspelt, nowhere = fake.journal
    assert (misspelt.rpc, misspelt.request, misspelt.request_json) == (
        "PostAnnotations",
        None,
        None,
    )
    assert misspelt.request_bytes == b'{"annotatoins": []}'
    assert (nowhere.rpc, nowhere.request, nowhere.answer) == ("", None, None)
    assert nowhere.said == "GET /v2/annotatoins"
    assert nowhere.answer_json["status"]["code"] == 11101


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("<h1>Bad gateway</h1>", "<h1>Bad gateway</h1>"),
        ("[1,\n 2]", [1, 2]),
        ('{"half": ', '{"half": '),
        ('{"a": NaN}', '{"a": NaN}'),
        ("1e999", "1e999"),
        ("[" * 100_000, "[" * 100_000),
    ],
)
@pytest.mark.parametrize("rpc", ["ListInputs", "StreamInputs"])
def test_an_answer_that_is_no_json_is_shown_as_text(rpc: str, body: str, told: object) -> None:
    fake = FakeClarifai()
    fake.faults.add(rpc, http=502, body=body)
    client = fake.client()
    path = "/v2/inputs/stream" if rpc == "StreamInputs" else "/v2/inputs"
    client.get(path, headers={"Authorization": f"Key {fake.pat}"})
    assert (fake.journal.last.rpc, fake.journal.last.status) == (rpc, 502)
    assert fake.journal.last.answer is None
    if rpc == "ListInputs":
        assert fake.journal.last.answer_json == told
    (shown,) = client.get("/__fakeannot/journal").get_json()["calls"]
    assert shown["answer"] == fake.journal.last.answer_json


def test_a_method_of_another_service_is_no_rpc() -> None:
    fake = FakeClarifai()
    with pytest.raises(RpcFailure):
        fake._rpc_door.answer("/another.Service/ListInputs", {}, b"")
    assert (fake.journal.last.rpc, fake.journal.last.status) == ("", "UNIMPLEMENTED")
    assert fake.journal.last.said == "/another.Service/ListInputs"
    assert fake.journal.last.answer_json is None


def test_what_a_handler_raises_is_noted() -> None:
    fake = FakeClarifai()

    @fake.handler("ListModels")
    def broken(_: object) -> object:
        raise OSError("no disk")

    with pytest.raises(OSError, match="no disk"):
        api_of(fake).get("models")
    assert (fake.journal.last.error, fake.journal.last.ok) == ("OSError('no disk')", False)
    assert (fake.journal.last.answer, fake.journal.last.answer_json) == (None, None)
    assert "OSError" in repr(fake.journal.last)


@pytest.mark.skipif("StreamAnnotations" not in operations(), reason="of a newer contract")
def test_a_stream_is_one_answer_over_rest_and_grpc() -> None:
    fake = FakeClarifai()
    app = fake.app()
    app.add_input("film")
    for number in range(2):
        app.add_annotation("film", {"frames": [{"frame_info": {"index": number}}]})
    request = request_of(fake, "StreamAnnotations", input_id="film")
    path, metadata = operation("StreamAnnotations").grpc_path, {"authorization": f"Key {fake.pat}"}
    sent = list(fake._rpc_door.stream(path, metadata, request.SerializeToString()))
    api_of(fake).post("inputs/film/track_annotations/searches/stream", {})
    over_grpc, over_rest = fake.journal.calls("StreamAnnotations", ok=True)
    assert [one.SerializeToString() for one in over_grpc.answer] == sent
    for call in (over_grpc, over_rest):
        assert [one.annotation.input_id for one in call.answer] == ["film", "film"]
        assert [one["annotation"]["input_id"] for one in call.answer_json] == ["film", "film"]


def test_rules_are_noted_while_a_trace_is_on() -> None:
    fake = FakeClarifai()
    api_of(fake).get("inputs")
    trace = fake.trace()
    api_of(fake).get("inputs")
    before, traced = fake.journal
    assert before.rules is None
    assert traced.rules == trace.last


def test_the_command_for_a_call_makes_it_again() -> None:
    fake = FakeClarifai()
    api_of(fake).get("annotations?page=2&per_page=5")
    api_of(fake).post("annotations", {"annotations": [{"input_id": "it's", "id": "$HOME"}]})
    listed, posted = (call.curl("http://127.0.0.1:1") for call in fake.journal)
    assert shlex.split(listed.replace("\\\n", "")) == [
        *("curl", "-X", "GET"),
        *("http://127.0.0.1:1/v2/annotations?page=2&per_page=5", "-H"),
        "Authorization: Key $CLARIFAI_PAT",
    ]
    body = shlex.split(posted.replace("\\\n", ""))[-1].encode()
    assert body == fake.journal.last.request_bytes


def test_the_command_for_a_head_does_not_wait_for_a_body() -> None:
    fake = FakeClarifai()
    fake.client().head("/v2/inputs")
    assert fake.journal.last.curl().startswith("curl --head https://api.clarifai.com/v2/inputs")


@given(ids=st.lists(st.text(min_size=1), min_size=2, max_size=4), page=st.integers(0, 9))
@settings(deadline=None, database=None)
def test_the_command_for_a_grpc_call_says_the_same_over_rest(ids: list[str], page: int) -> None:
    fake = FakeClarifai()
    calls: dict[str, dict[str, Any]] = {
        "GetAnnotation": {"input_id": ids[0], "annotation_id": ids[1]},
        "ListAnnotations": {"ids": ids, "page": page, "list_all_annotations": True},
        "DeleteAnnotations": {"ids": ids, "input_ids": ids},
        "PatchInputs": {"action": "merge", "inputs": [{"id": one} for one in ids]},
    }
    for rpc, fields in calls.items():
        by_rpc_door(fake, f"Key {fake.pat}")(rpc, request_of(fake, rpc, **fields))
        said = shlex.split(fake.journal.last.curl("").replace("\\\n", ""))
        body = said[-1] if "-d" in said else ""
        assert ("list_all_annotations=true" in said[3]) == (rpc == "ListAnnotations")
        fake.client().open(said[3], method=said[2], data=body)
        over_grpc, over_rest = fake.journal[-2:]
        assert (over_rest.rpc, over_rest.request) == (rpc, over_grpc.request)


def test_a_concept_value_left_out_over_grpc_is_spelled_out_in_the_command() -> None:
    fake = FakeClarifai()
    request = service_pb2.PostAnnotationsRequest(
        annotations=[{"input_id": "i", "data": {"concepts": [{"id": "tree"}]}}]
    )
    by_rpc_door(fake, f"Key {fake.api_key}")("PostAnnotations", request)
    command = fake.journal.last.curl()
    assert command.startswith("curl -X POST https://api.clarifai.com/v2/annotations")
    assert '"concepts": [{"id": "tree", "value": 0}]' in command


def test_a_grpc_call_that_cannot_be_read_has_no_command() -> None:
    fake = FakeClarifai()
    with pytest.raises(Exception, match="is no clarifai"):
        fake._rpc_door.answer(operation("GetInput").grpc_path, {}, b"\xff")
    assert fake.journal.last.request is None
    with pytest.raises(ValueError, match="not readable"):
        fake.journal.last.curl()
