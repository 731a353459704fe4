"""What stands inside data: concepts, which an app collects, and regions, which have shapes."""

from __future__ import annotations

import re
from typing import Any

import pytest
from clarifai_grpc.grpc.api import resources_pb2
from hypothesis import given, settings
from hypothesis import strategies as st

from fakeannot import FakeClarifai
from fakeannot.service.refusals import InvalidAnnotation
from tests.api import Api, api_of
from tests.rules.annotating import (
    change,
    edges,
    nothing_changed,
    only,
    post,
    read,
    refused_item,
)
from tests.rules.conftest import box, concepts


def names(fake: FakeClarifai) -> list[tuple[str, str]]:
    return [(concept.id, concept.name) for concept in fake.app().concepts()]


@pytest.mark.rule("concepts.created_by_use", "concepts.name_is_id", "concepts.app_id")
def test_concepts_of_an_annotation_become_the_apps_and_stay(
    fake: FakeClarifai, api: Api, car: str
) -> None:
    region = {"region_info": box(), "data": {"concepts": [{"id": "w", "name": "Wheel"}]}}
    data = {"concepts": concepts("car", "red paint"), "regions": [region]}
    posted = only(post(api, {"id": "a1", "input_id": car, "data": data}))["data"]
    assert posted["concepts"] == [
        {"id": id_, "name": id_, "value": 1, "app_id": fake.app_id} for id_ in ("car", "red paint")
    ]
    (label,) = posted["regions"][0]["data"]["concepts"]
    assert label == {"id": "w", "name": "Wheel", "value": 1, "app_id": fake.app_id}
    wanted = [("car", "car"), ("red paint", "red paint"), ("w", "Wheel")]
    assert names(fake) == wanted
    change("remove", api, data={"concepts": concepts("car")})
    assert api.delete(f"inputs/{car}").outcome == (200, 10000)
    assert names(fake) == wanted
    assert api.get("concepts/car").outcome == (200, 10000)


@pytest.mark.rule("concepts.created_by_use")
def test_patching_and_posting_inputs_bring_concepts_too(fake: FakeClarifai, api: Api) -> None:
    fake.app().add_input("car", data={"concepts": concepts("by-input")})
    post(api, {"id": "a1", "input_id": "car"})
    for action in ("merge", "overwrite"):
        change(action, api, data={"frames": [{"data": {"concepts": concepts(f"by-{action}")}}]})
    assert [id_ for id_, _ in names(fake)] == ["by-input", "by-merge", "by-overwrite"]


@pytest.mark.rule("concepts.name_is_id")
def test_a_known_concept_keeps_its_name(fake: FakeClarifai, api: Api, car: str) -> None:
    post(api, {"input_id": car, "data": {"concepts": [{"id": "w", "name": "Wheel"}]}})
    for again in ({"id": "w"}, {"id": "w", "name": "Other"}):
        data = only(post(api, {"input_id": car, "data": {"concepts": [again]}}))["data"]
        assert data["concepts"][0]["name"] == "Wheel"
    assert names(fake) == [("w", "Wheel")]


@pytest.mark.rule("concepts.list")
def test_a_listed_concept_says_when_and_how_it_came(fake: FakeClarifai, api: Api, car: str) -> None:
    post(api, {"input_id": car, "data": {"concepts": concepts("a", b=0)}})
    first, second = api.get("concepts")["concepts"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:]{8}(\.\d{3}|\.\d{6})?Z", first.pop("created_at"))
    assert first == {
        "id": "a",
        "name": "a",
        "value": 1,
        "language": "en",
        "app_id": fake.app_id,
        "visibility": {"gettable": 10},
    }
    assert (second["id"], second["value"]) == ("b", 1)
    assert api.get("concepts", ("per_page", 1), ("page", 2))["concepts"] == [second]
    assert api.get("concepts", ("id", "b"))["concepts"] == [second]
    assert api.get("concepts", ("id", "c"))["concepts"] == []
    assert api.get("concepts", ("id", "b"), ("page", 2))["concepts"] == []
    assert api.get("concepts/b")["concept"] == second


