"""What the reader of JSON refuses, and how it says where and why."""

from __future__ import annotations

import json
import math
import sys
from typing import Any

import pytest
from clarifai_grpc.grpc.api import resources_pb2
from clarifai_grpc.grpc.api.resources_pb2 import Annotation, Concept, Data, FrameInfo, Image
from clarifai_grpc.grpc.api.service_pb2 import DeleteAnnotationsRequest, PostAnnotationsRequest
from clarifai_grpc.grpc.api.status.status_pb2 import Status
from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import Message
from google.protobuf.struct_pb2 import ListValue
from google.protobuf.wrappers_pb2 import UInt64Value

from fakeannot.contract.json_reader import InvalidJson, read_json
from fakeannot.contract.json_writer import write_json


def refusal(message_type: type[Message], value: object) -> InvalidJson:
    """The refusal of a value, by the reader that skips unknown fields as well."""
    with pytest.raises(InvalidJson) as lenient:
        read_json(message_type, value, ignore_unknown=True)
    with pytest.raises(InvalidJson) as caught:
        read_json(message_type, value)
    assert str(caught.value) == str(lenient.value)
    return caught.value


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
