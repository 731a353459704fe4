"""States that come and go while other threads call: what was answered is there."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from fakeannot import BadSeed, FakeClarifai
from tests.api import api_of
from tests.reliability.in_line import SECONDS, end, switching_all_the_time, waiting


def posting(fake: FakeClarifai) -> Callable[[], None]:
    """A call that adds an input."""

    def post() -> None:
        data = {"image": {"url": "https://example.com/1.jpg"}}
        assert api_of(fake).post("inputs", {"inputs": [{"id": "late", "data": data}]}).http == 200

    return post


@pytest.mark.parametrize("clear", [False, True])
def test_a_call_that_waits_for_a_load_that_fails_is_not_lost(clear: bool) -> None:
    fake = FakeClarifai()
    fake.app().add_input("early")
    bad = {"apps": [{"inputs": [{"id": "seeded"}, {"id": "seeded"}]}]}
    with waiting(fake._dispatcher.lock, posting(fake)) as threads, pytest.raises(BadSeed):
        fake.load(bad, clear=clear)
    end(threads)
    assert [one.id for one in fake.app().inputs()] == ["early", "late"]
    assert [call.rpc for call in fake.journal] == ["PostInputs"]


def test_a_call_that_waits_for_a_load_is_added_to_what_was_loaded() -> None:
    fake = FakeClarifai()
    with waiting(fake._dispatcher.lock, posting(fake)) as threads:
        fake.load({"apps": [{"inputs": [{"id": "seeded"}]}]})
    end(threads)
    assert [one.id for one in fake.app().inputs()] == ["seeded", "late"]


@pytest.mark.parametrize("put_back", [FakeClarifai.reset, FakeClarifai.clear])
def test_a_call_that_found_the_state_before_is_of_that_state(
    put_back: Callable[[FakeClarifai], None],
) -> None:
    fake = FakeClarifai()
    with waiting(fake._dispatcher.lock, posting(fake)) as threads:
        put_back(fake)
    end(threads)
    assert fake.app().inputs() == []
    assert len(fake.journal) == 0


def test_calls_that_end_while_the_journal_is_cleared_are_numbered_on() -> None:
    fake = FakeClarifai()
    api = api_of(fake)
    stop = threading.Event()
    numbers: list[int] = []

    def clear() -> None:
        while not stop.is_set():
            numbers.extend(call.number for call in fake.journal)
            fake.journal.clear()

    clearing = threading.Thread(target=clear)
    with switching_all_the_time():
        clearing.start()
        for _ in range(300):
            api.get("inputs")
        stop.set()
        clearing.join(SECONDS)
    assert fake.journal.total == 300
    assert numbers == sorted(set(numbers))
