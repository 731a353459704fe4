"""Which calls a fault strikes: by RPC, key and input, how often, and by chance."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakeannot import AnswerLost, FakeClarifai
from tests.api import Api, api_of
from tests.faults.striking import fates

OK, THROTTLED = 10000, 11005


def codes(api: Api, count: int, path: str = "inputs") -> list[int]:
    return [api.get(path).code for _ in range(count)]


@given(skip=st.integers(0, 4), times=st.integers(1, 4) | st.none(), calls=st.integers(0, 10))
def test_it_lets_calls_pass_and_then_strikes_as_often_as_it_was_told(
    skip: int, times: int | None, calls: int
) -> None:
    fake = FakeClarifai()
    fault = fake.faults.add("ListInputs", "throttled", skip=skip, times=times)
    last = calls if times is None else skip + times
    expected = [THROTTLED if skip <= n < last else OK for n in range(calls)]
    assert codes(api_of(fake), calls) == expected
    assert fake.faults.fired(fault) == expected.count(THROTTLED)


def test_it_strikes_calls_of_its_rpc_alone(fake: FakeClarifai) -> None:
    fake.faults.add("ListInputs", "throttled", times=None)
    api = api_of(fake)
    assert codes(api, 1, "annotations") == [OK]
    assert codes(api, 1) == [THROTTLED]


def test_one_for_all_strikes_what_is_not_built_and_what_cannot_be_read(fake: FakeClarifai) -> None:
    fake.faults.add("*", "throttled", times=3)
    api = api_of(fake)
    assert api.get("models/types").code == THROTTLED
    assert api.post("inputs", b"no JSON").code == THROTTLED
    assert Api(api._send, "").get("inputs").code == THROTTLED
    assert api.get("no/such/path").code == 11101
    assert fake.not_built == []


def test_a_call_that_the_api_refuses_loses_its_answer_like_any(fake: FakeClarifai) -> None:
    fake.faults.add("PostInputs", "reply_lost")
    with pytest.raises(AnswerLost):
        api_of(fake).post("inputs", b"no JSON")
    ((_, record),) = fake._dispatcher.state.calls.since(0)
    assert (record.code, record.fault) == (11100, "reply_lost")


def test_it_strikes_one_key_alone(fake: FakeClarifai) -> None:
    mine, other = fake.add_key(), fake.add_key()
    fake.faults.add("ListInputs", "throttled", key=mine, times=None)
    send = api_of(fake)._send
    assert [Api(send, f"Key {key}").get("inputs").code for key in (other, mine)] == [OK, THROTTLED]
    session = Api(send, "").call("GET", "inputs", headers={"X-Clarifai-Session-Token": mine})
    assert session.code == THROTTLED


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "inputs/car", None),
        ("POST", "inputs", {"inputs": [{"id": "bus"}, {"id": "car"}]}),
        ("DELETE", "inputs", {"ids": ["bus", "car"]}),
        ("GET", "annotations?input_ids=bus&input_ids=car", None),
        ("GET", "inputs/car/annotations/none", None),
        ("POST", "annotations", {"annotations": [{"input_id": "car"}]}),
    ],
)
def test_it_strikes_calls_about_one_input_alone(
    fake: FakeClarifai, method: str, path: str, body: Any
) -> None:
    fake.faults.add("*", "throttled", input_id="car", times=None)
    api = api_of(fake)
    assert api.call(method, path, body).code == THROTTLED
    elsewhere = str(body).replace("car", "bike").replace("'", '"').encode() if body else None
    assert api.call(method, path.replace("car", "bike"), elsewhere).code != THROTTLED


def test_ids_of_other_things_are_no_inputs(fake: FakeClarifai) -> None:
    fake.faults.add("*", "throttled", input_id="car", times=None)
    assert api_of(fake).delete("annotations", {"ids": ["car"]}).code != THROTTLED


def test_of_several_the_first_that_was_added_strikes_until_it_is_spent(fake: FakeClarifai) -> None:
    fake.faults.add("*", "throttled", times=2, skip=1)
    fake.faults.add("*", "internal", times=2)
    assert codes(api_of(fake), 5) == [99009, THROTTLED, THROTTLED, 99009, OK]


def test_chance_strikes_a_share_of_calls_the_same_ones_by_the_same_seed() -> None:
    def struck(seed: int) -> list[int]:
        fake = FakeClarifai(id_seed=seed)
        fake.faults.add("*", "throttled", probability=0.3, times=None)
        return codes(api_of(fake), 200)

    assert struck(1) == struck(1) != struck(2)
    assert 30 < struck(1).count(THROTTLED) < 90


def test_two_faults_by_chance_do_not_strike_alike(fake: FakeClarifai) -> None:
    fake.faults.add("ListInputs", "throttled", probability=0.5, times=None)
    fake.faults.add("ListAnnotations", "throttled", probability=0.5, times=None)
    api = api_of(fake)
    assert codes(api, 64) != codes(api, 64, "annotations")


def test_nothing_is_left_of_one_that_was_removed(fake: FakeClarifai) -> None:
    kept = fake.faults.add("ListInputs", "internal")
    gone = fake.faults.add("*", "throttled", times=None)
    assert list(fake.faults) == [kept, gone]
    fake.faults.remove(gone)
    assert (list(fake.faults), [one.fault for one in fake.faults.unfired]) == ([kept], [kept])
    assert codes(api_of(fake), 2) == [99009, OK]
    with pytest.raises(ValueError, match=r"no such fault any more: throttled on any call\.$"):
        fake.faults.remove(gone)


def test_nothing_is_left_after_clearing_or_a_reset(fake: FakeClarifai) -> None:
    for end in (fake.faults.clear, fake.reset, fake.clear):
        fake.faults.add("*", "throttled", times=None)
        fake.faults.limit(1)
        assert list(fake.faults)
        end()
        assert (list(fake.faults), fake.faults.rate_limit) == ([], None)
        assert codes(api_of(fake), 3) == [OK] * 3
        assert fake._dispatcher.state.faults is None


def test_a_snapshot_takes_back_what_has_fired_and_a_fork_what_was_added(
    fake: FakeClarifai,
) -> None:
    fake.faults.add("*", "throttled", skip=1, probability=0.999)
    before, api = fake.snapshot(), api_of(fake)
    assert codes(api, 3) == [OK, THROTTLED, OK]
    fake.restore(before)
    with fake.fork():
        fake.faults.add("*", "internal", optional=True)
        assert codes(api, 3) == [99009, THROTTLED, OK]
    assert codes(api, 3) == [OK, THROTTLED, OK]
    assert fake.faults.unfired == []


def test_what_has_fired_once_is_not_missed_after_going_back(fake: FakeClarifai) -> None:
    api, empty = api_of(fake), fake.snapshot()
    for fired in (2, 1, 0):
        fake.restore(empty)
        fault = fake.faults.add("ListInputs", "throttled", times=2)
        codes(api, fired)
        assert fake.faults.fired(fault) == fired
        assert fake.faults.unfired == []


def test_the_journal_says_what_struck(fake: FakeClarifai) -> None:
    fake.faults.add("*", status="CONN_THROTTLED")
    fake.faults.add("*", status=24151, http=418, details="so it is")
    fake.faults.add("*", grpc="ABORTED")
    fake.faults.add("*", latency=0.001)
    api = api_of(fake)
    for _ in range(5):
        api.get("inputs")
    assert fates(fake) == ["throttled", "ANNOTATION_PENDING", "gRPC ABORTED", "latency", ""]
    records = [record for _, record in fake._dispatcher.state.calls.since(0)]
    assert (records[1].status, records[1].code, records[1].details) == (418, 24151, "so it is")
