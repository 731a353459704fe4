"""How answers that are to be late are waited for, in the thread that gives them.

A server says how its threads wait, so that none goes on when the call, or the server, has ended.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import local


class _Thread(local):
    def __init__(self) -> None:
        self.wait: Callable[[float], object] = time.sleep


_this = _Thread()


def wait(seconds: float) -> None:
    """Let so much time pass, or less if nobody waits for the answer any more."""
    _this.wait(seconds)


def wait_here_by(way: Callable[[float], object]) -> None:
    """Have this thread wait in that way from now on."""
    _this.wait = way
