"""Merge, remove and overwrite as functions: free-form JSON, lists with ids, and their laws."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from clarifai_grpc.grpc.api import resources_pb2
from hypothesis import given, settings
from hypothesis import strategies as st

from fakeannot.contract.json_reader import read_json
from fakeannot.contract.json_writer import write_json
from fakeannot.store import patch
from tests.strategies import messages, struct_of

Data = resources_pb2.Data
FLAT = st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "x", "y"])
KEYS = st.sampled_from(["a", "b", "id"])
values = st.recursive(
    FLAT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)
objects = st.dictionaries(KEYS, values, max_size=3)
things = st.lists(
    st.builds(
        resources_pb2.Concept, id=st.sampled_from("abcd"), value=st.sampled_from([0.0, 0.5, 1.0])
    ),
    max_size=4,
    unique_by=lambda concept: concept.id,
)


def data_of(json: object) -> resources_pb2.Data:
    return read_json(Data, json)


def sizes(*names: str) -> dict[str, Any]:
    return {"image": {"hosted": {"sizes": list(names)}}}


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


@pytest.mark.rule("patch.remove")
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


@pytest.mark.rule("patch.merge")
@given(things, things)
def test_merging_by_id_keeps_the_order_and_appends(old: list[Any], new: list[Any]) -> None:
    target = Data(concepts=old)
    patch.merge(target, Data(concepts=new))
    old_ids, new_ids = [c.id for c in old], [c.id for c in new]
    assert [c.id for c in target.concepts] == old_ids + [i for i in new_ids if i not in old_ids]
    values = {c.id: c.value for c in old} | {c.id: c.value for c in new}
    assert {c.id: c.value for c in target.concepts} == values
    again = deepcopy(target)
    patch.merge(again, Data(concepts=new))
    assert again == target


@pytest.mark.rule("patch.remove")
@given(things, things)
def test_removing_by_id_undoes_a_merge_of_new_things(old: list[Any], new: list[Any]) -> None:
    fresh = [c for c in new if c.id not in {c.id for c in old}]
    target = Data(concepts=old)
    patch.merge(target, Data(concepts=fresh))
    patch.remove(target, Data(concepts=fresh))
    assert target == Data(concepts=old)
    patch.remove(target, Data(concepts=new))
    gone = {c.id for c in new}
    assert list(target.concepts) == [c for c in old if c.id not in gone]


@pytest.mark.rule("patch.overwrite")
@settings(deadline=None)
@given(messages(Data), messages(Data))
def test_overwriting_leaves_just_what_was_sent(
    old: resources_pb2.Data, new: resources_pb2.Data
) -> None:
    patch.overwrite(old, new)
    assert old == new
    patch.overwrite(old, new)
    assert old == new


@pytest.mark.rule("patch.merge")
@settings(deadline=None)
@given(messages(Data))
def test_merging_into_nothing_gives_what_was_sent_and_nothing_changes_nothing(
    data: resources_pb2.Data,
) -> None:
    before = deepcopy(data)
    patch.merge(data, Data())
    patch.remove(data, Data())
    assert data == before
    named = Data(text=data.text, geo=data.geo, concepts=data.concepts[:1])
    target = Data()
    patch.merge(target, named)
    assert target == named


@pytest.mark.rule("patch.merge_json")
@given(objects, objects)
def test_metadata_of_a_message_merges_like_plain_json(
    old: dict[str, Any], new: dict[str, Any]
) -> None:
    target = Data(metadata=struct_of(old))
    patch.merge(target, Data(metadata=struct_of(new)))
    assert target.metadata == struct_of(merged(old, new) if new else {})


@pytest.mark.rule("patch.merge")
@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ({"int_value": 1}, {"int_value": 2}, {"int_value": 2}),
        (sizes("orig"), sizes("tiny"), sizes("orig", "tiny")),
        ({"text": {"raw": "a"}}, {"text": {"url": "u"}}, {"text": {"raw": "a", "url": "u"}}),
        (
            {"geo": {"geo_point": {"longitude": 1, "latitude": 2}}},
            {"geo": {"geo_point": {"longitude": 3}}},
            {"geo": {"geo_point": {"longitude": 3, "latitude": 0}}},
        ),
        ({"colors": [{"w3c": {"name": "a"}}]}, {"colors": [{"w3c": {"name": "a"}}]}, 2),
        ({"regions": [{"id": "r"}] * 2}, {"regions": [{"value": 0.5}]}, 3),
    ],
    ids=[
        "scalar",
        "plain list",
        "message",
        "place",
        "list without ids",
        "regions without one to replace",
    ],
)
def test_other_fields_merge_by_their_kind(old: Any, new: Any, wanted: Any) -> None:
    """A place is replaced whole, messages merge deep, a list whose items have no ids grows."""
    target = data_of(old)
    patch.merge(target, data_of(new))
    if isinstance(wanted, int):
        assert [len(value) for _, value in target.ListFields()] == [wanted]
    else:
        assert write_json(target) == write_json(data_of(wanted))


@pytest.mark.rule("patch.remove")
@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ({"bool_value": True}, {"bool_value": True}, {}),
        ({"int_value": 1}, {"int_value": 2}, {"int_value": 2}),
        (
            {"text": {"raw": "a", "url": "u"}},
            {"text": {"raw": "b"}},
            {"text": {"raw": "b", "url": "u"}},
        ),
        ({}, {"text": {"raw": "b"}, "metadata": {"a": True, "b": 1}}, {}),
        ({"metadata": {"a": 1}}, {"metadata": {}}, {"metadata": {"a": 1}}),
        (
            {"regions": [{"value": 1}, {"id": "r"}]},
            {"regions": [{}, {"id": "r"}]},
            {"regions": [{"value": 1}]},
        ),
        ({"metadata": {"a": 1}}, {"metadata": {"a": True}}, {"metadata": {}}),
    ],
)
def test_other_fields_are_removed_by_true(old: Any, new: Any, wanted: Any) -> None:
    target = data_of(old)
    patch.remove(target, data_of(new))
    assert target == data_of(wanted)
