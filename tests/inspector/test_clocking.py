"""The fake's time, over HTTP."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from fakeannot import FakeClarifai

FUTURE = datetime(2040, 1, 31, 12, tzinfo=timezone.utc)


def told(fake: FakeClarifai, *moved: dict[str, Any]) -> tuple[datetime, bool]:
    answer = fake.client().get("/__fakeannot/clock")
    for one in moved:
        answer = fake.client().post("/__fakeannot/clock", json=one)
        assert answer.status_code == 200, answer.text
    assert answer.json is not None
    return datetime.fromisoformat(answer.json["now"]), answer.json["frozen"]


def test_time_is_told_frozen_and_let_run() -> None:
    fake = FakeClarifai()
    assert told(fake)[1] is False
    assert told(fake, {"freeze": True}) == (fake.clock.now(), True)
    assert told(fake, {"resume": True})[1] is False


@pytest.mark.parametrize("moment", ["2040-01-31T12:00:00Z", "2040-01-31T13:00:00+01:00"])
def test_time_is_put_to_a_moment(moment: str) -> None:
    fake = FakeClarifai()
    assert told(fake, {"freeze": moment}) == (FUTURE, True)
    assert told(fake, {"advance": 90}) == (FUTURE + timedelta(seconds=90), True)
    assert told(fake, {"travel": moment}) == (FUTURE, True)
    assert told(fake, {"advance": 0.5}) == (FUTURE + timedelta(seconds=0.5), True)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"advnace": 1}, "Did you mean 'advance'?"),
        ({}, "Got 0 things"),
        ({"advance": 1, "freeze": True}, "Got 2 things"),
        ({"advance": -1}, "time only advances"),
        ({"advance": True}, "'advance' with True"),
        ({"travel": 5}, "'travel' with 5"),
        ({"travel": "tomorrow"}, "no moment such as"),
        ({"travel": "2040-01-31T12:00:00"}, "no time zone"),
        ({"freeze": False}, "'freeze' with False"),
        ({"resume": 1.5}, "'resume' with 1.5"),
    ],
)
def test_what_a_clock_cannot_do_is_told(body: dict[str, Any], words: str) -> None:
    fake = FakeClarifai()
    answer = fake.client().post("/__fakeannot/clock", json=body)
    assert answer.status_code == 400
    assert words in answer.text
    assert not fake.clock.frozen
