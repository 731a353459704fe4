"""What the clients and transports of httpx do of themselves, they do with the fake too."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Callable, Coroutine, Generator
from typing import Any
from unittest import mock

import httpcore
import httpx
import pytest

from fakeannot import FakeClarifai
from fakeannot.doors.http import HttpAnswer
from tests.doors.in_process.interception import API, Door, chunks
from tests.doors.in_process.interception import network as network
from tests.doors.in_process.slow_handlers import Slow
from tests.doors.in_process.slow_handlers import slow as slow

OTHER = "https://example.com/"
PROXY = httpx.Proxy("http://127.0.0.1:1")
LINES = HttpAnswer(200, [("Content-Type", "text/plain")], b"ab\ncd\n" * 100)


async def parts() -> AsyncIterator[bytes]:
    """A body of unknown length, for asyncio."""
    for part in chunks():
        yield part


def in_client(use: Callable[[httpx.AsyncClient], Coroutine[Any, Any, Any]], **options: Any) -> Any:
    """What `use` gives for a client in a loop of its own."""

    async def main() -> Any:
        async with httpx.AsyncClient(**options) as client:
            return await use(client)

    return asyncio.run(main())


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete", "options", "head"])
def test_the_functions_at_the_top_are_caught(method: str) -> None:
    door = Door()
    with door.intercepted():
        assert getattr(httpx, method)(API).status_code == 200
    assert door.last.method == method.upper()


@pytest.mark.parametrize(
    ("options", "sent"),
    [
        ({"content": "{é}"}, "{é}".encode()),
        ({"content": b"{}"}, b"{}"),
        ({"content": io.BytesIO(b'{"a":1}')}, b'{"a":1}'),
        ({"content": chunks()}, b'{"a":1}'),
        ({"data": {"a": "1"}}, b"a=1"),
        ({}, b""),
    ],
)
def test_a_body_of_any_kind_arrives_as_bytes(options: Any, sent: bytes) -> None:
    door = Door()
    with door.intercepted():
        httpx.post(API, **options)
    assert door.last.body == sent


def test_uploaded_files_and_generators_of_asyncio_arrive() -> None:
    door, file = Door(), {"file": ("cat.jpg", io.BytesIO(b"JPEG"))}
    with door.intercepted():
        httpx.post(API, files=file)
        assert b"JPEG" in door.last.body
        in_client(lambda client: client.post(API, files={"file": b"PNG"}))
        assert b"PNG" in door.last.body
        in_client(lambda client: client.post(API, content=parts()))
        assert door.last.body == b'{"a":1}'


def test_the_answer_is_a_real_response() -> None:
    door = Door(HttpAnswer(400, [("Content-Type", "application/json")], b'{"status":{}}'))
    with door.intercepted():
        answer = httpx.post(f"{API}/v2/inputs", json={})
    assert type(answer) is httpx.Response
    assert (answer.status_code, answer.reason_phrase) == (400, "Bad Request")
    assert answer.json() == {"status": {}}
    assert answer.elapsed.total_seconds() > 0
    assert str(answer.url) == f"{API}/v2/inputs"
    assert answer.request.content == b"{}"
    assert (answer.http_version, answer.is_closed) == ("HTTP/1.1", True)
    with pytest.raises(httpx.HTTPStatusError, match="400"):
        answer.raise_for_status()


def test_a_streamed_answer_is_read_in_pieces_and_once() -> None:
    with Door(LINES).intercepted(), httpx.stream("GET", API) as answer:
        with pytest.raises(httpx.ResponseNotRead):
            _ = answer.content
        assert next(answer.iter_bytes(4)) == b"ab\nc"
        with pytest.raises(httpx.StreamConsumed):
            next(answer.iter_raw())
    with Door(LINES).intercepted(), httpx.stream("GET", API) as answer:
        assert [*answer.iter_lines()] == ["ab", "cd"] * 100


def test_a_streamed_answer_is_read_in_pieces_in_asyncio() -> None:
    async def read(client: httpx.AsyncClient) -> int:
        async with client.stream("GET", API) as answer:
            return len([part async for part in answer.aiter_raw(10)])

    with Door(LINES).intercepted():
        assert in_client(read) == 60


class Auth(httpx.Auth):
    """Asks for a token before each call, as flows of logins do."""

    requires_response_body = True

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        answer = yield httpx.Request("POST", f"{API}/token")
        request.headers["Authorization"] = f"Key {answer.text}"
        yield request


def test_a_client_brings_its_base_url_headers_auth_cookies_and_hooks() -> None:
    cookie = HttpAnswer(200, [("Set-Cookie", "a=1")], b"token")
    door, heard = Door(cookie, HttpAnswer(200, [], b"token")), []
    client = httpx.Client(
        base_url=f"{API}/v2/",
        headers={"X-Clarifai-Client": "ours"},
        auth=Auth(),
        event_hooks={"response": [lambda answer: heard.append(answer.status_code)]},
    )
    with door.intercepted(), client:
        client.get("inputs")
        client.get("inputs")
    assert door.last.segments == ["v2", "inputs"]
    assert door.last.headers.get("authorization", "") == "Key token"
    assert door.last.headers.get("x-clarifai-client", "") == "ours"
    assert door.last.headers.get("cookie", "") == "a=1"
    assert heard == [200] * 4


@pytest.mark.parametrize(("follow", "calls"), [(True, 2), (False, 1)])
def test_a_redirect_is_followed_only_if_the_caller_wants(follow: bool, calls: int) -> None:
    away = HttpAnswer(302, [("Location", "/v2/there")], b"")
    door = Door(away, HttpAnswer(200, [], b""))
    with door.intercepted():
        answer = httpx.get(f"{API}/v2/here", follow_redirects=follow)
    assert answer.status_code == (200 if follow else 302)
    assert len(door.requests) == calls


@pytest.mark.parametrize(
    "options",
    [
        {"http2": True},
        {"transport": httpx.HTTPTransport(proxy=PROXY)},
        {"transport": httpx.HTTPTransport(retries=2)},
        {"transport": httpx.HTTPTransport(uds="/nowhere")},
        {"mounts": {"https://": httpx.HTTPTransport(proxy=PROXY, http2=True)}},
        {"timeout": 0.001},
    ],
    ids=["http2", "proxy", "retries", "uds", "mounts", "timeout"],
)
def test_clients_of_every_kind_are_caught(options: Any) -> None:
    door = Door()
    with door.intercepted(), httpx.Client(**options) as client:
        assert client.get(API).status_code == 200


def test_clients_from_before_the_fake_are_caught_by_whichever_is_active() -> None:
    first, second = Door(), Door()
    with httpx.Client() as client:
        for door in (first, second):
            with door.intercepted():
                client.get(API)
    assert (len(first.requests), len(second.requests)) == (1, 1)


def test_a_client_of_asyncio_is_kept_across_fakes() -> None:
    first, second = Door(), Door()

    async def use(client: httpx.AsyncClient) -> None:
        for door in (first, second):
            with door.intercepted():
                await client.get(API)

    in_client(use)
    assert (len(first.requests), len(second.requests)) == (1, 1)


def test_a_slow_handler_ends_at_the_read_timeout(slow: Slow, fake: FakeClarifai) -> None:
    headers = {"Authorization": f"Key {fake.api_key}"}
    with fake.intercept(), pytest.raises(httpx.ReadTimeout, match=r"within 0\.01 s"):
        in_client(lambda client: client.get(f"{API}/v2/models", headers=headers), timeout=0.01)


def test_a_loop_that_is_not_of_asyncio_is_answered_too(fake: FakeClarifai) -> None:
    fake.reply("ListModels", {})

    async def main() -> int:
        transport = httpx.AsyncHTTPTransport()
        headers = {"Authorization": f"Key {fake.api_key}"}
        request = httpx.Request("GET", f"{API}/v2/models", headers=headers)
        return (await transport.handle_async_request(request)).status_code

    with fake.intercept(), pytest.raises(StopIteration) as ended:
        main().send(None)
    assert ended.value.value == 200


def theirs(_: httpx.Request) -> httpx.Response:
    return httpx.Response(418)


def test_a_transport_of_the_users_own_is_left_alone() -> None:
    door, mocked = Door(), httpx.MockTransport(theirs)
    with door.intercepted():
        with httpx.Client(transport=mocked) as client:
            assert client.get(API).status_code == 418
        got = in_client(lambda client: client.get(API), transport=mocked)
        assert got.status_code == 418
        with httpx.Client(mounts={"https://": mocked}) as client:
            assert client.get(API).status_code == 418
            assert client.get(API.replace("https", "http")).status_code == 200
    assert len(door.requests) == 1


def test_a_transport_that_goes_on_to_the_real_one_is_caught_there() -> None:
    class Logging(httpx.HTTPTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            request.headers["X-Seen"] = "yes"
            return super().handle_request(request)

    door = Door()
    with door.intercepted(), httpx.Client(transport=Logging()) as client:
        client.get(API)
    assert door.last.headers.get("x-seen", "") == "yes"


@pytest.mark.parametrize(
    ("owner", "name"),
    [(httpx.HTTPTransport, "handle_request"), (httpcore.ConnectionPool, "handle_request")],
)
def test_a_mock_inside_the_fake_has_what_it_wants_and_lets_the_rest_through(
    owner: Any, name: str
) -> None:
    door = Door()
    with door.intercepted():
        found = getattr(owner, name)

        def mocked(self: Any, request: Any) -> Any:
            if request.method in ("POST", b"POST"):
                return found(self, request)
            raise ZeroDivisionError

        with mock.patch.object(owner, name, mocked):
            with pytest.raises(ZeroDivisionError):
                httpx.get(API)
            assert httpx.post(API, content=chunks()).status_code == 200
        assert httpx.get(API).status_code == 200
    assert [request.method for request in door.requests] == ["POST", "GET"]


def test_a_mock_of_the_pool_around_the_fake_keeps_other_hosts() -> None:
    def mocked(self: Any, request: httpcore.Request) -> httpcore.Response:
        return httpcore.Response(418, content=b"theirs")

    with mock.patch.object(httpcore.ConnectionPool, "handle_request", mocked):
        with Door().intercepted():
            assert httpx.get(OTHER).status_code == 418
            assert httpx.get(API).status_code == 200
        assert httpx.get(API).status_code == 418


def test_httpcore_by_itself_is_answered_too() -> None:
    with Door().intercepted(), httpcore.ConnectionPool() as pool:
        assert pool.request("GET", API).content == b"{}"