@pytest.mark.rule("concepts.get_unknown")
def test_an_unknown_concept_cannot_be_got(api: Api) -> None:
    answer = api.get("concepts/none")
    assert answer.outcome == (404, 11101)
    assert answer.details == "Concept 'none' does not exist in the app 'fake-app'."


@pytest.mark.rule("concepts.need_id")
@pytest.mark.parametrize("concept", [{}, {"id": ""}, {"name": "Wheel"}, {"id": None, "value": 1}])
@pytest.mark.parametrize("in_region", [False, True])
def test_a_concept_without_an_id_is_refused(
    fake: FakeClarifai, api: Api, car: str, concept: dict[str, Any], in_region: bool
) -> None:
    data: dict[str, Any] = {"concepts": [*concepts("fine"), concept]}
    if in_region:
        data = {"regions": [{"region_info": box(), "data": data}]}
    with nothing_changed(fake):
        http, code, item_code, details = refused_item(post(api, {"input_id": car, "data": data}))
    assert (http, code, item_code) == (400, 10020, 24155)
    assert details.startswith("A concept needs an 'id'")
    assert ("'Wheel'" in details) == ("name" in concept)


@pytest.mark.rule("concepts.finite_value", "json.wrong_value", "json.broken")
@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1e999", '"NaN"', "1e39"])
def test_a_value_that_is_no_finite_number_is_refused(
    fake: FakeClarifai, api: Api, car: str, value: str
) -> None:
    body = '{"annotations":[{"input_id":"car","data":{"concepts":[{"id":"c","value":%s}]}}]}'
    with nothing_changed(fake):
        answer = api.post("annotations", (body % value).encode())
    assert answer.outcome == (400, 11100)
    assert answer["annotations"] == []


@pytest.mark.rule("concepts.finite_value", "regions.box_within")
@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_numbers_that_json_does_not_have_are_refused_in_messages_too(
    fake: FakeClarifai, car: str, value: float
) -> None:
    concept = resources_pb2.Concept(id="c", value=value)
    region = resources_pb2.Region()
    region.region_info.bounding_box.bottom_row = value
    region.region_info.bounding_box.right_col = 1
    for data in (resources_pb2.Data(concepts=[concept]), resources_pb2.Data(regions=[region])):
        with nothing_changed(fake), pytest.raises(InvalidAnnotation) as caught:
            fake.app().add_annotation(car, data)
        assert str(value) in caught.value.details


@pytest.mark.rule("regions.id_made", "ids.hex32")
def test_a_region_without_an_id_gets_one_and_others_keep_theirs(api: Api, car: str) -> None:
    for sent, wanted in (({}, r"[0-9a-f]{32}"), ({"id": "r1"}, "r1")):
        region = {**sent, "region_info": box()}
        posted = only(post(api, {"input_id": car, "data": {"regions": [region]}}))
        stored = read(api, posted["id"])
        for annotation in (posted, stored):
            assert re.fullmatch(wanted, annotation["data"]["regions"][0]["id"])
        assert stored["data"]["regions"] == posted["data"]["regions"]
        assert "value" not in stored["data"]["regions"][0]


@pytest.mark.rule("regions.known_id")
def test_a_known_region_is_labelled_by_its_id_alone(fake: FakeClarifai, api: Api, car: str) -> None:
    fake.app().add_input("bus")
    post(api, {"input_id": car, "data": {"regions": [{"id": "r1", "region_info": box()}]}})
    post(api, {"input_id": car, "data": {"frames": [{"data": {"regions": [{"id": "r2"}]}}]}})
    label = {"id": "r1", "data": {"concepts": concepts("new")}}
    posted = only(post(api, {"input_id": car, "data": {"regions": [label]}}))
    assert edges(posted["data"]["regions"][0]) == [0.1, 0.2, 0.5, 0.6]
    with nothing_changed(fake):
        for input_id, id_ in (("bus", "r1"), ("car", "r"), ("car", "none")):
            answer = post(api, {"input_id": input_id, "data": {"regions": [{**label, "id": id_}]}})
            http, code, item_code, details = refused_item(answer)
            assert (http, code, item_code) == (400, 10020, 24155)
            assert details.startswith(f"Input {input_id!r} has no region {id_!r}")
            (echoed,) = only(answer)["data"]["regions"]
            assert echoed.keys() == {"id", "data"}


