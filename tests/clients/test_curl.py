"""cURL, with the documented commands."""

from __future__ import annotations

import pytest

from tests.clients.harness import check_walk, street
from tests.clients.node_programs import command, node

pytestmark = pytest.mark.client


@pytest.mark.parametrize("tls", [False, True], ids=["clear", "tls"])
def test_curl_makes_the_walk_with_the_key_of_an_app(tls: bool) -> None:
    command("curl")
    with street(tls=tls) as (fake, server):
        key = fake.add_key("street", user_id="owner")
        env = {"CURL_CA_BUNDLE": str(server.ca_file)} if tls else {}
        check_walk(fake, node("walk.cjs", "curl", server.url, key), env)
