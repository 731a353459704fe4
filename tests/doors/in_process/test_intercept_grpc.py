"""Interception of gRPC by a fake: which channels it catches, and who answers a call on one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from unittest import mock

import grpc
import grpc._channel
import pytest
from clarifai_grpc.channel.clarifai_channel import ClarifaiChannel
from clarifai_grpc.grpc.api import service_pb2_grpc

from fakeannot import FakeClarifai, NoFakeActive, catch_channels
from fakeannot.doors.in_process.grpc_targets import is_clarifai_target
from tests.doors.in_process.caught_channels import (
    CREDENTIALS,
    NAMES,
    inputs,
    marked,
    opened,
    unchanged,
)
from tests.doors.in_process.channels import CLARIFAI, inputs_request, method, run


@pytest.fixture(autouse=True)
def nothing_stays_patched() -> Iterator[None]:
    with unchanged():
        yield


@pytest.mark.parametrize(
    ("target", "ours"),
    [
        ("api.clarifai.com", True),
        ("api.clarifai.com:443", True),
        ("clarifai.com:18080", True),
        ("API.Clarifai.COM", True),
        ("api.clarifai.com.", True),
        ("api.clarifai.com.:443", True),
        ("a.b.clarifai.com", True),
        ("dns:api.clarifai.com:443", True),
        ("dns:///api.clarifai.com:443", True),
        ("dns://8.8.8.8/api.clarifai.com", True),
        ("DNS:///api.clarifai.com", True),
        ("localhost:18080", False),
        ("127.0.0.1:443", False),
        ("notclarifai.com", False),
        ("clarifai.com.example.org", False),
        ("api.clarifai.community", False),
        ("dns://api.clarifai.com/example.org", False),
        ("unix:api.clarifai.com", False),
        ("ipv4:1.2.3.4:443", False),
        ("https://api.clarifai.com", False),
        ("", False),
        (None, False),
        (b"api.clarifai.com:443", True),
        (b"localhost:18080", False),
        (b"\xff", False),
        ("dns:/api.clarifai.com:443", True),
        ("passthrough:api.clarifai.com:443", True),
        ("passthrough:///api.clarifai.com:443", True),
        ("passthrough:///localhost:443", False),
        ("dns://api.clarifai.com", False),
    ],
)
def test_targets_are_told_apart(target: Any, ours: bool) -> None:
    assert is_clarifai_target(target) is ours


OFFICIAL: dict[str, Callable[[], Any]] = {
    "secure": lambda: grpc.secure_channel(CLARIFAI, CREDENTIALS),
    "insecure": lambda: grpc.insecure_channel(target=CLARIFAI, options=[("a", 1)]),
    "official": ClarifaiChannel.get_grpc_channel,
    "official insecure": lambda: ClarifaiChannel.get_insecure_grpc_channel("api-grpc.clarifai.com"),
}
OFFICIAL_AIO: dict[str, Callable[[], Any]] = {
    "secure": lambda: grpc.aio.secure_channel(CLARIFAI, CREDENTIALS),
    "insecure": lambda: grpc.aio.insecure_channel(target=CLARIFAI, options=[("a", 1)]),
    "official": ClarifaiChannel.get_aio_grpc_channel,
    "official insecure": lambda: ClarifaiChannel.get_aio_insecure_grpc_channel(
        "api-grpc.clarifai.com"
    ),
}


@pytest.mark.parametrize("name", OFFICIAL)
def test_every_way_to_open_a_channel_is_caught(name: str) -> None:
    fake = marked("mine")
    with fake.intercept(), OFFICIAL[name]() as channel:
        assert inputs(fake, channel) == ["mine"]


@pytest.mark.parametrize("name", OFFICIAL_AIO)
def test_every_way_to_open_a_channel_in_asyncio_is_caught(name: str) -> None:
    fake = marked("mine")
    metadata = (("authorization", f"Key {fake.api_key}"),)

    async def main() -> None:
        async with OFFICIAL_AIO[name]() as channel:
            answer = await method(channel, "ListInputs")(inputs_request(), metadata=metadata)
            assert [one.id for one in answer.inputs] == ["mine"]

    with fake.intercept():
        run(main())


def test_the_official_stub_works() -> None:
    fake = marked("mine")
    with fake.intercept():
        stub = service_pb2_grpc.V2Stub(ClarifaiChannel.get_grpc_channel())
        metadata = (("authorization", f"Key {fake.api_key}"),)
        assert stub.ListInputs(inputs_request(), metadata=metadata).inputs[0].id == "mine"


@pytest.mark.parametrize(("module", "name"), NAMES)
def test_other_targets_are_left_to_what_was_there_before(module: Any, name: str) -> None:
    seen = []

    def found(*args: Any, **kwargs: Any) -> str:
        seen.append((args, kwargs))
        return "a channel"

    with mock.patch.object(module, name, found), FakeClarifai().intercept():
        function = getattr(module, name)
        assert function("localhost:1", CREDENTIALS, options=[]) == "a channel"
        if name == "secure_channel":
            function(target="localhost:1", credentials=CREDENTIALS)
    assert seen[0] == (("localhost:1", CREDENTIALS), {"options": []})


def test_a_real_channel_to_another_host_is_made() -> None:
    with FakeClarifai().intercept(), grpc.insecure_channel("localhost:1") as channel:
        assert type(channel).__module__ == "grpc._channel"


def test_the_innermost_fake_answers_a_call_wherever_its_channel_was_opened() -> None:
    outer, inner = marked("outer"), marked("inner")
    with outer.intercept():
        channel = grpc.insecure_channel(CLARIFAI)
        with inner.intercept():
            channel_inside = grpc.insecure_channel(CLARIFAI)
            assert inputs(inner, channel) == inputs(inner, channel_inside) == ["inner"]
        assert inputs(outer, channel) == inputs(outer, channel_inside) == ["outer"]


def test_the_same_fake_may_be_entered_inside_another_and_itself() -> None:
    fake, other = marked("mine"), marked("other")
    with fake.intercept(), other.intercept(), fake.intercept():
        channel = grpc.insecure_channel(CLARIFAI)
        assert inputs(fake, channel) == ["mine"]
    with fake.intercept(), other.intercept():
        with fake.intercept():
            pass
        assert inputs(other, channel) == ["other"]


def test_a_stub_from_one_test_works_in_the_next() -> None:
    with marked("first").intercept():
        channel = grpc.insecure_channel(CLARIFAI)
    with marked("second").intercept() as second:
        assert inputs(second, channel) == ["second"]


@pytest.mark.parametrize("call", ["__call__", "with_call", "future"])
def test_a_call_when_no_fake_is_active_says_so_and_goes_nowhere(call: str) -> None:
    with FakeClarifai().intercept():
        lists = method(grpc.insecure_channel(CLARIFAI), "ListInputs")
    with pytest.raises(NoFakeActive, match=r"ListInputs was called.*api\.clarifai\.com.*fixture"):
        getattr(lists, call)(inputs_request())
    assert issubclass(NoFakeActive, RuntimeError)


def test_a_call_in_asyncio_when_no_fake_is_active_says_so() -> None:
    with FakeClarifai().intercept():
        lists = method(grpc.aio.insecure_channel(CLARIFAI), "ListInputs")

    async def main() -> None:
        await lists(inputs_request())

    with pytest.raises(NoFakeActive):
        run(main())


def test_fakes_that_end_in_another_order_catch_until_they_do() -> None:
    first, second = marked("first"), marked("second")
    interceptions = first.intercept(), second.intercept()
    for one in interceptions:
        one.__enter__()
    interceptions[0].__exit__(None, None, None)
    assert inputs(second, opened(grpc.insecure_channel, CLARIFAI)) == ["second"]
    opened(grpc.aio.insecure_channel, CLARIFAI)
    interceptions[1].__exit__(None, None, None)


def test_interceptions_may_come_and_go_in_many_threads() -> None:
    def come_and_go(name: str) -> bool:
        with marked(name).intercept():
            opened(grpc.insecure_channel, CLARIFAI)
        return True

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(come_and_go, map(str, range(200))))


def test_threads_are_answered() -> None:
    fake = marked("mine")
    found: list[list[str]] = []
    with fake.intercept():
        channel = grpc.insecure_channel(CLARIFAI)
        threads = [
            threading.Thread(target=lambda: found.append(inputs(fake, channel))) for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == [["mine"]] * 8


def test_rest_and_grpc_show_one_world() -> None:
    import requests

    fake = marked("mine")
    with fake.intercept():
        headers = {"Authorization": f"Key {fake.api_key}"}
        requests.delete("https://api.clarifai.com/v2/inputs/mine", headers=headers)
        assert inputs(fake, grpc.insecure_channel(CLARIFAI)) == []


def test_channels_may_be_caught_before_there_is_a_fake() -> None:
    with catch_channels():
        channel = grpc.insecure_channel(CLARIFAI)
        with pytest.raises(NoFakeActive):
            method(channel, "ListInputs")(inputs_request())
        with marked("first").intercept() as first:
            assert inputs(first, channel) == ["first"]
        with marked("second").intercept() as second:
            assert inputs(second, channel) == ["second"]
