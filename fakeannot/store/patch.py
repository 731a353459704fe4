"""The three ways a PATCH changes data: merge, remove, overwrite (rules `patch.*`).

Pure functions on messages and, for free-form `Struct` fields, on plain JSON values. Lists of
things with an `id` are matched by it; other lists are appended to. Two lists are special,
because an annotation has one of each at most: a region or frame sent without an id takes the
place of the old one.
"""

from __future__ import annotations

from collections.abc import Callable, MutableSequence
from functools import cache
from typing import Any

from clarifai_grpc.grpc.api import resources_pb2
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message
from google.protobuf.struct_pb2 import Struct

from fakeannot.contract.field_traits import is_repeated
from fakeannot.contract.structs import plain_struct
from fakeannot.rules import applies, enforces
from fakeannot.store.newer_fields import add_newer_fields

Json = Any  # a JSON value, as a Struct holds it
_SINGLE = frozenset({"regions", "frames"})
# What is kept, or replaced, as a whole: a box is not half of the old one and half of the new.
_ATOMIC = frozenset({"region_info", "frame_info", "geo", "worker"})


@enforces("patch.overwrite")
def overwrite(target: resources_pb2.Data, patch: resources_pb2.Data) -> None:
    """Replace `target` by `patch`."""
    target.CopyFrom(patch)


@enforces("patch.merge")
def merge(target: Message, patch: Message) -> None:
    """Add what `patch` says to `target`; where both say something, `patch` wins."""
    for field, value in patch.ListFields():
        if is_repeated(field):
            _merge_list(getattr(target, field.name), value, field)
        elif field.message_type is None:
            setattr(target, field.name, value)
        else:
            _merge_message(getattr(target, field.name), value, field)
    for name in _always_said(patch.DESCRIPTOR):
        setattr(target, name, getattr(patch, name))
    add_newer_fields(target, patch)


@enforces("patch.remove")
def remove(target: Message, patch: Message) -> None:
    """Take what `patch` names out of `target`: listed things by id, other fields by `true`."""
    for field, value in patch.ListFields():
        if is_repeated(field):
            _remove_listed(getattr(target, field.name), value)
        elif field.message_type is None:
            _remove_scalar(target, field, value)
        elif not target.HasField(field.name):
            applies("patch.remove_adds_nothing")
        elif isinstance(value, Struct):
            _change_struct(getattr(target, field.name), value, remove_json)
        else:
            remove(getattr(target, field.name), value)


def replace_fields(target: Message, patch: Message) -> None:
    """Put what `patch` says in the place of what `target` said; the rest of `target` stays."""
    for field, _ in patch.ListFields():
        target.ClearField(field.name)
    target.MergeFrom(patch)


def _merge_message(target: Message, patch: Message, field: FieldDescriptor) -> None:
    if isinstance(patch, Struct):
        _change_struct(target, patch, merge_json)
    elif field.name in _ATOMIC:
        target.CopyFrom(patch)
    else:
        target.SetInParent()
        merge(target, patch)


def _merge_list(target: Any, patch: Any, field: FieldDescriptor) -> None:
    if field.message_type is None or field.message_type.GetOptions().map_entry:
        target.MergeFrom(patch)
        return
    if field.name in _SINGLE:
        applies("patch.merge_region" if len(patch) == 1 else "patch.one_for_one")
    # Two at once are not one for the other; that they are too many is for others to say.
    replaces = field.name in _SINGLE and len(target) == len(patch) == 1
    for item in patch:
        old = target[0] if replaces and not _identity(item) else _counterpart(target, item)
        if old is None:
            target.add().CopyFrom(item)
        elif _identity(item) or _continues(old, item):
            merge(old, item)
        else:
            old.CopyFrom(item)


def _counterpart(items: Any, wanted: Any) -> Any:
    """The item of the list that has the same id as `wanted`, if any."""
    identity = _identity(wanted)
    return next((item for item in items if identity and _identity(item) == identity), None)


def _continues(old: Any, new: Any) -> bool:
    """Whether an id-less frame speaks of the same moment as the old one."""
    if not isinstance(new, resources_pb2.Frame):
        return False
    return not new.HasField("frame_info") or old.frame_info == new.frame_info


def _identity(item: Any) -> str:
    return str(getattr(item, "id", ""))


def _remove_listed(target: MutableSequence[Any], patch: Any) -> None:
    gone = {_identity(item) for item in patch} - {""}
    if not gone <= {_identity(item) for item in target}:
        applies("patch.remove_adds_nothing")
    for at in range(len(target) - 1, -1, -1):
        if _identity(target[at]) in gone:
            del target[at]


def _remove_scalar(target: Message, field: FieldDescriptor, value: object) -> None:
    if value is True:
        target.ClearField(field.name)
    else:
        applies("patch.remove_adds_nothing")
        setattr(target, field.name, value)


@cache
def _always_said(descriptor: Descriptor) -> tuple[str, ...]:
    """Fields whose zero is a statement: a concept's value 0 means "not present"."""
    return ("value",) if descriptor is resources_pb2.Concept.DESCRIPTOR else ()


def _change_struct(
    target: Any, patch: Struct, change: Callable[[dict[str, Json], dict[str, Json]], None]
) -> None:
    if not patch.fields:
        if change is merge_json:
            target.Clear()
            target.SetInParent()
        return
    changed = plain_struct(target)
    change(changed, plain_struct(patch))
    target.Clear()
    target.update(changed)


@enforces("patch.merge_json")
def merge_json(target: dict[str, Json], patch: dict[str, Json]) -> None:
    """Merge deep: null changes nothing, `{}` and `[]` clear, lists grow, all else is replaced."""
    for key, new in patch.items():
        old = target.get(key)
        if new is None:
            continue
        if isinstance(new, dict) and new and isinstance(old, dict):
            merge_json(old, new)
        elif isinstance(new, list) and new and isinstance(old, list):
            _merge_json_list(old, new)
        else:
            target[key] = new


def _merge_json_list(target: list[Json], patch: list[Json]) -> None:
    by_id = {_json_identity(item): item for item in target}
    for item in patch:
        identity = _json_identity(item)
        if identity is not None and identity in by_id:
            merge_json(by_id[identity], item)
        else:
            target.append(item)
            by_id[identity] = item


def _json_identity(item: Json) -> Json:
    """What an item of a list is matched by, None for an item that has no plain id."""
    identity = item.get("id") if isinstance(item, dict) else None
    return None if isinstance(identity, (dict, list)) else identity


def remove_json(target: dict[str, Json], patch: dict[str, Json]) -> None:
    """`true` deletes the key, objects go deeper, lists remove by id; other values overwrite."""
    for key, named in patch.items():
        old = target.get(key)
        if named is True:
            target.pop(key, None)
        elif isinstance(named, dict):
            if isinstance(old, dict):
                remove_json(old, named)
        elif isinstance(named, list):
            if isinstance(old, list):
                gone = {_json_identity(item) for item in named} - {None}
                old[:] = [item for item in old if _json_identity(item) not in gone]
        elif named is not None:
            target[key] = named
