from __future__ import annotations

import contextlib
import json
import math
import sys
from typing import Any

import pytest
from clarifai_grpc.grpc.api import resources_pb2, service_pb2
from clarifai_grpc.grpc.api.resources_pb2 import Annotation, Concept, Data, FrameInfo, Image, Input
from clarifai_grpc.grpc.api.service_pb2 import (
    DeleteAnnotationsRequest,
    MultiInputResponse,
    PostAnnotationsRequest,
)
from clarifai_grpc.grpc.api.status.status_pb2 import Status
from google.protobuf.duration_pb2 import Duration
from google.protobuf.json_format import MessageToDict, ParseDict
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from google.protobuf.struct_pb2 import ListValue, Struct, Value
from google.protobuf.timestamp_pb2 import Timestamp
from google.protobuf.wrappers_pb2 import BoolValue, UInt64Value
from hypothesis import given

from fakeannot.contract.json_reader import InvalidJson, read_json
from fakeannot.contract.json_writer import write_json
from tests.strategies import float32, json_values, messages

TYPES: list[type[Message]] = [
    Annotation,
    Concept,
    Input,
    resources_pb2.Model,
    MultiInputResponse,
    PostAnnotationsRequest,
]


def service_types() -> list[type[Message]]:
    """Every request and response type of the service."""
    methods = service_pb2.DESCRIPTOR.services_by_name["V2"].methods
    types = {kind for method in methods for kind in (method.input_type, method.output_type)}
    return [GetMessageClass(kind) for kind in sorted(types, key=lambda kind: kind.full_name)]


def refusal(message_type: type[Message], value: object) -> InvalidJson:
    """The refusal of a value, by the reader that skips unknown fields as well."""
    with pytest.raises(InvalidJson) as lenient:
        read_json(message_type, value, ignore_unknown=True)
    with pytest.raises(InvalidJson) as caught:
        read_json(message_type, value)
    assert str(caught.value) == str(lenient.value)
    return caught.value


@pytest.mark.parametrize("message_type", TYPES, ids=lambda t: t.__name__)
def test_what_the_writer_wrote_is_read_back(message_type: type[Message]) -> None:
    @given(messages(message_type))
    def check(message: Message) -> None:
        assert read_json(message_type, json.loads(write_json(message))) == message

    check()


@pytest.mark.parametrize("snake_case", [False, True], ids=["camelCase", "snake_case"])
@pytest.mark.parametrize("message_type", TYPES, ids=lambda t: t.__name__)
def test_the_reading_agrees_with_json_format(message_type: type[Message], snake_case: bool) -> None:
    @given(messages(message_type))
    def check(message: Message) -> None:
        value = MessageToDict(
            message,
            preserving_proto_field_name=snake_case,
            # json_format knows no default for a concept value that is left out.
            always_print_fields_with_no_presence=True,
        )
        assert read_json(message_type, value) == ParseDict(value, message_type())

    check()


@given(json_values)
def test_any_json_is_read_or_refused_but_never_fails(value: object) -> None:
    for wrapped in (value, {"id": value, "data": value}, {"data": {"metadata": value}}):
        for ignore_unknown in (False, True):
            with contextlib.suppress(InvalidJson):
                read_json(Annotation, wrapped, ignore_unknown=ignore_unknown)


@pytest.mark.parametrize("message_type", service_types(), ids=lambda t: t.__name__)
def test_every_type_of_the_service_round_trips_its_default(message_type: type[Message]) -> None:
    printed = json.loads(write_json(message_type()))
    assert read_json(message_type, printed) == message_type()
    assert read_json(message_type, dict.fromkeys(printed)) == message_type()
    everything = dict.fromkeys(field.name for field in message_type.DESCRIPTOR.fields)
    read_json(message_type, everything)


def test_null_means_absent() -> None:
    value = {"id": None, "data": None, "trusted": None, "status": {"code": None}}
    assert read_json(Annotation, value) == Annotation(status=Status())


def test_null_inside_a_struct_is_kept() -> None:
    data = read_json(Data, {"metadata": {"a": None, "b": [None]}})
    assert data.metadata.fields["a"].WhichOneof("kind") == "null_value"
    assert data.metadata.fields["b"].list_value.values[0].WhichOneof("kind") == "null_value"


def test_empty_objects_are_present() -> None:
    annotation = read_json(Annotation, {"data": {"metadata": {}}})
    assert annotation.HasField("data")
    assert annotation.data.HasField("metadata")
    assert not read_json(Annotation, {}).HasField("data")


@pytest.mark.parametrize("value", [{}, {"value": None}, {"value": True}, {"value": 1}])
def test_an_omitted_concept_value_is_one(value: object) -> None:
    assert read_json(Concept, value).value == 1.0


@pytest.mark.parametrize("value", [{"value": False}, {"value": 0}, {"value": "0"}])
def test_a_concept_value_of_zero_stays_zero(value: object) -> None:
    assert read_json(Concept, value).value == 0.0


@pytest.mark.parametrize("code", [24151, "ANNOTATION_PENDING", "24151", 24151.0])
def test_enums_are_names_or_numbers(code: object) -> None:
    assert read_json(Status, {"code": code}).code == 24151


