"""Edits against refusals of a body: fields there are none of, values that do not fit."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from contextlib import suppress

from google.protobuf.descriptor import Descriptor, FieldDescriptor

from fakeannot.contract.field_traits import descriptor_of, enum_of, find_field, is_map, is_repeated
from fakeannot.contract.places import Path
from fakeannot.contract.scalars import FLOAT_TYPES, INTEGER_TYPES
from fakeannot.testing.explanation.document import GONE, Json
from fakeannot.testing.explanation.draft import Change
from fakeannot.testing.explanation.proposals.case import Case, Proposal, nearest, proposes

_LIKE = 4
_RANGE = re.compile(r"is not between (-?\d+) and (-?\d+)")
_BOOLEANS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


@proposes("json.unknown_field")
def known_field(case: Case) -> Iterator[Proposal]:
    around, unknown = case.path[:-1], str(case.path[-1])
    descriptor = message_at(case, around)
    if descriptor is None:
        return
    for name in nearest(unknown, [field.name for field in descriptor.fields], _LIKE):
        if case.draft.value((*around, name)) is GONE:
            yield from _renamed(case, (*around, name))
    # Such as concepts outside of data.
    for field in descriptor.fields:
        inner = field.message_type
        if inner is not None and not is_repeated(field) and find_field(inner, unknown):
            yield from _renamed(case, (*around, field.name, unknown))
    yield from case.remove(case.path)


@proposes("json.wrong_value")
def fitting_value(case: Case) -> Iterator[Proposal]:
    field = field_at(case, case.path)
    # Of a body that is no text nothing can be found at a path.
    if case.path and field is not None and case.got is not GONE:
        for value in _fitting(field, case.got, case.refused.details):
            yield case.set(case.path, value)
    elif not case.path:
        yield from _whole_body(case)
    if isinstance(case.got, dict):
        yield from (p for name in case.got for p in case.remove((*case.path, name)))
    if case.path:
        yield from case.remove(case.path)


@proposes("json.broken")
def mended_body(case: Case) -> Iterator[Proposal]:
    text = case.draft.body
    if not isinstance(text, str):
        return
    for mended in _mended(text.removeprefix("\ufeff")):
        yield Proposal((Change(case.draft.root, mended),), cost=1)


def message_at(case: Case, path: Path) -> Descriptor | None:
    """The type of the message at a path of the request, None if there is none."""
    if case.draft.operation is None:
        return None
    if not path:
        return descriptor_of(case.draft.operation.request_type)
    field = field_at(case, path)
    inside = field is not None and not is_map(field)
    return field.message_type if field is not None and inside else None


def field_at(case: Case, path: Path) -> FieldDescriptor | None:
    """The field that a path of the request ends in, None if there is none."""
    if case.draft.operation is None:
        return None
    descriptor: Descriptor | None = descriptor_of(case.draft.operation.request_type)
    field = None
    for part in path:
        if isinstance(part, int):
            continue
        field = find_field(descriptor, part) if descriptor is not None else None
        descriptor = field.message_type if field is not None else None
    return field


def _renamed(case: Case, path: Path) -> Iterator[Proposal]:
    """What an unknown field holds, in a known one."""
    place = case.draft.place(case.path)
    if place[0] != "query":
        yield Proposal((Change(place, moved_to=(*place[:-1], *path[len(case.path) - 1 :])),))
    elif case.got is not GONE:
        name = ".".join(str(part) for part in path)
        yield Proposal((Change((*place[:-1], 0), name),))


def _fitting(field: FieldDescriptor, got: Json, details: str) -> Iterator[Json]:
    """Values of a field's type that are like one that does not fit it."""
    if is_repeated(field) and not is_map(field) and not isinstance(got, list):
        yield [got]
        if isinstance(got, str):
            yield [part.strip() for part in got.split(",")]
    if field.type == FieldDescriptor.TYPE_ENUM:
        yield from nearest(str(got).upper(), [value.name for value in enum_of(field).values])
    elif field.type == FieldDescriptor.TYPE_STRING and isinstance(got, (int, float)):
        yield str(got)
    elif field.type == FieldDescriptor.TYPE_BOOL:
        yield _BOOLEANS.get(str(got).lower(), True)
    elif field.type in INTEGER_TYPES or field.type in FLOAT_TYPES:
        yield from _numbers(field, got, details)
    elif field.message_type is not None and isinstance(got, str):
        yield {"id": got}


def _numbers(field: FieldDescriptor, got: Json, details: str) -> Iterator[Json]:
    if limits := _RANGE.search(details):
        low, high = int(limits[1]), int(limits[2])
        with suppress(TypeError, ValueError):
            yield max(low, min(high, int(got)))
    with suppress(TypeError, ValueError, OverflowError):
        number = float(str(got).replace(",", ".").strip(" %"))
        yield round(number) if field.type in INTEGER_TYPES or number.is_integer() else number
    yield 1


def _whole_body(case: Case) -> Iterator[Proposal]:
    """A list or an item as the field of an object that the request has it in."""
    descriptor, body = message_at(case, ()), case.draft.body
    for field in descriptor.fields if descriptor is not None else ():
        if is_repeated(field) and field.message_type is not None:
            items = body if isinstance(body, list) else [body]
            yield Proposal((Change(case.draft.root, {field.name: items}),), cost=1)


def _mended(text: str) -> Iterator[Json]:
    """What a text that is nearly JSON may have been meant to be."""
    for candidate in (text, re.sub(r",\s*([\]}])", r"\1", text), *_closed(text)):
        with suppress(ValueError, RecursionError):
            yield json.loads(candidate, parse_constant=lambda _: 0)
    with suppress(TypeError, ValueError, SyntaxError, MemoryError, RecursionError):
        # Python has sets, bytes and more, which JSON has not.
        yield json.loads(json.dumps(ast.literal_eval(text.strip()), allow_nan=False))


def _closed(text: str) -> Iterator[str]:
    """The text with the brackets at its end that it lacks."""
    lacking: list[str] = []
    for char in re.sub(r'"(?:\\.|[^"\\])*"', "", text):
        if char in "[{":
            lacking.append("]" if char == "[" else "}")
        elif char in "]}" and lacking:
            lacking.pop()
    if lacking:
        yield text.rstrip().rstrip(",") + "".join(reversed(lacking))
