"""A key that is easy to recognise, and every way to bring it along."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import aiohttp
import grpc
import httpx
import requests

from fakeannot import FakeClarifai
from fakeannot.doors.local.serving import FakeServer

KEY = "p1antedp1antedp1antedp1antedp1an"
SECONDS = 20
_API = "https://api.clarifai.com"
_METHOD = "/clarifai.api.V2/ListInputs"
Headers = Mapping[str, str]
Answer = Callable[[FakeClarifai, FakeServer, Headers, str], object]

HEADERS: dict[str, Headers] = {
    "a key": {"authorization": f"Key {KEY}"},
    "a bearer": {"authorization": f"Bearer {KEY}"},
    "nothing before it": {"authorization": KEY},
    "two spaces": {"authorization": f"Key  {KEY}"},
    "something behind it": {"authorization": f"Key {KEY} and more"},
    "a session token": {"x-clarifai-session-token": KEY},
    "a cookie": {"cookie": f"session={KEY}"},
    "a proxy's": {"proxy-authorization": f"Basic {KEY}"},
    "another name": {"x-api-key": KEY, "api-key": KEY},
}
QUERIES = ["", f"access_token={KEY}", f"page=1&api_key={KEY}&per_page=2", f"Token={KEY}"]


def told(shown: object) -> bool:
    """Whether the key is in it, or enough of it to be known by."""
    text = shown.decode("latin-1") if isinstance(shown, bytes) else str(shown)
    return KEY[:12] in text or KEY[-12:] in text


def _by_requests(_: FakeClarifai, __: FakeServer, headers: Headers, query: str) -> object:
    answer = requests.get(f"{_API}/v2/inputs?{query}", headers=headers, timeout=SECONDS)
    return answer.text, answer.headers


def _by_httpx(_: FakeClarifai, __: FakeServer, headers: Headers, query: str) -> object:
    answer = httpx.get(f"{_API}/v2/inputs?{query}", headers=dict(headers))
    return answer.text, answer.headers


def _by_aiohttp(_: FakeClarifai, __: FakeServer, headers: Headers, query: str) -> object:
    async def ask() -> object:
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"{_API}/v2/inputs?{query}", headers=headers) as answer,
        ):
            return await answer.text(), answer.headers

    return asyncio.run(ask())


def _by_wsgi(fake: FakeClarifai, _: FakeServer, headers: Headers, query: str) -> object:
    answer = fake.client().get(f"/v2/inputs?{query}", headers=dict(headers))
    return answer.text, answer.headers


def _by_server(_: FakeClarifai, server: FakeServer, headers: Headers, query: str) -> object:
    answer = requests.get(f"{server.url}/v2/inputs?{query}", headers=headers, timeout=SECONDS)
    return answer.text, answer.headers


def _by_channel(_: FakeClarifai, __: FakeServer, headers: Headers, query: str) -> object:
    with grpc.insecure_channel("api.clarifai.com") as channel:
        return _called(channel, headers)


def _by_grpc_server(_: FakeClarifai, server: FakeServer, headers: Headers, query: str) -> object:
    with grpc.insecure_channel(server.grpc_target) as channel:
        return _called(channel, headers)


def _by_grpc_web(fake: FakeClarifai, _: FakeServer, headers: Headers, query: str) -> object:
    given = {**headers, "Content-Type": "application/grpc-web+proto"}
    answer = fake.client().post(f"{_METHOD}?{query}", headers=given, data=bytes(5))
    return answer.data, answer.headers


def _called(channel: grpc.Channel, headers: Headers) -> object:
    try:
        return channel.unary_unary(_METHOD)(b"", metadata=tuple(headers.items()), timeout=SECONDS)
    except grpc.RpcError as error:
        return error


DOORS: dict[str, Answer] = {
    "requests": _by_requests,
    "httpx": _by_httpx,
    "aiohttp": _by_aiohttp,
    "wsgi": _by_wsgi,
    "http": _by_server,
    "channel": _by_channel,
    "grpc": _by_grpc_server,
    "grpc-web": _by_grpc_web,
}

# These are there to tell keys: the world as it is, the variables, and what the page calls with.
_TELL_KEYS = {"snapshot", "env", "inspector/key"}


def told_by_control(fake: FakeClarifai, server: FakeServer) -> Iterator[tuple[str, str]]:
    """What each address below `/__fakeannot/` answers that can be read, and is not to tell keys."""
    from tests.inspector.routes import ROUTES

    number = len(fake.journal)
    options = {"user": fake.user_id, "app": fake.app_id, "number": str(number)}
    for route in ROUTES:
        if route.method == "GET" and route.path not in _TELL_KEYS:
            url = f"{server.url}/__fakeannot/{route.path}"
            answer: Any = requests.get(url, params=_for(route.path, options), timeout=SECONDS)
            yield route.path, answer.text


def _for(path: str, options: dict[str, str]) -> dict[str, str]:
    return options if path.startswith("inspector/") else {}
