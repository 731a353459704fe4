"""Answers that are late: clients wait for them, or do not; event loops go on."""

from __future__ import annotations

import asyncio
import socket
import time
from typing import Any

import aiohttp
import grpc
import httpx
import pytest
import requests
from clarifai_grpc.channel.clarifai_channel import ClarifaiChannel
from clarifai_grpc.grpc.api import service_pb2, service_pb2_grpc
from urllib3.util import Timeout

from fakeannot import FakeClarifai
from fakeannot.doors.grpc_web import HEAD
from tests.faults.striking import fates, kept, post
from tests.rpcs import DOORS, opened
from tests.until import until

INPUTS = "https://api.clarifai.com/v2/inputs"
LATE = 0.05


@pytest.mark.parametrize("door", DOORS)
def test_a_late_answer_is_late_through_every_door(fake: FakeClarifai, door: str) -> None:
    fake.faults.add("PostInputs", latency=LATE)
    with opened(fake, door) as call:
        began = time.perf_counter()
        assert post(fake, call).status.code == 10000
        assert time.perf_counter() - began >= LATE


@pytest.mark.parametrize("timeout", [0.005, (9, 0.005), Timeout(read=0.005)])
def test_requests_gives_up_at_its_read_timeout(fake: FakeClarifai, timeout: Any) -> None:
    fake.faults.add("*", latency=60, times=None)
    with fake.intercept():
        began = time.perf_counter()
        with pytest.raises(requests.ReadTimeout, match="Read timed out"):
            requests.post(INPUTS, timeout=timeout)
        assert time.perf_counter() - began < 5
        adapter = requests.adapters.HTTPAdapter()
        request = requests.Request("POST", INPUTS).prepare()
        with pytest.raises(requests.ReadTimeout):
            adapter.send(request, False, timeout)


def test_a_timeout_that_is_long_enough_changes_nothing(fake: FakeClarifai) -> None:
    fake.faults.add("*", latency=0.001, times=None)
    with fake.intercept():
        for timeout in (None, 5, (5, None), Timeout(5), Timeout(None)):
            assert requests.get(INPUTS, timeout=timeout).status_code == 401  # type: ignore[arg-type]  # as requests does


def test_httpx_gives_up_at_its_read_timeout(fake: FakeClarifai) -> None:
    fake.faults.add("*", latency=60, times=None)

    async def call() -> None:
        async with httpx.AsyncClient() as client:
            await client.get(INPUTS, timeout=0.005)

    with fake.intercept():
        with pytest.raises(httpx.ReadTimeout):
            httpx.get(INPUTS, timeout=0.005)
        with pytest.raises(httpx.ReadTimeout):
            asyncio.run(call())


def test_aiohttp_gives_up_at_its_timeouts(fake: FakeClarifai) -> None:
    fake.faults.add("*", latency=60, times=None)

    async def call(timeout: aiohttp.ClientTimeout) -> None:
        async with aiohttp.ClientSession(timeout=timeout) as session, session.get(INPUTS):
            pass

    with fake.intercept():
        for timeout in (aiohttp.ClientTimeout(total=0.005), aiohttp.ClientTimeout(sock_read=0.005)):
            with pytest.raises(asyncio.TimeoutError):
                asyncio.run(call(timeout))


def test_a_grpc_call_gives_up_at_its_deadline_and_the_write_is_done(fake: FakeClarifai) -> None:
    fake.app().add_input("car")
    fake.faults.add("DeleteInput", latency=0.2)
    request = service_pb2.DeleteInputRequest(input_id="car")
    with fake.intercept():
        stub = service_pb2_grpc.V2Stub(ClarifaiChannel.get_grpc_channel())
        with pytest.raises(grpc.RpcError) as error:
            stub.DeleteInput(
                request, timeout=0.05, metadata=(("authorization", f"Key {fake.api_key}"),)
            )
    assert error.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED
    assert kept(fake) == []


@pytest.mark.parametrize("door", ["httpx", "httpx, grpc-web", "aiohttp", "aio"])
def test_the_event_loop_goes_on_while_an_answer_is_late(fake: FakeClarifai, door: str) -> None:
    fake.faults.add("*", latency=LATE, times=None)

    async def one() -> None:
        if door == "httpx":
            async with httpx.AsyncClient() as client:
                await client.get(INPUTS)
        elif door == "httpx, grpc-web":
            headers = {"Content-Type": "application/grpc-web"}
            async with httpx.AsyncClient() as client:
                url = "https://api.clarifai.com/clarifai.api.V2/ListInputs"
                await client.post(url, headers=headers, content=HEAD.pack(0, 0))
        elif door == "aiohttp":
            async with aiohttp.ClientSession() as session, session.get(INPUTS):
                pass
        else:
            async with ClarifaiChannel.get_aio_grpc_channel() as channel:
                await service_pb2_grpc.V2Stub(channel).ListInputs(service_pb2.ListInputsRequest())

    async def both() -> None:
        await asyncio.gather(one(), one())

    async def ticks() -> int:
        waiting, count = asyncio.ensure_future(both()), 0
        while not waiting.done():
            count += 1
            await asyncio.sleep(LATE / 20)
        await waiting
        return count

    with fake.intercept():
        assert asyncio.run(ticks()) > 3


def test_a_kind_may_be_late_too(fake: FakeClarifai) -> None:
    fake.faults.add("*", "throttled", latency=LATE)
    began = time.perf_counter()
    assert fake.client().get("/v2/inputs").status_code == 429
    assert time.perf_counter() - began >= LATE


def test_a_silent_server_is_silent_until_its_client_gives_up_or_it_stops(
    fake: FakeClarifai,
) -> None:
    fake.faults.add("*", "timeout", times=None)
    began = time.perf_counter()
    with fake.serve() as server:
        with pytest.raises(requests.ReadTimeout):
            requests.get(f"{server.url}/v2/inputs", timeout=0.02)
        assert requests.get(f"{server.url}/__fakeannot/health", timeout=5).json()["ok"]
        waiting = socket.create_connection((server.host, server.port))
        waiting.sendall(b"GET /v2/inputs HTTP/1.1\r\nHost: it\r\n\r\n")
        until(lambda: len(fates(fake)) >= 2)
    with waiting:
        assert waiting.recv(1) == b""
    assert time.perf_counter() - began < 20
