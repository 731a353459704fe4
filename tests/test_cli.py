"""The command, run as a user runs it."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import requests

from fakeannot import FakeClarifai, cli
from fakeannot import serving as serve_command
from fakeannot.cli import main
from fakeannot.doors.local.server import LocalServer

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

ROOT = Path(__file__).parents[1]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}


@contextmanager
def serving(*options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server process and its address; it is killed if it has not ended by the end."""
    # Not the default gRPC port, which tests at the same time would each want.
    ports = ["--port", "0", "--grpc-port", "0"]
    command = [sys.executable, "-m", "fakeannot", "serve", *ports, *options]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env=ENVIRONMENT) as process:
        try:
            assert process.stdout is not None
            found = re.search(r"https?://\S+", process.stdout.readline())
            assert found is not None
            yield process, found[0]
        finally:
            process.kill()


def get(url: str, key: str = "k") -> requests.Response:
    return requests.get(url, headers={"Authorization": f"Key {key}"}, timeout=10)


def test_serve_says_where_it_listens_and_answers_there() -> None:
    with serving() as (_, url):
        assert get(f"{url}/__fakeannot/health").json()["ok"]
        assert get(f"{url}/v2/annotations").json()["annotations"] == []


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_serve_ends_cleanly_when_it_is_told_to(sent: signal.Signals) -> None:
    with serving() as (process, url):
        get(f"{url}/v2/annotations")
        process.send_signal(sent)
        _, errors = process.communicate(timeout=10)
        assert (process.returncode, errors) == (0, "")


def test_serve_prints_lines_to_paste_that_work() -> None:
    with serving() as (process, url):
        get(f"{url}/v2/annotations")
        process.send_signal(signal.SIGINT)
        assert process.stdout is not None
        told = process.stdout.read()
        key = re.search(r"its own key (\S+)", told)
        assert key is not None
        assert f'curl {url}/v2/annotations -H "Authorization: Key {key[1]}"' in told
        assert f'eval "$(fakeannot env --url {url})"' in told


def test_a_seed_is_there_from_the_start_and_after_a_reset(tmp_path: Path) -> None:
    seed = {"apps": [{"inputs": [{"id": "car"}]}]}
    path = tmp_path / "world.json"
    path.write_text(json.dumps(seed), "utf-8")
    with serving("--seed", str(path)) as (_, url):
        assert get(f"{url}/v2/inputs/car").status_code == 200
        requests.delete(f"{url}/v2/inputs/car", headers={"Authorization": "Key k"}, timeout=10)
        assert get(f"{url}/v2/inputs/car").status_code == 404
        assert requests.post(f"{url}/__fakeannot/reset", timeout=10).json() == {"ok": True}
        assert get(f"{url}/v2/inputs/car").status_code == 200


def test_strict_refuses_unknown_keys() -> None:
    with serving("--strict", "keys", "--log") as (process, url):
        assert get(f"{url}/v2/inputs", "a" * 32).json()["status"]["code"] == 11009
        process.send_signal(signal.SIGINT)
        told, _ = process.communicate(timeout=10)
        assert re.search(r"^GET /v2/inputs 401 ", told, re.MULTILINE)


