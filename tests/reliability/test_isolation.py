"""Threads that outlive their fake: the next fake does not answer them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import grpc
import pytest

from fakeannot import FakeClarifai, LateCall
from tests.reliability.background import CALLS, URL, Background
from tests.reliability.cut_off import SECONDS, by_requests


def _list_inputs() -> int:
    return by_requests(URL)


@contextmanager
def pool_of_one() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool


@pytest.mark.parametrize("call", CALLS)
def test_a_late_call_is_refused_and_leaves_no_trace_in_the_next_fake(
    call: Callable[[], object],
) -> None:
    with FakeClarifai().intercept():
        left = Background(call)
    with FakeClarifai().intercept() as following:
        left.finish()
    assert isinstance(left.error, LateCall)
    assert "Wait for the thread" in str(left.error)
    assert len(following.journal) == 0


def test_a_thread_that_a_late_thread_begins_is_late_too() -> None:
    inner: list[Background] = []
    with FakeClarifai().intercept():
        left = Background(lambda: inner.append(Background(_list_inputs)))
    with FakeClarifai().intercept() as following:
        left.finish()
        inner[0].finish()
    assert isinstance(inner[0].error, LateCall)
    assert len(following.journal) == 0


@pytest.mark.parametrize("call", CALLS)
def test_threads_of_the_fake_itself_are_answered(call: Callable[[], object]) -> None:
    with FakeClarifai().intercept() as fake:
        background = Background(call)
        background.finish()
    assert background.error is None or isinstance(background.error, grpc.RpcError)
    assert len(fake.journal) == 1


def test_a_thread_that_began_before_any_fake_is_answered_by_whichever_is_active() -> None:
    background = Background(_list_inputs)
    with FakeClarifai().intercept() as fake:
        background.finish()
    assert background.error is None
    assert len(fake.journal) == 1


def test_a_thread_of_the_outer_fake_is_answered_by_the_inner_one() -> None:
    with FakeClarifai().intercept():
        background = Background(_list_inputs)
        with FakeClarifai().intercept() as inner:
            background.finish()
    assert background.error is None
    assert len(inner.journal) == 1


def test_the_same_fake_may_go_and_come_back_meanwhile() -> None:
    fake = FakeClarifai()
    with fake.intercept():
        background = Background(_list_inputs)
    with fake.intercept():
        background.finish()
    assert background.error is None


def test_a_pool_that_outlives_a_fake_works_for_the_next_one() -> None:
    with pool_of_one() as pool:
        with FakeClarifai().intercept():
            pool.submit(_list_inputs).result(SECONDS)
        with FakeClarifai().intercept() as following:
            pool.submit(_list_inputs).result(SECONDS)
    assert len(following.journal) == 1


def test_work_that_a_pool_does_too_late_is_refused() -> None:
    let_go = threading.Event()

    def work() -> None:
        assert let_go.wait(SECONDS)
        _list_inputs()

    with pool_of_one() as pool:
        with FakeClarifai().intercept():
            late = pool.submit(work)
        with FakeClarifai().intercept() as following:
            let_go.set()
            assert isinstance(late.exception(SECONDS), LateCall)
    assert len(following.journal) == 0
