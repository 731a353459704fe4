"""Query parameters to the JSON that `read_json` takes.

The official JSON channel puts a whole request into the query of a GET: one pair for each element
of a list, dotted keys for nested messages, booleans as `True` and `False`; old channels write all
of it in camelCase. Nothing is refused here: what has no meaning is handed on as it came, so that
`read_json` refuses it and names the place.
"""

from __future__ import annotations

from collections.abc import Iterable

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

from fakeannot.contract.field_traits import descriptor_of, find_field, is_map, is_repeated
from fakeannot.contract.scalars import FLOAT_TYPES, INTEGER_TYPES

_BOOLEANS = {"True": True, "true": True, "1": True, "False": False, "false": False, "0": False}
_NUMBER_TYPES = INTEGER_TYPES | FLOAT_TYPES | {FieldDescriptor.TYPE_ENUM}
_CODE = "code"


def query_to_json(
    message_type: type[Message], pairs: Iterable[tuple[str, str]]
) -> dict[str, object]:
    """The nested JSON object that decoded query pairs mean for a request type.

    Keys come out in snake_case, booleans converted, numbers still as strings (`read_json` takes
    them); a number left empty (`page=`) is absent. Of a scalar given twice the last one wins.
    An element of a list of messages may be given by its code: `statuses=ANNOTATION_SUCCESS` or
    `statuses.code=24150`. Raises nothing.
    """
    result: dict[str, object] = {}
    for key, value in pairs:
        path = _resolved(descriptor_of(message_type), key)
        if path is None:
            result[key] = value
        else:
            _put(result, path, value)
    return result


def _resolved(descriptor: Descriptor, key: str) -> list[FieldDescriptor] | None:
    """The fields that a dotted key runs through, None if there is no such run."""
    path: list[FieldDescriptor] = []
    inner: Descriptor | None = descriptor
    for part in key.split("."):
        field = None if inner is None else find_field(inner, part)
        if field is None or is_map(field) or (path and _ends_at(path[-1], field)):
            return None
        path.append(field)
        inner = field.message_type
    return path


def _ends_at(outer: FieldDescriptor, field: FieldDescriptor) -> bool:
    """Whether a key cannot go on from outer to field: in a list of messages only to the code."""
    return is_repeated(outer) and (field.name != _CODE or field.message_type is not None)


def _put(result: dict[str, object], path: list[FieldDescriptor], value: str) -> None:
    target = result
    by_code = len(path) > 1 and is_repeated(path[-2])
    *outer, last = path[:-1] if by_code else path
    for field in outer:
        inner = target.setdefault(field.name, {})
        if not isinstance(inner, dict):
            return  # the message was also given as one text, which read_json refuses
        target = inner
    if is_repeated(last):
        _append(target, last, value, named_code=by_code)
    elif not _is_left_out(last, value):
        target[last.name] = _scalar(last, value)


def _append(
    target: dict[str, object], field: FieldDescriptor, value: str, *, named_code: bool
) -> None:
    element: object
    if field.message_type is None:
        if _is_left_out(field, value):
            return
        element = _scalar(field, value)
    else:
        code = find_field(field.message_type, _CODE)
        if code is None:
            target[field.name] = value
            return
        # Official JSON channels send a list of statuses as the names of the fields set in each
        # (`statuses=code`): that says nothing, but must not fail the call either.
        is_a_name = not named_code and find_field(field.message_type, value) is not None
        if is_a_name or _is_left_out(code, value):
            return
        element = {_CODE: _scalar(code, value)}
    elements = target.setdefault(field.name, [])
    if isinstance(elements, list):
        elements.append(element)


def _is_left_out(field: FieldDescriptor, value: str) -> bool:
    return value == "" and field.type in _NUMBER_TYPES


def _scalar(field: FieldDescriptor, value: str) -> object:
    inner = field.message_type
    is_boolean = field.type == FieldDescriptor.TYPE_BOOL or (
        inner is not None and inner.full_name == "google.protobuf.BoolValue"
    )
    return _BOOLEANS.get(value, value) if is_boolean else value
