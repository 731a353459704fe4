"""Versions of datasets hold what was there when they were made."""

from __future__ import annotations

from typing import Any

import pytest
from clarifai_grpc.grpc.api.resources_pb2 import DatasetVersion, Input

from fakeannot import FakeClarifai
from fakeannot.service.datasets.frozen_inputs import frozen_inputs
from tests.api import Api, api_of
from tests.rules.datasets import annotate, image, make, make_version, post_inputs, region

PENDING = {"code": "ANNOTATION_PENDING"}


def held(fake: FakeClarifai, version_id: str = "v") -> dict[str, Input]:
    """The inputs that a version holds, by id."""
    app = fake._dispatcher.world.apps[fake.user_id, fake.app_id]
    call = fake._dispatcher.call_on(app, fake._dispatcher.world.keys[fake.api_key])
    version = DatasetVersion(dataset_id="train", id=version_id)
    return {one.id: one for one in frozen_inputs(call, version)}


@pytest.mark.rule("datasets.version_pending", "datasets.version_origin")
def test_a_version_is_pending_when_posted_and_ready_when_read(api: Api) -> None:
    make(api)
    sent: dict[str, Any] = {
        "description": "first", "metadata": {"a": 1},
        "status": {"code": 64020}, "request_origin": "TRAINING",
        "metrics": {"x": {}}, "export_info": {"coco": {"url": "u"}}, "user_id": "u", "app_id": "a",
    }  # fmt: skip
    posted = make_version(api, **sent)
    assert posted["status"]["code"] == 64005
    read = api.get("datasets/train/versions/v")["dataset_version"]
    assert read["status"]["code"] == 64015
    assert read.pop("created_at") == read.pop("modified_at")
    del read["status"]
    assert read == {
        "id": "v", "dataset_id": "train", "app_id": "fake-app", "user_id": "fake-user",
        "description": "first", "metadata": {"a": 1}, "request_origin": 1,
    }  # fmt: skip


@pytest.mark.rule("things.oldest_first", "datasets.version_origin")
@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ([], ["v1", "v2", "v3"]),
        ([("per_page", 2), ("page", 2)], ["v3"]),
        ([("request_origins", "MANUAL"), ("request_origins", "TRAINING")], ["v1", "v2", "v3"]),
        ([("request_origins", "TRAINING")], []),
    ],
)
def test_versions_are_listed_by_origin(api: Api, query: Any, ids: list[str]) -> None:
    make(api)
    for id_ in ("v1", "v2", "v3"):
        make_version(api, id=id_)
    listed = api.get("datasets/train/versions", *query)["dataset_versions"]
    assert [one["id"] for one in listed] == ids


@pytest.mark.rule("datasets.version_frozen")
def test_a_version_stays_as_it_was_made(fake: FakeClarifai, api: Api) -> None:
    make(api, "train", "car", "bus")
    annotate(api, "car", regions=[region("wheel")])
    make_version(api)
    before = held(fake)
    annotate(api, "car", regions=[region("door")])
    red = {"id": "car", "data": {"concepts": [{"id": "red"}]}}
    api.patch("inputs", {"inputs": [red], "action": "merge"})
    api.delete("inputs/bus")
    post_inputs(api, image("bike", "train"))
    assert held(fake) == before
    assert list(before) == ["car", "bus"]
    make_version(api, id="later")
    assert list(held(fake, "later")) == ["car", "bike"]


@pytest.mark.rule("datasets.version_annotations")
def test_a_version_holds_just_ids_and_the_data_of_inputs_and_done_annotations(
    fake: FakeClarifai, api: Api
) -> None:
    make(api)
    post_inputs(api, image("car", "train", concepts=[{"id": "red"}], metadata={"a": 1}))
    post_inputs(api, image("bus", "train", regions=[region("seat")]))
    annotate(api, "car", concepts=[{"id": "red", "value": 0}, {"id": "new"}])
    annotate(api, "car", regions=[region("wheel")])
    annotate(api, "car", frames=[{"frame_info": {"index": 1}, "data": {}}])
    undone = {"input_id": "car", "data": {"concepts": [{"id": "undone"}]}, "status": PENDING}
    api.post("annotations", {"annotations": [undone]})
    make_version(api)
    car = held(fake)["car"]
    assert {field.name for field, _ in car.ListFields()} == {"id", "data"}
    assert [(one.id, one.value) for one in car.data.concepts] == [("red", 0), ("new", 1)]
    assert len(held(fake)["bus"].data.regions) == 1
    assert [one.data.concepts[0].id for one in car.data.regions] == ["wheel"]
    assert (len(car.data.frames), car.data.metadata["a"]) == (1, 1)
    assert car.data.image.url == "https://example.com/car.jpg"


