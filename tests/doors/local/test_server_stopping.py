"""How the local server stops: of itself or interrupted, with and without clients."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import pytest
import requests

from fakeannot.doors.local import connections as connections_module
from fakeannot.doors.local.server import LocalServer
from tests.doors.local.raw_client import GET, RawClient, echo

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class HeldApp:
    """An app that answers only once it is let go."""

    def __init__(self) -> None:
        self.entered = threading.Event()
        self.let_go = threading.Event()

    def __call__(self, _: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        self.entered.set()
        assert self.let_go.wait(20)
        start_response("200 OK", [])
        return [b"at last"]


def test_stopping_twice_or_before_the_start_does_nothing() -> None:
    server = LocalServer(echo)
    server.stop()
    server.start()
    server.stop()
    server.stop()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((server.host, server.port), timeout=20)


def test_stop_closes_idle_connections_at_once_and_leaves_no_thread() -> None:
    before = set(threading.enumerate())
    with LocalServer(echo) as server, RawClient(server) as fresh, RawClient(server) as used:
        used.send(GET)
        used.reply()
        server.stop()
        assert used.rest() == b""
        assert fresh.rest() == b""
    assert set(threading.enumerate()) <= before


def test_stop_lets_a_request_in_flight_finish_and_says_the_connection_ends() -> None:
    app = HeldApp()
    with LocalServer(app) as server, RawClient(server) as client:
        client.send(GET)
        assert app.entered.wait(20)
        stopping = threading.Thread(target=server.stop)
        stopping.start()
        _wait_until(lambda: not _connects(server))
        app.let_go.set()
        response, body = client.reply()
        assert (body, response.headers["Connection"]) == (b"at last", "close")
        stopping.join(20)
        assert not stopping.is_alive()


def test_stop_gives_up_on_a_request_that_never_finishes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections_module, "STOP_SECONDS", 0.05)
    monkeypatch.setattr(connections_module, "_ABORT_SECONDS", 0.05)
    app = HeldApp()
    with LocalServer(app) as server, RawClient(server) as client:
        client.send(GET)
        assert app.entered.wait(20)
        server.stop()
        assert client.rest() == b""
        app.let_go.set()


def test_stop_cuts_a_client_that_is_halfway_through_its_request(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connections_module, "STOP_SECONDS", 0.05)
    before = set(threading.enumerate())
    with LocalServer(echo) as server, RawClient(server) as client:
        client.send(GET + GET[:10])
        client.reply()
        server.stop()
    assert set(threading.enumerate()) <= before


def test_an_app_may_stop_its_own_server() -> None:
    def app(_: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        server.stop()
        start_response("200 OK", [])
        return [b"bye"]

    server = LocalServer(app).start()
    with RawClient(server) as client:
        client.send(GET)
        assert client.reply()[1] == b"bye"
        assert client.rest() == b""


def test_serve_forever_returns_when_the_server_is_stopped_elsewhere() -> None:
    server = LocalServer(echo)
    serving = threading.Thread(target=server.serve_forever)
    server.start()
    serving.start()
    assert requests.get(server.url, timeout=20).ok
    server.stop()
    serving.join(20)
    assert not serving.is_alive()


@pytest.mark.skipif(sys.platform == "win32", reason="signals work otherwise there")
def test_ctrl_c_stops_serve_forever_and_is_raised_on() -> None:
    code = """
import sys
from fakeannot.doors.local.server import LocalServer
def app(environ, start_response):
    start_response("200 OK", [])
    return []
server = LocalServer(app, port=int(sys.argv[1]))
try:
    server.serve_forever()
except KeyboardInterrupt:
    print("interrupted", server._stopped.is_set())
"""
    with LocalServer(echo) as stopped:
        pass
    command = [sys.executable, "-c", code, str(stopped.port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        _wait_until(lambda: _answers(stopped))
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=20) == (b"interrupted True\n", b"")


def test_a_stop_that_is_interrupted_still_leaves_a_stopped_server(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    server = LocalServer(echo).start()
    monkeypatch.setattr(connections_module, "_join", interrupted)
    with pytest.raises(KeyboardInterrupt):
        server.stop()
    server.stop()


def _connects(server: LocalServer) -> bool:
    try:
        socket.create_connection((server.host, server.port), timeout=20).close()
    except OSError:
        return False
    return True


def _answers(server: LocalServer) -> bool:
    try:
        return requests.get(server.url, timeout=20).ok
    except requests.ConnectionError:
        return False


def _wait_until(met: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not met():
        assert time.monotonic() < deadline, "waited for too long"
