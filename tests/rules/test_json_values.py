"""What clients write in many ways and the API reads as one, and how values are printed."""

from __future__ import annotations

from typing import Any

import pytest
from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode

from tests.api import Api
from tests.rules.conftest import box


def labelled(car: str, **concept: object) -> dict[str, Any]:
    return {"annotations": [{"input_id": car, "data": {"concepts": [{"id": "red", **concept}]}}]}


def value_after(api: Api, body: object) -> float:
    """The concept value that a posted annotation has when read back."""
    made = api.post("annotations", body)["annotations"][0]
    read = api.get(f"inputs/car/annotations/{made['id']}")
    return float(read["annotation"]["data"]["concepts"][0]["value"])


@pytest.mark.rule("json.spellings")
def test_camel_case_names_are_the_same_fields(api: Api, car: str) -> None:
    region = {"regionInfo": {"boundingBox": {"bottomRow": 0.5, "rightCol": 0.5}}}
    body = {
        "userAppId": {"appId": "fake-app"},
        "annotations": [{"inputId": car, "data": {"regions": [region]}}],
    }
    made = api.post("annotations", body)["annotations"][0]
    assert made["input_id"] == car
    sides = {"top_row": 0, "left_col": 0, "bottom_row": 0.5, "right_col": 0.5}
    assert made["data"]["regions"][0]["region_info"]["bounding_box"] == sides


@pytest.mark.rule("json.spellings")
def test_nulls_are_fields_left_out(api: Api, car: str) -> None:
    concept = {"id": "red", "name": None, "value": None}
    sent = {"id": None, "input_id": car, "data": {"concepts": [concept], "metadata": None}}
    made = api.post("annotations", {"annotations": [sent], "user_app_id": None})["annotations"][0]
    assert len(made["id"]) == 32
    assert made["data"] == {
        "concepts": [{"id": "red", "name": "red", "value": 1, "app_id": "fake-app"}]
    }


@pytest.mark.rule("json.concept_value")
@pytest.mark.parametrize(
    ("sent", "meant"),
    [({}, 1), ({"value": True}, 1), ({"value": False}, 0), ({"value": 0}, 0), ({"value": 0.0}, 0),
     ({"value": "0.5"}, 0.5), ({"value": 0.25}, 0.25), ({"value": None}, 1)],
)  # fmt: skip
def test_a_concept_value_may_be_left_out_or_a_boolean(
    api: Api, car: str, sent: dict[str, object], meant: float
) -> None:
    assert value_after(api, labelled(car, **sent)) == meant


@pytest.mark.rule("json.integer_enums")
@pytest.mark.parametrize("code", ["ANNOTATION_PENDING", 24151, "24151", 24151.0])
def test_an_enum_is_sent_by_name_or_number_and_answered_as_a_number(
    api: Api, car: str, code: object
) -> None:
    sent = {"annotations": [{"input_id": car, "status": {"code": code}}]}
    status = api.post("annotations", sent)["annotations"][0]["status"]
    assert status == {"code": StatusCode.ANNOTATION_PENDING, "description": "Annotation pending"}
    assert type(status["code"]) is int


@pytest.mark.rule("json.shown_if_empty")
def test_zeros_of_concepts_and_boxes_are_printed_and_other_zeros_are_not(
    api: Api, car: str
) -> None:
    region = {"region_info": box(0, 0, 1, 1), "data": {"concepts": [{"id": "red", "value": 0}]}}
    sent = {"input_id": car, "task_id": "", "data": {"regions": [region]}}
    made = api.post("annotations", {"annotations": [sent]})["annotations"][0]
    shown = made["data"]["regions"][0]
    assert shown["region_info"]["bounding_box"] == {
        "top_row": 0, "left_col": 0, "bottom_row": 1, "right_col": 1,
    }  # fmt: skip
    assert shown["data"]["concepts"][0]["value"] == 0
    assert "value" not in shown
    assert not {"task_id", "input_level", "model_version_id"} & set(made)


@pytest.mark.rule("json.floats")
@pytest.mark.parametrize(
    ("sent", "printed"),
    [
        (0.18666667, b"0.18666667"),
        (1.0, b"1"),
        (0, b"0"),
        (0.502, b"0.502"),
        (1 / 3, b"0.33333334"),
    ],
)
def test_floats_are_printed_as_short_as_float32_allows(
    api: Api, car: str, sent: float, printed: bytes
) -> None:
    answer = api.post("annotations", labelled(car, value=sent))
    assert b'"value":' + printed + b"," in answer.body
