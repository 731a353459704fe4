from __future__ import annotations

import json
import math
import tracemalloc
from typing import Any

import pytest
from clarifai_grpc.grpc.api import resources_pb2, service_pb2
from clarifai_grpc.grpc.api.resources_pb2 import Annotation, Concept, Data, Input, Model
from clarifai_grpc.grpc.api.service_pb2 import MultiAnnotationResponse, MultiInputResponse
from clarifai_grpc.grpc.api.status.status_pb2 import Status
from google.protobuf.duration_pb2 import Duration
from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message
from google.protobuf.struct_pb2 import Struct, Value
from google.protobuf.timestamp_pb2 import Timestamp
from google.protobuf.wrappers_pb2 import BoolValue, UInt64Value
from hypothesis import given

from fakeannot.contract import number_text
from fakeannot.contract.field_traits import descriptor_of
from fakeannot.contract.json_writer import write_json
from fakeannot.contract.structs import plain_struct
from tests.strategies import FLOAT32, close, float32, messages

TYPES: list[type[Message]] = [Annotation, Concept, Data, Input, Model, MultiInputResponse]


def without_extras(printed: Any, oracle: Any) -> Any:
    """What was printed, less the empty values that json_format leaves out."""
    if isinstance(printed, dict) and isinstance(oracle, dict):
        return {
            key: without_extras(value, oracle.get(key))
            for key, value in printed.items()
            if key in oracle or value not in (0, "", [], False)
        }
    if isinstance(printed, list) and isinstance(oracle, list):
        return [without_extras(*pair) for pair in zip(printed, oracle, strict=True)]
    return printed


@pytest.mark.parametrize("message_type", TYPES, ids=lambda t: t.__name__)
def test_the_text_agrees_with_json_format(message_type: type[Message]) -> None:
    @given(messages(message_type))
    def check(message: Message) -> None:
        oracle = MessageToDict(
            message, preserving_proto_field_name=True, use_integers_for_enums=True
        )
        printed = without_extras(json.loads(write_json(message)), oracle)
        assert close(printed, oracle), (printed, oracle)

    check()


@pytest.mark.parametrize("message_type", TYPES, ids=lambda t: t.__name__)
def test_fields_come_in_the_order_of_their_declaration(message_type: type[Message]) -> None:
    order = [field.name for field in descriptor_of(message_type).fields]

    @given(messages(message_type, depth=1))
    def check(message: Message) -> None:
        printed = list(json.loads(write_json(message)))
        assert printed == sorted(printed, key=order.index)

    check()


def test_an_empty_annotation_prints_nothing() -> None:
    assert write_json(Annotation()) == "{}"


def test_a_present_but_empty_message_is_printed() -> None:
    assert write_json(Annotation(data=Data(metadata=Struct()))) == '{"data":{"metadata":{}}}'


def test_a_concept_value_of_zero_is_shown() -> None:
    assert write_json(Concept(id="cat")) == '{"id":"cat","value":0}'


def test_a_bounding_box_shows_all_four_edges() -> None:
    box = resources_pb2.BoundingBox(bottom_row=0.5, right_col=1.0)
    assert write_json(box) == '{"top_row":0,"left_col":0,"bottom_row":0.5,"right_col":1}'


def test_an_empty_list_of_results_is_shown() -> None:
    assert write_json(MultiAnnotationResponse()) == '{"annotations":[]}'


def test_an_unset_message_marked_to_show_when_empty_is_left_out() -> None:
    assert write_json(service_pb2.SingleModelTypeResponse()) == "{}"


def test_booleans_and_texts_marked_to_show_when_empty_are_shown() -> None:
    text = write_json(resources_pb2.EmailAddress())
    assert text == '{"email":"","primary":false,"verified":false}'


def test_private_fields_are_never_shown() -> None:
    status = Status(code=10000, description="Ok", stack_trace=["x"], internal_details="y")
    assert write_json(status) == '{"code":10000,"description":"Ok"}'


