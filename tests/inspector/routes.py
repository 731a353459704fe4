"""Every address below `/__fakeannot/`, those of the page too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from werkzeug.test import Client, TestResponse

from fakeannot import FakeClarifai
from fakeannot.doors.control import Control


class Route(NamedTuple):
    """A method and a path below the prefix."""

    method: str
    path: str


def _all() -> Iterator[Route]:
    class Served:
        names = ("127.0.0.1",)
        ca_pem = b"-"

    fake = FakeClarifai()
    control = Control(fake.worlds, Served())  # type: ignore[arg-type]  # asked for nothing else
    for method, path in {**control._shared, **fake.endpoints}:
        yield Route(method, path.replace("**", "x/y").replace("*", "x"))
    yield Route("GET", "")
    yield Route("GET", "inspector/main.js")
    yield Route("GET", "no-such-thing")
    yield Route("POST", "no-such-thing")
    yield Route("GET", "../snapshot")


ROUTES = sorted(set(_all()))


def opened(client: Client, route: Route, headers: Mapping[str, str]) -> TestResponse:
    """The answer to a request there."""
    given = {"Accept": "text/html", **headers}
    return client.open(f"/__fakeannot/{route.path}", method=route.method, headers=given, json={})
