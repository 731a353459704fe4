"""Merge, remove and overwrite as functions on messages, and their laws."""

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
from tests.strategies import messages

Data = resources_pb2.Data
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
        ({"int_value": 5}, {"int_value": 1}, {"int_value": 1}),
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
