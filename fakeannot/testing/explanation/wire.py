"""A draft as it goes over the wire."""

from __future__ import annotations

from math import nan
from typing import Any

from google.protobuf.descriptor import FieldDescriptor

from fakeannot.calls import CallRecord
from fakeannot.contract.field_traits import enum_of, is_map
from fakeannot.contract.json_reader import read_json
from fakeannot.contract.operations import SERVICE
from fakeannot.contract.scalars import FLOAT_TYPES
from fakeannot.doors.http import HttpRequest
from fakeannot.testing.explanation.document import Json
from fakeannot.testing.explanation.draft import Draft


def grpc_path(draft: Draft) -> str:
    """What a gRPC client calls."""
    return f"/{SERVICE}/{draft.document['rpc']}"


def grpc_request(draft: Draft) -> bytes:
    """The request message; nothing where the method has none.

    Raises:
        InvalidJson: the draft's message does not fit the method.
    """
    if draft.operation is None:
        return b""
    said, request_type = draft.body or {}, draft.operation.request_type
    message = read_json(request_type, _sayable(request_type.DESCRIPTOR, said))
    _put_unsayable(message, said)
    return message.SerializeToString()


def http_request(draft: Draft) -> HttpRequest:
    """The HTTP request."""
    document = draft.document
    headers = {"authorization": draft.authorization.header}
    return HttpRequest(document["method"], document["path"], draft.query, headers, _body(draft))


def as_record(draft: Draft, record: CallRecord) -> CallRecord:
    """The record of a call, had it been made like the draft."""
    if draft.over_grpc:
        segments = tuple(grpc_path(draft).lstrip("/").split("/"))
        rpc, request = draft.document["rpc"], grpc_request(draft)
        return record._replace(rpc=rpc, segments=segments, request=request)
    document, operation = draft.document, draft.operation
    return record._replace(
        rpc=operation.name if operation is not None else "",
        method=document["method"],
        segments=tuple(document["path"]),
        query=draft.query,
        request=_body(draft),
    )


def _body(draft: Draft) -> bytes:
    return (draft.body_text or "").encode("utf-8", "replace")


def _sayable(descriptor: Any, said: Json) -> Json:
    """What JSON has words for: all but numbers of enums which are none of the contract's."""
    sayable: dict[str, Json] = {}
    for name, value in said.items():
        field = descriptor.fields_by_name[name]
        if _is_unsayable(field, value):
            continue
        if _is_of_contract(field):
            within = [_sayable(field.message_type, one) for one in _listed(value)]
            value = within if isinstance(value, list) else within[0]
        sayable[name] = value
    return sayable


def _put_unsayable(message: Any, said: Json) -> None:
    """Put into a message what its JSON form has no words for; null is a number that is none."""
    for name, value in said.items():
        field = message.DESCRIPTOR.fields_by_name[name]
        if field.type in FLOAT_TYPES and value is None:
            setattr(message, name, nan)
        elif _is_unsayable(field, value):
            setattr(message, name, value)
        elif _is_of_contract(field):
            parts = getattr(message, name)
            parts = parts if isinstance(value, list) else [parts]
            for part, one in zip(parts, _listed(value), strict=True):
                _put_unsayable(part, one)


def _listed(value: Json) -> list[Json]:
    return value if isinstance(value, list) else [value]


def _is_unsayable(field: FieldDescriptor, value: Json) -> bool:
    is_number = field.type == FieldDescriptor.TYPE_ENUM and isinstance(value, int)
    return is_number and value not in enum_of(field).values_by_number


def _is_of_contract(field: FieldDescriptor) -> bool:
    inner = field.message_type
    return inner is not None and not is_map(field) and inner.full_name.startswith("clarifai.")
