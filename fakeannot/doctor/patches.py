"""What has replaced the functions that the fake intercepts by."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from fakeannot.doctor.finding import Finding, or_ok
from fakeannot.doors.in_process.leaks import is_from

CHECK = "patches"
# A module, and what is called on the way out of a client.
_WAYS_OUT = {
    "requests.adapters": ("HTTPAdapter.send",),
    "requests.sessions": ("Session.send", "Session.request"),
    "urllib3.connectionpool": ("HTTPConnectionPool.urlopen",),
    "grpc": ("secure_channel", "insecure_channel"),
    "grpc.aio": ("secure_channel", "insecure_channel"),
    "httpcore": ("ConnectionPool.handle_request", "AsyncConnectionPool.handle_async_request"),
    "aiohttp": ("BaseConnector.connect", "ClientSession._request"),
}


def replaced() -> Iterator[tuple[str, str]]:
    """Each way out of a loaded library that is not the library's own, and what is there."""
    for module, names in _WAYS_OUT.items():
        if library := sys.modules.get(module):
            for name in names:
                now = _reached(library, name)
                if now is not None and not is_from(now, module.partition(".")[0]):
                    yield f"{module}.{name}", _named(now)


def check_patches(found: list[tuple[str, str]], when: str) -> list[Finding]:
    """What to say about ways out that were replaced before there was a fake."""
    return or_ok(
        [
            Finding(
                "problem",
                CHECK,
                f"{way} is {by} {when}",
                "Something patched it before the fake could, and never puts it back: it sees "
                "each call first, and may keep it.",
                "Start that mock as a context manager, a decorator or a fixture, or stop it.",
            )
            for way, by in found
        ],
        CHECK,
        f"nothing has replaced what the fake intercepts by {when}",
    )


def _reached(thing: Any, path: str) -> Any:
    for name in path.split("."):
        thing = getattr(thing, name, None)
    return thing


def _named(thing: Any) -> str:
    named = thing if hasattr(thing, "__qualname__") else type(thing)
    return f"{named.__module__}.{named.__qualname__}"
