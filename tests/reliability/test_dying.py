"""A thread of a server that dies is told, and fails the test whose server it is."""

from __future__ import annotations

import socket
import threading
from pathlib import Path

import pytest
import requests
from packaging.version import Version

from fakeannot import FakeClarifai, ServerDied
from fakeannot.cli import main
from fakeannot.doors.local import http1
from fakeannot.doors.local.connections import Connections
from fakeannot.doors.local.server import LocalServer
from fakeannot.doors.local.serving import FakeServer
from tests.doors.local.raw_client import GET, RawClient, echo
from tests.threads import none_left

SECONDS = 20
pytestmark = pytest.mark.skipif(
    Version(pytest.__version__) < Version("8.4"), reason="pytest's own hook takes the errors first"
)


@pytest.fixture(autouse=True)
def printed(monkeypatch: pytest.MonkeyPatch) -> list[type[BaseException]]:
    """The types of the errors by which threads ended, instead of their tracebacks."""
    told: list[type[BaseException]] = []
    monkeypatch.setattr(threading, "excepthook", lambda one: told.append(one.exc_type))
    return told


def die_by(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """Have the thread of every connection that speaks HTTP end by an error."""

    def serve(*_: object) -> None:
        raise error

    monkeypatch.setattr(http1.Http1, "serve", serve)


def call(server: LocalServer) -> None:
    with RawClient(server) as client:
        client.send(GET)
        assert client.rest() == b""


@pytest.mark.parametrize("error", [MemoryError("all gone"), SystemExit(3), KeyboardInterrupt()])
def test_a_server_whose_thread_died_says_so_at_its_end(
    error: BaseException, monkeypatch: pytest.MonkeyPatch, printed: list[type[BaseException]]
) -> None:
    die_by(monkeypatch, error)
    with none_left(), pytest.raises(ServerDied) as died, LocalServer(echo) as server:
        call(server)
    assert died.value.__cause__ is error
    assert repr(error) in str(died.value)
    assert printed == [type(error)]


def test_it_says_so_once_and_may_be_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    server = LocalServer(echo).start()
    with monkeypatch.context() as dying:
        die_by(dying, MemoryError())
        call(server)
    with pytest.raises(ServerDied):
        server.stop()
    server.stop()
    with server, RawClient(server) as client:
        client.send(GET)
        client.reply()


def test_an_error_of_the_test_itself_is_the_one_that_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(url: str) -> None:
        _get(url)
        raise LookupError

    die_by(monkeypatch, MemoryError())
    with pytest.raises(LookupError), LocalServer(echo) as server:
        fail(server.url)
    with pytest.raises(LookupError), FakeClarifai().serve() as served:
        fail(served.url)


def test_clients_need_not_wait_for_a_server_that_accepts_nothing_any_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _accept_nothing(monkeypatch)
    server = LocalServer(echo).start()
    socket.create_connection(server.reachable_at).close()
    server._acceptor.join(SECONDS)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(server.reachable_at)
    with pytest.raises(ServerDied):
        server.stop()


def test_all_addresses_of_a_fake_end_if_threads_of_one_died(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    die_by(monkeypatch, MemoryError())
    served = FakeServer(FakeClarifai().worlds, grpc_port=0)
    with none_left(), pytest.raises(ServerDied), served:
        _get(served.url)
    for at in (served.url.rpartition("/")[2], served.grpc_target):
        host, _, port = at.partition(":")
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((host, int(port)))


def test_the_command_tells_in_one_line_and_saves_the_world(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    _accept_nothing(monkeypatch)
    wait = LocalServer.wait

    def called(server: LocalServer) -> None:
        socket.create_connection(server.reachable_at).close()
        wait(server)

    monkeypatch.setattr(LocalServer, "wait", called)
    file = tmp_path / "world.json"
    assert main(["serve", "--port", "0", "--grpc-port", "0", "--save", str(file)]) == 2
    told = capfd.readouterr().err
    assert told.startswith("fakeannot: a thread of the server at http://127.0.0.1:")
    assert told.count("\n") == 1
    assert file.exists()


@pytest.mark.slow
@pytest.mark.parametrize("fixture", ["fakeannot_server", "fakeannot_tls_server"])
def test_a_test_passes_for_nothing_if_its_server_died(
    fixture: str, pytester: pytest.Pytester
) -> None:
    pytester.makepyfile(
        f"""
        import pytest, requests
        from fakeannot.doors.local import http1

        @pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
        def test_it({fixture}, monkeypatch):
            def serve(*_):
                raise MemoryError("all gone")
            monkeypatch.setattr(http1.Http1, "serve", serve)
            try:
                requests.get({fixture}.url.replace("https", "http"), timeout=20)
            except requests.ConnectionError:
                pass  # as code under test may do

        def test_the_next({fixture}):
            url = {fixture}.url.replace("https", "http")
            assert requests.get(url + "/v2/inputs", timeout=20).status_code == 401
        """
    )
    result = pytester.runpytest_subprocess("-p", "conftest_plugin", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(["*ServerDied: a thread of the server at *all gone*"])


def _accept_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the thread that accepts connections end by the first of them."""

    def begin(_: Connections, sock: socket.socket, __: object) -> None:
        sock.close()
        raise MemoryError

    monkeypatch.setattr(Connections, "begin", begin)


def _get(url: str) -> None:
    with pytest.raises(requests.ConnectionError):
        requests.get(url, timeout=SECONDS)
