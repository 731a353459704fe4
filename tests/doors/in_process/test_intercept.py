"""Interception by a fake: its errors, what it keeps, threads, and fakes inside one another."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import pytest
import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from fakeannot import FakeClarifai
from fakeannot.doors.http import HttpAnswer, HttpRequest
from tests.doors.in_process.interception import API, Door, annotations_of, answered_by
from tests.doors.in_process.interception import network as network


def test_an_error_of_a_supplied_handler_comes_out_of_the_call_as_it_is() -> None:
    fake, error = FakeClarifai(), KeyError("mine")

    @fake.handler("ListAnnotations")
    def fail(_: Any) -> Any:
        raise error

    with fake.intercept(), pytest.raises(KeyError) as raised:
        annotations_of(fake)
    assert raised.value is error


RETRYING = pytest.mark.parametrize("retries", [0, 2], ids=["plain", "retrying"])


@RETRYING
def test_nothing_of_a_call_is_kept(retries: int) -> None:
    with Door().intercepted(), requests.Session() as session:
        session.mount(API, HTTPAdapter(max_retries=retries))
        answer = weakref.ref(session.get(API))
        gc.collect()
        assert answer() is None


@RETRYING
def test_nothing_of_a_call_that_raised_is_kept(retries: int) -> None:
    class Failing(Door):
        def answer(self, request: HttpRequest) -> HttpAnswer:
            raise KeyError(request.method)

    request = requests.Request("GET", API).prepare()
    kept = weakref.ref(request)
    with Failing().intercepted(), requests.Session() as session:
        session.mount(API, HTTPAdapter(max_retries=retries))
        with pytest.raises(KeyError):
            session.send(request)
        del request
        gc.collect()
        assert kept() is None


def test_many_threads_are_answered_at_once() -> None:
    threads = 8
    together = threading.Barrier(threads, timeout=10)

    class Meeting(Door):
        def answer(self, request: HttpRequest) -> HttpAnswer:
            together.wait()
            return HttpAnswer(200, [], request.segments[-1].encode())

    def call(number: int) -> bool:
        return requests.get(f"{API}/v2/{number}").text == str(number)

    with Meeting().intercepted(), ThreadPoolExecutor(threads) as pool:
        assert all(pool.map(call, range(threads * 4)))


def test_a_fake_inside_another_answers_and_then_the_outer_one_does_again() -> None:
    outer, inner = FakeClarifai(), FakeClarifai()
    with outer.intercept() as outermost:
        assert outermost is outer
        assert answered_by(outer)
        with inner.intercept():
            assert answered_by(inner)
            assert not answered_by(outer)
        assert answered_by(outer)


def test_a_retrying_call_is_answered_by_the_innermost_fake_alone() -> None:
    outer, inner = Door(), Door(HttpAnswer(503, [], b""), HttpAnswer(200, [], b""))
    retry = Retry(total=1, status_forcelist=[503])
    with outer.intercepted(), inner.intercepted(), requests.Session() as session:
        session.mount(API, HTTPAdapter(max_retries=retry))
        assert session.get(API).status_code == 200
    assert (len(outer.requests), len(inner.requests)) == (0, 2)


def test_the_same_fake_may_be_entered_inside_itself() -> None:
    fake = FakeClarifai()
    interception = fake.intercept()
    with interception, interception, fake.intercept():
        assert answered_by(fake)
    with interception:
        assert answered_by(fake)


def test_an_exit_stack_holds_a_fake() -> None:
    fake = FakeClarifai()
    with ExitStack() as stack:
        assert stack.enter_context(fake.intercept()) is fake
        assert answered_by(fake)


def test_every_call_sees_the_one_state() -> None:
    fake = FakeClarifai()
    fake.app().add_input("i")
    body = {"annotations": [{"input_id": "i", "data": {"concepts": [{"id": "cat"}]}}]}
    headers = {"Authorization": f"Key {fake.api_key}"}
    with fake.intercept():
        posted = requests.post(f"{API}/v2/annotations", json=body, headers=headers).json()
        made = posted["annotations"][0]["id"]
        got = requests.get(f"{API}/v2/inputs/i/annotations/{made}", headers=headers).json()
    assert got["annotation"]["id"] == made
    assert made in [one.id for one in fake.app().annotations("i")]


def test_the_first_call_over_rest_loads_neither_grpc_nor_werkzeug() -> None:
    code = (
        "import sys, requests\n"
        "from fakeannot import FakeClarifai\n"
        "with FakeClarifai().intercept():\n"
        "    requests.post('https://api.clarifai.com/v2/annotations', json={})\n"
        "print([name for name in ('grpc', 'werkzeug') if name in sys.modules])\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
