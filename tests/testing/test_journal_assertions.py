"""Calls are looked for by what they said, and a failed assertion tells what came closest."""

from __future__ import annotations

from typing import Any

import pytest
from clarifai_grpc.grpc.api import resources_pb2
from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message
from hypothesis import given, settings
from hypothesis import strategies as st

from fakeannot import FakeClarifai
from fakeannot.contract.operations import UnknownOperation, operation
from fakeannot.testing.journal_call import JournalCall
from tests.api import api_of
from tests.rpcs import by_rpc_door
from tests.strategies import messages

CAR = {
    "input_id": "car",
    "data": {
        "concepts": [{"id": "wheel", "value": 0.1}],
        "metadata": {"split": "train", "of": {"make": "x", "year": 1}},
    },
}


@pytest.fixture
def used() -> FakeClarifai:
    """A fake that was sent four calls."""
    fake = FakeClarifai()
    api = api_of(fake)
    api.post("annotations", {"annotations": [CAR]})
    fake.app().add_input("car")
    api.post("annotations", {"annotations": [CAR]})
    api.delete("annotations", {"input_ids": ["car", "bus"], "ids": ["a", "b"]})
    api.get("annotations?page=2")
    return fake


def failure(fake: FakeClarifai, rpc: str, **wanted: Any) -> list[str]:
    with pytest.raises(AssertionError) as raised:
        fake.journal.assert_called(rpc, **wanted)
    return str(raised.value).splitlines()


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        ({}, [1, 2]),
        ({"ok": True}, [2]),
        ({"ok": False}, [1]),
        ({"code": "SUCCESS"}, [2]),
        ({"code": 10000}, [2]),
        ({"door": "wsgi"}, [1, 2]),
        ({"door": "grpc"}, []),
        ({"caller": "nobody"}, []),
        ({"annotations": [{"input_id": "car"}]}, [1, 2]),
        ({"annotations": [{"inputId": "car"}], "ok": True}, [2]),
        ({"annotations": [{"input_id": "bus"}]}, []),
        ({"annotations": []}, []),
        ({"annotations": [{}, {}]}, []),
        ({"annotations": [{"task_id": ""}]}, [1, 2]),
        ({"annotations": [{"data": {"concepts": [{"value": 0.1}]}}]}, [1, 2]),
        ({"annotations": [{"data": {"metadata": {"split": "train"}}}]}, [1, 2]),
        ({"annotations": [{"data": {"metadata": {"of": {"year": 1}}}}]}, [1, 2]),
        ({"annotations": [{"data": {"metadata": {"of": {"year": 2}}}}]}, []),
        ({"annotations": [{"data": {"metadata": {"to": None}}}]}, []),
        ({"annotations": [resources_pb2.Annotation(input_id="car")]}, [1, 2]),
        ({"annotations": (CAR,)}, [1, 2]),
    ],
)
def test_calls_are_found_by_what_is_said_of_them(
    used: FakeClarifai, wanted: dict[str, Any], numbers: list[int]
) -> None:
    assert [call.number for call in used.journal.calls("PostAnnotations", **wanted)] == numbers


def test_calls_are_looked_for_after_another(used: FakeClarifai) -> None:
    first = used.journal[0]
    used.journal.assert_called("PostAnnotations", times=1, since=first)
    used.journal.assert_not_called("PostAnnotations", since=used.journal[1])
    assert used.journal.calls(since=used.journal[2]) == [used.journal.last]


def test_calls_of_any_rpc_are_found_by_how_they_went(used: FakeClarifai) -> None:
    assert [call.number for call in used.journal.calls(ok=True)] == [2, 3, 4]
    assert used.journal.calls() == list(used.journal)


@given(data=st.data())
@settings(max_examples=30, deadline=None, database=None)
def test_a_call_is_found_by_all_that_it_said(data: st.DataObject) -> None:
    fake = FakeClarifai()
    rpc = data.draw(st.sampled_from(["PostAnnotations", "ListAnnotations", "PatchInputs"]))
    sent: Message = data.draw(messages(operation(rpc).request_type))
    by_rpc_door(fake, f"Key {fake.pat}")(rpc, sent)
    fields = MessageToDict(sent, preserving_proto_field_name=True)
    fake.journal.assert_called(rpc, times=1, **fields)


def test_the_differences_to_the_nearest_call_are_told_field_by_field(used: FakeClarifai) -> None:
    first, near, *rest = failure(used, "DeleteAnnotations", times=1, input_ids=["car", "van"])
    assert first == (
        "DeleteAnnotations(input_ids=['car', 'van']) was to be called once, and of 4 calls none "
        "was."
    )
    assert near.startswith("Near miss: <call 3: DeleteAnnotations(")
    assert rest[:2] == ["    input_ids[1]: wanted 'van', got 'bus'", "The latest calls:"]
    assert [line.split()[0] for line in rest[2:]] == ["1", "2", "3", "4"]


def test_lists_of_other_lengths_are_told_whole(used: FakeClarifai) -> None:
    lines = failure(used, "DeleteAnnotations", input_ids=["car"], ids=[])
    assert "    input_ids: wanted 1 ('car'), got 2 ('car', 'bus')" in lines
    assert "    ids: wanted none, got 2 ('a', 'b')" in lines


def test_differences_deep_inside_are_told_with_their_place(used: FakeClarifai) -> None:
    of = {"metadata": {"of": {"year": 2}, "to": 1}, "concepts": [{"id": "wheel", "value": 0.2}]}
    lines = failure(used, "PostAnnotations", ok=True, annotations=[{"data": of}])
    assert lines[1].startswith("Near miss: <call 2: ")
    assert lines[2:5] == [
        "    annotations[0].data.metadata.of.year: wanted 2, got 1",
        "    annotations[0].data.metadata.to: wanted 1, got nothing",
        "    annotations[0].data.concepts[0].value: wanted 0.2, got 0.1",
    ]
    assert lines[5].startswith("Near miss: <call 1: ")
    assert lines[6] == "    ok: wanted True, got False"