def test_text_keeps_its_characters_and_escapes_only_what_json_must() -> None:
    concept = Concept(id='ä"\\\n\x01\u2028😀', value=1)
    assert write_json(concept) == '{"id":"ä\\"\\\\\\n\\u0001\u2028😀","value":1}'


def test_sixty_four_bit_integers_are_numbers() -> None:
    assert write_json(UInt64Value(value=2**64 - 1)) == "18446744073709551615"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.18666667, "0.18666667"),
        (0.502, "0.502"),
        (0.9963381, "0.9963381"),
        (1.0, "1"),
        (-3.0, "-3"),
        (-0.0, "-0.0"),
        (123456789.0, "123456790"),
        (1e20, "1e+20"),
        (1e-45, "1e-45"),
        (math.inf, "null"),
        (math.nan, "null"),
    ],
)
def test_floats_are_the_shortest_decimal_that_reads_back(value: float, text: str) -> None:
    assert write_json(Concept(value=value)) == f'{{"value":{text}}}'


@given(FLOAT32)
def test_every_float_reads_back_to_itself(value: float) -> None:
    assert float32(json.loads(write_json(Concept(value=value)))["value"]) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.1, "0.1"), (5.0, "5"), (1e14, "100000000000000"), (1e16, "1e+16"), (math.inf, "null")],
)
def test_doubles_are_their_repr_without_an_empty_fraction(value: float, text: str) -> None:
    assert write_json(Value(number_value=value)) == text


@pytest.mark.parametrize(
    ("seconds", "nanos", "text"),
    [
        (0, 0, '"1970-01-01T00:00:00Z"'),
        (0, 449_860_000, '"1970-01-01T00:00:00.449860Z"'),
        (0, 120_000_000, '"1970-01-01T00:00:00.120Z"'),
        (0, 1, '"1970-01-01T00:00:00.000000001Z"'),
        (-62_135_596_800, 0, '"0001-01-01T00:00:00Z"'),
        (-62_135_596_801, 0, "null"),
        (0, -1, "null"),
    ],
)
def test_timestamps_have_their_fraction_in_groups_of_three(
    seconds: int, nanos: int, text: str
) -> None:
    assert write_json(Timestamp(seconds=seconds, nanos=nanos)) == text


def test_durations_and_wrappers_are_plain_values() -> None:
    assert write_json(Duration(seconds=-1, nanos=-500_000_000)) == '"-1.500s"'
    assert write_json(UInt64Value(value=7)) == "7"
    assert write_json(BoolValue(value=True)) == "true"


def test_a_struct_has_sorted_keys_and_keeps_its_nulls() -> None:
    made = Struct()
    made.update({"b": [1, None, {"c": "d"}], "a": True})
    assert write_json(made) == '{"a":true,"b":[1,null,{"c":"d"}]}'


@given(messages(Struct))
def test_a_struct_in_plain_python_is_what_json_format_makes_of_it(struct: Struct) -> None:
    assert plain_struct(struct) == MessageToDict(struct)


def test_an_empty_value_is_null() -> None:
    assert write_json(Value()) == "null"


def test_maps_have_sorted_keys_and_bytes_are_base64() -> None:
    image = resources_pb2.Image(base64=b"true")
    image.hosted_image_info["b"].SetInParent()
    image.hosted_image_info["a"].SetInParent()
    assert write_json(image) == '{"base64":"dHJ1ZQ==","hosted_image_info":{"a":{},"b":{}}}'


def test_remembered_float_texts_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(number_text, "_MOST_REMEMBERED", 2)
    texts = number_text.Float32Texts()
    assert [texts[value] for value in (0.5, 1.0, 2.0, 0.0)] == ["0.5", "1", "2", "0"]
    assert dict(texts) == {2.0: "2"}


def test_what_is_like_no_other_is_not_remembered() -> None:
    statuses = [Status(code=10000, req_id=f"{number:032x}") for number in range(2000)]
    write_json(statuses[0])
    tracemalloc.start()
    try:
        for status in statuses:
            write_json(status)
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < 50 * len(statuses)
