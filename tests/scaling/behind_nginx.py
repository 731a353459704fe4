"""nginx, set up as examples/scale-out has it, and calls to what is behind it."""

from __future__ import annotations

import os
import random
import shutil
import socket
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import grpc
import pytest
import requests
from clarifai_grpc.grpc.api import service_pb2

from tests.clients.harness import CLIENTS
from tests.until import until

EXAMPLE = Path(__file__).parents[2] / "examples" / "scale-out"
TOOLS = CLIENTS / "scale-out"
SECONDS = 30
_UNPACKED = [TOOLS / "debian" / "usr" / part for part in ("sbin", "bin")]
PATH = os.pathsep.join([os.environ.get("PATH", ""), *map(str, _UNPACKED)])


def tool(name: str) -> str:
    """The path of a command; skips the test where there is none."""
    path = shutil.which(name, path=f"{TOOLS / 'venv' / 'bin'}{os.pathsep}{PATH}")
    if path is None:
        pytest.skip(f"{name} is not installed: run tests/clients/install/scale-out.sh")
    return path


def free_ports(count: int) -> int:
    """The first of so many neighbouring ports that are free, below those that systems give."""
    while True:
        first = random.randrange(20_000, 30_000)
        with ExitStack() as sockets:
            try:
                for port in range(first, first + count):
                    sockets.enter_context(socket.create_server(("127.0.0.1", port)))
            except OSError:
                continue
            return first


class Proxy(NamedTuple):
    """Where nginx listens on this machine for HTTP and gRPC."""

    http_port: int
    grpc_port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.http_port}"

    def add(self, caller: Mapping[str, str], *ids: str) -> requests.Response:
        """Post inputs with a small upload each, over HTTP."""
        inputs = [{"id": one, "data": {"image": {"base64": "/9j/4A=="}}} for one in ids]
        return requests.post(
            f"{self.url}/v2/inputs", headers=caller, json={"inputs": inputs}, timeout=SECONDS
        )

    def get(self, path: str, **headers: str) -> requests.Response:
        return requests.get(f"{self.url}{path}", headers=headers, timeout=SECONDS)

    def inputs(self, caller: Mapping[str, str]) -> list[str]:
        """The ids of the inputs, over HTTP."""
        return [one["id"] for one in self.get("/v2/inputs", **caller).json()["inputs"]]

    def grpc_inputs(self, caller: Mapping[str, str]) -> list[str]:
        """The same over gRPC, on a channel of its own."""
        answer = self.grpc_call("ListInputs", b"", caller)
        return [one.id for one in service_pb2.MultiInputResponse.FromString(answer).inputs]

    def grpc_call(self, rpc: str, request: bytes, caller: Mapping[str, str]) -> bytes:
        metadata = [(name.lower(), value) for name, value in caller.items()]
        unlimited = [("grpc.max_send_message_length", -1), ("grpc.enable_http_proxy", 0)]
        with grpc.insecure_channel(f"127.0.0.1:{self.grpc_port}", unlimited) as channel:
            call: Any = channel.unary_unary(f"/clarifai.api.V2/{rpc}")
            return bytes(call(request, metadata=metadata, timeout=SECONDS))


@contextmanager
def nginx(proxy: Proxy, ports: Sequence[int], home: Path) -> Iterator[None]:
    """nginx before servers on these ports, until it has ended well."""
    config = home / "nginx.conf"
    config.write_text(configured(proxy, ports), "utf-8")
    command = [tool("nginx"), "-p", str(home), "-c", str(config), "-e", "stderr"]
    with subprocess.Popen([*command, "-g", "daemon off;"], stderr=subprocess.DEVNULL) as running:
        try:
            until(lambda: listens(proxy.http_port) and listens(proxy.grpc_port))
            yield
        finally:
            running.terminate()
            assert running.wait(SECONDS) == 0


def configured(proxy: Proxy, ports: Sequence[int]) -> str:
    """The template with its variables put in, as envsubst does."""
    config = (EXAMPLE / "nginx.conf.template").read_text("utf-8")
    values = {
        "FAKEANNOT_HTTP": f"127.0.0.1:{proxy.http_port}",
        "FAKEANNOT_GRPC": f"127.0.0.1:{proxy.grpc_port}",
        "FAKEANNOT_SERVERS": " ".join(f"server 127.0.0.1:{one} max_fails=0;" for one in ports),
    }
    for name, value in values.items():
        config = config.replace(f"${{{name}}}", value)
    return config


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
