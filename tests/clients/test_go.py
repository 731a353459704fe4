"""Go, with Clarifai's stubs over Debian's gRPC."""

from __future__ import annotations

import pytest

from tests.clients.harness import HERE, check_walk, installed, street

pytestmark = pytest.mark.client


@pytest.mark.parametrize("tls", [False, True], ids=["clear", "tls"])
def test_go_makes_the_walk(tls: bool) -> None:
    env = {"GOENV": str(installed("go/env", "go"))}
    with street(tls=tls) as (fake, server):
        trusted = [str(server.ca_file)] if tls else []
        command = ["go", "run", str(HERE / "go/walk.go"), server.grpc_target, *trusted]
        check_walk(fake, command, env)
