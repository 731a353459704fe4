"""Filters of searches: what of an annotation, or of an input, they go by."""

from __future__ import annotations

from typing import Any

import pytest

from fakeannot import FakeClarifai
from tests.api import Api, api_of
from tests.rules.conftest import box
from tests.rules.searching import annotated, concept, data, inputs, legacy, like, search, without

POLYGON = {"polygon": {"points": [{"row": 0.1, "col": 0.1}, {"row": 0.2, "col": 0.3}]}}
SKY = {"concepts": [{"id": "sky", "value": 0.4}]}


@pytest.fixture
def fake() -> FakeClarifai:
    return FakeClarifai(clock=iter(range(10**18, 2 * 10**18, 10**9)).__next__)


@pytest.fixture
def street(fake: FakeClarifai) -> None:
    """Three inputs with an annotation each that came with them, and five more of the first."""
    app = fake.app()
    for id_, value in (("car", 1), ("bus", 0), ("bike", None)):
        labels = [] if value is None else [{"id": "wet", "value": value}]
        app.add_input(id_, data={"concepts": labels})
    region = {"region_info": box(), "data": SKY, "track_id": "t1"}
    app.add_annotation("car", {"regions": [region]}, id="box", task_id="task")
    shape = {"region_info": POLYGON}
    app.add_annotation(
        "car", {"frames": [{"frame_info": {}, "data": {"regions": [shape]}}]}, id="f"
    )
    app.add_annotation("car", {"time_segments": [{"time_info": {}, "data": SKY}]}, id="time")
    app.add_annotation("car", {"text": {"raw": "a car"}}, id="text")
    app.add_annotation("car", {"clusters": [{"id": "c1"}, {"id": "c3"}]}, id="cluster")


@pytest.mark.rule("searches.concepts")
@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"id": "wet"}, ["car"]),
        ({"id": "wet", "value": 1}, ["car"]),
        ({"id": "wet", "value": 0}, ["bus"]),
        ({"id": "sky"}, ["car"]),
        ({"id": "sky", "value": 0}, []),
        ({"id": "we"}, []),
        ({"name": "Rain"}, ["car"]),
        ({"name": "Rain", "value": 0}, ["bus"]),
        ({"name": "wet"}, []),
        ({"name": "Ra"}, []),
        ({"id": "wet", "name": "Rain"}, ["car"]),
        ({"id": "wet", "name": "sky"}, []),
    ],
)
def test_inputs_are_found_by_concepts(
    api: Api, street: None, wanted: dict[str, Any], found: list[str]
) -> None:
    renamed = {"concepts": [{"id": "wet", "name": "Rain"}], "action": "overwrite"}
    assert api.patch("concepts", renamed).http == 200
    assert inputs(api, concept(**wanted)) == found
    assert inputs(api, without(concept(**wanted))) == [
        id_ for id_ in ("car", "bus", "bike") if id_ not in found
    ]


@pytest.mark.rule("searches.concepts", "searches.inputs", "searches.filters")
def test_concepts_of_one_filter_are_in_one_annotation(api: Api, street: None) -> None:
    wet, sky = {"id": "wet"}, {"id": "sky"}
    assert inputs(api, data(concepts=[wet, sky])) == []
    assert inputs(api, data(concepts=[wet]), data(concepts=[sky])) == ["car"]
    assert annotated(api, data(concepts=[wet]), data(concepts=[sky])) == []
    assert annotated(api, data(concepts=[sky])) == ["box", "time"]


@pytest.mark.rule("searches.concept_named")
def test_a_concept_without_id_and_name_is_refused(api: Api, street: None) -> None:
    answer = search(api, "inputs", data(concepts=[{"id": "wet"}, {"value": 1}]))
    assert answer.outcome == (400, 11100)
    assert answer.details == "A concept is searched for by its 'id' or its 'name'."


