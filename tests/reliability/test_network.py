"""Nothing under interception opens an outgoing socket, by whatever way a call tries to leave."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import grpc
import httpx
import pytest
import requests
import urllib3
from clarifai_grpc.grpc.api import service_pb2

from fakeannot import FakeClarifai
from fakeannot.doors.in_process.grpc_targets import is_clarifai_target
from tests.reliability.cut_off import HTTP_CLIENTS, SECONDS
from tests.reliability.cut_off import tried as tried

_URL = "https://api.clarifai.com/v2/inputs"
_HOSTS = [
    "api.clarifai.com",
    "API.Clarifai.COM",
    "api.clarifai.com:8443",
    "api.clarifai.com:",
    "api.clarifai.com.",
    "clarifai.com",
    "any.sub.domain.clarifai.com",
    "someone:secret@api.clarifai.com",
]
_ELSEWHERE = ["192.0.2.1", "[2001:db8::1]", "[2001:db8::1]:8443", "gateway.example", "gateway"]
_CUT_OFF = ["unshare", "-rn"]


@pytest.fixture(autouse=True)
def no_way_out(tried: list[object]) -> Iterator[None]:
    yield
    assert tried == []


@pytest.mark.parametrize("host", _HOSTS)
@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("ask", HTTP_CLIENTS)
def test_every_way_to_write_a_host_is_caught(scheme: str, host: str, ask: Any) -> None:
    fake = FakeClarifai()
    with fake.intercept():
        assert ask(f"{scheme}://{host}/v2/inputs") == 401
    assert len(fake.journal) == 1


@pytest.mark.parametrize("host", _ELSEWHERE)
@pytest.mark.parametrize("named", ["api.clarifai.com", "API.Clarifai.com:443", "clarifai.com."])
@pytest.mark.parametrize("ask", HTTP_CLIENTS)
def test_an_address_with_the_name_in_a_header_is_caught(named: str, host: str, ask: Any) -> None:
    fake = FakeClarifai()
    with fake.intercept():
        assert ask(f"https://{host}/v2/inputs?page=1", {"host": named}) == 401
    (call,) = fake.journal
    assert call.path == "/v2/inputs?page=1"


def _by_httpx_for(name: str, url: str) -> int:
    with httpx.Client() as client:
        return client.request("GET", url, extensions={"sni_hostname": name}).status_code


def _by_urllib3_for(name: str, url: str) -> int:
    pool = urllib3.HTTPSConnectionPool(urlsplit(url).netloc, server_hostname=name)
    return pool.request("GET", url, retries=False).status


def _by_aiohttp_for(name: str, url: str) -> int:
    async def ask() -> int:
        async with (
            aiohttp.ClientSession() as session,
            session.get(url, server_hostname=name) as answer,
        ):
            return answer.status

    return asyncio.run(ask())


@pytest.mark.parametrize("ask", [_by_httpx_for, _by_urllib3_for, _by_aiohttp_for])
def test_an_address_with_the_name_for_tls_is_caught(ask: Any) -> None:
    with FakeClarifai().intercept() as fake:
        assert ask("api.clarifai.com", "https://192.0.2.1/v2/inputs") == 401
    assert len(fake.journal) == 1


@pytest.mark.parametrize("ask", HTTP_CLIENTS)
def test_a_server_on_this_machine_is_called_whatever_name_it_is_given(ask: Any) -> None:
    inner, outer = FakeClarifai(), FakeClarifai()
    with inner.serve() as server, outer.intercept():
        for url in (server.url, server.url.replace("127.0.0.1", "localhost")):
            assert ask(f"{url}/v2/inputs", {"Host": "api.clarifai.com"}) == 401
    assert (len(inner.journal), len(outer.journal)) == (2, 0)


@pytest.mark.parametrize("ask", HTTP_CLIENTS)
def test_a_redirect_to_a_real_looking_host_is_caught(ask: Any) -> None:
    fake = FakeClarifai()
    with _Redirecting(_URL) as elsewhere, fake.intercept():
        assert ask(elsewhere.url) == 401
    assert len(fake.journal) == 1


_TARGETS = [
    "api.clarifai.com",
    "API.clarifai.com:443",
    "api.clarifai.com:https",
    "api.clarifai.com:443 ",
    "api%2Eclarifai.com:443",
    "dns:///api.clarifai.com:443",
    "dns:///%61pi.clarifai.com",
    "dns://192.0.2.53/api.clarifai.com",
    "DNS:api.clarifai.com?x#y",
    "dns:///api.clarifai.com:443#there",
    "passthrough:///api.clarifai.com:443",
    "x.clarifai.com:18080",
]
_OVERRIDES = ["grpc.ssl_target_name_override", "grpc.default_authority"]


def _opened(target: str, options: Any = None, *, secure: bool = True) -> grpc.Channel:
    if secure:
        return grpc.secure_channel(target, grpc.ssl_channel_credentials(), options=options)
    return grpc.insecure_channel(target, options)


def _code(channel: grpc.Channel, fake: FakeClarifai) -> int:
    metadata = [("authorization", f"Key {fake.api_key}")]
    call = channel.unary_unary("/clarifai.api.V2/ListInputs")
    answer = call(b"", metadata=metadata, timeout=SECONDS)
    return int(service_pb2.MultiInputResponse.FromString(answer).status.code)


@pytest.mark.parametrize("target", _TARGETS)
@pytest.mark.parametrize("secure", [True, False])
def test_every_way_to_write_a_grpc_target_is_caught(target: str, secure: bool) -> None:
    fake = FakeClarifai()
    with fake.intercept():
        assert _code(_opened(target, secure=secure), fake) == 10000


@pytest.mark.parametrize("option", _OVERRIDES)
@pytest.mark.parametrize(
    "target", ["192.0.2.1:443", "ipv4:192.0.2.1:443,127.0.0.1:443", "ipv6:[2001:db8::1]:443", "a:1"]
)
@pytest.mark.parametrize("secure", [True, False])
def test_an_address_with_the_name_in_an_option_is_caught(
    target: str, option: str, secure: bool
) -> None:
    fake = FakeClarifai()
    with fake.intercept():
        assert _code(_opened(target, [(option, "api.clarifai.com")], secure=secure), fake) == 10000


@pytest.mark.parametrize("option", _OVERRIDES)
@pytest.mark.parametrize(
    "target",
    ["127.0.0.1:443", "localhost:1", "ipv4:127.0.0.1:1,127.0.0.2:2", "ipv6:[::1]:1", "[::1]:1",
     "::1", "unix:/run/api.clarifai.com", "dns:///localhost:80"],
)  # fmt: skip
def test_what_stays_on_this_machine_is_left_alone(target: str, option: str) -> None:
    assert not is_clarifai_target(target, [(option, b"api.clarifai.com")])


@pytest.mark.parametrize("target", ["api.clarifai.com.evil.org", "notclarifai.com:443", "a", "", 5])
def test_who_is_not_clarifai_is_left_alone(target: object) -> None:
    assert not is_clarifai_target(target, [("grpc.default_authority", "api.example.com")])


def test_the_images_of_inputs_are_not_fetched() -> None:
    fake = FakeClarifai()
    image = {"url": "https://example.com/1.jpg"}
    with fake.intercept():
        body = {"inputs": [{"id": "car", "data": {"image": image}}]}
        headers = {"Authorization": f"Key {fake.api_key}"}
        answer = requests.post(_URL, json=body, headers=headers, timeout=SECONDS)
    assert answer.status_code == 200
    assert fake.app().inputs()[0].status.code == 30000


class _Redirecting:
    """A server on this machine that sends everybody elsewhere."""

    def __init__(self, to: str) -> None:
        from fakeannot.doors.local.server import LocalServer

        def app(_: Any, start_response: Any) -> list[bytes]:
            start_response("307 Temporary Redirect", [("Location", to)])
            return [b""]

        self._server = LocalServer(app)

    def __enter__(self) -> Any:
        return self._server.start()

    def __exit__(self, *_: object) -> None:
        self._server.stop()


def _can_be_cut_off() -> bool:
    if shutil.which("unshare") is None:
        return False
    return subprocess.run([*_CUT_OFF, "true"], capture_output=True).returncode == 0


@pytest.mark.slow
@pytest.mark.skipif(not _can_be_cut_off(), reason="no network namespaces here")
def test_every_door_works_with_the_network_cut_off() -> None:
    journey = Path(__file__).parents[1] / "journey" / "test_all_doors.py"
    up = "import fcntl, socket, struct; s = socket.socket(); " \
         "fcntl.ioctl(s, 0x8914, struct.pack('16sh', b'lo', 0x49)); "  # fmt: skip
    arguments = ["-q", "-p", "no:cacheprovider", "-m", "not slow", str(journey), __file__]
    run = f"import sys, pytest; {up}sys.exit(pytest.main({arguments!r}))"
    done = subprocess.run([*_CUT_OFF, sys.executable, "-c", run], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:]
