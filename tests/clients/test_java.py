"""Java, with Clarifai's stubs over Debian's gRPC."""

from __future__ import annotations

import pytest

from tests.clients.harness import HERE, check_walk, installed, street

pytestmark = pytest.mark.client


@pytest.mark.parametrize("tls", [False, True], ids=["clear", "tls"])
def test_java_makes_the_walk(tls: bool) -> None:
    command = ["java", f"@{installed('java/options', 'java')}", str(HERE / "java/Walk.java")]
    with street(tls=tls) as (fake, server):
        trusted = [str(server.ca_file)] if tls else []
        check_walk(fake, [*command, server.grpc_target, *trusted])
