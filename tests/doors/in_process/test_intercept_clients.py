"""What interception does for httpx, httpx in asyncio and aiohttp alike."""

from __future__ import annotations

import asyncio
import contextvars
import gc
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from unittest import mock

import aiohttp
import httpcore
import pytest
import requests

from fakeannot import FakeClarifai, LeakedPatchError
from fakeannot.doors.http import HttpAnswer, HttpRequest
from tests.doors.in_process.clients import BY_NAME, EVERY_CLIENT, EVERY_SESSION, Got
from tests.doors.in_process.interception import API, Door
from tests.doors.in_process.interception import network as network
from tests.doors.in_process.slow_handlers import SECONDS, Slow
from tests.doors.in_process.slow_handlers import slow as slow

Call = Callable[..., Got]
JSON = [("Content-Type", "application/json")]
PATCHED = [
    (httpcore.ConnectionPool, "handle_request"),
    (httpcore.AsyncConnectionPool, "handle_async_request"),
    (aiohttp.BaseConnector, "connect"),
]
EVERY_PATCH = pytest.mark.parametrize(("owner", "name"), PATCHED, ids=["sync", "async", "aiohttp"])


def models_of(fake: FakeClarifai) -> dict[str, Any]:
    """The arguments of a call that `slow` answers."""
    headers = {"Authorization": f"Key {fake.api_key}"}
    return {"method": "GET", "url": f"{API}/v2/models", "headers": headers}


@EVERY_CLIENT
@pytest.mark.parametrize(
    "base",
    [
        "https://api.clarifai.com",
        "http://api.clarifai.com",
        "https://clarifai.com",
        "https://a.b.clarifai.com:8443",
        "http://API.Clarifai.COM:80",
        "https://api.clarifai.com.",
        "https://someone:secret@api.clarifai.com",
    ],
)
def test_every_clarifai_host_is_caught(call: Call, base: str) -> None:
    door = Door()
    with door.intercepted():
        assert call("GET", f"{base}/v2/inputs?page=2").status == 200
    assert (door.last.segments, door.last.query) == (["v2", "inputs"], "page=2")


@EVERY_PATCH
def test_other_hosts_are_left_to_what_was_found(owner: Any, name: str) -> None:
    found = mock.Mock(side_effect=ZeroDivisionError)
    client = [*BY_NAME.values()][[one[0] for one in PATCHED].index(owner)]
    with mock.patch.object(owner, name, found):
        with Door().intercepted():
            for url in ("https://example.com/", "http://clarifai.com.example.org/"):
                with pytest.raises(ZeroDivisionError):
                    client("GET", url)
        assert found.call_count == 2
        with pytest.raises(ZeroDivisionError):
            client("GET", API)


@EVERY_CLIENT
@pytest.mark.parametrize(
    ("path", "segments"),
    [
        ("/v2/inputs/a%2Fb/annotations/c%20d", ["v2", "inputs", "a/b", "annotations", "c d"]),
        ("/v2/inputs/%C3%A9t%C3%A9", ["v2", "inputs", "été"]),
        ("/v2/inputs/été", ["v2", "inputs", "été"]),
        ("/v2/inputs/", ["v2", "inputs", ""]),
        ("", [""]),
    ],
)
def test_path_segments_are_decoded_one_by_one(call: Call, path: str, segments: list[str]) -> None:
    door = Door()
    with door.intercepted():
        call("GET", API + path)
    assert door.last.segments == segments


@EVERY_CLIENT
def test_a_query_arrives_raw_and_headers_are_found_in_any_case(call: Call) -> None:
    door = Door()
    with door.intercepted():
        call("get", f"{API}/?ids=a&ids=b%26c#there", headers={"AUTHORIZATION": "Key x"})
    assert (door.last.method, door.last.query) == ("GET", "ids=a&ids=b%26c")
    assert door.last.headers.get("authorization", "") == "Key x"
    assert door.last.headers.get("x-other", "none") == "none"


@EVERY_CLIENT
def test_the_answer_has_status_headers_and_body_of_the_fakes(call: Call) -> None:
    with Door(HttpAnswer(400, [*JSON, ("X-Clarifai-Request-Id", "ü")], b"{}")).intercepted():
        got = call("POST", API, content=b"{}")
    assert (got.status, got.body) == (400, b"{}")
    assert [*got.headers.items()] == [
        (mock.ANY, "application/json"),
        (mock.ANY, "ü"),
        (mock.ANY, "2"),
    ]
    assert got.headers["x-clarifai-request-id"] == "ü"


@EVERY_CLIENT
def test_head_has_the_headers_of_get_and_no_body(call: Call) -> None:
    with Door(HttpAnswer(200, JSON, b"{}")).intercepted():
        got = call("HEAD", API)
    assert (got.body, got.headers["Content-Length"]) == (b"", "2")


