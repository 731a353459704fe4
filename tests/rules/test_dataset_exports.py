"""Versions of datasets are exported as archives that are served."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any
from zipfile import ZIP_STORED, ZipFile

import pytest
from clarifai_grpc.grpc.api.resources_pb2 import InputBatch

from fakeannot import FakeClarifai
from tests.api import Answer, Api
from tests.rules.datasets import annotate, image, make, make_version, post_inputs, region
from tests.rules.media import BASE, fetch

PATH = "datasets/train/versions/v/exports"


def export(api: Api, *formats: str) -> Answer:
    return api.call("PUT", PATH, {"exports": [{"format": one} for one in formats]})


def archive(fake: FakeClarifai, api: Api, form: str) -> ZipFile:
    (told,) = export(api, form)["exports"]
    answer = fetch(fake, told["url"])
    assert answer.headers["Content-Type"] == "application/zip"
    assert len(answer.data) == told["size"]
    return ZipFile(BytesIO(answer.data))


@pytest.fixture
def street(api: Api) -> Api:
    make(api, "train", "car", "bus")
    annotate(api, "car", regions=[region("wheel")])
    annotate(api, "bus", concepts=[{"id": "red"}])
    make_version(api)
    return api


@pytest.mark.rule("datasets.export_done", "media.served")
def test_an_export_is_done_when_it_is_asked_for(fake: FakeClarifai, street: Api) -> None:
    exports = export(street, "COCO", "CLARIFAI_DATA_PROTOBUF")["exports"]
    assert [one["format"] for one in exports] == [2, 1]
    for one in exports:
        assert one["status"]["code"] == 64200
        assert one["url"].startswith(f"{BASE}/orig/users/fake-user/apps/fake-app/exports/")
        assert fetch(fake, one["url"]).status_code == 200
    told = street.get("datasets/train/versions/v")["dataset_version"]["export_info"]
    assert told == {"clarifai_data_protobuf": exports[1], "coco": exports[0]}


@pytest.mark.rule("datasets.export_clarifai")
def test_a_protobuf_export_has_a_mimetype_and_batches(fake: FakeClarifai, street: Api) -> None:
    found = archive(fake, street, "CLARIFAI_DATA_PROTOBUF")
    assert found.namelist() == ["mimetype", "all/000000_n2"]
    assert found.read("mimetype") == b"application/x.clarifai-data+protobuf"
    assert found.infolist()[0].compress_type == ZIP_STORED
    car, bus = InputBatch.FromString(found.read("all/000000_n2")).inputs
    assert [field.name for field, _ in car.ListFields()] == ["id", "data"]
    assert (car.id, car.data.regions[0].data.concepts[0].id) == ("car", "wheel")
    assert (bus.id, bus.data.concepts[0].id) == ("bus", "red")


@pytest.mark.rule("datasets.export_clarifai")
def test_a_json_export_has_the_same_in_json(fake: FakeClarifai, street: Api) -> None:
    found = archive(fake, street, "CLARIFAI_DATA_JSON")
    assert found.read("mimetype") == b"application/x.clarifai-data+json"
    car, bus = json.loads(found.read("all/000000_n2"))["inputs"]
    assert list(car) == ["id", "data"]
    assert car["data"]["regions"][0]["data"]["concepts"][0]["id"] == "wheel"
    assert bus["id"] == "bus"


@pytest.mark.rule("datasets.export_clarifai")
def test_a_batch_has_no_more_than_1000_inputs(fake: FakeClarifai, api: Api) -> None:
    make(api)
    ids = [f"i{n:04}" for n in range(1001)]
    for start in range(0, len(ids), 128):
        post_inputs(api, *[image(id_, "train") for id_ in ids[start : start + 128]])
    make_version(api)
    found = archive(fake, api, "CLARIFAI_DATA_PROTOBUF")
    first, second = found.namelist()[1:]
    assert (first, second) == ("all/000000_n1000", "all/000001_n1")
    batches = [InputBatch.FromString(found.read(name)).inputs for name in (first, second)]
    assert [one.id for batch in batches for one in batch] == ids


@pytest.mark.rule("datasets.export_clarifai")
def test_an_empty_version_is_exported_without_batches(fake: FakeClarifai, api: Api) -> None:
    make(api)
    make_version(api)
    assert archive(fake, api, "CLARIFAI_DATA_PROTOBUF").namelist() == ["mimetype"]


@pytest.mark.rule("datasets.export_coco")
def test_a_coco_export_has_the_boxes_in_pixels(fake: FakeClarifai, street: Api) -> None:
    data = {"image": {"url": "https://example.com/x.jpg"}}
    post_inputs(street, {"id": "unknown", "data": data, "dataset_ids": ["train"]})
    annotate(street, "unknown", regions=[region("door")])
    street.delete("datasets/train/versions", {"dataset_version_ids": ["v"]})
    make_version(street)
    found = archive(fake, street, "COCO")
    assert found.namelist() == ["annotations/instances_all.json"]
    coco = json.loads(found.read("annotations/instances_all.json"))
    assert [one["file_name"] for one in coco["images"]] == ["car.jpg", "bus.jpg"]
    assert [one["name"] for one in coco["categories"]] == ["wheel", "red", "door"]
    (box,) = coco["annotations"]
    assert box["image_id"] == coco["images"][0]["id"]
    assert box["category_id"] == coco["categories"][0]["id"]
    assert box["bbox"] == [20, 5, 40, 20]


@pytest.mark.rule("datasets.export_done", "datasets.version_frozen")
def test_the_same_version_is_the_same_archive_whatever_happens(street: Api) -> None:
    before = export(street, "COCO", "CLARIFAI_DATA_JSON")["exports"]
    annotate(street, "car", regions=[region("door")])
    street.delete("inputs/bus")
    assert export(street, "COCO", "CLARIFAI_DATA_JSON")["exports"] == before


@pytest.mark.rule("datasets.export_format")
@pytest.mark.parametrize("exports", [[], [{}], [{"format": 2}, {"format": 0}]])
def test_an_export_without_a_format_is_refused(street: Api, exports: Any) -> None:
    assert street.call("PUT", PATH, {"exports": exports}).outcome == (400, 11100)
    assert "export_info" not in street.get("datasets/train/versions/v")["dataset_version"]
