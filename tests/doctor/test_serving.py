"""Whether servers can be had is found out by starting one."""

from __future__ import annotations

import importlib.util
import socket

import pytest

from fakeannot.doctor import serving
from fakeannot.doctor.serving import check_serving
from tests.doctor.told import is_clean, told


@pytest.fixture
def free() -> int:
    """A port that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


def test_where_servers_can_be_had_all_is_well(free: int) -> None:
    assert is_clean(check_serving(free))


def test_a_port_that_is_taken_is_a_note(free: int) -> None:
    with socket.create_server(("127.0.0.1", free)):
        (seen,) = told(check_serving(free), "note")
    assert seen.startswith(f"port {free} is not to be had: ")


def test_loopback_that_is_forbidden_is_a_problem(
    free: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(*_: object, **__: object) -> None:
        raise PermissionError(1, "forbidden")

    monkeypatch.setattr(socket, "create_connection", forbidden)
    assert told(check_serving(free)) == ["127.0.0.1 cannot be served on: forbidden"]


@pytest.mark.parametrize("there", [[], [(0, 0, 0, "", ("192.0.2.1", 0))], None])
def test_a_localhost_that_is_elsewhere_is_a_problem(
    free: int, there: list[object] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def looked_up(*_: object) -> list[object]:
        if there is None:
            raise socket.gaierror("unknown")
        return there

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    monkeypatch.setattr(serving, "_loopback", list)
    assert told(check_serving(free)) == ["localhost is not 127.0.0.1"]


def test_without_trustme_there_is_no_tls(free: int, monkeypatch: pytest.MonkeyPatch) -> None:
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(
        serving, "find_spec", lambda name: None if name == "trustme" else find_spec(name)
    )
    assert told(check_serving(free), "note") == ["trustme is not installed"]
