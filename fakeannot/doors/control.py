"""The addresses that are the local server's own: `/__fakeannot/health` and `/__fakeannot/reset`."""

from __future__ import annotations

import json
from collections.abc import Callable

from fakeannot.doors.http import HttpAnswer, HttpRequest

PREFIX = "__fakeannot"
_JSON = [("Content-Type", "application/json")]


def is_control(request: HttpRequest) -> bool:
    """Whether a request is for the server itself rather than the API."""
    return request.segments[0] == PREFIX


def control_answer(request: HttpRequest, reset: Callable[[], None]) -> HttpAnswer:
    """Say that the server is up, or empty its world."""
    what = "/".join(request.segments[1:])
    if what == "health" and request.method in ("GET", "HEAD"):
        return _answer(200, {"ok": True})
    if what == "reset" and request.method == "POST":
        reset()
        return _answer(200, {"ok": True})
    known = f"GET /{PREFIX}/health, POST /{PREFIX}/reset"
    return _answer(404, {"ok": False, "error": f"There are: {known}"})


def _answer(status: int, value: dict[str, object]) -> HttpAnswer:
    return HttpAnswer(status, _JSON, json.dumps(value).encode())
