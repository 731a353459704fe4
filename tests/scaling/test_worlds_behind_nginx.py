"""Servers behind nginx share the worlds: each is on one of them, whoever asks how."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import requests
from clarifai_grpc.grpc.api import resources_pb2, service_pb2

from fakeannot.doors.local.server import LocalServer
from tests.scaling.behind_nginx import SECONDS, Proxy, free_ports, nginx
from tests.scaling.conftest import Shared

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication

pytestmark = pytest.mark.client
BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64)", "Accept": "text/html"}
NAMES = [f"worker-{number}" for number in range(40)]


def in_world(name: str) -> dict[str, str]:
    return {"Authorization": "Key any", "X-Fakeannot-World": name}


def with_key(key: str) -> dict[str, str]:
    return {"Authorization": f"Key {key}"}


def test_a_world_is_on_one_server_over_http_and_grpc(shared: Shared) -> None:
    for name in NAMES:
        caller = in_world(name)
        assert shared.proxy.add(caller, name).status_code == 200
        for _ in range(2):
            assert shared.proxy.inputs(caller) == shared.proxy.grpc_inputs(caller) == [name]
        (fake,) = shared.having(name)
        assert fake.worlds[name].journal.total == 5
    assert {len(fake.worlds) > 1 for fake in shared.fakes} == {True}


def test_so_is_the_world_of_a_key(shared: Shared) -> None:
    for name in NAMES:
        assert shared.proxy.add(with_key(name), name).status_code == 200
        assert shared.proxy.inputs({"X-Clarifai-Session-Token": name}) == [name]
        assert shared.proxy.grpc_inputs(with_key(name)) == [name]
    assert sum(len(fake.worlds) - 1 for fake in shared.fakes) == len(NAMES)
    assert {len(fake.worlds) > 1 for fake in shared.fakes} == {True}


@contextmanager
def telling_their_port(ports: Sequence[int]) -> Iterator[None]:
    """Servers that answer everything with the port they listen on."""

    def telling(port: int) -> WSGIApplication:
        def app(_: object, start: StartResponse) -> list[bytes]:
            start("200 OK", [])
            return [str(port).encode()]

        return app

    with ExitStack() as stack:
        for port in ports:
            stack.enter_context(LocalServer(telling(port), port=port))
        yield


def test_one_server_more_takes_worlds_over_and_moves_no_other(tmp_path: Path) -> None:
    first = free_ports(5)
    proxy, ports = Proxy(first, first + 1), [first + 2, first + 3, first + 4]

    def placed(ports: list[int]) -> dict[str, int]:
        with nginx(proxy, ports, tmp_path):
            return {name: int(proxy.get("/v2/inputs", **in_world(name)).text) for name in NAMES}

    with telling_their_port(ports):
        before, after = placed(ports[:2]), placed(ports)
    moved = {name for name in NAMES if before[name] != after[name]}
    assert {after[name] for name in moved} == {ports[2]}
    assert len(moved) < len(NAMES) / 2


def test_the_addresses_of_the_servers_act_on_the_world_that_is_meant(shared: Shared) -> None:
    for caller in (in_world("w1"), in_world("w2"), with_key("k1")):
        shared.proxy.add(caller, "car")
    reset = f"{shared.proxy.url}/__fakeannot/reset"
    for caller in (in_world("w1"), with_key("k1")):
        assert requests.post(reset, headers=caller, timeout=SECONDS).status_code == 200
        assert shared.proxy.inputs(caller) == []
    assert shared.proxy.inputs(in_world("w2")) == ["car"]
    forget = f"{shared.proxy.url}/__fakeannot/worlds/w2"
    assert requests.delete(forget, timeout=SECONDS).status_code == 200
    assert shared.having("w2") == []


def test_hosted_media_are_found_though_who_asks_names_no_world(shared: Shared) -> None:
    for caller in (*map(in_world, NAMES[:8]), *map(with_key, NAMES[:8])):
        added = shared.proxy.add(caller, "car").json()["inputs"][0]
        url = added["data"]["image"]["url"]
        assert url.startswith(f"{shared.proxy.url}/__fakeannot/worlds/")
        assert requests.get(url, timeout=SECONDS).content == b"\xff\xd8\xff\xe0"
    assert shared.proxy.get("/__fakeannot/worlds/key-0/orig/users/a/b/c/d/e/f").status_code == 404


def test_each_default_key_opens_the_default_world_of_the_server_it_leads_to(shared: Shared) -> None:
    caller = with_key(shared.fakes[0].api_key)
    url = shared.proxy.add(caller, "car").json()["inputs"][0]["data"]["image"]["url"]
    assert shared.proxy.inputs(caller) == ["car"]
    assert requests.get(url, timeout=SECONDS).content == b"\xff\xd8\xff\xe0"


def test_health_is_answered_for_a_world_and_for_nobody(shared: Shared) -> None:
    for caller in ({}, in_world("w1"), with_key("k1")):
        answer = shared.proxy.get("/__fakeannot/health", **caller)
        assert answer.json() == {"ok": True, "http": True, "grpc": True}


def test_the_page_is_shown_at_the_address_of_nginx(shared: Shared) -> None:
    assert "fakeannot-token" in shared.proxy.get("/", **BROWSER).text
    refused = shared.proxy.get("/", Host="evil.example", **BROWSER)
    assert refused.status_code == 403


def test_uploads_are_as_large_as_the_servers_allow(shared: Shared) -> None:
    content = b"\xff\xd8\xff" + bytes(8_000_000)
    image = resources_pb2.Data(image=resources_pb2.Image(base64=content))
    request = service_pb2.PostInputsRequest(inputs=[resources_pb2.Input(id="l", data=image)])
    caller = in_world("w1")
    answer = shared.proxy.grpc_call("PostInputs", request.SerializeToString(), caller)
    added = service_pb2.MultiInputResponse.FromString(answer).inputs[0]
    assert requests.get(added.data.image.url, timeout=SECONDS).content == content
    url = f"{shared.proxy.url}/v2/inputs"
    unread = requests.post(url, headers=caller, data=bytes(8_000_000), timeout=SECONDS)
    assert unread.json()["status"]["code"] == 11100
