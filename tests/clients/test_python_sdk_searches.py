"""The official Python SDK `clarifai` searches an app, by what it filters and ranks by."""

from __future__ import annotations

from typing import Any

import pytest

from fakeannot import FakeClarifai
from tests.clients.harness import HERE, installed, run

pytestmark = pytest.mark.client

EVERYTHING = ["car", "bus", "note", "clip", "talk"]
SEEN: dict[str, Any] = {
    "all": EVERYTHING,
    "images": ["car", "bus"],
    "images_or_texts": ["car", "bus", "note"],
    "of_dataset": ["car", "note"],
    "processed": EVERYTHING,
    "failed": [],
    "concept": ["car"],
    "concept_by_id": ["car", "bus"],
    "denied": ["note"],
    "both_concepts": ["car"],
    "in_a_region": ["bus"],
    "metadata": ["bus"],
    "near": ["car"],
    "nearer": [],
    "of_all_kinds": ["car"],
    "input_and_annotation": [],
    "each_filter": [["car", 1]],
    "by_concept": [["car", 1]],
    "by_bytes": [["bus", 1], ["car", 0.5]],
    "by_text": [["note", 1], ["car", 0.5], ["bus", 0.5], ["clip", 0.5], ["talk", 0.5]],
    "top": [["car", 1], ["bus", 1]],
    "brute_force": [["car", 1], ["bus", 1]],
    "page_by_page": [[input_id, 1] for input_id in EVERYTHING],
    "second_page": [["note", 1], ["clip", 1]],
    "page_past_the_end": [],
}


def embed(given: Any) -> list[float]:
    """Colours as directions: of pictures by their bytes, of texts by their words."""
    said = given.data.image.base64 or given.data.text.raw.encode()
    return [float(said == colour) for colour in (b"red", b"green", b"blue")]


def test_the_sdk_finds_inputs_by_what_it_filters_and_ranks_by() -> None:
    python = installed("python/sdk/bin/python", "python")
    fake = FakeClarifai(strict=True)
    fake.embedder(embed)
    with fake.serve() as server:
        assert run([str(python), str(HERE / "python/searches.py")], server.env) == SEEN
    assert fake.not_built == []
    pages = [call.request.pagination for call in fake.journal.calls("PostInputsSearches")]
    until_one_is_empty = [(1, 0), (2, 0)]
    asked = [(page.page, page.per_page) for page in pages[-6:]]
    assert asked == [(1, 2), (1, 2), *until_one_is_empty, (2, 2), (9, 2)]
