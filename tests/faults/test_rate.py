"""The rate limit: a token bucket on the fake's clock."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakeannot import BadFault, FakeClarifai
from fakeannot.faults.rate import RateLimit
from tests.api import Api, api_of
from tests.rpcs import DOORS, opened, request_of

OK, THROTTLED = 10000, 11005


def codes(api: Api, count: int) -> list[int]:
    return [api.get("inputs").code for _ in range(count)]


@pytest.mark.rule("access.rate_limit")
def test_calls_beyond_the_limit_are_refused_as_the_real_service_does(fake: FakeClarifai) -> None:
    fake.clock.freeze()
    fake.faults.limit()
    api = api_of(fake)
    assert codes(api, 15) == [OK] * 15
    answer = api.get("inputs")
    assert answer.outcome == (429, THROTTLED)
    assert answer["status"]["description"] == "Too Many Requests"
    assert answer.details == "exceeded limit of 15 requests per second"
    trace = fake.trace()
    api.get("inputs")
    assert "access.rate_limit" in trace.last


@pytest.mark.rule("access.rate_limit")
@pytest.mark.parametrize("door", DOORS)
def test_a_call_too_many_is_refused_through_every_door(fake: FakeClarifai, door: str) -> None:
    fake.clock.freeze()
    fake.faults.limit(1)
    with opened(fake, door) as call:
        answers = [call("ListInputs", request_of(fake, "ListInputs")) for _ in range(2)]
    assert [answer.status.code for answer in answers] == [OK, THROTTLED]
    assert answers[1].status.details == "exceeded limit of 1 requests per second"


def test_time_that_passes_fills_the_bucket_and_no_more_than_full(fake: FakeClarifai) -> None:
    fake.clock.freeze()
    fake.faults.limit(4)
    api = api_of(fake)
    assert codes(api, 5) == [*[OK] * 4, THROTTLED]
    fake.clock.advance(0.25)
    assert codes(api, 2) == [OK, THROTTLED]
    fake.clock.advance(0.6)
    assert codes(api, 3) == [OK, OK, THROTTLED]
    fake.clock.advance(3600)
    assert codes(api, 5) == [*[OK] * 4, THROTTLED]
    fake.faults.limit(None)
    assert codes(api, 5) == [OK] * 5


def test_each_key_has_a_limit_of_its_own_unless_all_share_one(fake: FakeClarifai) -> None:
    fake.clock.freeze()
    send = api_of(fake)._send
    one, other = (Api(send, f"Key {fake.add_key()}") for _ in range(2))
    fake.faults.limit(1)
    assert codes(one, 2) + codes(other, 2) == [OK, THROTTLED] * 2
    fake.faults.limit(1, per="fake")
    assert codes(one, 1) + codes(other, 1) == [OK, THROTTLED]


def test_what_never_gets_to_the_api_takes_no_part_of_the_limit(fake: FakeClarifai) -> None:
    fake.clock.freeze()
    fake.faults.limit(1)
    fake.faults.add("*", "unavailable", times=3)
    fake.faults.add("*", latency=0.001)
    client = fake.client()
    headers = {"Authorization": f"Key {fake.api_key}"}
    statuses = [client.get("/v2/inputs", headers=headers).status_code for _ in range(5)]
    assert statuses == [503, 503, 503, 200, 429]


def test_a_snapshot_has_the_level_of_the_bucket(fake: FakeClarifai) -> None:
    fake.clock.freeze()
    fake.faults.limit(2)
    api = api_of(fake)
    assert codes(api, 1) == [OK]
    before = fake.snapshot()
    assert codes(api, 2) == [OK, THROTTLED]
    fake.restore(before)
    assert codes(api, 2) == [OK, THROTTLED]


STEPS = st.lists(
    st.tuples(st.sampled_from("ab"), st.integers(0, 2_000_000_000)), min_size=1, max_size=60
)


@given(rate=st.integers(1, 20), steps=STEPS)
def test_in_no_stretch_of_time_are_there_more_calls_than_a_full_bucket_and_what_flows_in(
    rate: int, steps: list[tuple[str, int]]
) -> None:
    limit, now = RateLimit(rate), 0
    passed: dict[str, list[int]] = {"a": [], "b": []}
    for key, wait in steps:
        now += wait
        expected = _has_room(passed[key], now, rate)
        assert limit.is_exceeded(key, now) != expected
        if expected:
            passed[key].append(now)


def _has_room(passed: list[int], now: int, rate: int) -> bool:
    """Whether one more call keeps to the limit over every stretch that ends now."""
    times = [*passed, now]
    return all(
        (len(times) - first - 1) * 10**9 <= (rate - 1) * 10**9 + (now - begin) * rate
        for first, begin in enumerate(times)
    )


def test_a_clock_that_goes_back_fills_nothing() -> None:
    limit = RateLimit(1)
    assert [limit.is_exceeded("", now) for now in (10**9, 0, 10**9 - 1, 10**9)] == [
        False,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"requests_per_second": 0}, r"requests_per_second=0: it takes a number from 1, or None"),
        ({"requests_per_second": 0.5}, r"requests_per_second=0\.5"),
        ({"requests_per_second": True}, r"requests_per_second=True"),
        ({"per": "kye"}, r"per='kye' has no limit\. Did you mean 'key'\?"),
    ],
)
def test_a_limit_that_cannot_be_is_refused(
    fake: FakeClarifai, options: dict[str, object], told: str
) -> None:
    with pytest.raises(BadFault, match=told):
        fake.faults.limit(**options)  # type: ignore[arg-type]  # that is the point
    assert fake.faults.rate_limit is None
