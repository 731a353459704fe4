"""Clients that try again: each try is a call of its own, as often as on the network."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import grpc
import pytest
import requests
from clarifai_grpc.channel.clarifai_channel import ClarifaiChannel
from clarifai_grpc.grpc.api import service_pb2, service_pb2_grpc
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from fakeannot import FakeClarifai
from tests.doors.in_process.channels import Way, method, run
from tests.doors.in_process.channels import way as way
from tests.faults.striking import fates, kept, post, status_of
from tests.rpcs import opened

STATUS = grpc.StatusCode


def config(name: dict[str, str] | None = None, attempts: int = 3, *codes: Any) -> tuple[str, Any]:
    """A channel option that has calls tried again."""
    policy = {
        "maxAttempts": attempts,
        # Less makes grpcio hang now and then.
        "initialBackoff": "0.01s",
        "maxBackoff": "0.01s",
        "backoffMultiplier": 1,
        "retryableStatusCodes": list(codes) or ["UNAVAILABLE"],
    }
    one = {"name": [name or {}], "retryPolicy": policy}
    return ("grpc.service_config", json.dumps({"methodConfig": [one]}))


V2 = {"service": "clarifai.api.V2"}
POLICIES: dict[str, tuple[list[tuple[str, Any]], int]] = {
    "none": ([], 1),
    "all": ([config()], 3),
    "service": ([config(V2)], 3),
    "method": ([config({**V2, "method": "ListInputs"})], 3),
    "other method": ([config({**V2, "method": "GetInput"})], 1),
    "other service": ([config({"service": "clarifai.api.V3"})], 1),
    "too many": ([config(V2, 9)], 5),
    "other code": ([config(V2, 3, "ABORTED")], 1),
    "several codes": ([config(V2, 3, "ABORTED", "UNAVAILABLE")], 3),
    "switched off": ([config(), ("grpc.enable_retries", 0)], 1),
    "no policy": ([("grpc.service_config", '{"methodConfig": [{"name": [{}]}]}')], 1),
}


@pytest.mark.parametrize("name", POLICIES)
def test_a_channel_tries_as_often_as_its_service_config_says(way: Way, name: str) -> None:
    options, attempts = POLICIES[name]
    way.fake.faults.add("ListInputs", "unavailable", times=None)
    with way.channel(*options) as channel:
        call = method(channel, "ListInputs")
        request = service_pb2.ListInputsRequest()
        assert status_of(lambda: call(request, metadata=way.metadata)) is STATUS.UNAVAILABLE
    assert fates(way.fake) == ["unavailable"] * attempts


def test_a_call_that_succeeds_at_a_later_try_succeeds(way: Way) -> None:
    way.fake.faults.add("ListInputs", "unavailable", times=2)
    with way.channel(config()) as channel:
        call = method(channel, "ListInputs")
        assert call(service_pb2.ListInputsRequest(), metadata=way.metadata).status.code == 10000
    assert fates(way.fake) == ["unavailable", "unavailable", ""]


def test_a_stream_is_tried_again_before_its_first_message(way: Way) -> None:
    way.fake.reply("GenerateModelOutputs", {})
    way.fake.faults.add("GenerateModelOutputs", "dropped", times=2)
    with way.channel(config()) as channel:
        call = method(channel, "GenerateModelOutputs")
        answers = list(call(service_pb2.PostModelOutputsRequest(), metadata=way.metadata))
    assert [answer.status.code for answer in answers] == [10000]
    assert fates(way.fake) == ["dropped", "dropped", ""]


def test_a_channel_of_asyncio_tries_as_often(way: Way) -> None:
    way.fake.faults.add("ListInputs", "unavailable", times=None)

    async def call() -> Any:
        async with way.aio_channel(config()) as channel:
            return await method(channel, "ListInputs")(
                service_pb2.ListInputsRequest(), metadata=way.metadata
            ).code()

    assert run(call()) is STATUS.UNAVAILABLE
    assert fates(way.fake) == ["unavailable"] * 3


def test_no_try_is_made_when_the_deadline_is_past(fake: FakeClarifai) -> None:
    fake.faults.add("ListInputs", "unavailable", latency=0.05, times=None)
    with fake.intercept():
        stub = service_pb2_grpc.V2Stub(ClarifaiChannel.get_grpc_channel())
        call = stub.ListInputs.future(service_pb2.ListInputsRequest(), timeout=0.02)
        assert call.code() is STATUS.DEADLINE_EXCEEDED
        for thread in threading.enumerate():
            if thread.name == "fakeannot-call":
                thread.join()
    assert fates(fake) == ["unavailable"]


@pytest.mark.parametrize("door", ["channel", "grpc", "aio", "aio_grpc"])
def test_the_official_channels_post_twice_when_an_answer_was_lost(
    fake: FakeClarifai, door: str
) -> None:
    fake.faults.add("PostInputs", "reply_lost")
    with opened(fake, door) as call:
        answer = post(fake, call)
    assert answer.status.code == 10020, "the second finds what the first has made"
    assert kept(fake) == ["car"]
    assert fates(fake) == ["reply_lost", ""]


@pytest.mark.parametrize("door", ["channel", "grpc"])
def test_the_official_channels_give_up_after_five(fake: FakeClarifai, door: str) -> None:
    fake.faults.add("PostInputs", "unavailable", times=None)
    with opened(fake, door) as call:
        assert status_of(lambda: post(fake, call)) is STATUS.UNAVAILABLE
    assert fates(fake) == ["unavailable"] * 5


@pytest.fixture(params=["served", "caught"])
def base(request: pytest.FixtureRequest, fake: FakeClarifai) -> Iterator[str]:
    """Where clients of REST call, over a socket and in process."""
    if request.param == "caught":
        with fake.intercept():
            yield "https://api.clarifai.com"
    else:
        with fake.serve() as server:
            yield server.url


@contextmanager
def session(retries: Any) -> Iterator[requests.Session]:
    with requests.Session() as made:
        made.trust_env = False
        for scheme in ("http://", "https://"):
            made.mount(scheme, HTTPAdapter(max_retries=retries))
        yield made


RETRIES: dict[str, tuple[Any, str, str, int, type[Exception] | None]] = {
    "none": (0, "GET", "dropped", 1, requests.ConnectionError),
    "two": (2, "GET", "dropped", 3, requests.ConnectionError),
    "two, timing out": (2, "GET", "timeout", 3, requests.ConnectionError),
    "two, of a POST": (2, "POST", "dropped", 1, requests.ConnectionError),
    "no reads": (Retry(2, read=False), "GET", "dropped", 1, requests.ConnectionError),
    "one read": (Retry(2, read=1), "GET", "dropped", 2, requests.ConnectionError),
    "two, not of statuses": (2, "GET", "unavailable", 1, None),
    "statuses": (
        Retry(2, status_forcelist=[503]),
        "GET",
        "unavailable",
        3,
        requests.exceptions.RetryError,
    ),
    "of all": (Retry(3, allowed_methods=None), "POST", "dropped", 4, requests.ConnectionError),
    "kept": (
        Retry(1, status_forcelist=[429], raise_on_status=False),
        "GET",
        "throttled",
        2,
        None,
    ),
}


@pytest.mark.parametrize("name", RETRIES)
def test_an_adapter_of_requests_tries_as_often_as_it_was_told(
    fake: FakeClarifai, base: str, name: str
) -> None:
    retries, verb, kind, attempts, error = RETRIES[name]
    fake.faults.add("*", kind, times=None)
    outcome: type[Exception] | None = None
    with session(retries) as client:
        try:
            client.request(verb, f"{base}/v2/inputs", data=b"{}", timeout=0.05)
        except requests.RequestException as raised:
            outcome = type(raised)
    assert (outcome, fates(fake)) == (error, [kind] * attempts)


def test_statuses_and_lost_connections_draw_on_the_same_retries(
    fake: FakeClarifai, base: str
) -> None:
    for kind in ("dropped", "unavailable", "dropped", "unavailable"):
        fake.faults.add("*", kind)
    with (
        session(Retry(3, status_forcelist=[503])) as client,
        pytest.raises(requests.exceptions.RetryError),
    ):
        client.get(f"{base}/v2/inputs")
    assert fake.faults.unfired == []


def test_the_official_json_channel_tries_a_get_again(fake: FakeClarifai) -> None:
    fake.faults.add("ListInputs", "dropped", times=2)
    with fake.intercept():
        stub = service_pb2_grpc.V2Stub(ClarifaiChannel.get_json_channel())
        if sys.modules["google.protobuf"].__version__ >= "7":
            pytest.skip("the JSON channel fails by itself with protobuf 7")
        metadata = (("authorization", f"Key {fake.api_key}"),)
        answer = stub.ListInputs(service_pb2.ListInputsRequest(), metadata=metadata)
    assert answer.status.code == 10000
    assert fates(fake) == ["dropped", "dropped", ""]