def test_a_port_in_use_is_told_with_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["serve", "--port", str(port)]) == 2
    told = capsys.readouterr().err
    assert str(port) in told
    assert "--port" in told


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--strict", "cats"], "keys"),
        (["--per-page", "0"], "1 to 1000"),
        (["--processing", "later"], "reads:N"),
        (["--seed", "no/such/file.json"], "no/such/file.json"),
        (["--ca-file", "no/such/ca.pem"], "no/such/ca.pem: No such file"),
    ],
)
def test_an_option_that_cannot_be_is_told(
    options: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", "--port", "0", *options]) == 2
    assert told in capsys.readouterr().err


def test_serve_speaks_tls_and_tells_what_to_trust_for_as_long_as_it_lasts() -> None:
    with serving("--tls") as (process, url):
        assert url.startswith("https://localhost:")
        env = asked_for_env(url)
        ca_file = Path(env["REQUESTS_CA_BUNDLE"])
        assert requests.get(f"{url}/__fakeannot/health", verify=str(ca_file), timeout=10).ok
        process.send_signal(signal.SIGTERM)
        assert process.stdout is not None
        told = process.stdout.read()
    assert process.returncode == 0
    assert f"TLS clients have to trust {ca_file}" in told
    assert f"curl --cacert {ca_file} {url}/v2/annotations" in told
    assert not ca_file.exists()


def test_serve_writes_what_to_trust_where_it_is_told_to(tmp_path: Path) -> None:
    with serving("--ca-file", os.path.relpath(tmp_path / "ca.pem")) as (_, url):
        assert asked_for_env(url)["NODE_EXTRA_CA_CERTS"] == str(tmp_path / "ca.pem")
    assert (tmp_path / "ca.pem").exists()


def asked_for_env(url: str) -> dict[str, str]:
    """What `fakeannot env` prints, as a shell reads it."""
    command = [sys.executable, "-m", "fakeannot", "env", "--url", url]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=ENVIRONMENT)
    words = [word for line in done.stdout.splitlines() for word in shlex.split(line, comments=True)]
    return dict(word.split("=", 1) for word in words if word != "export")


@pytest.mark.parametrize("scheme", ["http://", "https://", "HTTPS://", ""])
def test_env_asks_in_the_clear_whatever_it_is_told(scheme: str) -> None:
    with serving() as (_, url):
        env = asked_for_env(f"{scheme}{url.partition('://')[2]}/")
    assert env["CLARIFAI_API_BASE"] == url
    assert "REQUESTS_CA_BUNDLE" not in env


def say(answer: bytes) -> Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]:
    def app(_: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        start_response("200 OK", [])
        return [answer]

    return app


@pytest.mark.parametrize("answer", [b"hello", b"null", b'[["one"]]', b'{"four": 4}'])
def test_env_of_something_else_is_told(answer: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    with LocalServer(say(answer)) as server:
        assert main(["env", "--url", server.url]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "no fakeannot answers" in printed.err


def test_env_of_what_speaks_no_http_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        asking = threading.Thread(target=main, args=[["env", "--url", f"127.0.0.1:{port}"]])
        asking.start()
        with other.accept()[0] as accepted:
            accepted.recv(100)
            accepted.sendall(b"\x15\x03\x01\0\2\2\x46")
        asking.join(20)
    assert "no fakeannot answers" in capsys.readouterr().err


def test_demo_runs_the_whole_journey_and_tells_each_call(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["demo"]) == 0
    told = capsys.readouterr().out
    assert told.count("-> 200 10000 Ok") == 16
    for method in ("POST", "GET", "PATCH", "DELETE"):
        assert f"  {method} /v2/" in told
    assert "0 not answered with Ok" in told


def test_without_a_command_the_usage_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([])
    assert "usage: fakeannot" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["serve", "--seeed", "x"], "fakeannot serve: error: there is no option --seeed. Did "),
        (["serve", "--prot=8"], "there is no option --prot. Did you mean --port?"),
        (["doctor", "--imprt", "x"], "there is no option --imprt. Did you mean --import?"),
        (["--verzion", "demo"], "there is no option --verzion. Did you mean --version?"),
        (["demo", "-x"], "there is no option -x."),
        (["demo", "more"], "unrecognized arguments: more"),
    ],
)
def test_an_option_that_there_is_none_of_is_told_the_nearest_one(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("port", ["99999", "-1", "http", "9" * 400])
def test_a_port_that_cannot_be_is_told(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["serve", f"--port={port}"])
    assert "0 to 65535" in capsys.readouterr().err


def test_where_insecure_channels_connect_to_is_told_if_it_is_taken(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, ExitStack() as stack:
        monkeypatch.setattr(serve_command, "INSECURE_PORT", taken.getsockname()[1])
        options = cli.parser().parse_args(["serve", "--port", "0"])
        server = serve_command._server(FakeClarifai(), options, stack)
        assert server.url.removeprefix("http://") == server.grpc_target
    assert "where Clarifai's insecure gRPC channels connect to" in capsys.readouterr().err
