"""A detector: which inputs it sees, what it may return, and what happens when it raises."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from clarifai_grpc.grpc.api import resources_pb2

from fakeannot import FakeClarifai
from tests.api import Api, api_of
from tests.rules.annotating import nothing_changed
from tests.rules.conftest import concepts
from tests.rules.detecting import FACE, FACES, made


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
