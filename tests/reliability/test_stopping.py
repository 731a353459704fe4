"""The server ends cleanly, whatever it is at."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import grpc
import pytest
import requests
from clarifai_grpc.grpc.api import service_pb2

SECONDS = 30
_KEY = {"Authorization": "Key any"}

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals work otherwise there")


@contextmanager
def serving(
    *options: str, most_file_bytes: int = -1
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server in a process of its own, and its URL."""

    def limit() -> None:
        if most_file_bytes >= 0:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most_file_bytes, most_file_bytes))

    command = [sys.executable, "-m", "fakeannot", "serve", "--port", "0", "--grpc-port", "0"]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [*command, *options], stdout=pipe, stderr=pipe, text=True, preexec_fn=limit
    ) as process:
        try:
            assert process.stdout is not None
            first = process.stdout.readline()
            yield process, first.split(" listens on ")[1].split()[0]
        finally:
            process.kill()


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_server_under_load_ends_at_once_without_a_word_and_saves_its_world(
    how: int, tmp_path: Path
) -> None:
    saved = tmp_path / "world.json"
    answered: list[int] = []

    def post(url: str, client: int) -> None:
        number = 0
        while True:
            name = f"{client}-{number}"
            data = {"image": {"url": f"https://example.com/{name}.jpg"}}
            body = {"inputs": [{"id": name, "data": data}]}
            try:
                reply = requests.post(f"{url}/v2/inputs", json=body, headers=_KEY, timeout=SECONDS)
            except requests.ConnectionError:
                return
            answered.append(reply.status_code)
            number += 1

    with serving("--save", str(saved)) as (process, url):
        clients = [threading.Thread(target=post, args=(url, client)) for client in range(8)]
        for client in clients:
            client.start()
        while len(answered) < 50:
            assert process.poll() is None
        process.send_signal(how)
        _, errors = process.communicate(timeout=SECONDS)
        for client in clients:
            client.join(SECONDS)
    assert (process.returncode, errors) == (0, "")
    assert set(answered) == {200}
    inputs = json.loads(saved.read_text())["apps"][0]["inputs"]
    # An answer may be lost on its way, but what was answered is there.
    assert len(answered) <= len(inputs) <= len(answered) + len(clients)


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_calls_in_flight_are_answered_by_a_server_that_ends(how: int) -> None:
    late = {"rpc": "ListInputs", "latency": 1.5, "times": 2}
    answers: list[int] = []

    def over_http(url: str) -> None:
        answers.append(requests.get(f"{url}/v2/inputs", headers=_KEY, timeout=SECONDS).status_code)

    def over_grpc(url: str) -> None:
        with grpc.insecure_channel(url.partition("://")[2]) as channel:
            call = channel.unary_unary("/clarifai.api.V2/ListInputs")
            answer = call(b"", metadata=[("authorization", "Key any")], timeout=SECONDS)
            answers.append(service_pb2.MultiInputResponse.FromString(answer).status.code)

    with serving() as (process, url):
        faults = f"{url}/__fakeannot/faults"
        requests.post(faults, json=late, timeout=SECONDS).raise_for_status()
        clients = [threading.Thread(target=one, args=(url,)) for one in (over_http, over_grpc)]
        for client in clients:
            client.start()
        while requests.get(faults, timeout=SECONDS).json()["faults"][0]["fired"] < 2:
            assert all(client.is_alive() for client in clients)
        process.send_signal(how)
        _, errors = process.communicate(timeout=SECONDS)
        for client in clients:
            client.join(SECONDS)
    assert (process.returncode, errors) == (0, "")
    assert sorted(answers) == [200, 10000]


@pytest.mark.slow
def test_a_second_interrupt_while_it_saves_is_told_and_the_old_file_stays(tmp_path: Path) -> None:
    saved = tmp_path / "world.json"
    saved.write_text("old")
    code = f"""
import os, signal, sys
from fakeannot.cli import main
from fakeannot.doors.local.server import LocalServer

def interrupt(*_):
    os.kill(os.getpid(), signal.SIGINT)

os.fsync = LocalServer.wait = interrupt
sys.exit(main(["serve", "--port", "0", "--grpc-port", "0", "--save", {str(saved)!r}]))
"""
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)
    assert done.stderr == f"fakeannot: {saved}: Interrupted before the world was written\n"
    assert done.returncode == 2
    assert saved.read_text() == "old"
    assert os.listdir(tmp_path) == ["world.json"]


@pytest.mark.slow
def test_a_full_disk_at_the_end_is_told_and_the_old_file_stays(tmp_path: Path) -> None:
    saved = tmp_path / "world.json"
    saved.write_text("old")
    with serving("--save", str(saved), most_file_bytes=100) as (process, _):
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=SECONDS)
    assert process.returncode == 2
    assert errors == f"fakeannot: {saved}: File too large\n"
    assert saved.read_text() == "old"
    assert os.listdir(tmp_path) == ["world.json"]


@pytest.mark.slow
def test_a_port_that_is_taken_is_told_in_one_line() -> None:
    with serving() as (_, url):
        port = url.rpartition(":")[2]
        command = [sys.executable, "-m", "fakeannot", "serve", "--port", port]
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert f"{port} is already in use" in done.stderr
