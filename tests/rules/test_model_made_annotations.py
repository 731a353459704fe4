"""What a workflow's models say of new inputs, played by a detector of the test."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from clarifai_grpc.grpc.api import resources_pb2

from fakeannot import FakeClarifai
from tests.api import Api, api_of
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
from tests.rules.conftest import box, concepts

MODEL = "aa7f35c01e0642fda5cf400f543e7c40"
FACE = {"id": "face-1", "region_info": box(), "data": {"concepts": concepts("face")}, "value": 0.9}
FACES = [FACE, {"region_info": box(0.6, 0.6, 0.9, 0.9)}]


def made(fake: FakeClarifai) -> list[resources_pb2.Annotation]:
    """The annotations that no user made."""
    return [a for a in fake.app().annotations() if not a.user_id]


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
    assert item["worker"].keys() == {"model"}
    assert item["worker"]["model"]["model_version"] == {"id": MODEL}
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


@pytest.mark.rule("models.hidden", "annotations.worker")
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


@pytest.mark.rule("models.hidden", "models.processed_only")
@pytest.mark.parametrize("processing", ["manual", "reads:2", "seconds:5"])
def test_models_see_an_input_once_it_is_processed(processing: str) -> None:
    now = 1_700_000_000_000_000_000
    fake = FakeClarifai(processing=processing, clock=lambda: now)
    fake.workflow(lambda _: FACE)
    api = api_of(fake)
    api.post("inputs", {"inputs": [{"id": "car", "data": {"image": {"url": "https://x.y/1"}}}]})
    assert api.get("inputs/car")["input"]["status"]["code"] == 30001
    assert made(fake) == []
    if processing == "manual":
        fake.app().process_inputs()
    now += 5_000_000_000
    assert api.get("inputs/car")["input"]["status"]["code"] == 30000
    assert len(made(fake)) == 1


@pytest.mark.rule("models.processed_only")
def test_a_detector_may_delete_what_is_still_to_be_processed() -> None:
    fake = FakeClarifai(processing="manual")
    api = api_of(fake)
    fake.workflow(lambda _: api.delete("inputs/second") and None)
    for id_ in ("first", "second"):
        fake.app().add_input(id_)
    fake.app().process_inputs()
    assert [(row.id, row.status.code) for row in fake.app().inputs()] == [("first", 30000)]


@pytest.mark.rule("models.hidden", "inputs.failed")
def test_models_see_no_failed_input() -> None:
    fake = FakeClarifai(processing="manual")
    fake.workflow(lambda _: FACE)
    fake.app().add_input("car")
    fake.app().process_inputs("car", failure="404 Client Error")
    assert made(fake) == []


@pytest.mark.rule("models.hidden")
def test_a_detector_gets_a_copy_of_the_input(fake: FakeClarifai) -> None:
    def spoil(given: resources_pb2.Input) -> None:
        assert given.data.image.url == "https://x.y/car.jpg"
        given.data.image.url = "spoilt"

    fake.workflow(spoil)
    fake.workflow(spoil)
    fake.app().add_input("car", url="https://x.y/car.jpg")
    assert fake.app().inputs()[0].data.image.url == "https://x.y/car.jpg"
    assert made(fake) == []


Region, Concept, Data = resources_pb2.Region, resources_pb2.Concept, resources_pb2.Data


@pytest.mark.rule("models.hidden")
@pytest.mark.parametrize(
    ("result", "shape"),
    [
        (None, []),
        ([], []),
        (FACE, [(1, 0)]),
        (FACES, [(1, 0), (1, 0)]),
        (concepts("a", "b"), [(0, 2)]),
        ([*concepts("a"), FACE, *concepts("b")], [(1, 0), (0, 2)]),
        ({"concepts": concepts("a", "b"), "regions": [FACE]}, [(1, 2)]),
        (Region(id="r"), [(1, 0)]),
        (iter([Concept(id="a"), Concept(id="b")]), [(0, 2)]),
        ([Data(concepts=[Concept(id="a")]), Data()], [(0, 1), (0, 0)]),
    ],
)
def test_regions_get_an_annotation_each_and_concepts_share_one(
    fake: FakeClarifai, result: Any, shape: list[tuple[int, int]]
) -> None:
    fake.workflow(lambda _: result)
    fake.app().add_input("car")
    assert [(len(a.data.regions), len(a.data.concepts)) for a in made(fake)] == shape


@pytest.mark.rule("models.hidden")
@pytest.mark.parametrize(
    ("result", "told"),
    [
        (["face"], "a detector returns regions, concepts or data, got 'face'"),
        ([{"region_info": {"box": 1}}], "a detector's Region"),
        ([{"id": "face", "confidence": 1}], "a detector's Concept"),
        ({"faces": []}, "a detector's Data"),
    ],
)
def test_a_detector_that_returns_something_else_is_told_so(
    fake: FakeClarifai, result: Any, told: str
) -> None:
    fake.workflow(lambda _: result)
    with pytest.raises(TypeError) as caught:
        fake.app().add_input("car")
    assert str(caught.value).startswith(told)
    assert made(fake) == []


BAD_BOX = {"top_row": 0.9, "left_col": 0, "bottom_row": 0.1, "right_col": 1}


@pytest.mark.rule("models.checked")
@pytest.mark.parametrize(
    ("result", "told"),
    [
        ([FACE, {"region_info": {"bounding_box": BAD_BOX}}], "top_row < bottom_row"),
        (Concept(name="no id"), "A concept needs an 'id'"),
        ({"regions": FACES}, "at most 1 region"),
    ],
)
def test_a_detector_may_find_only_what_an_annotation_may_hold(
    fake: FakeClarifai, car: str, result: Any, told: str
) -> None:
    fake.workflow(lambda _: result)
    with nothing_changed(fake), pytest.raises(ValueError, match=told):
        fake.app().add_input("second")


@pytest.mark.rule("models.checked")
@pytest.mark.parametrize("processing", ["immediate", "manual", "reads:1"])
def test_an_input_is_not_half_processed_when_a_detector_raises(processing: str) -> None:
    fake = FakeClarifai(processing=processing)
    fake.workflow(lambda _: FACE)
    fake.workflow(lambda _: 1 / 0)
    api = api_of(fake)
    body = {"inputs": [{"id": "car", "data": {"image": {"url": "https://x.y/1"}}}]}
    for attempt in (
        lambda: api.post("inputs", body),
        lambda: fake.app().process_inputs("car"),
        lambda: api.get("inputs/car"),
    ):
        with contextlib.suppress(ZeroDivisionError, KeyError):
            attempt()
        assert made(fake) == []
    assert [row.status.code for row in fake.app().inputs()] == (
        [] if processing == "immediate" else [30001]
    )


@pytest.mark.rule("models.processed_only")
def test_a_detector_may_delete_the_very_input(fake: FakeClarifai, api: Api) -> None:
    fake.workflow(lambda given: api.delete(f"inputs/{given.id}") and FACE)
    api.post("inputs", {"inputs": [{"id": "car", "data": {"image": {"url": "https://x.y/1"}}}]})
    assert (fake.app().inputs(), fake.app().annotations()) == ([], [])