@EVERY_CLIENT
def test_an_answer_without_content_has_no_length(call: Call) -> None:
    with Door(HttpAnswer(204, [], b"")).intercepted():
        got = call("OPTIONS", API)
    assert (got.status, got.body, "Content-Length" in got.headers) == (204, b"", False)


@EVERY_CLIENT
def test_large_bodies_pass_both_ways(call: Call) -> None:
    door, body = Door(HttpAnswer(200, [], b"answer" * 500_000)), b"asked\r\n\r\n" * 100_000
    with door.intercepted():
        assert call("POST", API, content=body).body == b"answer" * 500_000
    assert door.last.body == body


@EVERY_CLIENT
def test_proxies_of_the_environment_are_not_asked(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with Door().intercepted():
        assert call("GET", API).status == 200


@EVERY_CLIENT
def test_the_innermost_fake_answers_and_the_outer_one_is_back_after_it(call: Call) -> None:
    outer, inner = Door(), Door()
    with outer.intercepted():
        with inner.intercepted():
            call("GET", API)
        assert (len(outer.requests), len(inner.requests)) == (0, 1)
        call("GET", API)
    assert (len(outer.requests), len(inner.requests)) == (1, 1)


@EVERY_CLIENT
def test_one_world_is_seen_by_every_client(call: Call, fake: FakeClarifai) -> None:
    fake.app().add_input("i")
    headers = {"Authorization": f"Key {fake.api_key}"}
    with fake.intercept():
        assert call("DELETE", f"{API}/v2/inputs/i", headers=headers).status == 200
        assert requests.get(f"{API}/v2/inputs", headers=headers).json()["inputs"] == []


@EVERY_CLIENT
def test_an_error_of_a_supplied_handler_comes_out_of_the_call_as_it_is(
    call: Call, fake: FakeClarifai
) -> None:
    error = KeyError("mine")

    @fake.handler("ListModels")
    def fail(_: Any) -> Any:
        raise error

    with fake.intercept(), pytest.raises(KeyError) as raised:
        call(**models_of(fake))
    assert raised.value is error


@EVERY_CLIENT
def test_an_error_of_the_door_itself_comes_out_too(call: Call) -> None:
    class Failing(Door):
        def answer(self, request: HttpRequest) -> HttpAnswer:
            raise KeyError(request.method)

    with Failing().intercepted(), pytest.raises(KeyError, match="GET"):
        call("GET", API)


@EVERY_CLIENT
def test_many_threads_and_loops_are_answered_at_once(call: Call) -> None:
    threads = 4
    together = threading.Barrier(threads, timeout=SECONDS)

    class Meeting(Door):
        def answer(self, request: HttpRequest) -> HttpAnswer:
            together.wait()
            return HttpAnswer(200, [], request.segments[-1].encode())

    def right(number: int) -> bool:
        return call("GET", f"{API}/v2/{number}").body == str(number).encode()

    with Meeting().intercepted(), ThreadPoolExecutor(threads) as pool:
        assert all(pool.map(right, range(threads * 4)))


@EVERY_CLIENT
def test_nothing_of_a_fake_is_kept_when_it_is_over(call: Call) -> None:
    door = Door()
    with door.intercepted():
        call("GET", API)
    kept = weakref.ref(door)
    del door
    gc.collect()
    assert kept() is None


@EVERY_SESSION
def test_a_slow_handler_does_not_hold_up_the_loop(
    session: Any, slow: Slow, fake: FakeClarifai
) -> None:
    async def main() -> int:
        async with session() as request:
            waiting = [asyncio.ensure_future(request(**models_of(fake))) for _ in range(3)]
            while not slow.entered.is_set():
                await asyncio.sleep(0)
            slow.go.set()
            return sum(got.status for got in await asyncio.gather(*waiting))

    with fake.intercept():
        assert asyncio.run(main()) == 600


@EVERY_SESSION
def test_a_slow_handler_may_be_given_up_and_its_error_is_nobodys(
    session: Any, fake: FakeClarifai
) -> None:
    entered, go, over = threading.Event(), threading.Event(), threading.Event()

    @fake.handler("ListModels")
    def fail_late(_: Any) -> Any:
        entered.set()
        assert go.wait(SECONDS)
        threading.current_thread().name = "over"
        over.set()
        raise ZeroDivisionError

    async def main() -> None:
        async with session() as request:
            call = asyncio.ensure_future(request(**models_of(fake)))
            while not entered.is_set():
                await asyncio.sleep(0)
            call.cancel()
            with pytest.raises(asyncio.CancelledError):
                await call

    with fake.intercept():
        asyncio.run(main())
        go.set()
        assert over.wait(SECONDS)
        for thread in threading.enumerate():
            if thread.name == "over":
                thread.join(SECONDS)


@EVERY_SESSION
def test_a_supplied_handler_sees_the_context_of_the_call(session: Any, fake: FakeClarifai) -> None:
    name, seen = contextvars.ContextVar("name", default="nobody"), []

    @fake.handler("ListModels")
    def look(_: Any) -> dict[str, Any]:
        seen.append(name.get())
        return {}

    async def main() -> None:
        name.set("caller")
        async with session() as request:
            await request(**models_of(fake))

    with fake.intercept():
        asyncio.run(main())
    assert seen == ["caller"]


@EVERY_PATCH
def test_a_patch_that_outlives_the_fake_is_named_and_undone(owner: Any, name: str) -> None:
    before = getattr(owner, name)
    fake = FakeClarifai().intercept()
    fake.__enter__()
    setattr(owner, name, mock.Mock())
    with pytest.raises(LeakedPatchError, match=rf"Mock.*replaced .*{owner.__name__}\.{name} while"):
        fake.__exit__(None, None, None)
    assert getattr(owner, name) is before


@EVERY_CLIENT
def test_fakes_that_end_in_another_order_answer_until_they_do(call: Call) -> None:
    first, second = Door(), Door()
    interceptions = first.intercepted(), second.intercepted()
    for one in interceptions:
        one.__enter__()
    ours = [getattr(owner, name) for owner, name in PATCHED]
    interceptions[0].__exit__(None, None, None)
    assert [getattr(owner, name) for owner, name in PATCHED] == ours
    assert call("GET", API).status == 200
    assert (len(first.requests), len(second.requests)) == (0, 1)
    interceptions[1].__exit__(None, None, None)


@EVERY_PATCH
def test_a_mock_that_began_before_the_fake_may_end_inside_it(owner: Any, name: str) -> None:
    before = getattr(owner, name)
    around = mock.patch.object(owner, name)
    around.start()
    with FakeClarifai().intercept():
        around.stop()
    assert getattr(owner, name) is before


@EVERY_PATCH
def test_a_function_that_was_kept_falls_through_once_the_fake_is_over(
    owner: Any, name: str
) -> None:
    client = [*BY_NAME.values()][[one[0] for one in PATCHED].index(owner)]
    with mock.patch.object(owner, name, mock.Mock(side_effect=ZeroDivisionError)):
        with Door().intercepted():
            kept = getattr(owner, name)
        with mock.patch.object(owner, name, kept), pytest.raises(ZeroDivisionError):
            client("GET", API)


def python(code: str) -> str:
    """What the code prints in a process of its own."""
    command = [sys.executable, "-W", "error", "-c", code]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


def test_a_call_by_requests_loads_neither_httpx_nor_aiohttp() -> None:
    code = """
import sys, requests
from fakeannot import FakeClarifai
with FakeClarifai().intercept():
    requests.post('https://api.clarifai.com/v2/annotations', json={})
print([name for name in ('httpx', 'httpcore', 'aiohttp') if name in sys.modules])
"""
    assert python(code) == "[]"


LAZY = """
import asyncio, socket, sys
from fakeannot import FakeClarifai
def refuse(*_): raise AssertionError('the network was reached')
with FakeClarifai().intercept(), FakeClarifai().intercept():
    import httpx
    print(httpx.get('https://api.clarifai.com/v2/inputs', trust_env=False).status_code)
    import aiohttp
    assert 'Patching' not in type(aiohttp.__loader__).__name__
    async def main():
        async with aiohttp.ClientSession() as session:
            async with session.get('https://api.clarifai.com/v2/inputs') as answer:
                print(answer.status)
    asyncio.run(main())
    assert len([one for one in sys.meta_path if 'fakeannot' in type(one).__module__]) == 1
    import grpc
    assert not [one for one in sys.meta_path if 'fakeannot' in type(one).__module__]
print(aiohttp.BaseConnector.connect.__module__)
import httpcore
print(httpcore.ConnectionPool.handle_request.__module__.partition('.')[0])
"""


def test_what_is_imported_inside_is_caught_too_and_the_import_is_not_watched_for_longer() -> None:
    assert python(LAZY).split() == ["401", "401", "aiohttp.connector", "httpcore"]


@pytest.mark.parametrize("library", ["httpx", "aiohttp"])
def test_a_library_that_is_not_installed_fails_to_import_as_ever(library: str) -> None:
    code = f"""
import sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name in ('httpcore', 'aiohttp'):
            raise ModuleNotFoundError(f'no {{name}}', name=name)
sys.meta_path.insert(0, Absent())
from fakeannot import FakeClarifai
with FakeClarifai().intercept():
    try:
        import {library}
        {library}.HTTPTransport()
    except ModuleNotFoundError as error:
        print(error)
"""
    assert python(code) == f"no {'httpcore' if library == 'httpx' else library}"
