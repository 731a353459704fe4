"""The example as it is run: what a server takes with it when it is killed, and what goes on."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import grpc
import pytest
import requests

from fakeannot import FakeClarifai
from tests.clients.harness import HERE, SEED, SEEN, installed, run
from tests.clients.test_python_sdk import SEEN as SEEN_BY_SDK
from tests.clients.test_python_sdk import journey
from tests.scaling.behind_nginx import (
    EXAMPLE,
    PATH,
    SECONDS,
    Proxy,
    free_ports,
    listens,
    tool,
)
from tests.until import until

pytestmark = pytest.mark.client
ROOT = Path(__file__).parents[2]
SERVER = re.compile(r"fakeannot at 127\.0\.0\.1:(\d+), process (\d+)")
OF_THE_SDK = {
    "CLARIFAI_PAT": "b" * 32,
    "CLARIFAI_USER_ID": "fake-user",
    "CLARIFAI_APP_ID": "fake-app",
}
NAMES = [f"worker-{number}" for number in range(20)]


class Running(NamedTuple):
    """The example: nginx, and the processes of the servers by port."""

    proxy: Proxy
    servers: dict[int, int]


@contextmanager
def started(
    home: Path, proxy: Proxy, first_port: int, *arguments: str
) -> Iterator[subprocess.Popen[bytes]]:
    """run.sh of the fakeannot that is tested, until it is told to end; its files are in `home`."""
    for name in ("nginx", "envsubst"):
        tool(name)
    command = home / "fakeannot"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m fakeannot "$@"\n')
    command.chmod(0o700)
    env = {
        **os.environ,
        "PATH": f"{home}{os.pathsep}{PATH}",
        "PYTHONPATH": str(ROOT),
        "TMPDIR": str(home),
        "FAKEANNOT_HTTP_PORT": str(proxy.http_port),
        "FAKEANNOT_GRPC_PORT": str(proxy.grpc_port),
        "FAKEANNOT_FIRST_PORT": str(first_port),
    }
    script = ["bash", str(EXAMPLE / "run.sh"), *arguments]
    with (
        (home / "printed").open("w") as printed,
        subprocess.Popen(script, env=env, stdout=printed, stderr=printed) as running,
    ):
        try:
            yield running
        finally:
            running.terminate()


def nothing_is_left(home: Path) -> bool:
    return {path.name for path in home.iterdir()} == {"fakeannot", "printed"}


@contextmanager
def example(home: Path, *arguments: str) -> Iterator[Running]:
    """What run.sh starts, until it was told to end and has ended well."""
    first = free_ports(4)
    proxy = Proxy(first, first + 1)
    with started(home, proxy, first + 2, *arguments) as running:
        until(lambda: running.poll() is not None or listens(proxy.grpc_port))
        printed = (home / "printed").read_text()
        assert "nginx at" in printed, printed
        yield Running(proxy, {int(port): int(pid) for port, pid in SERVER.findall(printed)})
    assert running.returncode == 0
    assert not any(listens(port) for port in range(first, first + 4))
    assert nothing_is_left(home)


def in_world(name: str) -> dict[str, str]:
    return {"Authorization": "Key any", "X-Fakeannot-World": name}


def test_a_server_that_is_killed_takes_its_own_worlds_alone(tmp_path: Path) -> None:
    with example(tmp_path) as (proxy, servers):
        for name in NAMES:
            assert proxy.add(in_world(name), name).status_code == 200
            assert proxy.grpc_inputs(in_world(name)) == [name]
        (lost_port, process), (kept_port, _) = servers.items()
        kept = {one for one in NAMES if one in worlds_at(kept_port)}
        lost = {one for one in NAMES if one in worlds_at(lost_port)}
        assert kept
        assert lost
        assert kept | lost == {*NAMES}

        os.kill(process, signal.SIGKILL)
        until(lambda: not listens(lost_port))
        for name in kept:
            assert proxy.inputs(in_world(name)) == proxy.grpc_inputs(in_world(name)) == [name]
        for name in lost:
            for path in ("/v2/inputs", "/__fakeannot/health"):
                refused = proxy.get(path, **in_world(name))
                assert refused.status_code == 502
                assert "begins anew when the server" in refused.json()["status"]["details"]
            with pytest.raises(grpc.RpcError, match="begins anew when the server") as caught:
                proxy.grpc_inputs(in_world(name))
            assert caught.value.code() is grpc.StatusCode.UNAVAILABLE
        for _ in range(4):
            assert proxy.get("/__fakeannot/health").json()["ok"] is True

        with FakeClarifai(world_per_key=True).serve(port=lost_port):
            for name in NAMES:
                left = [name] if name in kept else []
                assert proxy.inputs(in_world(name)) == proxy.grpc_inputs(in_world(name)) == left


def worlds_at(port: int) -> set[str]:
    """Those of one server, which is asked itself."""
    worlds = Proxy(port, port).get("/__fakeannot/worlds").json()["worlds"]
    return {world["name"] for world in worlds}


def test_keys_have_worlds_and_media_the_address_of_nginx_and_the_sdk_speaks_grpc_there(
    tmp_path: Path,
) -> None:
    sdk = journey()
    with example(tmp_path, "1") as (proxy, _):
        base = f"http://127.0.0.1:{proxy.grpc_port}"
        assert run(sdk, {**OF_THE_SDK, "CLARIFAI_API_BASE": base}) == SEEN_BY_SDK
        added = proxy.add({"Authorization": "Key any"}, "car").json()["inputs"][0]
        assert added["data"]["image"]["url"].startswith(f"{proxy.url}/__fakeannot/worlds/key-")


def test_official_clients_make_the_walk_through_nginx(tmp_path: Path) -> None:
    python = installed("python/protobuf6/bin/python", "python")
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "seed.json").write_text(json.dumps(SEED))
    walk = [str(python), str(HERE / "python/walk.py")]
    with example(home, "2", "--strict", "--seed", str(tmp_path / "seed.json")) as (proxy, _):
        assert run([*walk, "json", proxy.url]) == SEEN
        headers = {"Authorization": "Key owner-pat"}
        assert proxy.get("/v2/users/owner/apps", **headers).json()["apps"][0]["id"] == "street"
        reset = requests.post(f"{proxy.url}/__fakeannot/reset", headers=headers, timeout=SECONDS)
        assert reset.status_code == 200
        assert run([*walk, "insecure", f"127.0.0.1:{proxy.grpc_port}"]) == SEEN


def test_a_port_that_is_taken_ends_it_and_leaves_nothing(tmp_path: Path) -> None:
    with FakeClarifai().serve() as other:
        first = free_ports(2)
        with started(tmp_path, Proxy(first, first + 1), other.port, "1") as running:
            assert running.wait(SECONDS) == 1
    assert "is already in use by another server" in (tmp_path / "printed").read_text()
    assert not listens(first)
    assert nothing_is_left(tmp_path)