@pytest.mark.parametrize("name", ["INPUT_SUCCESS", "INPUT_DOWNLOAD_SUCCESS"])
def test_both_names_of_an_enum_number_are_known(name: str) -> None:
    assert read_json(Status, {"code": name}).code == 30000


@pytest.mark.parametrize("time", [7, 7.0, "7"])
def test_integers_are_numbers_or_decimal_texts(time: object) -> None:
    assert read_json(FrameInfo, {"time": time}).time == 7


@pytest.mark.parametrize("text", ["-_8", "-_8=", "+/8", "+/8="])
def test_bytes_are_base64_of_either_alphabet(text: str) -> None:
    assert read_json(Image, {"base64": text}).base64 == b"\xfb\xff"


def test_the_largest_float_is_read_back_from_its_shortest_text() -> None:
    largest = Concept(value=3.4028234663852886e38)
    assert read_json(Concept, json.loads(write_json(largest))) == largest
    assert read_json(Concept, {"value": "1e-3"}).value == float32(0.001)


@pytest.mark.parametrize(
    ("text", "seconds", "nanos"),
    [
        ("1970-01-01T00:00:01Z", 1, 0),
        ("1970-01-01T01:00:00.5+01:00", 0, 500_000_000),
        ("1969-12-31T23:30:00-00:30", 0, 0),
        ("0001-01-01T00:00:00Z", -62_135_596_800, 0),
        ("2025-02-28T09:41:55.568082659Z", 1_740_735_715, 568_082_659),
    ],
)
def test_times_are_rfc_3339(text: str, seconds: int, nanos: int) -> None:
    assert read_json(Timestamp, text) == Timestamp(seconds=seconds, nanos=nanos)


def test_well_known_types_are_read_on_their_own() -> None:
    assert read_json(Duration, "-1.5s") == Duration(seconds=-1, nanos=-500_000_000)
    assert read_json(BoolValue, True) == BoolValue(value=True)
    assert read_json(Struct, {"a": 1})["a"] == 1
    assert read_json(ListValue, ["a"])[0] == "a"
    assert read_json(Value, None).WhichOneof("kind") == "null_value"


def test_maps_are_objects() -> None:
    image = read_json(Image, {"hosted_image_info": {"a": {"width": 1}}})
    assert image.hosted_image_info["a"].width == 1


def nested_regions(depth: int) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for _ in range(depth):
        value = {"regions": [{"data": value}]}
    return {"data": value}


def nested_struct(depth: int) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for _ in range(depth):
        value = {"a": value}
    return {"data": {"metadata": value}}


@pytest.mark.parametrize(("nested", "deepest"), [(nested_regions, 44), (nested_struct, 29)])
def test_nesting_is_refused_before_protobuf_itself_refuses_it(nested: Any, deepest: int) -> None:
    message = read_json(Annotation, nested(deepest))
    assert Annotation.FromString(message.SerializeToString()) == message
    assert read_json(Annotation, json.loads(write_json(message))) == message
    refused = refusal(Annotation, nested(deepest + 1))
    assert refused.reason == "nested deeper than 90 protobuf messages"
    assert len(refused.path) < 200


@pytest.mark.parametrize("nested", [nested_regions, nested_struct])
def test_very_deep_json_is_refused_without_exhausting_the_stack(nested: Any) -> None:
    refused = refusal(Annotation, nested(sys.getrecursionlimit() * 3))
    assert refused.path.startswith("data.")
    assert "..." in refused.path


def test_an_unknown_field_is_named_by_its_path() -> None:
    value = {"annotations": [{"data": {"regions": [{"region_id": "x"}]}}]}
    with pytest.raises(InvalidJson) as caught:
        read_json(PostAnnotationsRequest, value)
    assert caught.value.path == "annotations[0].data.regions[0].region_id"
    assert caught.value.unknown_field
    assert caught.value.reason == ""
    assert str(caught.value) == "annotations[0].data.regions[0].region_id: no such field"


def test_unknown_fields_can_be_ignored_at_every_depth() -> None:
    value = {"x": 1, "id": "a", "data": {"y": [], "regions": [{"region_id": "z", "id": "b"}]}}
    read = read_json(Annotation, value, ignore_unknown=True)
    assert read == Annotation(id="a", data={"regions": [{"id": "b"}]})


def test_a_path_can_always_be_encoded_and_is_not_longer_than_useful() -> None:
    for key in ("\ud800", "k" * 10_000):
        with pytest.raises(InvalidJson) as caught:
            read_json(Annotation, {key: 1})
        assert len(str(caught.value).encode()) < 100


