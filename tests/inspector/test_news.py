"""What happened since the page last asked, and the states that it can go back to."""

from __future__ import annotations

from typing import Any

import pytest

from fakeannot import FakeClarifai
from fakeannot.inspector import past
from fakeannot.inspector.past import MOST_COPIES, SECONDS, START
from tests.inspector.test_looking import asked


@pytest.fixture
def fake() -> FakeClarifai:
    return FakeClarifai()


def post(fake: FakeClarifai, input_id: str, prefix: str = "") -> str:
    """Add an input by a call; returns its req_id."""
    body = {"inputs": [{"id": input_id, "data": {"image": {"url": f"http://x/{input_id}"}}}]}
    headers = {"Authorization": f"Key {fake.api_key}", "X-Clarifai-Request-ID-Prefix": prefix}
    answer = fake.client().post("/v2/inputs", json=body, headers=headers)
    return str(answer.headers["X-Clarifai-Request-Id"])


def ids(fake: FakeClarifai, **options: str) -> list[str]:
    return [one["id"] for one in asked(fake, "inputs", **options)["inputs"]]


def news(fake: FakeClarifai, since: int = 0) -> Any:
    return asked(fake, "news", since=since)


def test_calls_are_told_once_without_their_bodies(fake: FakeClarifai) -> None:
    post(fake, "a")
    first = news(fake)
    assert [(call["number"], call["rpc"], call["code"]) for call in first["calls"]] == [
        (1, "PostInputs", 10000)
    ]
    assert not {"request", "answer"} & set(first["calls"][0])
    assert news(fake, first["count"])["calls"] == []


def test_a_refused_call_is_told_with_its_rule(fake: FakeClarifai) -> None:
    fake.client().get("/v2/inputs")
    assert news(fake)["calls"][0]["rule"] == "access.header_malformed"


def test_the_state_is_another_after_any_change(fake: FakeClarifai) -> None:
    seen = [news(fake)["state"]]
    for change in (lambda: fake.app().add_input("a"), lambda: post(fake, "b"), fake.reset):
        change()
        seen.append(news(fake)["state"])
    assert len(set(seen)) == 4
    assert news(fake)["state"] == seen[-1]


def test_what_changes_without_becoming_more_is_another_state_too() -> None:
    fake = FakeClarifai(processing="manual")
    fake.app().add_input("a")
    before = news(fake)["state"]
    fake.app().process_inputs()
    assert news(fake)["state"] != before


def test_a_state_that_comes_back_is_another_life(fake: FakeClarifai) -> None:
    before = news(fake)["life"]
    post(fake, "a")
    assert news(fake)["life"] == before
    fake.reset()
    assert news(fake)["life"] != before


def test_the_oldest_call_that_is_kept_is_told(fake: FakeClarifai) -> None:
    assert news(fake)["first"] == 1
    post(fake, "a")
    assert news(fake)["first"] == 1
    fake.journal.clear()
    assert (news(fake)["first"], news(fake)["count"]) == (2, 1)
    post(fake, "b")
    assert (news(fake)["first"], news(fake)["calls"][0]["number"]) == (2, 2)


def test_the_clock_and_the_number_of_faults_are_told(fake: FakeClarifai) -> None:
    fake.clock.freeze()
    fake.faults.add("*", "throttled", optional=True)
    told = news(fake)
    assert (told["frozen"], told["now"], told["faults"]) == (True, fake.clock.now().isoformat(), 1)


def test_the_app_can_be_looked_at_as_it_was_after_each_call(fake: FakeClarifai) -> None:
    post(fake, "before")
    assert news(fake)["past"] == [START]
    calls = [post(fake, "a"), post(fake, "b", prefix="mine")]
    assert news(fake)["past"] == [START, *calls]
    assert calls[1].startswith("mine-")
    assert ids(fake, at=START) == ["before"]
    assert ids(fake, at=calls[0]) == ["before", "a"]
    assert ids(fake) == ids(fake, at=calls[1]) == ["before", "a", "b"]


def test_what_a_call_did_is_seen_whatever_it_was(fake: FakeClarifai) -> None:
    fake.app().add_input("a")
    news(fake)
    deleted = fake.client().delete("/v2/inputs/a", headers={"Authorization": f"Key {fake.api_key}"})
    assert deleted.status_code == 200
    assert ids(fake, at=START) == ["a"]
    assert ids(fake, at=deleted.headers["X-Clarifai-Request-Id"]) == []


def test_uploads_of_the_past_are_still_shown(fake: FakeClarifai) -> None:
    made = fake.app().add_input("cat", data={"image": {"base64": "R0lGODlhAQ=="}})
    digest = made.data.image.hosted.suffix.rpartition("/")[2]
    news(fake)
    fake._dispatcher.world.media.forget(digest)
    path = f"/__fakeannot/inspector/media/{digest}"
    assert fake.client().get(path).status_code == 204
    assert fake.client().get(f"{path}?at={START}").data[:4] == b"GIF8"


def test_nothing_is_kept_before_somebody_looks(fake: FakeClarifai) -> None:
    post(fake, "a")
    assert fake._dispatcher.past is None
    answer = fake.client().get("/__fakeannot/inspector/inputs?at=start")
    assert (answer.status_code, "not kept any more" in answer.text) == (400, True)


def test_nothing_is_kept_any_more_when_nobody_looks(
    fake: FakeClarifai, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    monkeypatch.setattr(past, "monotonic", lambda: now[0])
    news(fake)
    now[0] = SECONDS - 1
    news(fake)
    now[0] = 2 * SECONDS - 2
    post(fake, "a")
    assert fake._dispatcher.past is not None
    now[0] = 2 * SECONDS
    post(fake, "b")
    assert fake._dispatcher.past is None


@pytest.mark.parametrize("looked_at_once", [True, False])
def test_after_a_reset_what_is_kept_begins_anew(fake: FakeClarifai, looked_at_once: bool) -> None:
    news(fake)
    post(fake, "a")
    fake.reset()
    if looked_at_once:
        assert news(fake)["past"] == [START]
    call = post(fake, "b")
    assert news(fake)["past"][-1] == call
    assert ids(fake, at=call) == ["b"]


def test_a_call_that_ends_on_a_state_that_was_left_is_not_kept(fake: FakeClarifai) -> None:
    news(fake)
    left = fake._dispatcher.state
    fake.reset()
    watched = past.watched(fake._dispatcher)
    watched.keep(left, "late")
    assert watched.names() == [START]


def test_only_the_latest_states_are_kept(fake: FakeClarifai) -> None:
    news(fake)
    calls = [post(fake, f"i{number}") for number in range(MOST_COPIES + 1)]
    assert news(fake)["past"] == calls[1:]


def test_large_worlds_are_kept_less_often_and_too_large_ones_not(
    fake: FakeClarifai, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(past, "MOST_ROWS", 6)
    monkeypatch.setattr(past, "MOST_ROWS_IN_ALL", 8)
    news(fake)
    calls = [post(fake, name) for name in "abc"]
    # An input comes with an annotation: these worlds have 0, 2, 4 and 6 things.
    assert news(fake)["past"] == calls[2:]
    post(fake, "d")
    told = news(fake)
    assert told["past"] == []
    assert "has 8 inputs, annotations and concepts" in told["no_past"]