@pytest.mark.rule("searches.space_time")
@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"regions": [{"region_info": {"bounding_box": {}}}]}, ["box"]),
        ({"regions": [{"region_info": {"polygon": {}}}]}, ["f"]),
        ({"regions": [{"region_info": {"mask": {}}}]}, []),
        ({"regions": [{"region_info": {}}]}, ["box", "f"]),
        ({"regions": [{"track_id": "t1"}]}, ["box"]),
        ({"regions": [{"track_id": "t"}]}, []),
        ({"regions": [{"track_id": "t1", "region_info": {"polygon": {}}}]}, []),
        ({"frames": [{"frame_info": {}}]}, ["f"]),
        ({"time_segments": [{"time_info": {}}]}, ["time"]),
        ({"text": {}}, ["text"]),
        ({}, ["text", "cluster"]),
    ],
)
def test_annotations_are_found_by_where_they_are(
    api: Api, street: None, wanted: dict[str, Any], found: list[str]
) -> None:
    of_car = without(like(input_level=True))
    assert annotated(api, of_car, data(**wanted)) == found


@pytest.mark.rule("searches.clusters")
def test_annotations_are_found_by_clusters(api: Api, street: None) -> None:
    assert annotated(api, data(clusters=[{"id": "c1"}])) == ["cluster"]
    assert annotated(api, data(clusters=[{"id": "c1"}, {"id": "c2"}])) == []


@pytest.mark.rule("searches.columns", "searches.annotations")
def test_annotations_are_found_by_their_columns(fake: FakeClarifai, api: Api, street: None) -> None:
    fake.workflow(lambda _: {"id": "seen"}, model_version_id="m1")
    fake.workflow(lambda _: {"id": "seen"}, workflow_version_id="w1")
    fake.app().add_input("new")
    level, model, workflow = fake.app().annotations("new")
    pending = {"status": {"code": 24151}}
    todo = {"id": "todo", "input_id": "new", "user_id": "lee", **pending}
    assert api.post("annotations", {"annotations": [todo]}).http == 200
    assert annotated(api, like(id="box")) == ["box"]
    assert annotated(api, like(input_id="new", trusted=True)) == [level.id, "todo"]
    assert annotated(api, like(input_id="new", input_level=True)) == [level.id]
    assert annotated(api, like(input_id="new", input_level=False))[0] == level.id
    assert annotated(api, like(task_id="task")) == ["box"]
    assert annotated(api, like(**pending)) == ["todo"]
    for user in ({"user_id": "lee"}, {"worker": {"user": {"id": "lee"}}}):
        assert annotated(api, like(**user)) == ["todo"]
    by_model = {"model": {"model_version": {"id": "m1"}}}
    for maker in ({"model_version_id": "m1"}, {"worker": by_model}):
        assert annotated(api, like(**maker)) == [model.id]
    assert annotated(api, like(worker={"workflow": {"version": {"id": "w1"}}})) == [workflow.id]
    assert annotated(api, like(user_id="lee", model_version_id="m1")) == []
    assert annotated(api, like(user_id="lee", worker={"user": {"id": "lee"}})) == ["todo"]
    mine = annotated(api, like(user_id="me"))
    assert mine == annotated(api, without(like(user_id="lee")), like(trusted=True))


@pytest.mark.rule("searches.annotation_info")
def test_annotations_are_found_by_all_of_their_info(fake: FakeClarifai, api: Api, car: str) -> None:
    fake.app().add_annotation(
        car, id="a", annotation_info={"split": "train", "n": {"a": 1, "b": 2}}
    )
    fake.app().add_annotation(car, id="b", annotation_info={"split": "train"})
    assert annotated(api, like(annotation_info={"split": "train"})) == ["a", "b"]
    assert annotated(api, like(annotation_info={"split": "train", "n": {"b": 2}})) == ["a"]
    assert annotated(api, like(annotation_info={"split": "test"})) == []