def test_a_code_is_told_by_name(used: FakeClarifai) -> None:
    lines = failure(used, "ListAnnotations", code=11007)
    assert lines[0].startswith("ListAnnotations(code=CONN_INSUFFICIENT_SCOPES)")
    assert "    code: wanted CONN_INSUFFICIENT_SCOPES, got SUCCESS" in lines


def test_too_many_differences_and_too_long_values_are_cut() -> None:
    fake = FakeClarifai()
    ids = [str(number) * 200 for number in range(10)]
    api_of(fake).delete("annotations", {"ids": ids})
    lines = failure(fake, "DeleteAnnotations", ids=["x"] * 10)
    assert "    and 2 more" in lines
    assert max(map(len, lines)) < 250


def test_a_call_too_often_is_told_with_the_numbers(used: FakeClarifai) -> None:
    first, second, *_ = failure(used, "PostAnnotations", times=1)
    assert first == "PostAnnotations() was to be called once, and of 4 calls 2 were: number 1, 2."
    assert second == "The latest calls:"


def test_a_call_that_was_not_to_be_is_told(used: FakeClarifai) -> None:
    with pytest.raises(AssertionError, match=r"was to be called never, and of 4 calls 1 were"):
        used.journal.assert_not_called("ListAnnotations", page=2)
    used.journal.assert_not_called("ListAnnotations", page=1)


def test_a_request_that_could_not_be_read_is_a_far_miss(used: FakeClarifai) -> None:
    api_of(used).delete("annotations", {"input_idz": ["car"]})
    lines = failure(used, "DeleteAnnotations", input_ids=["car", "bus"], ids=["b", "b"])
    assert lines[1].startswith("Near miss: <call 3: ")
    assert lines[3].startswith("Near miss: <call 5: DeleteAnnotations, 400 ")
    reason = "got nothing to read (Invalid json path 'input_idz' in request.)"
    assert lines[4] == f"    input_ids: wanted ['car', 'bus'], {reason}"


def test_calls_no_longer_kept_cannot_be_counted() -> None:
    fake = FakeClarifai(journal_bytes=2000)
    for _ in range(5):
        api_of(fake).get("inputs")
    journal = fake.journal
    assert (len(journal), journal.forgotten) == (2, 3)
    journal.assert_called("ListInputs")
    with pytest.raises(AssertionError, match="3 earlier calls are no longer kept"):
        journal.assert_called("ListInputs", times=2)
    with pytest.raises(AssertionError, match="3 earlier calls are no longer kept"):
        journal.assert_not_called("GetInput")
    journal.assert_called("ListInputs", times=1, since=journal[0])
    journal.assert_not_called("GetInput", since=journal[0])


@pytest.mark.parametrize(
    ("rpc", "wanted", "complaint"),
    [
        ("PostAnnotations", {"annotatons": []}, "Did you mean 'annotations'"),
        ("PostAnnotations", {"annotations": [{"inputid": ""}]}, "Did you mean 'input_id'"),
        ("PostAnnotations", {"annotations": [{"id": 1}]}, "expected a string, got a number"),
        ("PostAnnotations", {"dor": "grpc"}, "Did you mean 'door'"),
        ("PostAnnotations", {"time": 1}, "Did you mean 'times'"),
        ("PostAnnotations", {"door": "request"}, "Did you mean 'requests'"),
        ("PostAnnotations", {"code": "CONN_THROTLED"}, "Did you mean 'CONN_THROTTLED'"),
        ("PostAnnotations", {"code": 1}, "code=1 is none that there is"),
        ("PostAnnotations", {"since": 3}, "a call of the journal is wanted"),
        ("", {"input_ids": []}, "name its RPC too"),
    ],
)
def test_what_cannot_be_looked_for_is_refused(
    rpc: str, wanted: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(TypeError, match=complaint):
        FakeClarifai().journal.calls(rpc, **wanted)


def test_an_rpc_that_there_is_not_is_refused() -> None:
    with pytest.raises(UnknownOperation, match="Did you mean 'DeleteAnnotations'"):
        FakeClarifai().journal.assert_not_called("DeleteAnotations")


@pytest.mark.parametrize("times", [-1, 1.0, True, "2"])
def test_a_number_of_times_that_there_is_not_is_refused(times: Any) -> None:
    with pytest.raises(TypeError, match="a whole number is wanted"):
        FakeClarifai().journal.assert_called("ListInputs", times=times)


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"ok": "yes"}, "ok='yes': True or False is wanted."),
        ({"caller": 5}, "caller=5: a text is wanted."),
    ],
)
def test_a_value_that_no_call_can_have_is_refused(wanted: dict[str, Any], said: str) -> None:
    with pytest.raises(TypeError) as refused:
        FakeClarifai().journal.calls(**wanted)
    assert str(refused.value) == said


def test_a_failure_among_many_calls_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    fake, compared = FakeClarifai(), 0
    for _ in range(50):
        api_of(fake).get("annotations")

    def same(one: JournalCall, other: object) -> bool:
        nonlocal compared
        compared += 1
        return isinstance(other, JournalCall) and one.number == other.number

    monkeypatch.setattr(JournalCall, "__eq__", same)
    monkeypatch.setattr(JournalCall, "__hash__", lambda one: one.number)
    failure(fake, "ListAnnotations", times=1)
    assert compared <= 50  # not each with each
