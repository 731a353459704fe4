"""Reading JSON into messages: what was written comes back, and every kind of value is known."""

from __future__ import annotations

import contextlib
import json

import pytest
from clarifai_grpc.grpc.api import resources_pb2, service_pb2
from clarifai_grpc.grpc.api.resources_pb2 import Annotation, Concept, Data, FrameInfo, Image, Input
from clarifai_grpc.grpc.api.service_pb2 import MultiInputResponse, PostAnnotationsRequest
from clarifai_grpc.grpc.api.status.status_pb2 import Status
from google.protobuf.duration_pb2 import Duration
from google.protobuf.json_format import MessageToDict, ParseDict
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from google.protobuf.struct_pb2 import ListValue, Struct, Value
from google.protobuf.timestamp_pb2 import Timestamp
from google.protobuf.wrappers_pb2 import BoolValue
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
