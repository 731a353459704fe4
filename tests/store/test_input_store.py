"""The inputs of an app, read from a place in either direction."""

from __future__ import annotations

import pytest
from clarifai_grpc.grpc.api import resources_pb2

from fakeannot.store.inputs import InputStore
from fakeannot.store.rows import InputRow


@pytest.fixture
def store() -> InputStore:
    """Six inputs, "i0" to "i5"."""
    made = InputStore()
    for n in range(6):
        made.add(InputRow.of(n, resources_pb2.Input(id=f"i{n}"), ""))
    return made


@pytest.mark.parametrize(
    ("at", "newer", "ids"),
    [
        ("", True, ["i0", "i1"]),
        ("", False, ["i5", "i4"]),
        ("i3", True, ["i4", "i5"]),
        ("i3", False, ["i2", "i1"]),
        ("i4", True, ["i5"]),
        ("i1", False, ["i0"]),
        ("i0", False, []),
    ],
)
def test_the_nearest_on_one_side_come_nearest_first(
    store: InputStore, at: str, newer: bool, ids: list[str]
) -> None:
    beside = store.beside(store.get(at), 2, newer=newer)
    assert [row.id for row in beside] == ids
