"""The official Python SDK `clarifai` uploads files of all kinds, tables, and in bulk."""

from __future__ import annotations

from typing import Any

import pytest

from fakeannot import FakeClarifai
from tests.clients.harness import HERE, installed, run

pytestmark = pytest.mark.client

KINDS = ("image", "video", "audio", "text")
SEEN: dict[str, Any] = {
    "kinds": [
        ["image-file", "image-bytes", "image-url", "both"],
        ["video-file", "video-bytes", "video-url"],
        ["audio-file", "audio-bytes", "audio-url"],
        ["text-file", "text-bytes", "text-url", "both"],
    ],
    "contents": [
        *(f"{kind} {how}" for kind in KINDS for how in ("of a file", "in bytes")),
        *("a picture", "What is it?"),
    ],
    "mixed": ["c1", "c2", "f1", "t1", "t2"],
    "houses": ["houses-s"],
    "films": ["films-1", "films-2"],
    "captioned": ["captioned-1"],
    "in_version": ["films-1", "films-2"],
    "exported": [
        *("all/annotations/films-1.json", "all/annotations/films-2.json"),
        *("all/inputs/films-1.txt", "all/inputs/films-2.txt"),
    ],
    "labels": [{"metadata": {"stars": 5}}, "good"],
    "again": ["a good film", "a bad film"],
    "page": 16,
    "second_page": True,
    "versions": ["third"],
    "lengths": "Number of provided annotation_ids and input_ids should match.",
    "no_input_ids": 11100,
    "deleted_by_a_stranger": 11009,
    "uploaded_by_a_stranger": 11009,
    "unknown": "",
}


def program(name: str) -> list[str]:
    return [str(installed("python/sdk/bin/python", "python")), str(HERE / "python" / name)]


def test_the_sdk_uploads_files_of_all_kinds_tables_and_datasets_of_all_tasks() -> None:
    fake = FakeClarifai(strict=True)
    with fake.serve() as server:
        assert run(program("uploads.py"), server.env) == SEEN
    assert fake.not_built == []
    data = {one.id: one.data for one in fake.app().inputs()}
    urls = [getattr(data[f"{kind}-url"], kind).url for kind in KINDS]
    assert urls == [f"https://example.com/{kind}" for kind in KINDS]
    check_tables(data)
    assert (concepts(data["films-2"]), concepts(data["captioned-1"])) == (["bad"], ["a street"])
    outlines = [region for one in fake.app().annotations("houses-s") for region in one.data.regions]
    assert sorted(map(shown, outlines)) == [
        ["door", "Door", [[0.1, 0.1], [0.2, 0.1], [0.2, 0.2]]],
        ["roof", "Roof", [[0, 0], [0.5, 0], [0.5, 0.5]]],
    ]


def test_the_sdk_waits_for_an_upload_and_makes_one_again_that_failed() -> None:
    fake = FakeClarifai(strict=True, processing="reads:2")
    fake.faults.add("PostInputs", "internal")
    with fake.serve() as server:
        assert run(program("bulk.py"), server.env) == ["rain", "sun"]
    failed, made_again = fake.journal.calls("PostInputs")
    assert [call.rpc for call in fake.journal.after(failed.number - 1)] == [
        # It asks for the job ten times more, gives it up, and deletes what it takes for failed.
        *("PostInputs", *["GetInputsAddJob"] * 11, "CancelInputsAddJob"),
        *("ListInputs", "DeleteInputs"),
        *("PostInputs", "GetInputsAddJob", "GetInputsAddJob"),
        *("ListInputs", "DeleteInputs"),
        *("ListDatasetInputs", "ListDatasetInputs"),
    ]
    assert [sorted(call.request.ids) for call in fake.journal.calls("DeleteInputs", ok=True)] == [
        ["rain", "sun"],
        [],
    ]
    assert made_again.request.inputs_add_job_id != failed.request.inputs_add_job_id
    assert [one.status.code for one in fake.app().inputs()] == [30000, 30000]


def check_tables(data: dict[str, Any]) -> None:
    point = data["c1"].geo.geo_point
    assert (point.longitude, point.latitude) == (7.5, 51.25)
    assert (concepts(data["c1"]), data["c1"].metadata["floor"]) == (["wet", "dry"], 2)
    assert (concepts(data["c2"]), data["c2"].HasField("geo")) == ([], False)
    assert (concepts(data["t1"]), data["f1"].HasField("video")) == (["weather"], True)


def concepts(data: Any) -> list[str]:
    return [one.id for one in data.concepts]


def shown(outline: Any) -> list[Any]:
    """The concept of a region, by id and name, and its corners as column and row."""
    (concept,) = outline.data.concepts
    points = outline.region_info.polygon.points
    return [concept.id, concept.name, [[round(one.col, 4), round(one.row, 4)] for one in points]]
