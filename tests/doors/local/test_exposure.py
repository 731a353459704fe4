"""A server listens on this machine alone, unless it is told to, and says so then."""

from __future__ import annotations

import inspect
import socket
import warnings
from typing import Any

import pytest

from fakeannot import FakeClarifai, ServedToOthers
from fakeannot.arguments import LOOPBACK
from fakeannot.cli import main
from fakeannot.doors.local import server
from fakeannot.doors.local.address import listen
from fakeannot.doors.local.exposure import is_for_others
from fakeannot.doors.local.server import LocalServer
from fakeannot.doors.local.serving import FakeServer
from fakeannot.settings import Settings


@pytest.fixture
def at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """Servers listen on loopback whatever they are told: tests are nobody else's business."""
    monkeypatch.setattr(server, "listen", lambda _, port: listen(LOOPBACK, port))
    monkeypatch.setattr(FakeServer, "serve_forever", lambda _: None)


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names of hosts, as a hosts file would tell them."""
    known = {"here.example": ["127.0.0.1", "::1"], "both.example": ["127.0.0.1", "192.0.2.1"]}
    found = socket.getaddrinfo

    def looked_up(host: str | None, *args: Any, **kwargs: Any) -> Any:
        if host in known:
            return [(2, 1, 6, "", (one, 0)) for one in known[host]]
        if host is not None and host.endswith(".example"):
            raise socket.gaierror(-2, "Name or service not known")
        return found(host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)


@pytest.mark.parametrize("made", [FakeServer, LocalServer, FakeClarifai.serve])
def test_the_host_that_nobody_named_is_loopback(made: Any) -> None:
    assert inspect.signature(made).parameters["host"].default == LOOPBACK == "127.0.0.1"


@pytest.mark.parametrize(
    ("host", "others"),
    [
        ("127.0.0.1", False),
        ("127.9.9.9", False),
        ("::1", False),
        ("localhost", False),
        ("w1.LOCALHOST", False),
        ("here.example", False),
        ("nowhere.example", False),
        ("ü" * 70, False),
        ("", True),
        ("0.0.0.0", True),
        ("::", True),
        ("192.0.2.1", True),
        ("2001:db8::1", True),
        ("both.example", True),
    ],
)
def test_others_reach_all_that_is_not_loopback(host: str, others: bool, names: None) -> None:
    assert is_for_others(host) is others


def test_who_serves_on_loopback_is_not_warned() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with FakeClarifai().serve("localhost"):
            pass


@pytest.mark.usefixtures("at_home")
def test_who_serves_to_others_is_warned_where_they_say_so() -> None:
    with pytest.warns(ServedToOthers, match="admin_token=") as caught, FakeClarifai().serve(""):
        pass
    assert caught[0].filename == __file__


@pytest.mark.usefixtures("at_home")
def test_a_warning_that_is_an_error_leaves_nothing_listening() -> None:
    serving = FakeClarifai().serve("0.0.0.0")
    with pytest.raises(ServedToOthers):
        serving.__enter__()


def test_what_is_told_depends_on_the_token_and_does_not_have_it() -> None:
    told = str(ServedToOthers("0.0.0.0", Settings(admin_token="open-sesame")))
    assert "asks for the admin token" in told
    assert "open-sesame" not in told


@pytest.mark.usefixtures("at_home")
@pytest.mark.parametrize(("host", "told"), [("0.0.0.0", 1), ("127.0.0.1", 0)])
def test_the_command_says_so_once_on_the_standard_error(
    host: str, told: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", "--host", host, "--port", "0", "--grpc-port", "0"]) == 0
    errors = capsys.readouterr().err.splitlines()
    assert len(errors) == told
    assert all(line.startswith("fakeannot: Whoever reaches this machine") for line in errors)


@pytest.mark.usefixtures("at_home")
def test_it_says_so_once_where_the_default_port_is_taken_too(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from fakeannot import serving

    with socket.create_server((LOOPBACK, 0)) as taken:
        monkeypatch.setattr(serving, "INSECURE_PORT", taken.getsockname()[1])
        assert main(["serve", "--host", "0.0.0.0", "--port", "0"]) == 0
    assert capsys.readouterr().err.count("Whoever reaches") == 1
