"""The addresses that are the fake's own and not the API's, below `/__fakeannot/`."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from fakeannot.doors.http import PREFIX, HttpAnswer, HttpRequest
from fakeannot.doors.media import is_media
from fakeannot.inspector.guard import Guard, NotAllowed
from fakeannot.worlds.naming import WorldRefused

if TYPE_CHECKING:
    from fakeannot.doors.local.client_env import Variable
    from fakeannot.worlds.worlds import Worlds

_READING_MEDIA = ("GET", "HEAD", "OPTIONS")
_JSON = [
    ("Content-Type", "application/json"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cache-Control", "no-store"),
]
_PEM = [("Content-Type", "application/x-pem-file")]

Endpoint = Callable[[HttpRequest], HttpAnswer]
Endpoints = Mapping[tuple[str, str], Endpoint]
"""By method and path: `reset`, `explain/*` for all that have one more segment, `worlds/**` for all
that have any."""


class BadControl(ValueError):
    """What an endpoint was told that it cannot do; it says so with 400."""


class Served(Protocol):
    """A server, as far as it can be asked about itself."""

    @property
    def names(self) -> Collection[str]: ...

    def variables(self, named: str = "") -> Sequence[Variable]: ...

    @property
    def ca_pem(self) -> bytes | None: ...

    def answering(self) -> Mapping[str, bool]: ...


class Control:
    """Answers those addresses: what a world can be told and asked, and how the server is."""

    def __init__(self, worlds: Worlds, server: Served | None = None) -> None:
        """`server` is what the app runs in, or None where that is not known."""
        # Here, as the endpoints are told of in the terms of this module.
        from fakeannot.control.inspecting import inspecting

        self._worlds = worlds
        self._server = server
        names = tuple if server is None else (lambda: server.names)
        self._guard = Guard(names, worlds.settings.admin_token)
        self._shared: dict[tuple[str, str], Endpoint] = {
            ("GET", "health"): self._health,
            **worlds.endpoints,
            **inspecting(worlds, self._guard),
        }
        if server is not None:
            self._shared["GET", "env"] = lambda request: told(
                200, list(server.variables(_host_of(request)))
            )
        if server is not None and (pem := server.ca_pem) is not None:
            self._shared["GET", "ca.pem"] = lambda _: HttpAnswer(200, _PEM, pem)

    def is_for(self, request: HttpRequest) -> bool:
        """Whether a request is for the fake itself rather than the API."""
        first = request.segments[0]
        return first == PREFIX or (not first and self._server is not None and _is_visit(request))

    def answer(self, request: HttpRequest) -> HttpAnswer:
        """The answer to such a request."""
        try:
            self._check(request)
            if _is_visit(request):
                return self._page()
            if (shared := _found(self._shared, request)) is not None:
                return shared(request)
            with self._worlds.of(request.headers) as world:
                endpoints = world.doors.fake.endpoints
                known = _found(endpoints, request)
                return known(request) if known is not None else self._unknown(request, endpoints)
        except BadControl as error:
            return told(400, {"ok": False, "error": str(error)})
        except NotAllowed as error:
            return told(error.status, {"ok": False, "error": str(error)})
        except WorldRefused as refusal:
            return told(refusal.http, {"ok": False, "error": str(refusal)})

    def _check(self, request: HttpRequest) -> None:
        """Let a request pass that may be made; raises `NotAllowed`."""
        if _is_visit(request) or _is_page_file(request):
            self._guard.check_visit(request)
        elif not (_is_for_health(request) or _is_hosted_medium(request)):
            self._guard.check(request)

    def _page(self) -> HttpAnswer:
        from fakeannot.inspector.assets import page

        return page(self._guard.page_token)

    def _health(self, _: HttpRequest) -> HttpAnswer:
        answering = {"http": True} if self._server is None else self._server.answering()
        ok = all(answering.values())
        return told(200 if ok else 503, {"ok": ok, **answering})

    def _unknown(self, request: HttpRequest, endpoints: Endpoints) -> HttpAnswer:
        paths = {**self._shared, **endpoints}
        known = [f"{method} /{PREFIX}/{path}" for method, path in paths if _is_for_all(path)]
        wanted = f"{request.method} /{'/'.join(request.segments)}"
        near = get_close_matches(wanted, known, n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        return told(404, {"ok": False, "error": f"There are: {', '.join(known)}.{hint}"})


def _is_for_all(path: str) -> bool:
    """Whether it is told of; what the page asks for is nobody else's."""
    return not path.startswith("inspector/")


def _found(endpoints: Endpoints, request: HttpRequest) -> Endpoint | None:
    """The endpoint for a request, the most exact one first."""
    method = "GET" if request.method == "HEAD" else request.method
    path = request.segments[1:]
    patterns = ["/".join(path)]
    if len(path) > 1:
        patterns += ["/".join([*path[:-1], "*"]), f"{path[0]}/**"]
    found = (endpoints.get((method, pattern)) for pattern in patterns)
    return next((endpoint for endpoint in found if endpoint is not None), None)


def _is_visit(request: HttpRequest) -> bool:
    """Whether a browser goes to the page, at `/` or `/__fakeannot/`."""
    named = request.segments in ([""], [PREFIX], [PREFIX, ""])
    return (
        named
        and request.method in ("GET", "HEAD")
        and "text/html" in request.headers.get("accept", "")
    )


def _is_page_file(request: HttpRequest) -> bool:
    """Whether it is for one of the files that the page is made of."""
    _, *path = request.segments
    return len(path) == 2 and path[0] == "inspector" and "." in path[1]


def _is_for_health(request: HttpRequest) -> bool:
    """Whether it asks if the server answers, as proxies do by any name, and know no token."""
    return request.segments[1:] == ["health"] and request.method in ("GET", "HEAD")


def _is_hosted_medium(request: HttpRequest) -> bool:
    """Whether it is for a medium of a world, which pages of any site may show as the API's."""
    within = request._replace(segments=request.segments[3:] or [""])
    of_world = request.segments[1:2] == ["worlds"] and request.method in _READING_MEDIA
    return of_world and is_media(within)


def told(status: int, value: Any) -> HttpAnswer:
    """An answer that is this JSON value."""
    return told_text(status, json.dumps(value).encode())


def told_text(status: int, text: bytes) -> HttpAnswer:
    """An answer that is this JSON text."""
    return HttpAnswer(status, _JSON, text)


def asked(request: HttpRequest) -> dict[str, Any]:
    """The JSON object that a request's body is; an empty one if there is no body.

    Raises:
        BadControl: the body is anything else.
    """
    try:
        value = json.loads(request.body or b"{}")
    except (ValueError, RecursionError) as error:
        raise BadControl(f"The body is no JSON that can be read: {error}") from None
    if not isinstance(value, dict):
        raise BadControl(f"The body is to be a JSON object, got {value!r}.")
    return value


def _host_of(request: HttpRequest) -> str:
    """What the client calls the host of the server, without the port."""
    return urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
