"""The Node clients: `clarifai-nodejs-grpc`, `clarifai-nodejs`, `clarifai` 2 and `fetch`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

from fakeannot import FakeClarifai
from fakeannot.doors.local.serving import FakeServer
from tests.clients.harness import check_walk, installed, run, street
from tests.clients.node_programs import ENV, node

pytestmark = pytest.mark.client


@pytest.fixture(params=[False, True], ids=["clear", "tls"])
def served(request: pytest.FixtureRequest) -> Iterator[tuple[FakeClarifai, FakeServer]]:
    with street(tls=request.param) as served:
        yield served


def test_clarifai_nodejs_grpc_makes_the_walk_in_the_clear() -> None:
    installed("node", "node")
    with street() as (fake, server):
        check_walk(fake, node("walk.cjs", "grpc", server.grpc_target), ENV)


def test_clarifai_nodejs_grpc_as_documented_makes_the_walk_over_tls() -> None:
    installed("node", "node")
    with street(tls=True) as (fake, server):
        check_walk(fake, node("walk.cjs", "grpc"), {**ENV, **server.env})


def test_fetch_makes_the_walk(served: tuple[FakeClarifai, FakeServer]) -> None:
    fake, server = served
    check_walk(fake, node("walk.cjs", "fetch", server.url), server.env)


def test_clarifai_nodejs_uploads_labels_and_patches(
    served: tuple[FakeClarifai, FakeServer],
) -> None:
    installed("node", "node")
    fake, server = served
    assert run(node("sdk.cjs", server.url), {**ENV, **server.env}) == {
        "twice": "Input has a duplicate ID.",
        "to_retry": 0,
        "to_retry_of_lost": 1,
        "concepts": ["id-tree", "id-wheel", "id-roof", "id-sky"],
        "refused": 11009,
    }
    app = fake.app("street", "owner")
    inputs = {one.id: one.data for one in app.inputs()}
    assert list(inputs) == ["car", "bus", "bike", "note", "one", "two"]
    assert inputs["car"].metadata["seen"] == "today"
    urls = [inputs["bus"].image.url, inputs["bike"].image.url, inputs["note"].text.url]
    trusted = server.env.get("REQUESTS_CA_BUNDLE", True)
    sent = [requests.get(url, timeout=20, verify=trusted).content for url in urls]
    assert sent == [b"bus", b"bike", b"a street"]
    label, box, mask = (one.data for one in app.annotations("car"))
    assert [one.id for one in label.concepts] == ["id-tree", "id-sky"]
    edges = box.regions[0].region_info.bounding_box
    assert [round(edge, 4) for edge in (edges.left_col, edges.top_row)] == [0.2, 0.1]
    assert box.regions[0].data.concepts[0].name == "wheel"
    assert len(mask.regions[0].region_info.polygon.points) == 3


def test_clarifai_2_adds_patches_and_deletes_inputs(
    served: tuple[FakeClarifai, FakeServer],
) -> None:
    installed("node", "node")
    fake, server = served
    assert run(node("legacy.cjs"), {**ENV, **server.env}) == {
        "added": [["car", 30001], ["bus", 30001], ["bike", 30001], ["van", 30001]],
        "inputs": [["car", [["tree", 1]]], ["bus", [["tree", 0]]], ["bike", []]],
        "served": 200,
        "merged": [["tree", 1], ["sky", 1]],
        "removed": [["tree", 1]],
        "overwritten": [["sky", 1]],
        "got": [["sky", 1]],
        "counts": 4,
        "concepts": ["tree", "sky"],
        "deleted": 10000,
        "left": ["car"],
        # It asks with a field that is no longer in the contract.
        "delete_all": [400, 11100],
        "left_in_the_end": [],
        "refused": [401, 11009],
        "missing": [404, 11101],
    }
    assert fake.app("street", "owner").inputs() == []
