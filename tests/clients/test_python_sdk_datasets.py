"""The official Python SDK `clarifai` fills datasets, exports, merges and deletes them."""

from __future__ import annotations

from typing import Any

import pytest

from fakeannot import FakeClarifai
from fakeannot.app import App
from tests.clients.harness import HERE, installed, run

pytestmark = pytest.mark.client

BATCH_LIMIT = 20  # seconds for 1,000 inputs with 2,000 annotations


def stats(inputs: int, **annotations: int) -> list[Any]:
    """What the SDK tells of a dataset: inputs by type, and annotations by kind."""
    counted = {"total": str(inputs), "images": str(inputs)}
    return [counted, {"concepts": 0, "bboxes": 0, "polygons": 0, **annotations}]


# The SDK puts the dataset before the ids that a loader gives.
SEEN: dict[str, Any] = {
    "train": ["bus", "car", "tram", "van"],
    "notes": ["cab", "n1", "n2"],
    "coco": [["coco-1", "coco-2"], stats(2, bboxes=3)],
    "voc": [["voc-p1", "voc-p2"], stats(2, bboxes=2)],
    "imagenet": [["imagenet-i1", "imagenet-i2", "imagenet-i3"], stats(3, concepts=3)],
    "coco_again": ["coco-1", "coco-2"],
    "exported": [
        *("all/annotations/voc-p1.json", "all/annotations/voc-p2.json"),
        *("all/inputs/voc-p1.png", "all/inputs/voc-p2.png"),
    ],
    "export": [{"filename": "p1.png"}, [0.1, 0.1, 0.5, 0.5]],
    "merged": ["again-p1", "again-p2", "cab", "n1", "n2"],
    "versions": ["first", "second"],
    "versions_left": ["second"],
    "many": stats(1000, bboxes=2000),
    "datasets": ["imagenet", "voc", "coco", "notes", "train"],
}


@pytest.mark.parametrize("tls", [False, True], ids=["http", "https"])
def test_the_sdk_works_with_datasets(tls: bool) -> None:
    python = installed("python/sdk/bin/python", "python")
    fake = FakeClarifai(strict=True)
    with fake.serve(tls=tls) as server:
        seen = run([str(python), str(HERE / "python/datasets.py")], server.env)
    assert seen.pop("seconds") < BATCH_LIMIT
    # A status is that of a version which it makes and leaves behind.
    seen["versions"] = [id_ for id_ in seen["versions"] if id_ in ("first", "second")]
    seen["versions_left"] = [id_ for id_ in seen["versions_left"] if id_ in ("first", "second")]
    assert seen == SEEN
    assert fake.not_built == []
    check_annotations(fake.app())


def check_annotations(app: App) -> None:
    """What the layouts said of some of their images; the SDK puts hyphens into names."""
    assert boxes(app, "coco-1") == [
        ["bus", [0, 0, 1, 1]],
        ["stop-sign", [0.1, 0.1, 0.3, 0.5]],
    ]
    assert boxes(app, "voc-p2") == boxes(app, "again-p2") == [["car", [0.1, 0.1, 0.5, 0.5]]]
    (level,) = app.annotations("imagenet-i2")
    assert [concept.name for concept in level.data.concepts] == ["goldfish"]


def boxes(app: App, input_id: str) -> list[list[Any]]:
    """The name of each box's concept, and its edges: left, top, right and bottom."""
    regions = [region for one in app.annotations(input_id) for region in one.data.regions]
    found = [(one.data.concepts[0].name, one.region_info.bounding_box) for one in regions]
    edges = ("left_col", "top_row", "right_col", "bottom_row")
    return sorted([name, [round(getattr(box, edge), 4) for edge in edges]] for name, box in found)