@pytest.mark.rule("datasets.version_annotations")
def test_what_models_say_is_no_part_of_a_version() -> None:
    fake = FakeClarifai()
    fake.workflow(lambda _: [{"id": "seen"}])
    api = api_of(fake)
    make(api, "train", "car")
    make_version(api)
    assert not held(fake)["car"].data.concepts


@pytest.mark.rule("datasets.version_ignores_empty")
def test_inputs_without_annotations_can_be_left_out(fake: FakeClarifai, api: Api) -> None:
    make(api, "train", "car", "bus")
    annotate(api, "bus", concepts=[{"id": "red"}])
    make_version(api, annotation_filter_config={"ignore_empty_inputs": True})
    assert list(held(fake)) == ["bus"]


@pytest.mark.rule("datasets.version_defaults")
def test_a_version_takes_the_defaults_of_its_dataset(api: Api) -> None:
    info = {"frame_interpolation_info": {"sample_ms": 40}}
    make(api, default_processing_info=info, default_annotation_filter={"id": "f"})
    version = make_version(api)
    assert version["processing_info"] == info
    assert version["annotation_filter_config"]["annotation_filter"]["id"] == "f"
    own = make_version(
        api, id="own", processing_info={}, annotation_filter_config={"ignore_empty_inputs": True}
    )
    assert own["processing_info"] == {}
    assert own["annotation_filter_config"] == {"ignore_empty_inputs": True}


@pytest.mark.rule("datasets.version_unfiltered")
@pytest.mark.parametrize(
    "config",
    [
        {"annotation_filter_config": {"annotation_filter": {"search": {"query": {}}}}},
        {"model_predict_config": {"model": {"id": "m"}}},
    ],
)
def test_a_version_of_a_part_of_the_annotations_is_refused(api: Api, config: Any) -> None:
    make(api)
    answer = api.post("datasets/train/versions", {"dataset_versions": [{"id": "v"}, config]})
    assert answer.outcome == (501, 10040)
    assert api.get("datasets/train/versions")["dataset_versions"] == []


@pytest.mark.rule("datasets.version_patch", "timestamps.nanoseconds_on_write")
def test_little_of_a_version_can_be_overwritten(api: Api) -> None:
    make(api)
    make_version(api, metadata={"a": 1})
    path = "datasets/train/versions"
    change: dict[str, Any] = {"id": "v", "description": "x", "dataset_id": "y"}
    change |= {"metadata": {"b": 2}, "status": {"code": 64020}}
    refused = api.patch(path, {"dataset_versions": [change], "action": "merge"})
    assert refused.outcome == (400, 11100)
    assert refused.details.endswith("Supported actions: overwrite.")
    before = api.get(f"{path}/v")["dataset_version"]
    answer = api.patch(path, {"dataset_versions": [change], "action": "overwrite"})
    (after,) = answer["dataset_versions"]
    assert after.pop("modified_at") > before.pop("modified_at")
    assert after == {**before, "description": "x", "metadata": {"b": 2}}
    empty = api.patch(path, {"dataset_versions": [], "action": "overwrite"})
    assert empty.outcome == (400, 11100)


@pytest.mark.rule("things.delete_unknown")
def test_deleted_versions_are_gone_and_others_stay(fake: FakeClarifai, api: Api) -> None:
    make(api, "train", "car")
    make_version(api, id="v1")
    make_version(api, id="v2")
    path = "datasets/train/versions"
    assert api.delete(path, {"dataset_version_ids": ["v1", "none"]}).outcome == (200, 10000)
    assert [one["id"] for one in api.get(path)["dataset_versions"]] == ["v2"]
    assert (list(held(fake, "v1")), list(held(fake, "v2"))) == ([], ["car"])
    assert api.delete(path, {"dataset_version_ids": []}).outcome == (400, 11100)
