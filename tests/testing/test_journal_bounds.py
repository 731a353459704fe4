"""What the journal keeps, for how long, and what never."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fakeannot import FakeClarifai
from tests.api import api_of, by_requests, by_wsgi
from tests.doors.in_process.clients import BY_NAME, sending
from tests.rpcs import DOORS, opened, request_of
from tests.store.reachable import reachable

KEYS = st.text("0123456789abcdef", min_size=32, max_size=32)
FEW = settings(
    max_examples=8,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def told(fake: FakeClarifai) -> str:
    """All that is kept of calls, and all that is told of them."""
    kept = [repr(part) for _, part in reachable(fake._dispatcher.state.calls)]
    seen = [str(fake.journal), *(f"{call!r} {call.curl()}" for call in fake.journal)]
    return " ".join([*kept, *seen, fake.client().get("/__fakeannot/journal").text])


@pytest.mark.parametrize("door", DOORS)
@given(key=KEYS, strict=st.booleans())
@FEW
def test_the_key_of_a_call_is_nowhere(door: str, key: str, strict: bool) -> None:
    fake = FakeClarifai(strict=strict)
    with opened(fake, door, key) as call:
        call("GetInput", request_of(fake, "GetInput", input_id="none"))
    assert len(fake.journal) == 1
    assert key not in told(fake)


@pytest.mark.parametrize("door", ["wsgi", "requests", *BY_NAME])
@given(key=KEYS, header=st.sampled_from(["Authorization", "X-Clarifai-Session-Token"]))
@FEW
def test_a_session_token_or_a_malformed_header_is_nowhere(door: str, key: str, header: str) -> None:
    fake = FakeClarifai(strict=True)
    with fake.intercept():
        by_name = {"wsgi": by_wsgi(fake), "requests": by_requests("https://api.clarifai.com")}
        send = by_name.get(door) or sending(door)
        send("GET", "/v2/annotations", {header: key}, b"")
    assert len(fake.journal) == 1
    assert key not in told(fake)


@given(key=KEYS)
@FEW
def test_a_session_token_in_metadata_is_nowhere(key: str) -> None:
    fake = FakeClarifai()
    fake._rpc_door.answer("/clarifai.api.V2/ListInputs", {"x-clarifai-session-token": key}, b"")
    assert len(fake.journal) == 1
    assert key not in told(fake)


@given(sizes=st.lists(st.integers(0, 3000), max_size=40), limit=st.integers(0, 20_000))
@FEW
def test_the_journal_takes_no_more_room_than_it_may(sizes: list[int], limit: int) -> None:
    fake = FakeClarifai(journal_bytes=limit)
    for size in sizes:
        api_of(fake).get(f"inputs?x={'x' * size}")
    journal = fake.journal
    taken = sum(len(call.request_bytes) + len(call.answer_bytes) for call in journal)
    assert taken <= limit
    assert journal.total == len(sizes) == len(journal) + journal.forgotten
    assert [call.number for call in journal] == list(range(journal.forgotten + 1, len(sizes) + 1))


def test_a_call_too_large_to_keep_is_noted_without_request_and_answer() -> None:
    fake = FakeClarifai(journal_bytes=2000)
    api_of(fake).post("annotations", {"annotations": [{"input_id": "i" * 3000}]})
    (call,) = fake.journal
    assert (call.shortened, call.request, call.answer) == (True, None, None)
    with pytest.raises(AssertionError, match="too large"):
        fake.journal.assert_called("PostAnnotations", annotations=[])


def test_calls_put_away_are_not_forgotten() -> None:
    fake = FakeClarifai()
    api_of(fake).get("inputs")
    fake.journal.clear()
    assert (len(fake.journal), fake.journal.forgotten) == (0, 0)
    api_of(fake).get("inputs")
    assert fake.journal.last.number == 2


def test_a_reset_leaves_no_calls() -> None:
    fake = FakeClarifai()
    api_of(fake).get("inputs")
    fake.reset()
    fake.journal.assert_not_called("ListInputs")


def test_a_fork_has_a_journal_that_goes_with_it() -> None:
    fake = FakeClarifai()
    api_of(fake).get("inputs")
    snapshot = fake.snapshot()
    with fake.fork():
        api_of(fake).get("annotations")
        fake.journal.assert_called("ListAnnotations", times=1)
        assert len(fake.journal) == 2
    fake.journal.assert_not_called("ListAnnotations")
    fake.journal.clear()
    fake.restore(snapshot)
    fake.journal.assert_called("ListInputs", times=1)
