"""Threads that outlive the last fake reach nobody, and leave nothing behind when they end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from unittest import mock

import aiohttp
import grpc._channel
import httpcore
import pytest
import responses
import urllib3
from requests.adapters import HTTPAdapter

from fakeannot import FakeClarifai, LateCall
from tests.reliability.background import CALLS, URL, Background
from tests.reliability.cut_off import HTTP_CLIENTS, SECONDS, WentOut, by_requests
from tests.reliability.cut_off import tried as tried

pytestmark = pytest.mark.usefixtures("nothing_left")
_OWNERS: list[Any] = [
    *(HTTPAdapter, urllib3.HTTPConnectionPool, responses.RequestsMock),
    *(httpcore.ConnectionPool, httpcore.AsyncConnectionPool, aiohttp.BaseConnector),
    *(grpc, grpc.aio, grpc._channel, threading.Thread, ThreadPoolExecutor),
]
_NAMES = frozenset(
    {"send", "urlopen", "unbound_on_send", "handle_request", "handle_async_request", "connect",
     "secure_channel", "insecure_channel", "Channel", "start", "run", "submit"}
)  # fmt: skip


def patchable() -> dict[tuple[str, str], object]:
    return {(str(o), name): vars(o)[name] for o in _OWNERS for name in _NAMES & vars(o).keys()}


@pytest.fixture
def nothing_left() -> Iterator[None]:
    before = patchable()
    yield
    assert patchable() == before


@pytest.mark.parametrize("call", CALLS)
def test_a_late_call_is_refused_where_no_fake_is_active(
    call: Callable[[], object], tried: list[object]
) -> None:
    with FakeClarifai().intercept():
        left = Background(call)
    left.finish()
    assert isinstance(left.error, LateCall)
    assert tried == []


@pytest.mark.parametrize("call", CALLS)
def test_one_that_begins_a_fake_of_its_own_is_answered_by_it_and_so_is_what_it_begins(
    call: Callable[[], object], tried: list[object]
) -> None:
    mine = FakeClarifai()

    def with_a_fake() -> None:
        with mine.intercept():
            call()
            begun = Background(call)
            begun.finish()
            assert begun.error is None

    with FakeClarifai().intercept():
        left = Background(with_a_fake)
    left.finish()
    assert left.error is None
    assert [one.rpc for one in mine.journal] == ["ListInputs"] * 2
    assert tried == []


def test_so_is_that_of_work_in_a_pool_that_goes_on(tried: list[object]) -> None:
    let_go = threading.Event()

    def work() -> None:
        assert let_go.wait(SECONDS)
        by_requests(URL)

    with ThreadPoolExecutor(1) as pool:
        with FakeClarifai().intercept():
            late = [pool.submit(work), pool.submit(work)]
        let_go.set()
        assert [type(one.exception(SECONDS)) for one in late] == [LateCall, LateCall]
    assert tried == []


def test_and_that_of_a_thread_which_a_late_thread_begins(tried: list[object]) -> None:
    inner: list[Background] = []
    with FakeClarifai().intercept():
        left = Background(lambda: inner.append(Background(CALLS[0])))
    left.finish()
    inner[0].finish()
    assert isinstance(inner[0].error, LateCall)
    assert tried == []


@pytest.mark.parametrize("ask", HTTP_CLIENTS)
def test_calls_of_others_pass_meanwhile(ask: Callable[[str], int], tried: list[object]) -> None:
    before = Background(lambda: by_requests(URL))
    with FakeClarifai().intercept():
        left = Background(lambda: None)
    with pytest.raises((WentOut, aiohttp.ClientError, httpcore.ConnectError)):
        ask(URL)
    before.finish()
    assert isinstance(before.error, WentOut)
    assert len(tried) >= 2
    left.finish()


def test_channels_of_others_are_their_own_meanwhile() -> None:
    with FakeClarifai().intercept():
        left = Background(lambda: None)
    with mock.patch.object(grpc._channel, "Channel") as opened:
        grpc.insecure_channel("api.clarifai.com")
    opened.assert_called_once()
    left.finish()


def test_what_catches_calls_stays_until_the_last_of_several_threads_has_ended() -> None:
    before = patchable()
    with FakeClarifai().intercept():
        first, second = Background(lambda: None), Background(lambda: None)
    first.finish()
    assert patchable() != before
    second.finish()
    assert patchable() == before


def test_fakes_may_come_and_go_meanwhile() -> None:
    with FakeClarifai().intercept():
        left = Background(lambda: by_requests(URL))
    for _ in range(3):
        with FakeClarifai().intercept() as fake:
            assert by_requests(URL) == 401
        assert len(fake.journal) == 1
    left.finish()
    assert isinstance(left.error, LateCall)


def test_threads_that_ended_in_time_leave_nothing_to_wait_for() -> None:
    before = patchable()
    with FakeClarifai().intercept(), ThreadPoolExecutor(1) as pool:
        Background(lambda: by_requests(URL)).finish()
        pool.submit(by_requests, URL).result(SECONDS)
    assert patchable() == before


def test_an_idle_thread_of_a_pool_is_not_waited_for() -> None:
    before = patchable()
    with ThreadPoolExecutor(1) as pool:
        with FakeClarifai().intercept():
            pool.submit(by_requests, URL).result(SECONDS)
        assert patchable() == before


def test_work_that_is_cancelled_is_not_waited_for() -> None:
    before, let_go = patchable(), threading.Event()
    with ThreadPoolExecutor(1) as pool:
        busy = pool.submit(let_go.wait, SECONDS)
        with FakeClarifai().intercept():
            late = pool.submit(by_requests, URL)
        assert patchable() != before
        assert late.cancel()
        assert patchable() == before
        let_go.set()
        assert busy.result(SECONDS)


def test_what_cannot_begin_is_not_waited_for() -> None:
    before = patchable()
    pool = ThreadPoolExecutor(1)
    pool.shutdown()
    with FakeClarifai().intercept():
        with pytest.raises(RuntimeError):
            pool.submit(by_requests, URL)
        thread = threading.Thread(target=print)
        with (
            mock.patch.object(
                threading, "_start_new_thread", side_effect=RuntimeError, create=True
            ),
            mock.patch.object(
                threading, "_start_joinable_thread", side_effect=RuntimeError, create=True
            ),
            pytest.raises(RuntimeError),
        ):
            thread.start()
        assert "run" not in vars(thread)
    assert patchable() == before


def test_a_thread_runs_what_it_would_and_is_what_it_was() -> None:
    ran: list[str] = []

    class Own(threading.Thread):
        def run(self) -> None:
            ran.append("class")

    with FakeClarifai().intercept():
        usual, replaced = Own(), Own()
        own = replaced.run = lambda: ran.append("object")  # type: ignore[method-assign]  # as users do
        for thread in (usual, replaced):
            thread.start()
            thread.join(SECONDS)
        with pytest.raises(RuntimeError, match="once"):
            usual.start()
    assert ran == ["class", "object"]
    assert "run" not in vars(usual)
    assert vars(replaced)["run"] is own


def test_a_mock_that_begins_meanwhile_finds_its_place_again() -> None:
    with FakeClarifai().intercept():
        left = Background(lambda: None)
    with responses.RequestsMock() as mocked:
        mocked.get(URL, status=418)
        left.finish()
        assert by_requests(URL) == 418
    with FakeClarifai().intercept():
        assert by_requests(URL) == 401


def test_an_error_of_a_thread_is_its_own(recwarn: pytest.WarningsRecorder) -> None:
    told: list[Any] = []
    with (
        mock.patch.object(threading, "excepthook", told.append),
        FakeClarifai().intercept(),
    ):
        thread = threading.Thread(target=lambda: 1 / 0)
        thread.start()
        thread.join(SECONDS)
    assert [one.exc_type for one in told] == [ZeroDivisionError]
