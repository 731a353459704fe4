"""The Node SDK `clarifai-nodejs` searches an app, by what it filters and ranks by."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from tests.clients.harness import installed, run, street
from tests.clients.node_programs import ENV, node

pytestmark = pytest.mark.client

SEEN: dict[str, Any] = {
    # Each input by the annotation of its level, and one of them by its box too.
    "all": ["car", "bus", "note", "bus"],
    "images": ["car", "bus"],
    "images_or_texts": ["car", "bus", "note"],
    "of_dataset": ["car", "note"],
    "processed": ["car", "bus", "note"],
    "concept": ["car"],
    "in_a_region": ["bus"],
    "metadata": ["car"],
    "near": ["car"],
    "nearer": [],
    "by_concept": [[["car", 1]], []],
    "by_bytes": [[["bus", 1], ["car", 0.5]], []],
    "page": [[["bus", 1]], []],
    "top": [[["car", 1]], [["bus", 1]], []],
}


def embed(given: Any) -> list[float]:
    """Whether a picture is blue, as a direction."""
    return [1.0, 0.0] if given.data.image.base64 == b"blue" else [0.0, 1.0]


def test_clarifai_nodejs_finds_inputs_by_what_it_filters_and_ranks_by() -> None:
    installed("node", "node")
    with street() as (fake, server):
        fake.embedder(embed)
        assert run(node("searches.cjs", server.url), {**ENV, **server.env}) == SEEN
    assert fake.not_built == []
    asked = Counter(call.rpc for call in fake.journal if call.rpc.endswith("Searches"))
    # Each time until a page is empty; one whose filter names inputs goes to the other RPC.
    assert asked == {"PostAnnotationsSearches": 13, "PostInputsSearches": 15}
