"""Clients of httpx, httpx in asyncio, and aiohttp, that are called in one way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, NamedTuple

import aiohttp
import httpx
import pytest

from tests.api import Send
from tests.doors.in_process.interception import API


class Got(NamedTuple):
    """An answer as any of the clients gives it."""

    status: int
    headers: Mapping[str, str]
    body: bytes


AsyncCall = Callable[..., Awaitable[Got]]


def by_httpx(method: str, url: str, **options: Any) -> Got:
    """A call with a client of its own."""
    with httpx.Client(trust_env=False) as client:
        answer = client.request(method, url, **options)
    return Got(answer.status_code, answer.headers, answer.content)


def by_httpx_async(method: str, url: str, **options: Any) -> Got:
    """A call with a client and a loop of its own."""

    async def call() -> Got:
        async with httpx_session() as request:
            return await request(method, url, **options)

    return asyncio.run(call())


def by_aiohttp(method: str, url: str, **options: Any) -> Got:
    """A call with a session and a loop of its own; `content` is the body."""

    async def call() -> Got:
        async with aiohttp_session() as request:
            return await request(method, url, **options)

    return asyncio.run(call())


@asynccontextmanager
async def httpx_session() -> AsyncIterator[AsyncCall]:
    """Calls with one client, in the running loop."""
    async with httpx.AsyncClient(trust_env=False) as client:

        async def request(method: str, url: str, **options: Any) -> Got:
            answer = await client.request(method, url, **options)
            return Got(answer.status_code, answer.headers, answer.content)

        yield request


@asynccontextmanager
async def aiohttp_session() -> AsyncIterator[AsyncCall]:
    """Calls with one session, in the running loop."""
    async with aiohttp.ClientSession() as session:

        async def request(method: str, url: str, *, content: Any = None, **options: Any) -> Got:
            async with session.request(
                method, url, data=content, allow_redirects=False, **options
            ) as answer:
                return Got(answer.status, answer.headers, await answer.read())

        yield request


BY_NAME: dict[str, Callable[..., Got]] = {
    "httpx": by_httpx,
    "httpx_async": by_httpx_async,
    "aiohttp": by_aiohttp,
}
SESSIONS: dict[str, Callable[[], AbstractAsyncContextManager[AsyncCall]]] = {
    "httpx_async": httpx_session,
    "aiohttp": aiohttp_session,
}
EVERY_CLIENT = pytest.mark.parametrize("call", BY_NAME.values(), ids=BY_NAME)
EVERY_SESSION = pytest.mark.parametrize("session", SESSIONS.values(), ids=SESSIONS)


def sending(client: str) -> Send:
    """A client to the API, as `tests.api` has others."""

    def send(
        method: str, path: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, Mapping[str, str], bytes]:
        return BY_NAME[client](method, API + path, headers=headers, content=body)

    return send
