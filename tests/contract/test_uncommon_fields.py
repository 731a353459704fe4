"""Kinds of fields that the contract has no use for yet, but a newer one may."""

from __future__ import annotations

import json
from typing import Any

import pytest
from google.protobuf.descriptor_pb2 import FieldDescriptorProto, FileDescriptorProto
from google.protobuf.descriptor_pool import Default
from google.protobuf.json_format import ParseDict
from google.protobuf.message_factory import GetMessageClass

from fakeannot.contract.json_reader import InvalidJson, read_json
from fakeannot.contract.json_writer import write_json
from fakeannot.contract.query import query_to_json


def uncommon_type() -> Any:
    """A message with maps of boolean and integer keys, a Value, and 64-bit numbers."""
    file = FileDescriptorProto(name="uncommon.proto", package="uncommon", syntax="proto3")
    file.dependency.append("google/protobuf/struct.proto")
    message = file.message_type.add(name="Uncommon")
    optional, repeated = FieldDescriptorProto.LABEL_OPTIONAL, FieldDescriptorProto.LABEL_REPEATED
    kinds = {"flags": FieldDescriptorProto.TYPE_BOOL, "counts": FieldDescriptorProto.TYPE_INT32}
    for number, (name, kind) in enumerate(kinds.items(), 1):
        entry = message.nested_type.add(name=f"{name.title()}Entry")
        entry.options.map_entry = True
        entry.field.add(name="key", number=1, type=kind, label=optional)
        text = FieldDescriptorProto.TYPE_STRING
        entry.field.add(name="value", number=2, type=text, label=optional)
        message.field.add(
            name=name,
            number=number,
            type=FieldDescriptorProto.TYPE_MESSAGE,
            label=repeated,
            type_name=f".uncommon.Uncommon.{entry.name}",
        )
    any_type = ".google.protobuf.Value"
    composite = FieldDescriptorProto.TYPE_MESSAGE
    message.field.add(name="any", number=3, type=composite, label=optional, type_name=any_type)
    message.field.add(name="many", number=4, type=composite, label=repeated, type_name=any_type)
    long = FieldDescriptorProto.TYPE_SFIXED64
    message.field.add(name="long", number=5, type=long, label=optional)
    pool = Default()
    pool.AddSerializedFile(file.SerializeToString())
    return GetMessageClass(pool.FindMessageTypeByName("uncommon.Uncommon"))


UNCOMMON = uncommon_type()


def test_map_keys_are_read_by_their_type_and_printed_as_texts() -> None:
    value = {"flags": {"true": "a", "false": "b"}, "counts": {"10": "c", "9": "d"}}
    message = read_json(UNCOMMON, value)
    assert message == ParseDict(value, UNCOMMON())
    assert write_json(message) == ('{"flags":{"false":"b","true":"a"},"counts":{"9":"d","10":"c"}}')


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"flags": {"yes": "a"}}, 'flags.yes: expected "true" or "false" for a key'),
        ({"counts": {"x": "a"}}, "counts.x: expected a whole number, got 'x'"),
        ({"long": 10**50}, f"long: a number is not between {-(2**63)} and {2**63 - 1}"),
    ],
)
def test_what_does_not_fit_is_refused(value: object, message: str) -> None:
    with pytest.raises(InvalidJson) as caught:
        read_json(UNCOMMON, value)
    assert str(caught.value) == message


def test_sixty_four_bit_numbers_are_exact() -> None:
    for number in (-(2**63), 2**63 - 1):
        message = read_json(UNCOMMON, {"long": number})
        assert message.long == number
        assert json.loads(write_json(message)) == {"long": number}


def test_maps_in_a_query_are_left_to_the_reader_to_refuse() -> None:
    assert query_to_json(UNCOMMON, [("flags.true", "a")]) == {"flags.true": "a"}


def test_a_list_of_messages_without_a_code_is_left_to_the_reader() -> None:
    value = query_to_json(UNCOMMON, [("many", "a")])
    with pytest.raises(InvalidJson) as caught:
        read_json(UNCOMMON, value)
    assert str(caught.value) == "many: expected a list of objects, got a string ('a')"


def test_null_is_a_value_where_a_value_is_wanted() -> None:
    value = {"any": None, "many": [None, 1, [True], {"a": "b"}]}
    message = read_json(UNCOMMON, value)
    assert message == ParseDict(value, UNCOMMON())
    assert json.loads(write_json(message)) == value
    assert not read_json(UNCOMMON, {}).HasField("any")


def test_deep_lists_in_a_value_are_refused() -> None:
    deep: list[object] = []
    for _ in range(100):
        deep = [deep]
    with pytest.raises(InvalidJson) as caught:
        read_json(UNCOMMON, {"any": deep})
    assert caught.value.reason == "nested deeper than 90 protobuf messages"
    with pytest.raises(InvalidJson):
        read_json(UNCOMMON, {"any": [{1, 2}]})
    with pytest.raises(InvalidJson):
        read_json(UNCOMMON, {"any": 10**400})
