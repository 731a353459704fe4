"""The official Python SDK `clarifai` uploads, annotates, lists, patches and deletes."""

from __future__ import annotations

from typing import Any

import pytest

from fakeannot import FakeClarifai
from tests.clients.harness import HERE, installed, run

pytestmark = pytest.mark.client

PICTURE = "the bytes of a picture"
SEEN: dict[str, Any] = {
    "uploaded": [10000, 10000, 10000, 10000, 10000],
    "uploaded_again": [10020, "Input has a duplicate ID."],
    "input": ["tram", ["tram"], [7.5, 51.25], "https://example.com/tram.jpg"],
    "inputs": ["car", "bus", "bike", "note", "tram"],
    "second_page": ["bike", "note"],
    "texts": ["note"],
    "downloaded": [PICTURE, PICTURE, "a note"],
    "count": 5,
    "failed": [[], ["lost"]],
    "annotations": [
        ["box", "car", ["wheel"], 0.2],
        ["outline", "car", ["window"], 0],
        ["label", "bus", ["tree", "water"], 0],
        ["second", "bus", ["tree"], 0],
    ],
    "of_bus": ["label", "second"],
    "merge": ["tree", "water", "sky"],
    "remove": ["tree", "water"],
    "overwrite": ["sky"],
    "patched_input": ["tram", "rail"],
    "concepts": ["tram", "wheel", "window", "tree", "water", "sky", "rail"],
    "deleted_pairs": ["outline", "second"],
    "deleted_by_input": ["outline"],
    "deleted_inputs": [],
}


def journey() -> list[str]:
    """The program's command in the SDK's environment."""
    python = installed("python/sdk/bin/python", "python")
    return [str(python), str(HERE / "python/sdk.py")]


@pytest.mark.parametrize("tls", [False, True], ids=["http", "https"])
def test_the_sdk_finds_the_server_by_the_environment(tls: bool) -> None:
    fake = FakeClarifai(strict=True)
    with fake.serve(tls=tls) as server:
        assert run(journey(), server.env) == SEEN
    assert (fake.app().inputs(), fake.app().annotations()) == ([], [])
    assert fake.not_built == []


def test_the_sdk_finds_out_that_an_address_without_a_scheme_is_in_the_clear() -> None:
    with FakeClarifai(strict=True).serve() as server:
        address = server.url.removeprefix("http://")
        assert run(journey(), {**server.env, "CLARIFAI_API_BASE": address}) == SEEN