@pytest.mark.rule("searches.metadata")
@pytest.mark.parametrize(
    ("wanted", "fits"),
    [
        ({"foo": "bar"}, True),
        ({"foo": "baz"}, False),
        ({"foo": "baz", "n": 1}, True),
        ({"foo": "baz", "n": 2}, False),
        ({"n": "1"}, False),
        ({"deep": {"a": {"b": True}}}, True),
        ({"deep": {"a": {"b": False}}}, False),
        ({"deep": {"a": {"c": True}}}, False),
        ({"deep": {}}, True),
        ({"list": [1, 2, {"x": 3}]}, True),
        ({"list": [{"x": 3}, 2]}, True),
        ({"list": [4]}, False),
        ({"list": 1}, False),
        ({"none": None}, True),
        ({"nowhere": None}, False),
        ({}, True),
    ],
)
def test_inputs_are_found_by_metadata(
    fake: FakeClarifai, api: Api, wanted: dict[str, Any], fits: bool
) -> None:
    metadata = {
        "foo": "bar",
        "n": 1,
        "deep": {"a": {"b": True, "d": 0}},
        "list": [1, 2, {"x": 3, "y": 4}],
        "none": None,
    }
    fake.app().add_input("car", data={"metadata": metadata})
    assert inputs(api, data(metadata=wanted)) == ["car"] * fits
    assert legacy(api, {"input": {"data": {"metadata": wanted}}}) == ["car"] * fits


@pytest.mark.rule("searches.updated")
def test_annotations_are_found_by_when_they_changed(
    fake: FakeClarifai, api: Api, street: None
) -> None:
    first, last = (a.modified_at.ToJsonString() for a in fake.app().annotations()[3:8:4])
    some = ["box", "f", "time", "text", "cluster"]

    def within(**times: str) -> list[str]:
        return annotated(api, {"last_updated_time_range": times})

    assert within(start_time=first) == some
    assert within(start_time=first, end_time=last) == some
    assert len(within(end_time=first)) == 4
    assert within(start_time=last, end_time=last) == ["cluster"]
    assert within(start_time=last, end_time=first) == []
    assert len(within()) == 8


@pytest.mark.rule("searches.inputs_like")
def test_inputs_are_found_by_what_they_are(api: Api) -> None:
    fake = FakeClarifai(processing="manual")
    api = api_of(fake)
    datasets = [{"id": "d1"}, {"id": "d2"}]
    assert api.post("datasets", {"datasets": datasets}).http == 200
    posted = [
        {"id": "i", "data": {"image": {"url": "https://x.y/i"}}, "dataset_ids": ["d1"]},
        {"id": "t", "data": {"text": {"raw": "a"}}, "dataset_ids": ["d2"]},
        {"id": "v", "data": {"video": {"url": "https://x.y/v"}}, "dataset_ids": ["d1", "d2"]},
        {"id": "a", "data": {"audio": {"url": "https://x.y/a"}}},
    ]
    assert api.post("inputs", {"inputs": posted}).http == 200
    fake.app().process_inputs("v")

    def of(**wanted: Any) -> list[str]:
        return inputs(api, {"input": wanted})

    assert of(data={"image": {}}) == ["i"]
    assert of(data={"audio": {}, "text": {}}) == ["t", "a"]
    assert of(dataset_ids=["d1"]) == ["i", "v"]
    assert of(dataset_ids=["d2", "d1"]) == ["i", "t", "v"]
    assert of(dataset_ids=["none"]) == []
    assert of(dataset_ids=["d2"], data={"video": {}}) == ["v"]
    assert of(status={"code": 30000}) == ["v"]
    assert of(status={"code": "INPUT_PENDING"}) == ["i", "t", "a"]
    assert of(id="t") == ["t"]
    assert of(id="none") == []
    assert of() == ["i", "t", "v", "a"]
    in_both = [{"input": {"dataset_ids": [id_]}} for id_ in ("d1", "d2")]
    assert inputs(api, *in_both) == ["v"]
    assert inputs(api, without(in_both[0])) == ["t", "a"]
    level = fake.app().annotations("v")[0].id
    assert annotated(api, {"input": {"id": "v"}, **like(input_level=True)}) == [level]
    assert annotated(api, {"input": {"id": "v"}, **like(input_id="t")}) == []
