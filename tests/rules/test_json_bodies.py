"""JSON bodies: what clients send is understood, what makes no sense changes nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakeannot import FakeClarifai
from tests.api import Api, api_of
from tests.rules.conftest import box
from tests.state import unchanged

BAD_FORMAT = (400, 11100)


@pytest.mark.rule("json.broken")
@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"{", "line 1 column 2"),
        (b'{"annotations": [}', "line 1 column 18"),
        (b"annotations=1", "line 1 column 1"),
        (b'{"a": 1} {"a": 2}', "Extra data"),
        (b"{'annotations': []}", "double quotes"),
        (b'{"annotations": "\xff\xfe"}', "utf-8"),
        (b'\xef\xbb\xbf{"annotations": []}', "BOM"),
        (b'{"annotations": [{"input_id": "car", "task_id": "a\nb"}]}', "control character"),
        (b'{"annotations": [{"data": {"concepts": [{"value": NaN}]}}]}', "NaN"),
        (b'{"annotations": [{"data": {"concepts": [{"value": Infinity}]}}]}', "Infinity"),
        (b'{"annotations": [{"data": {"concepts": [{"value": -Infinity}]}}]}', "-Infinity"),
        (b'{"x": ' + b"9" * 5000 + b"}", "valid JSON"),
    ],
)
def test_a_body_that_is_no_json_is_refused_with_the_place(
    fake: FakeClarifai, api: Api, car: str, body: bytes, told: str
) -> None:
    with unchanged(fake):
        answer = api.post("annotations", body)
    assert answer.outcome == BAD_FORMAT
    assert told in answer.details
    assert answer["annotations"] == []


@pytest.mark.rule("json.broken", "json.wrong_value")
@pytest.mark.parametrize("depth", [95, 5_000, 200_000])
@pytest.mark.parametrize("opening", ['{"a":', "[", '{"data":{"regions":['])
def test_deep_nesting_is_refused_however_deep(
    fake: FakeClarifai, api: Api, car: str, depth: int, opening: str
) -> None:
    closing = opening.replace('{"a":', "}").replace('{"data":{"regions":[', "]}}").replace("[", "]")
    inner = opening * depth + "1" + closing * depth
    body = f'{{"annotations": [{{"input_id": "car", "annotation_info": {{"x": {inner}}}}}]}}'
    with unchanged(fake):
        answer = api.post("annotations", body.encode())
    assert answer.outcome == BAD_FORMAT
    assert "deep" in answer.details
    assert len(answer.details) < 1_000


@pytest.mark.rule("json.wrong_value")
@pytest.mark.parametrize(
    ("annotation", "path", "told"),
    [
        ([], "annotations[0]", "expected an object, got a list"),
        ({"input_id": 5}, "annotations[0].input_id", "expected a string, got a number"),
        ({"data": "car"}, "annotations[0].data", "expected an object, got a string"),
        ({"data": {"concepts": {}}}, "annotations[0].data.concepts", "expected a list of objects"),
        ({"data": {"concepts": [None]}}, "annotations[0].data.concepts[0]", "got null"),
        ({"data": {"concepts": [{"value": "much"}]}}, "concepts[0].value", "expected a number"),
        ({"data": {"concepts": [{"value": 1e39}]}}, "concepts[0].value", "too large"),
        ({"data": {"concepts": [{"value": "NaN"}]}}, "concepts[0].value", "'NaN'"),
        ({"data": {"concepts": [{"value": "Infinity"}]}}, "concepts[0].value", "'Infinity'"),
        ({"status": {"code": "ANNOTATION_PENDIG"}}, "status.code", "nearest is ANNOTATION_PENDING"),
        ({"status": {"code": 123456}}, "status.code", "no value with the number 123456"),
        ({"status": {"code": 1.5}}, "status.code", "got a number"),
        ({"annotation_info": []}, "annotations[0].annotation_info", "expected an object"),
        ({"trusted": "true"}, "annotations[0].trusted", "expected true or false"),
        ({"created_at": "yesterday"}, "created_at", "RFC 3339"),
        ({"task_id": "\ud800"}, "annotations[0].task_id", "surrogate"),
        ({"data": {"image": {"base64": "?"}}}, "data.image.base64", "base64"),
        ({"data": {"frames": [{"frame_info": {"index": -1}}]}}, "frame_info.index", "-1"),
    ],
)
def test_a_wrong_value_is_refused_with_its_path_and_the_reason(
    fake: FakeClarifai, api: Api, car: str, annotation: Any, path: str, told: str
) -> None:
    good = {"input_id": car, "data": {"concepts": [{"id": "new"}]}}
    if isinstance(annotation, dict):
        annotation = {"input_id": car, **annotation}
    with unchanged(fake):
        answer = api.post("annotations", {"annotations": [annotation, good]})
    assert answer.outcome == BAD_FORMAT
    assert answer.details.startswith("Invalid value at json path 'annotations[0]")
    assert path in answer.details
    assert told in answer.details


@pytest.mark.rule("json.wrong_value")
@pytest.mark.parametrize("body", [b"null", b"[]", b"0", b'""', b"false"])
def test_a_body_that_is_no_object_is_refused(fake: FakeClarifai, api: Api, body: bytes) -> None:
    with unchanged(fake):
        answer = api.post("annotations", body)
    assert answer.outcome == BAD_FORMAT
    assert "expected an object" in answer.details


@pytest.mark.rule("json.wrong_value")
def test_an_infinite_box_edge_is_refused(fake: FakeClarifai, api: Api, car: str) -> None:
    region = {"region_info": box(bottom="Infinity")}  # type: ignore[arg-type]  # on purpose
    with unchanged(fake):
        answer = api.post("annotations", {"annotations": [{"data": {"regions": [region]}}]})
    assert answer.outcome == BAD_FORMAT
    assert "regions[0].region_info.bounding_box.bottom_row" in answer.details


@pytest.mark.rule("json.unknown_field")
@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"annotation": []}, "annotation"),
        ({"annotations": [{"inputid": "car"}]}, "annotations[0].inputid"),
        ({"annotations": [{}, {"data": {"tags": []}}]}, "annotations[1].data.tags"),
        (
            {"annotations": [{"data": {"regions": [{"region_id": "r"}]}}]},
            "annotations[0].data.regions[0].region_id",
        ),
        (
            {"annotations": [{"data": {"concepts": [{"id": "a", "metadta": {}}]}}]},
            "annotations[0].data.concepts[0].metadta",
        ),
    ],
)
def test_an_unknown_field_is_refused_in_the_observed_words(
    fake: FakeClarifai, api: Api, car: str, body: object, path: str
) -> None:
    with unchanged(fake):
        answer = api.post("annotations", body)
    assert answer.outcome == BAD_FORMAT
    assert answer.details == f"Invalid json path '{path}' in request."


@pytest.mark.rule("json.unknown_field")
def test_unknown_fields_are_ignored_where_the_setting_says_so() -> None:
    fake = FakeClarifai(unknown_fields="ignore")
    car = fake.app().add_input("car").id
    concept = {"id": "red", "colour": "red", "more": {"deep": [1]}}
    body = {"annotations": [{"input_id": car, "data": {"concepts": [concept]}}]}
    answer = api_of(fake).post("annotations", {**body, "nonsense": 1})
    assert answer.outcome == (200, 10000)
    assert fake.app().concepts()[0].id == "red"


@pytest.mark.rule("json.any_content_type")
@pytest.mark.parametrize(
    "kind",
    ["", "application/json", "application/x-www-form-urlencoded", "text/plain;charset=UTF-8"],
)
@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_a_body_is_json_whatever_its_content_type_says(
    fake: FakeClarifai, api: Api, method: str, kind: str
) -> None:
    fake.app().add_input("car")
    fake.app().add_annotation("car", annotation_id="label")
    bodies = {
        "POST": {"annotations": [{"input_id": "car"}]},
        "DELETE": {"input_ids": ["car"], "ids": ["label"]},
    }
    headers = {"Content-Type": kind} if kind else {}
    answer = api.call(method, "annotations", bodies[method], headers)
    assert answer.outcome == (200, 10000)
    assert len(fake.app().annotations()) == {"POST": 3, "DELETE": 1}[method]


@pytest.mark.rule("json.any_content_type", "json.empty_body")
def test_an_empty_body_is_an_empty_object(api: Api) -> None:
    answer = api.call("DELETE", "inputs", b" \n")
    assert answer.outcome == (200, 10000)


@pytest.mark.rule("json.wrong_value", "json.broken")
@settings(deadline=None, max_examples=60)
@given(body=st.binary(max_size=40) | st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["annotations", "data", "id", "x"]), inner, max_size=3),
    max_leaves=8,
).map(lambda value: json.dumps(value).encode()))  # fmt: skip
def test_no_body_at_all_gets_anything_but_a_clarifai_answer(body: bytes) -> None:
    fake = FakeClarifai()
    with unchanged(fake):
        answer = api_of(fake).post("annotations", body)
    assert answer.http == 400
    assert answer.code in (11100, 10020)
    assert answer.details or answer.code == 10020
