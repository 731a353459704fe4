"""Whether a local server can be had here."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from importlib.util import find_spec

from fakeannot.doctor.finding import Finding, or_ok
from fakeannot.doors.local.client_env import INSECURE_PORT

CHECK = "server"
_HOST = "127.0.0.1"
_SECONDS = 2


def check_serving(port: int = INSECURE_PORT) -> list[Finding]:
    """What keeps servers of the fake from being started, or found by clients.

    Args:
        port: where insecure gRPC channels of Clarifai's clients connect to.
    """
    found = [*_loopback(), *_localhost(), *_taken(port), *_no_tls()]
    seen = f"127.0.0.1 can be served on, port {port} is free, TLS can be had"
    return or_ok(found, CHECK, seen)


def _loopback() -> Iterator[Finding]:
    try:
        with socket.create_server((_HOST, 0)) as server:
            socket.create_connection(server.getsockname(), timeout=_SECONDS).close()
    except OSError as error:
        yield Finding(
            "problem",
            CHECK,
            f"127.0.0.1 cannot be served on: {error.strerror or error}",
            "`fakeannot_server` and `fakeannot serve` listen there.",
            "Allow loopback connections in the sandbox, container or test plugin that forbids it.",
        )


def _localhost() -> Iterator[Finding]:
    try:
        there = {one[4][0] for one in socket.getaddrinfo("localhost", None)}
    except OSError:
        there = set()
    if _HOST not in there:
        yield Finding(
            "problem",
            CHECK,
            "localhost is not 127.0.0.1",
            "`fakeannot_tls_server` and `fakeannot serve --tls` are called by that name.",
            "Have a line `127.0.0.1 localhost` in the hosts file.",
        )


def _taken(port: int) -> Iterator[Finding]:
    try:
        socket.create_server((_HOST, port)).close()
    except OSError as error:
        yield Finding(
            "note",
            CHECK,
            f"port {port} is not to be had: {error.strerror or error}",
            "Insecure gRPC channels of Clarifai's clients connect there unless they are told.",
            "Stop what listens there, or pass the clients a port.",
        )


def _no_tls() -> Iterator[Finding]:
    if find_spec("trustme") is None:
        yield Finding(
            "note",
            CHECK,
            "trustme is not installed",
            "`fakeannot_tls_server` and `fakeannot serve --tls` make their certificates with it.",
            "pip install 'fakeannot[tls]'",
        )
