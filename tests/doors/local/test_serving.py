"""The server of a fake as a whole: starting again, failing to start, and what it says of itself."""

from __future__ import annotations

from typing import Any

import grpc
import pytest
import requests
from clarifai_grpc.grpc.api import service_pb2

from fakeannot import FakeClarifai
from fakeannot.doors.local import grpc_server
from fakeannot.doors.local.address import reachable
from tests.doors.local.grpc_clients import SECONDS, Held, key, lists, stub_of
from tests.threads import none_left


def test_a_server_that_was_stopped_may_be_started_again_and_speaks_both() -> None:
    fake = FakeClarifai()
    with fake.serve() as server:
        for _ in range(2):
            assert lists(fake, server) == []
            server.stop()
            server.start()
        health = requests.get(f"{server.url}/__fakeannot/health", timeout=SECONDS)
    assert health.json() == {"ok": True, "http": True, "grpc": True}


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"port": 70000}, "70000 is no port"),
        ({"port": -1}, "-1 is no port"),
        ({"grpc_port": 99999}, "99999 is no port"),
        ({"host": "ä..b"}, "'ä..b' is no name of a host"),
        ({"host": "a..b", "tls": True}, "'a..b' is no name that a certificate can have"),
    ],
)
def test_an_address_that_cannot_be_is_told_and_leaves_nothing_open(
    options: dict[str, Any], told: str
) -> None:
    with none_left(), pytest.raises(OSError, match=told), FakeClarifai().serve(**options):
        raise AssertionError("it serves")


@pytest.mark.rule("grpc.message_limit")
def test_a_limit_that_grpc_cannot_hold_is_as_large_as_it_can() -> None:
    fake = FakeClarifai(max_body_bytes=3_000_000_000)
    with fake.serve() as server:
        assert lists(fake, server) == []


def test_a_log_that_fails_fails_no_call() -> None:
    def broken(_line: str) -> None:
        raise BrokenPipeError

    fake = FakeClarifai()
    with fake.serve(log=broken) as server:
        assert lists(fake, server) == []
        asked = requests.get(f"{server.url}/v2/inputs", timeout=SECONDS)
    assert asked.status_code == 401


def test_calls_that_wait_for_requests_do_not_keep_others_from_being_answered() -> None:
    fake, held = FakeClarifai(), Held()
    fake.handler("StreamModelOutputs")(lambda _: {})

    def nothing() -> Any:
        yield from ()
        held.let_go.wait(SECONDS)

    with fake.serve() as server, stub_of(server) as stub:
        waiting = [stub.StreamModelOutputs(nothing(), **key(fake)) for _ in range(40)]
        assert lists(fake, server) == []
        held.let_go.set()
        assert [list(call) for call in waiting] == [[]] * 40


def test_a_long_error_of_a_supplied_handler_reaches_the_client_cut() -> None:
    fake = FakeClarifai()

    @fake.handler("ListModels")
    def broken(_request: object) -> None:
        raise ValueError("x" * 50_000)

    with fake.serve() as server, stub_of(server) as stub, pytest.raises(grpc.RpcError) as failed:
        stub.ListModels(service_pb2.ListModelsRequest(), **key(fake))
    assert failed.value.code() is grpc.StatusCode.UNKNOWN
    assert failed.value.details().startswith("ValueError: xxx")
    assert len(failed.value.details()) == grpc_server._LONGEST_DETAILS


@pytest.mark.rule("grpc.unknown_method")
def test_a_method_of_another_service_is_refused_as_in_process() -> None:
    with (
        FakeClarifai().serve() as server,
        grpc.insecure_channel(server.grpc_target) as channel,
        pytest.raises(grpc.RpcError) as failed,
    ):
        channel.unary_unary("/foo.Bar/ListInputs")(b"", timeout=SECONDS)
    assert failed.value.details().startswith("/foo.Bar/ListInputs is no method of clarifai.api.V2")


@pytest.mark.parametrize(
    ("listens_on", "called", "host"),
    [
        ("0.0.0.0", "fake.test", "fake.test"),
        ("0.0.0.0", "", "127.0.0.1"),
        ("::", "", "::1"),
        ("127.0.0.1", "fake.test", "127.0.0.1"),
    ],
)
def test_a_server_on_every_interface_is_where_the_client_says(
    listens_on: str, called: str, host: str
) -> None:
    # Not started: a test listens on loopback only.
    assert reachable(listens_on, called) == host


def test_the_variables_name_the_host_as_the_client_does_only_where_any_name_will_do() -> None:
    with FakeClarifai().serve() as server:
        url = f"{server.url}/__fakeannot/env"
        told = requests.get(url, headers={"Host": "localhost:1"}, timeout=SECONDS).json()
    assert dict(one[:2] for one in told)["CLARIFAI_API_BASE"] == server.url
