"""What the converter asks of a field descriptor, the same on every supported protobuf.

The `cl_*` answers are read from the options the official contract puts on its fields.
"""

from __future__ import annotations

from typing import cast

from clarifai_grpc.grpc.api.utils import extensions_pb2
from clarifai_grpc.grpc.auth.util import extension_pb2
from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor
from google.protobuf.message import Message

from fakeannot.rules import enforces

WRAPPERS = frozenset(
    f"google.protobuf.{kind}Value"
    for kind in ("Double", "Float", "Int64", "UInt64", "Int32", "UInt32", "Bool", "String", "Bytes")
)


def descriptor_of(message: Message | type[Message]) -> Descriptor:
    """The descriptor of a message or message type; its stub also allows for an internal class."""
    return cast("Descriptor", message.DESCRIPTOR)


def map_fields(field: FieldDescriptor) -> tuple[FieldDescriptor, FieldDescriptor]:
    """The key and the value of a map field."""
    entry = cast("Descriptor", field.message_type)
    return entry.fields_by_name["key"], entry.fields_by_name["value"]


def enum_of(field: FieldDescriptor) -> EnumDescriptor:
    """The enum of an enum field."""
    return cast("EnumDescriptor", field.enum_type)


def is_repeated(field: FieldDescriptor) -> bool:
    """Whether the field is a list or a map.

    `is_repeated` came with protobuf 6.30 and `label`, its only form before, is deprecated since.
    """
    known: bool | None = getattr(field, "is_repeated", None)
    if known is not None:
        return known
    label: int = field.label  # type: ignore[attr-defined]  # gone from the newest stubs
    return label == 3  # LABEL_REPEATED


def is_map(field: FieldDescriptor) -> bool:
    """Whether the field is a map: on the wire, a repeated entry of key and value."""
    entry = field.message_type
    return entry is not None and bool(entry.GetOptions().map_entry)


@enforces("json.shown_if_empty")
def is_shown_if_empty(field: FieldDescriptor) -> bool:
    """Whether JSON prints the field at its default too: cl_show_if_empty of the contract."""
    return bool(field.GetOptions().Extensions[extensions_pb2.cl_show_if_empty])


def is_private(field: FieldDescriptor) -> bool:
    """Whether no answer ever shows the field: cl_private_field of the contract."""
    return bool(field.GetOptions().Extensions[extension_pb2.cl_private_field])


def default_float(field: FieldDescriptor) -> float | None:
    """What JSON means by leaving the field out: cl_default_float of the contract, else None."""
    options = field.GetOptions()
    if not options.HasExtension(extensions_pb2.cl_default_float):
        return None
    return float(options.Extensions[extensions_pb2.cl_default_float])


def real_oneofs(descriptor: Descriptor) -> tuple[tuple[str, ...], ...]:
    """The field names of each oneof, without the one-member oneofs of `optional` fields."""
    groups = (tuple(field.name for field in oneof.fields) for oneof in descriptor.oneofs)
    return tuple(names for names in groups if len(names) > 1)


def find_field(descriptor: Descriptor, key: str) -> FieldDescriptor | None:
    """The field that `key` names, in snake_case or camelCase, else None.

    Old official clients send camelCase bodies and queries, today's send snake_case.
    """
    # Protobuf's own look-up stops at a NUL, and fails for half of a surrogate pair.
    if not key.isascii() or "\0" in key:
        return None
    field = descriptor.fields_by_name.get(key)
    return descriptor.fields_by_camelcase_name.get(key) if field is None else field
