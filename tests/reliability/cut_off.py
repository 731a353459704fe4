"""A network that nobody gets into, and the clients that would."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from typing import Any

import aiohttp
import httpx
import pytest
import requests
import urllib3

SECONDS = 20


class WentOut(AssertionError):
    """Something wanted to reach another machine."""


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Refuse to look up or connect to anything but this machine; what was tried is given."""
    tried: list[object] = []

    def guarded(name: str, owner: Any, host_of: Any) -> None:
        found = getattr(owner, name)

        def guard(*args: Any, **kwargs: Any) -> Any:
            host = host_of(*args)
            if not is_here(host):
                tried.append((name, host))
                raise WentOut(f"{name} to {host!r}")
            return found(*args, **kwargs)

        monkeypatch.setattr(owner, name, guard)

    guarded("getaddrinfo", socket, lambda host, *_: host)
    guarded("connect", socket.socket, lambda _, address: address)
    guarded("connect_ex", socket.socket, lambda _, address: address)
    guarded("sendto", socket.socket, lambda _, *args: args[-1])
    return tried


def is_here(address: object) -> bool:
    host = address[0] if isinstance(address, tuple) else address
    if isinstance(host, bytes):
        host = host.decode()
    if host in (None, "", "localhost") or str(host).startswith("/"):
        return True
    try:
        return ipaddress.ip_address(str(host)).is_loopback
    except ValueError:
        return False


Headers = dict[str, str]


def by_requests(url: str, headers: Headers | None = None) -> int:
    return requests.get(url, headers=headers, timeout=SECONDS).status_code


def by_urllib3(url: str, headers: Headers | None = None) -> int:
    with urllib3.PoolManager(retries=urllib3.Retry(connect=0, redirect=2)) as pool:
        return pool.request("GET", url, headers=headers).status


def by_httpx(url: str, headers: Headers | None = None) -> int:
    return httpx.get(url, headers=headers, follow_redirects=True, timeout=SECONDS).status_code


def by_httpx_async(url: str, headers: Headers | None = None) -> int:
    async def ask() -> int:
        async with httpx.AsyncClient(follow_redirects=True, timeout=SECONDS) as client:
            return (await client.get(url, headers=headers)).status_code

    return asyncio.run(ask())


def by_aiohttp(url: str, headers: Headers | None = None) -> int:
    async def ask() -> int:
        async with (
            aiohttp.ClientSession() as session,
            session.get(url, headers=headers) as answer,
        ):
            return answer.status

    return asyncio.run(ask())


HTTP_CLIENTS = [by_requests, by_urllib3, by_httpx, by_httpx_async, by_aiohttp]