@pytest.mark.rule("regions.known_id", "bulk.in_request_order")
def test_a_known_region_without_a_shape_has_none_in_its_labels_either(api: Api, car: str) -> None:
    first = only(post(api, {"input_id": car, "data": {"regions": [{"value": 0.5}]}}))
    id_ = first["data"]["regions"][0]["id"]
    posted = only(post(api, {"input_id": car, "data": {"regions": [{"id": id_}]}}))
    assert posted["data"]["regions"] == [{"id": id_}]


side = st.floats(0, 1, width=32)
outside = st.floats(1, 2.0**100, exclude_min=True, width=32) | st.floats(
    -(2.0**100), -(2.0**-100), width=32
)


@pytest.mark.rule("regions.box_within", "regions.box_order")
@settings(deadline=None)
@given(top=side, left=side, bottom=side, right=side)
def test_a_box_is_kept_if_it_is_one(top: float, left: float, bottom: float, right: float) -> None:
    fake = FakeClarifai()
    fake.app().add_input("car")
    region = {"region_info": box(top, left, bottom, right)}
    answer = post(api_of(fake), {"input_id": "car", "data": {"regions": [region]}})
    if top < bottom and left < right:
        assert answer.outcome == (200, 10000)
        stored = fake.app().annotations()[-1].data.regions[0].region_info.bounding_box
        kept = (stored.top_row, stored.left_col, stored.bottom_row, stored.right_col)
        assert kept == (top, left, bottom, right)
    else:
        assert refused_item(answer)[2] == 24155
        assert "needs top_row < bottom_row and left_col < right_col" in refused_item(answer)[3]
        assert len(fake.app().annotations()) == 1


@pytest.mark.rule("regions.box_within")
@settings(deadline=None)
@given(where=st.sampled_from(["top", "left", "bottom", "right"]), value=outside)
def test_a_box_that_reaches_outside_is_refused(where: str, value: float) -> None:
    fake = FakeClarifai()
    fake.app().add_input("car")
    region = {"region_info": box(**{where: value})}
    answer = post(api_of(fake), {"input_id": "car", "data": {"regions": [region]}})
    http, code, item_code, details = refused_item(answer)
    assert (http, code, item_code) == (400, 10020, 24155)
    assert details.startswith("A bounding box must lie within 0 and 1, got top_row ")
    assert f"{value:.6g}" in details
    assert len(fake.app().annotations()) == 1


@pytest.mark.rule("regions.points_within")
@pytest.mark.parametrize("row", [-0.1, 0, 0.5, 1, 1.1])
@pytest.mark.parametrize("name", ["row", "col"])
@pytest.mark.parametrize("kind", ["point", "polygon", "keypoint_locations"])
def test_points_lie_within_the_image(
    fake: FakeClarifai, api: Api, car: str, kind: str, name: str, row: float
) -> None:
    points = [{"row": 0.5, "col": 0.5}, {"row": 0.5, "col": 0.5, name: row}]
    shapes = {"point": points[1], "polygon": {"points": points}, "keypoint_locations": points}
    before = len(fake.app().annotations())
    region = {"region_info": {kind: shapes[kind]}}
    answer = post(api, {"input_id": car, "data": {"regions": [region]}})
    if 0 <= row <= 1:
        assert answer.outcome == (200, 10000)
    else:
        assert refused_item(answer)[2] == 24155
        assert refused_item(answer)[3].startswith("A point must lie within 0 and 1, got row ")
        assert len(fake.app().annotations()) == before


@pytest.mark.rule("concepts.created_by_use", "concepts.app_id")
@pytest.mark.parametrize("part", ["tracks", "time_segments", "frames"])
def test_concepts_are_named_wherever_they_stand(
    fake: FakeClarifai, api: Api, car: str, part: str
) -> None:
    data = {part: [{"data": {"concepts": concepts("moving")}}]}
    (annotation,) = post(api, {"input_id": car, "data": data})["annotations"]
    (concept,) = annotation["data"][part][0]["data"]["concepts"]
    assert (concept["name"], concept["app_id"]) == ("moving", "fake-app")
    assert [known.id for known in fake.app().concepts()] == ["moving"]
