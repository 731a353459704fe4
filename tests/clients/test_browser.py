"""A page in Chromium, from another origin than the API: `fetch` and `clarifai-web-grpc`."""

from __future__ import annotations

import pytest

from tests.clients.harness import check_walk, installed, street
from tests.clients.node_programs import ENV, command, node

pytestmark = pytest.mark.client


@pytest.mark.parametrize(
    ("origin", "tls"),
    [("http", False), ("file", False), ("http", True)],
    ids=["http", "file", "http to tls"],
)
@pytest.mark.parametrize("client", ["fetch", "web"])
def test_a_page_of_another_origin_makes_the_walk(client: str, origin: str, tls: bool) -> None:
    installed("node", "node")
    chromium = command("chromium")
    lines: list[str] = []
    with street(tls=tls, log=lines.append) as (fake, server):
        check_walk(fake, node("browser.cjs", chromium, client, origin, server.url), ENV)
    assert any(line.startswith("OPTIONS ") for line in lines), "the browser saw no other origin"
