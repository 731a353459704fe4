"""What a workflow's models say of new inputs, played by a detector of the test."""

from __future__ import annotations

import pytest

from fakeannot import FakeClarifai
from tests.api import Api
from tests.rules.annotating import (
    collaborator,
    edges,
    ids_of,
    listed,
    nothing_changed,
    patch,
    post,
    read,
    refused_item,
)
from tests.rules.conftest import concepts
from tests.rules.detecting import FACE, FACES, made

MODEL = "aa7f35c01e0642fda5cf400f543e7c40"


@pytest.fixture
def seen(fake: FakeClarifai) -> FakeClarifai:
    """A car on which a model found two faces."""
    fake.workflow(lambda _: FACES, model_version_id=MODEL)
    fake.app().add_input("car")
    return fake


@pytest.mark.rule("models.hidden")
def test_models_annotate_each_new_input_after_its_own_annotation(
    seen: FakeClarifai, api: Api
) -> None:
    first, second = made(seen)
    own = seen.app().annotations()[0]
    assert own.input_level
    assert listed(api) == [own.id]
    for pair in (("list_all_annotations", True), ("model_version_ids", MODEL)):
        assert listed(api, pair)[-2:] == [first.id, second.id]
    assert listed(api, ("model_version_ids", "another")) == []
    item = read(api, first.id)
    assert item["model_version_id"] == MODEL
    assert item["status"]["code"] == 24150
    assert not {"user_id", "trusted", "input_level"} & item.keys()
    (region,) = item["data"]["regions"]
    assert (region["id"], region["value"], edges(region)[0]) == ("face-1", 0.9, 0.1)
    assert [concept["app_id"] for concept in region["data"]["concepts"]] == [seen.app_id]
    assert len(second.data.regions[0].id) == 32


@pytest.mark.rule("models.hidden")
def test_inputs_from_before_the_workflow_are_not_annotated(fake: FakeClarifai, car: str) -> None:
    fake.workflow(lambda _: FACES)
    assert made(fake) == []
    fake.app().add_input("bus")
    assert {a.input_id for a in made(fake)} == {"bus"}


@pytest.mark.rule("models.hidden", "ids.uuid4")
def test_a_workflow_without_a_version_gets_one(fake: FakeClarifai, api: Api) -> None:
    fake.workflow(lambda _: FACE)
    fake.app().add_input("car")
    (annotation,) = made(fake)
    assert annotation.model_version_id[12] == "4"
    assert listed(api, ("model_version_ids", annotation.model_version_id)) == [annotation.id]


@pytest.mark.rule("models.hidden", "annotations.worker_untold")
def test_a_workflows_annotations_name_its_version_and_no_model(
    fake: FakeClarifai, api: Api
) -> None:
    fake.workflow(lambda _: concepts("seen"), workflow_version_id="w1")
    fake.app().add_input("car")
    (annotation,) = made(fake)
    item = read(api, annotation.id)
    assert item["worker"].keys() == {"workflow"}
    assert item["worker"]["workflow"]["version"] == {"id": "w1"}
    assert "model_version_id" not in item
    assert listed(api, ("workflow_version_ids", "w1")) == [annotation.id]


@pytest.mark.rule("models.regions", "regions.known_id")
def test_a_region_that_a_model_found_is_labelled_by_its_id(seen: FakeClarifai, api: Api) -> None:
    label = {"id": "face-1", "data": {"concepts": concepts("driver")}}
    answer = post(api, {"id": "mine", "input_id": "car", "data": {"regions": [label]}})
    assert answer.outcome == (200, 10000)
    (region,) = read(api, "mine")["data"]["regions"]
    assert (region["id"], edges(region)) == ("face-1", [0.1, 0.2, 0.5, 0.6])
    assert ids_of(region["data"]["concepts"]) == ["driver"]
    assert ids_of(read(api, made(seen)[0].id)["data"]["regions"][0]["data"]["concepts"]) == ["face"]


@pytest.mark.rule("annotations.model_made_fixed")
def test_nobody_patches_what_a_model_made(seen: FakeClarifai, api: Api) -> None:
    id_ = made(seen)[0].id
    with nothing_changed(seen):
        for client in (api, collaborator(seen, "labeler")):
            for action in ("merge", "overwrite", "remove"):
                change = {"id": id_, "input_id": "car", "status": {"code": "ANNOTATION_PENDING"}}
                http, code, item_code, details = refused_item(patch(client, action, change))
                assert (http, code, item_code) == (400, 10020, 24156)
                assert details == f"Annotation {id_!r} was made by a model and cannot be patched."


@pytest.mark.rule("annotations.own_only", "input_level.survives")
def test_only_the_owner_deletes_what_a_model_made(seen: FakeClarifai, api: Api) -> None:
    first, second = (annotation.id for annotation in made(seen))
    labeler = collaborator(seen, "labeler")
    with nothing_changed(seen):
        assert labeler.delete(f"inputs/car/annotations/{first}").outcome == (403, 24156)
        assert labeler.delete("annotations", {"input_ids": ["car"]}).outcome == (403, 24156)
    assert api.delete(f"inputs/car/annotations/{first}").outcome == (200, 10000)
    assert [annotation.id for annotation in made(seen)] == [second]
    assert api.delete("annotations", {"input_ids": ["car"]}).outcome == (200, 10000)
    assert made(seen) == []
    assert len(seen.app().annotations()) == 1
