"""PHP, with Clarifai's messages and client over a transport of our own, see php/grpc.php."""

from __future__ import annotations

import pytest

from tests.clients.harness import HERE, check_walk, installed, street

pytestmark = pytest.mark.client


@pytest.mark.parametrize("tls", [False, True], ids=["clear", "tls"])
def test_php_makes_the_walk(tls: bool) -> None:
    path = f"include_path={installed('php/generated', 'php')}:/usr/share/php"
    with street(tls=tls) as (fake, server):
        trusted = [str(server.ca_file)] if tls else []
        command = ["php", "-d", path, str(HERE / "php/walk.php"), server.grpc_target, *trusted]
        check_walk(fake, command)
