"""Datasets, jobs and uploads are saved and loaded as they are."""

from __future__ import annotations

from typing import Any

import pytest

from fakeannot import FakeClarifai
from fakeannot.seeds.files import json_text
from fakeannot.seeds.sources import Source
from tests.api import Api, api_of
from tests.rules.datasets import annotate, image, make, make_version, post_inputs, region
from tests.rules.uploading import begin, put, zipped

PATHS = (
    *("datasets", "datasets/train/inputs", "datasets/train/versions"),
    *("datasets/train/versions/v/metrics", "inputs/jobs/add", "uploads", "inputs/jobs/extraction"),
)
ARCHIVE = zipped({"van.jpg": b"\xff\xd8\xff van"})


def api(fake: FakeClarifai) -> Api:
    return api_of(fake, fake.pat)


def told(fake: FakeClarifai) -> dict[str, Any]:
    """What each path is answered with, but for the status, which has the id of the request."""
    return {path: {**api(fake).get(path).json, "status": 0} for path in PATHS}


@pytest.fixture
def filled() -> FakeClarifai:
    fake = FakeClarifai()
    make(api(fake), "train", "car")
    post_inputs(api(fake), image("bus", "train"), image("car"), inputs_add_job_id="j")
    annotate(api(fake), "car", regions=[region("wheel")])
    make_version(api(fake))
    api(fake).call("PUT", "datasets/train/versions/v/exports", {"exports": [{"format": "COCO"}]})
    begin(api(fake), ARCHIVE)
    put(api(fake), (0, ARCHIVE[:20]))
    return fake


def test_what_the_api_was_told_is_there_after_loading(filled: FakeClarifai) -> None:
    loaded = FakeClarifai()
    loaded.load(Source(json_text(filled.document())))
    assert told(loaded) == told(filled)


def test_an_upload_goes_on_after_loading(filled: FakeClarifai) -> None:
    loaded = FakeClarifai()
    loaded.load(Source(json_text(filled.document())))
    put(api(loaded), (20, ARCHIVE[20:]))
    assert [one.id for one in loaded.app().inputs()] == ["car", "bus", "van"]


def test_what_a_branch_does_to_datasets_is_undone(filled: FakeClarifai) -> None:
    before = told(filled)
    with filled.fork():
        api(filled).delete("datasets", {"dataset_ids": ["train"]})
        assert api(filled).get("datasets")["datasets"] == []
    assert told(filled) == before
