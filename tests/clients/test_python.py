"""The official Python package `clarifai-grpc`, of several ages, makes the walk."""

from __future__ import annotations

import pytest

from fakeannot.doors.local.address import AddressInUse
from fakeannot.doors.local.client_env import INSECURE_PORT
from tests.clients.harness import HERE, check_walk, installed, street

pytestmark = pytest.mark.client


def walk(environment: str, *arguments: str) -> list[str]:
    """The program's command in one of the environments that `install/python.sh` makes."""
    python = installed(f"python/{environment}/bin/python", "python")
    return [str(python), str(HERE / "python/walk.py"), *arguments]


@pytest.mark.parametrize("environment", ["newest", "protobuf6", "v9"])
def test_an_insecure_channel_to_any_port_makes_the_walk(environment: str) -> None:
    with street() as (fake, server):
        check_walk(fake, walk(environment, "insecure", server.grpc_target))


@pytest.mark.parametrize("environment", ["newest", "oldest"])
def test_an_insecure_channel_finds_the_default_port_by_the_environment(environment: str) -> None:
    command = walk(environment, "insecure")
    try:
        with street(grpc_port=INSECURE_PORT) as (fake, server):
            check_walk(fake, command, server.env)
    except AddressInUse:
        pytest.skip(f"something else listens on port {INSECURE_PORT}")


def test_an_insecure_asynchronous_channel_makes_the_walk() -> None:
    with street() as (fake, server):
        check_walk(fake, walk("newest", "aio_insecure", server.grpc_target))


@pytest.mark.parametrize("environment", ["newest", "protobuf6", "v9", "oldest"])
def test_the_documented_channel_finds_the_server_by_the_environment(environment: str) -> None:
    with street(tls=True) as (fake, server):
        check_walk(fake, walk(environment, "secure"), server.env)


def test_an_asynchronous_channel_finds_the_server_by_the_environment() -> None:
    with street(tls=True) as (fake, server):
        check_walk(fake, walk("newest", "aio_secure"), server.env)


@pytest.mark.parametrize("tls", [False, True], ids=["http", "https"])
@pytest.mark.parametrize("environment", ["protobuf6", "v9", "oldest"])
def test_the_json_channel_finds_the_server_by_the_environment(environment: str, tls: bool) -> None:
    with street(tls=tls) as (fake, server):
        check_walk(fake, walk(environment, "json"), server.env)
