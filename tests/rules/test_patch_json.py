"""Merge and remove on free-form JSON, as metadata holds it, and their laws."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from clarifai_grpc.grpc.api import resources_pb2
from hypothesis import given
from hypothesis import strategies as st

from fakeannot.store import patch
from tests.strategies import struct_of

Data = resources_pb2.Data
FLAT = st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "x", "y"])
KEYS = st.sampled_from(["a", "b", "id"])
values = st.recursive(
    FLAT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)
objects = st.dictionaries(KEYS, values, max_size=3)


def merged(old: Any, new: Any) -> Any:
    target = deepcopy(old)
    patch.merge_json(target, deepcopy(new))
    return target


def removed(old: Any, new: Any) -> Any:
    target = deepcopy(old)
    patch.remove_json(target, deepcopy(new))
    return target


@pytest.mark.rule("patch.merge_json")
@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ({"a": 1}, {"b": 2}, {"a": 1, "b": 2}),
        ({"a": {"b": 1}}, {"a": {"c": 2}}, {"a": {"b": 1, "c": 2}}),
        ({"a": {"b": {"c": 1}}}, {"a": {"b": {"d": 2}}}, {"a": {"b": {"c": 1, "d": 2}}}),
        ({"a": 1, "b": {"c": 1}}, {"a": None, "b": {"c": None}}, {"a": 1, "b": {"c": 1}}),
        ({"a": {"b": 1}}, {"a": {}}, {"a": {}}),
        ({"a": [1]}, {"a": []}, {"a": []}),
        ({"a": [1]}, {"a": [1, 2]}, {"a": [1, 1, 2]}),
        ({"a": [1]}, {"a": {"b": 1}}, {"a": {"b": 1}}),
        (
            {"a": [{"id": 1, "v": 1}]},
            {"a": [{"id": 1, "w": 2}]},
            {"a": [{"id": 1, "v": 1, "w": 2}]},
        ),
        (
            {"a": [{"id": "x"}, 5, {"id": "y"}]},
            {"a": [{"id": "z"}, {"id": "y", "v": 1}, {"v": 2}]},
            {"a": [{"id": "x"}, 5, {"id": "y", "v": 1}, {"id": "z"}, {"v": 2}]},
        ),
        ({"a": [1]}, {"a": [{"id": 1}, {"id": 1, "v": 1}]}, {"a": [1, {"id": 1, "v": 1}]}),
        (
            {"a": [{"id": [1]}, {"id": None}]},
            {"a": [{"id": [1]}, {"id": {}}, {"id": None}]},
            {"a": [{"id": [1]}, {"id": None}, {"id": [1]}, {"id": {}}, {"id": None}]},
        ),
    ],
)
def test_json_merges_deep(old: Any, new: Any, wanted: Any) -> None:
    assert merged(old, new) == wanted


@pytest.mark.rule("patch.remove", "patch.remove_adds_nothing")
@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ({"a": 1, "b": 2}, {"a": True}, {"b": 2}),
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": True}}, {"a": {"c": 2}}),
        ({"a": 1}, {"a": False}, {"a": False}),
        ({"a": 1}, {"a": "x"}, {"a": "x"}),
        ({"a": 1, "b": {"c": 1}}, {"a": None, "b": {}}, {"a": 1, "b": {"c": 1}}),
        ({"a": 1}, {"a": {"b": True}, "c": {"d": True}}, {"a": 1}),
        ({"a": 1}, {"a": [{"id": 1}], "b": [{"id": 1}]}, {"a": 1}),
        ({"a": [{"id": 1}, {"id": 2}, 3]}, {"a": [{"id": 2}, {"id": 4}]}, {"a": [{"id": 1}, 3]}),
        ({"a": [{"v": 1}, 2]}, {"a": [{"v": 1}, 2]}, {"a": [{"v": 1}, 2]}),
        ({"a": [{"id": [1]}]}, {"a": [{"id": [1]}, {"id": {}}]}, {"a": [{"id": [1]}]}),
    ],
)
def test_json_is_removed_by_true_and_by_id(old: Any, new: Any, wanted: Any) -> None:
    assert removed(old, new) == wanted


@pytest.mark.rule("patch.merge_json")
@given(objects, objects)
def test_what_a_json_merge_does_not_name_stays(old: dict[str, Any], new: dict[str, Any]) -> None:
    result = merged(old, new)
    assert result.keys() == old.keys() | {key for key, value in new.items() if value is not None}
    for key in result:
        if key not in new or new[key] is None:
            assert result[key] == old[key]
        elif not isinstance(new[key], (dict, list)):
            assert result[key] == new[key]


@pytest.mark.rule("patch.remove")
@given(objects, objects)
def test_a_json_removal_gives_back_what_was_not_named(
    old: dict[str, Any], new: dict[str, Any]
) -> None:
    result = removed(old, new)
    assert removed(result, new) == result
    for key in old:
        if new.get(key) is True:
            assert key not in result
        elif key not in new or new[key] is None or new[key] == {}:
            assert result[key] == old[key]


@pytest.mark.rule("patch.merge_json")
@given(objects, objects)
def test_metadata_of_a_message_merges_like_plain_json(
    old: dict[str, Any], new: dict[str, Any]
) -> None:
    target = Data(metadata=struct_of(old))
    patch.merge(target, Data(metadata=struct_of(new)))
    assert target.metadata == struct_of(merged(old, new) if new else {})
