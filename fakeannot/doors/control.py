"""The addresses that are the local server's own, below `/__fakeannot/`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from fakeannot.doors.http import HttpAnswer, HttpRequest

if TYPE_CHECKING:
    from fakeannot.doors.local.client_env import Variable

PREFIX = "__fakeannot"
_JSON = [("Content-Type", "application/json")]
_PEM = [("Content-Type", "application/x-pem-file")]


class Served(Protocol):
    """A server, as far as it can be asked about itself."""

    def variables(self, named: str = "") -> Sequence[Variable]: ...

    @property
    def ca_pem(self) -> bytes | None: ...

    def answering(self) -> Mapping[str, bool]: ...


class Control:
    """Says how a server is, and empties its world."""

    def __init__(self, reset: Callable[[], None], server: Served | None = None) -> None:
        """`server` is what the app runs in, or None where that is not known."""
        self._reset = reset
        self._server = server
        self._known: dict[tuple[str, str], Callable[[HttpRequest], HttpAnswer]] = {
            ("GET", "health"): self._health,
            ("POST", "reset"): self._do_reset,
        }
        if server is not None:
            self._known["GET", "env"] = lambda request: _answer(
                200, list(server.variables(_host_of(request)))
            )
        if server is not None and (pem := server.ca_pem) is not None:
            self._known["GET", "ca.pem"] = lambda _: HttpAnswer(200, _PEM, pem)

    def is_for(self, request: HttpRequest) -> bool:
        """Whether a request is for the server itself rather than the API."""
        return request.segments[0] == PREFIX

    def answer(self, request: HttpRequest) -> HttpAnswer:
        """The answer to such a request."""
        method = "GET" if request.method == "HEAD" else request.method
        known = self._known.get((method, "/".join(request.segments[1:])))
        return known(request) if known is not None else self._unknown()

    def _health(self, _: HttpRequest) -> HttpAnswer:
        answering = {"http": True} if self._server is None else self._server.answering()
        ok = all(answering.values())
        return _answer(200 if ok else 503, {"ok": ok, **answering})

    def _do_reset(self, _: HttpRequest) -> HttpAnswer:
        self._reset()
        return _answer(200, {"ok": True})

    def _unknown(self) -> HttpAnswer:
        there_are = ", ".join(f"{method} /{PREFIX}/{path}" for method, path in self._known)
        return _answer(404, {"ok": False, "error": f"There are: {there_are}"})


def _host_of(request: HttpRequest) -> str:
    """What the client calls the host of the server, without the port."""
    return urlsplit(f"//{request.headers.get('host', '')}").hostname or ""


def _answer(status: int, value: Any) -> HttpAnswer:
    return HttpAnswer(status, _JSON, json.dumps(value).encode())
