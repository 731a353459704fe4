"""Work that may take long, done in a thread so that its caller need not wait for it."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import threading
from collections.abc import Callable
from typing import NoReturn, TypeVar

T = TypeVar("T")

CALL = "fakeannot-call"
"""What such threads are called."""


def in_thread(run: Callable[[], object]) -> None:
    """Run something in a thread of its own, which keeps no process alive."""
    context = contextvars.copy_context()
    threading.Thread(target=context.run, args=(run,), name=CALL, daemon=True).start()


def outcome_in_thread(work: Callable[[], T]) -> asyncio.Future[Callable[[], T]]:
    """A future of the running loop for what `work` comes to in a thread.

    Its result, called, gives what `work` gave or raises what it raised. So nobody complains of an
    error that is not looked at, where whoever waited has given up.
    """
    loop = asyncio.get_running_loop()
    arrived: asyncio.Future[Callable[[], T]] = loop.create_future()

    def run() -> None:
        outcome = _outcome(work)
        # The loop may be closed by now, and nobody waits any more.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(arrived.set_result, outcome)

    in_thread(run)
    return arrived


def _outcome(work: Callable[[], T]) -> Callable[[], T]:
    try:
        value = work()
    except BaseException as error:
        return _Raising(error)
    return lambda: value


class _Raising:
    """Raises an error when it is called."""

    def __init__(self, error: BaseException) -> None:
        self._error = error

    def __call__(self) -> NoReturn:
        raise self._error
