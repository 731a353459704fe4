"""The local server: starting, addresses, clients at the same time, and outliving failures."""

from __future__ import annotations

import errno
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
import requests

from fakeannot.doors.local import server as server_module
from fakeannot.doors.local.address import AddressInUse, listen
from fakeannot.doors.local.connection import Connection
from fakeannot.doors.local.server import LocalServer
from tests.doors.local.raw_client import GET, RawClient, echo

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


def test_start_binds_a_free_port_and_returns_once_a_client_can_connect() -> None:
    with LocalServer(echo).start() as server:
        assert server.port > 0
        assert server.url == f"http://127.0.0.1:{server.port}"
        assert requests.get(server.url + "/x", timeout=20).json()["PATH_INFO"] == "/x"


def test_starting_twice_is_starting_once() -> None:
    with LocalServer(echo) as server:
        port = server.port
        assert server.start().port == port


def test_a_server_serves_again_on_the_same_port_right_after_it_stopped() -> None:
    with LocalServer(echo) as first, RawClient(first) as client:
        client.send(GET)
        assert client.json()["PATH_INFO"] == "/one"
        first.stop()
        with LocalServer(echo, port=first.port) as second:
            assert requests.get(second.url, timeout=20).ok


def test_a_stopped_server_can_be_started_again() -> None:
    server = LocalServer(echo)
    for _ in range(2):
        with server:
            assert requests.get(server.url, timeout=20).ok


def test_a_port_in_use_is_refused_with_the_address_and_the_way_out() -> None:
    with LocalServer(echo) as server, pytest.raises(AddressInUse) as refused:
        LocalServer(echo, port=server.port).start()
    assert refused.value.errno == errno.EADDRINUSE
    assert f"127.0.0.1:{server.port}" in str(refused.value)
    assert "choose another port (--port, --grpc-port), or 0" in str(refused.value)


def test_an_address_that_is_not_this_machines_raises_an_os_error() -> None:
    with pytest.raises(OSError) as refused:
        LocalServer(echo, host="192.0.2.1").start()
    assert not isinstance(refused.value, AddressInUse)


def test_ipv6_has_brackets_in_the_url() -> None:
    try:
        server = LocalServer(echo, host="::1").start()
    except OSError:
        pytest.skip("no IPv6 here")
    with server:
        assert server.url == f"http://[::1]:{server.port}"
        assert requests.get(server.url, timeout=20).json()["REMOTE_ADDR"] == "::1"


def test_every_interface_is_reached_through_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    # Not really: a test listens on loopback only.
    monkeypatch.setattr(server_module, "listen", lambda _, port: listen("127.0.0.1", port))
    with LocalServer(echo, host="0.0.0.0") as server:
        assert server.url == f"http://127.0.0.1:{server.port}"
        assert requests.get(server.url, timeout=20).ok


def test_many_clients_are_served_at_the_same_time() -> None:
    together = threading.Barrier(16, timeout=20)

    def app(_: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        together.wait()
        start_response("200 OK", [])
        return [b"all here"]

    with LocalServer(app) as server, ThreadPoolExecutor(16) as pool:
        replies = pool.map(lambda _: requests.get(server.url, timeout=20).text, range(16))
        assert set(replies) == {"all here"}


class Once:
    """Fails the first time it is called, and does what the real thing does from then on."""

    def __init__(self, real: Callable[..., Any]) -> None:
        self.real = real
        self.failed = False

    def __call__(self, *args: Any) -> Any:
        if not self.failed:
            self.failed = True
            raise OSError(errno.EMFILE, "too many open files")
        return self.real(*args)


def test_the_server_outlives_running_out_of_file_descriptors(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    accept = Once(socket.socket.accept)
    monkeypatch.setattr(socket.socket, "accept", lambda sock: accept(sock))
    with LocalServer(echo) as server:
        assert requests.get(server.url, timeout=20).ok
    assert accept.failed


def test_the_server_outlives_a_connection_that_ends_as_it_is_accepted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begin = Once(Connection.__init__)
    monkeypatch.setattr(Connection, "__init__", lambda *args: begin(*args))
    with LocalServer(echo) as server:
        with RawClient(server) as client:
            assert client.rest() == b""
        assert requests.get(server.url, timeout=20).ok


def test_the_server_imports_nothing_heavy() -> None:
    code = """
import sys
from fakeannot.doors.local.server import LocalServer
heavy = {"http", "email", "werkzeug", "json", "logging", "dataclasses", "urllib", "grpc", "ssl"}
print(sorted(heavy & sys.modules.keys()))
"""
    path = f"import sys; sys.path[:0] = {sys.path!r}"
    command = [sys.executable, "-I", "-c", f"{path}\n{code}"]
    done = subprocess.run(command, check=True, capture_output=True)
    assert done.stdout.strip() == b"[]"
