"""What the sessions of aiohttp do of themselves, they do with the fake too."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any
from unittest import mock

import aiohttp
import pytest

from fakeannot import FakeClarifai
from fakeannot.doors.http import HttpAnswer
from tests.doors.in_process.interception import API, Door
from tests.doors.in_process.interception import network as network
from tests.doors.in_process.slow_handlers import Slow
from tests.doors.in_process.slow_handlers import slow as slow

LINES = HttpAnswer(200, [("Content-Type", "text/plain")], b"ab\ncd\n" * 100)


def in_session(
    use: Callable[[aiohttp.ClientSession], Coroutine[Any, Any, Any]], **options: Any
) -> Any:
    """What `use` gives for a session in a loop of its own."""

    async def main() -> Any:
        async with aiohttp.ClientSession(**options) as session:
            return await use(session)

    return asyncio.run(main())


def called(method: str, url: str = API, **options: Any) -> Callable[[Any], Any]:
    """A use of a session that makes one call and reads the answer."""

    async def use(session: aiohttp.ClientSession) -> aiohttp.ClientResponse:
        async with session.request(method, url, **options) as answer:
            await answer.read()
            return answer

    return use


async def parts(*some: bytes) -> AsyncIterator[bytes]:
    """A body of unknown length."""
    for part in some:
        yield part


@pytest.mark.parametrize(
    ("body", "sent"),
    [
        (lambda: None, b""),
        (lambda: "{é}", "{é}".encode()),
        (lambda: io.BytesIO(b'{"a":1}'), b'{"a":1}'),
        (lambda: io.StringIO('{"a":1}'), b'{"a":1}'),
        (lambda: parts(b'{"a"', b":1}"), b'{"a":1}'),
        (lambda: parts(b"a\r\n0\r\n\r\n", b"0\r\n\r\n"), b"a\r\n0\r\n\r\n0\r\n\r\n"),
        (lambda: parts(), b""),
        (lambda: {"a": "1"}, b"a=1"),
    ],
)
def test_a_body_of_any_kind_arrives_as_bytes(body: Any, sent: bytes) -> None:
    door = Door()
    with door.intercepted():
        in_session(called("POST", data=body()))
    assert door.last.body == sent


def test_a_body_of_unknown_length_may_have_a_header_that_says_it() -> None:
    door = Door()
    with door.intercepted():
        headers = {"Content-Length": "4"}
        in_session(called("POST", data=parts(b"{}", b"{}"), headers=headers))
    assert door.last.body == b"{}{}"


def test_uploaded_files_arrive() -> None:
    door, form = Door(), aiohttp.FormData()
    form.add_field("file", io.BytesIO(b"JPEG"), filename="cat.jpg")
    with door.intercepted():
        in_session(called("POST", data=form))
    assert b"JPEG" in door.last.body
    assert door.last.headers.get("content-type", "").startswith("multipart/form-data")


def test_a_body_that_waits_to_be_asked_for_is_asked_for() -> None:
    door = Door()
    with door.intercepted():
        in_session(called("POST", json={"a": 1}, expect100=True))
    assert door.last.body == b'{"a": 1}'


def test_the_answer_is_a_real_response() -> None:
    async def use(session: aiohttp.ClientSession) -> None:
        async with session.post("/v2/inputs", json={}) as answer:
            assert type(answer) is aiohttp.ClientResponse
            assert (answer.status, answer.reason, answer.ok) == (400, "Bad Request", False)
            assert await answer.json() == {"status": {}}
            assert str(answer.url) == f"{API}/v2/inputs"
            with pytest.raises(aiohttp.ClientResponseError, match="400"):
                answer.raise_for_status()

    with Door(
        HttpAnswer(400, [("Content-Type", "application/json")], b'{"status":{}}')
    ).intercepted():
        in_session(use, base_url=API)


def test_raise_for_status_is_heeded() -> None:
    with Door(HttpAnswer(404, [], b"")).intercepted(), pytest.raises(aiohttp.ClientResponseError):
        in_session(called("GET"), raise_for_status=True)


def test_a_streamed_answer_is_read_in_pieces() -> None:
    async def use(session: aiohttp.ClientSession) -> None:
        async with session.get(API) as answer:
            assert await answer.content.read(4) == b"ab\nc"
            assert await answer.content.readline() == b"d\n"
            left = [part async for part in answer.content.iter_chunked(100)]
        assert [len(part) for part in left] == [100] * 5 + [94]

    with Door(LINES).intercepted():
        in_session(use)


def test_an_answer_that_nobody_reads_is_no_matter() -> None:
    async def use(session: aiohttp.ClientSession) -> int:
        async with session.get(API) as answer:
            return answer.status

    with Door(HttpAnswer(200, [], b"x" * 1_000_000)).intercepted():
        assert in_session(use) == 200


def test_a_session_brings_its_headers_auth_cookies_and_traces() -> None:
    cookie = HttpAnswer(200, [("Set-Cookie", "a=1")], b"")
    door, heard, trace = Door(cookie, HttpAnswer(200, [], b"")), [], aiohttp.TraceConfig()

    async def end(_: Any, __: Any, params: aiohttp.TraceRequestEndParams) -> None:
        heard.append(params.response.status)

    async def use(session: aiohttp.ClientSession) -> None:
        for _ in range(2):
            await called("GET")(session)

    trace.on_request_end.append(end)
    headers = {"Authorization": "Key x", "X-Clarifai-Client": "ours"}
    with door.intercepted():
        in_session(use, headers=headers, trace_configs=[trace])
    assert door.last.headers.get("cookie", "") == "a=1"
    assert door.last.headers.get("authorization", "") == "Key x"
    assert door.last.headers.get("x-clarifai-client", "") == "ours"
    assert heard == [200, 200]


@pytest.mark.parametrize(("follow", "calls"), [(True, 2), (False, 1)])
def test_a_redirect_is_followed_only_if_the_caller_wants(follow: bool, calls: int) -> None:
    away = HttpAnswer(307, [("Location", "/v2/there")], b"")
    door = Door(away, HttpAnswer(200, [], b""))
    with door.intercepted():
        answer = in_session(called("POST", f"{API}/v2/here", json={}, allow_redirects=follow))
    assert answer.status == (200 if follow else 307)
    assert [request.body for request in door.requests] == [b"{}"] * calls


def test_a_proxy_is_not_asked() -> None:
    with Door().intercepted():
        for scheme in ("https", "http"):
            use = called("GET", f"{scheme}://api.clarifai.com", proxy="http://127.0.0.1:1")
            assert in_session(use).status == 200


@pytest.mark.parametrize("version", [aiohttp.HttpVersion10, aiohttp.HttpVersion11], ids=str)
def test_either_version_of_http_is_answered(version: aiohttp.HttpVersion) -> None:
    with Door().intercepted():
        assert in_session(called("POST", json={}), version=version).status == 200


def test_a_websocket_is_refused_without_the_network() -> None:
    async def use(session: aiohttp.ClientSession) -> None:
        await session.ws_connect("wss://api.clarifai.com/v2")

    with FakeClarifai().intercept(), pytest.raises(aiohttp.WSServerHandshakeError, match="404"):
        in_session(use)


def test_a_session_is_kept_across_fakes_and_no_connection_of_one_is_used_again() -> None:
    first, second = Door(), Door()

    async def use(session: aiohttp.ClientSession) -> None:
        for door in (first, second):
            with door.intercepted():
                await called("GET")(session)
        with pytest.raises(ZeroDivisionError):
            await called("GET")(session)

    gone = mock.AsyncMock(side_effect=ZeroDivisionError)
    with mock.patch.object(aiohttp.TCPConnector, "_create_connection", gone):
        in_session(use)
    assert (len(first.requests), len(second.requests)) == (1, 1)


def test_a_connect_that_was_kept_goes_to_the_network_again_once_the_fake_is_over() -> None:
    door = Door()
    with door.intercepted():
        kept = aiohttp.BaseConnector.connect
    gone = mock.AsyncMock(side_effect=ZeroDivisionError)
    with (
        mock.patch.object(aiohttp.BaseConnector, "connect", kept),
        mock.patch.object(aiohttp.TCPConnector, "_create_connection", gone),
        pytest.raises(ZeroDivisionError),
    ):
        in_session(called("GET"))
    assert door.requests == []


def test_a_slow_handler_ends_at_any_time_limit(slow: Slow, fake: FakeClarifai) -> None:
    headers = {"Authorization": f"Key {fake.api_key}"}
    with fake.intercept():
        for limit in ({"total": 0.01}, {"sock_read": 0.01}):
            timeout = aiohttp.ClientTimeout(**limit)
            with pytest.raises(asyncio.TimeoutError):
                in_session(called("GET", f"{API}/v2/models", headers=headers), timeout=timeout)


class Connector(aiohttp.BaseConnector):
    """As users write them who want no network."""

    async def connect(self, *_: Any, **__: Any) -> Any:
        raise ZeroDivisionError


class Bare(aiohttp.BaseConnector):
    """One that only makes connections."""

    async def _create_connection(self, *_: Any, **__: Any) -> Any:
        raise ZeroDivisionError


@pytest.mark.parametrize("own", [Connector, Bare])
def test_a_connector_of_the_users_own_is_left_alone(own: type[aiohttp.BaseConnector]) -> None:
    async def main() -> None:
        async with aiohttp.ClientSession(connector=own()) as session:
            await called("GET")(session)

    with Door().intercepted(), pytest.raises(ZeroDivisionError):
        asyncio.run(main())


@pytest.mark.parametrize(
    "make",
    [
        lambda: aiohttp.TCPConnector(limit=1, limit_per_host=1),
        lambda: aiohttp.UnixConnector("/nowhere"),
        lambda: type("Socks", (aiohttp.TCPConnector,), {})(),
    ],
    ids=["limited", "unix", "derived"],
)
def test_connectors_of_aiohttp_are_caught(make: Callable[[], aiohttp.BaseConnector]) -> None:
    async def main() -> int:
        async with aiohttp.ClientSession(connector=make()) as session:
            answers = await asyncio.gather(*(called("GET")(session) for _ in range(5)))
        return sum(answer.status for answer in answers)

    with Door().intercepted():
        assert asyncio.run(main()) == 1000


def test_a_mock_of_the_session_inside_the_fake_is_the_users_own() -> None:
    theirs = mock.AsyncMock(side_effect=ZeroDivisionError)
    with Door().intercepted():
        with (
            mock.patch.object(aiohttp.ClientSession, "_request", theirs),
            pytest.raises(ZeroDivisionError),
        ):
            in_session(called("GET"))
        assert in_session(called("GET")).status == 200
