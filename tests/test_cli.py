"""The command, run as a user runs it."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from fakeannot.cli import main

ROOT = Path(__file__).parents[1]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}


@contextmanager
def serving(*options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server process and its address; it is killed if it has not ended by the end."""
    command = [sys.executable, "-m", "fakeannot", "serve", "--port", "0", *options]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env=ENVIRONMENT) as process:
        try:
            assert process.stdout is not None
            found = re.search(r"http://\S+", process.stdout.readline())
            assert found is not None
            yield process, found[0]
        finally:
            process.kill()


def get(url: str, key: str = "k") -> requests.Response:
    return requests.get(url, headers={"Authorization": f"Key {key}"}, timeout=10)


def test_serve_says_where_it_listens_and_answers_there() -> None:
    with serving() as (_, url):
        assert get(f"{url}/__fakeannot/health").json() == {"ok": True}
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
        assert f'requests.get("{url}/v2/annotations"' in told
        python = next(line for line in told.splitlines() if "requests.get" in line)
        compile(python.strip(), "told", "eval")


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
    ],
)
def test_an_option_that_cannot_be_is_told(
    options: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", "--port", "0", *options]) == 2
    assert told in capsys.readouterr().err


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


@pytest.mark.parametrize("port", ["99999", "-1", "http", "9" * 400])
def test_a_port_that_cannot_be_is_told(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["serve", f"--port={port}"])
    assert "0 to 65535" in capsys.readouterr().err
