"""Threads that call Clarifai when they are told to."""

from __future__ import annotations

import threading
from collections.abc import Callable

import grpc

from tests.reliability.cut_off import HTTP_CLIENTS, SECONDS

URL = "https://api.clarifai.com/v2/inputs"


def by_grpc() -> None:
    channel = grpc.insecure_channel("api.clarifai.com")
    channel.unary_unary("/clarifai.api.V2/ListInputs")(b"", timeout=SECONDS)


def by_grpc_async() -> None:
    import asyncio

    async def ask() -> None:
        async with grpc.aio.insecure_channel("api.clarifai.com") as channel:
            await channel.unary_unary("/clarifai.api.V2/ListInputs")(b"", timeout=SECONDS)

    asyncio.run(ask())


def _calling(ask: Callable[[str], int]) -> Callable[[], object]:
    return lambda: ask(URL)


CALLS: list[Callable[[], object]] = [*map(_calling, HTTP_CLIENTS), by_grpc, by_grpc_async]


class Background:
    """A thread that makes a call once it is let go, and keeps what it raised."""

    def __init__(self, call: Callable[[], object]) -> None:
        self._call = call
        self._let_go = threading.Event()
        self.error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def finish(self) -> None:
        self._let_go.set()
        self._thread.join(SECONDS)
        assert not self._thread.is_alive()

    def _run(self) -> None:
        assert self._let_go.wait(SECONDS)
        try:
            self._call()
        except BaseException as error:
            self.error = error