@pytest.mark.parametrize(
    ("message_type", "value", "message"),
    [
        (Annotation, [], "expected an object, got a list"),
        (Annotation, None, "expected an object, got null"),
        (Annotation, {"id": 1}, "id: expected a string, got a number (1)"),
        (Annotation, {"data": "x"}, "data: expected an object, got a string ('x')"),
        (Annotation, {"trusted": "true"}, "trusted: expected true or false, got a string ('true')"),
        (Data, {"regions": "x"}, "regions: expected a list of objects, got a string ('x')"),
        (Data, {"regions": {}}, "regions: expected a list of objects, got an object"),
        (Data, {"concepts": [None]}, "concepts[0]: expected an object, got null"),
        (
            DeleteAnnotationsRequest,
            {"ids": "a"},
            "ids: expected a list of strings, got a string ('a')",
        ),
        (DeleteAnnotationsRequest, {"ids": [1]}, "ids[0]: expected a string, got a number (1)"),
        (FrameInfo, {"index": True}, "index: expected a whole number, got a boolean"),
        (FrameInfo, {"index": 1.5}, "index: expected a whole number, got 1.5"),
        (FrameInfo, {"index": "1_0"}, "index: expected a whole number, got '1_0'"),
        (FrameInfo, {"index": -1}, "index: -1 is not between 0 and 4294967295"),
        (FrameInfo, {"index": 2**32}, "index: 4294967296 is not between 0 and 4294967295"),
        (UInt64Value, 2**64, f"{2**64} is not between 0 and {2**64 - 1}"),
        (Concept, {"value": "NaN"}, "value: expected a number, got the string 'NaN'"),
        (Concept, {"value": math.nan}, "value: expected a finite number, got nan"),
        (Concept, {"value": math.inf}, "value: expected a finite number, got inf"),
        (Concept, {"value": 1e39}, "value: 1e+39 is too large for a 32-bit float"),
        (Concept, {"value": 10**400}, "value: the number is too large for a float"),
        (Concept, {"value": []}, "value: expected a number, got a list"),
        (resources_pb2.Region, {"value": True}, "value: expected a number, got a boolean"),
        (Status, {"code": 1}, "code: StatusCode has no value with the number 1"),
        (Status, {"code": []}, "code: expected a name or a number of StatusCode, got a list"),
        (
            Status,
            {"code": "ANNOTATION_SUCESS"},
            "code: StatusCode has no value named 'ANNOTATION_SUCESS'; "
            "the nearest is ANNOTATION_SUCCESS",
        ),
        (Image, {"base64": "a"}, "base64: expected a base64 string, got 'a'"),
        (Image, {"base64": "é???"}, "base64: expected a base64 string, got 'é???'"),
        (Image, {"base64": "aa="}, "base64: expected a base64 string: its padding is wrong"),
        (Image, {"hosted_image_info": []}, "hosted_image_info: expected an object, got a list"),
        (
            Image,
            {"hosted_image_info": {"a": None}},
            "hosted_image_info.a: expected an object, got null",
        ),
        (
            resources_pb2.Worker,
            {"user": {}, "model": {}},
            "Worker has room for one of user and model",
        ),
        (
            DeleteAnnotationsRequest,
            {"input_ids": ["a"], "inputIds": None},
            "input_ids and inputIds are the same field, given twice",
        ),
        (
            Annotation,
            {"data": {"concepts": [{"id": "a"}, {"id": "\udc00"}]}},
            "data.concepts[1].id: the string has half of a surrogate pair, which is no text",
        ),
        (
            Data,
            {"metadata": {"a": ["\ud800"]}},
            "metadata.a[0]: the string has half of a surrogate pair, which is no text",
        ),
        (
            Data,
            {"metadata": {"a": math.inf}},
            "metadata.a: expected a finite number that fits a double",
        ),
        (Data, {"metadata": []}, "metadata: expected an object, got a list"),
        (
            Annotation,
            {"created_at": "2024-01-01 00:00:00Z"},
            "created_at: expected an RFC 3339 time, got '2024-01-01 00:00:00Z'",
        ),
        (
            Annotation,
            {"created_at": "2024-02-30T00:00:00Z"},
            "created_at: expected an RFC 3339 time, got '2024-02-30T00:00:00Z'",
        ),
        (
            Annotation,
            {"created_at": "0001-01-01T00:00:00+01:00"},
            "created_at: '0001-01-01T00:00:00+01:00' is outside of the years 0001 to 9999",
        ),
        (
            Annotation,
            {"created_at": 5},
            "created_at: expected an RFC 3339 time such as 2017-04-11T21:50:50.223962Z, "
            "got a number (5)",
        ),
        (Duration, "1", "expected a duration such as \"1.5s\", got '1'"),
        (Duration, 1, 'expected a duration such as "1.5s", got a number (1)'),
        (Duration, "400000000000s", "'400000000000s' is longer than 315576000000 seconds"),
        (ListValue, {}, "expected a list, got an object"),
    ],
)
def test_a_refusal_says_where_and_why(
    message_type: type[Message], value: object, message: str
) -> None:
    assert str(refusal(message_type, value)) == message


@pytest.mark.parametrize("key", ["", "id\0", "Id", "data.regions", "\udfff", "ïd"])
def test_odd_keys_are_unknown_fields(key: str) -> None:
    with pytest.raises(InvalidJson) as caught:
        read_json(Annotation, {"data": {key: 1}})
    assert caught.value.unknown_field
    assert read_json(Annotation, {key: 1}, ignore_unknown=True) == Annotation()
