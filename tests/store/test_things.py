"""Things that are plainly stored: kept by kind, parent and id, and listed by age."""

from __future__ import annotations

from clarifai_grpc.grpc.api import resources_pb2
from hypothesis import given
from hypothesis import strategies as st

from fakeannot.store import timeline
from fakeannot.store.things import Kind, Things

DATASETS = Kind("datasets", resources_pb2.Dataset)
VERSIONS = Kind("dataset_versions", resources_pb2.DatasetVersion)
PLACES = [(DATASETS, ""), (VERSIONS, "x"), (VERSIONS, "y")]
Place = tuple[Kind, str]
Kept = dict[Place, dict[str, str]]


def put(things: Things, sequence: int, place: Place, id_: str, text: str = "") -> None:
    kind, parent = place
    old = things.get(kind, id_, parent)
    made = kind.message_type(id=id_, description=text)
    row = kind.row(sequence if old is None else old.sequence, id_, made)
    things.put(kind, row, parent)


def kept(things: Things) -> Kept:
    """Id and description of all that is there, by place."""
    return {
        (kind, parent): {row.id: row.message.description for row in things.all(kind, parent)}
        for kind, parent in things.parents()
    }


CHANGES = st.tuples(
    st.sampled_from(["put", "put", "remove", "drop"]),
    st.sampled_from(PLACES),
    st.sampled_from("abc"),
    st.text("no", max_size=2),
)


@given(st.lists(CHANGES, max_size=30), st.integers(0, 30))
def test_things_are_those_put_and_not_taken_out_in_the_order_they_came(
    changes: list[tuple[str, Place, str, str]], copied_at: int
) -> None:
    things, model = Things(), {place: dict[str, str]() for place in PLACES}
    copy, then = things.copy(), kept(things)
    for number, (change, place, id_, text) in enumerate(changes):
        if number == copied_at:
            copy, then = things.copy(), kept(things)
        if change == "put":
            put(things, number, place, id_, text)
            model[place][id_] = text
        elif change == "drop":
            things.drop(*place)
            model[place].clear()
        elif id_ in model[place]:
            things.remove(place[0], id_, place[1])
            del model[place][id_]
        for kind, parent in PLACES:
            wanted = model[kind, parent]
            rows = [*things.all(kind, parent)]
            assert [(row.id, row.message.description) for row in rows] == [*wanted.items()]
            assert things.count(kind, parent) == len(wanted)
            assert [row.id for row in things.page(kind, parent, 1, 1)] == [*wanted][1:2]
            assert (things.get(kind, id_, parent) is None) == (id_ not in wanted)
    assert kept(things) == {place: own for place, own in model.items() if own}
    if copied_at < len(changes):
        assert kept(copy) == then


def test_a_row_is_of_the_type_of_its_kind() -> None:
    things = Things()
    put(things, 1, (VERSIONS, "x"), "v", "first")
    row = things.get(VERSIONS, "v", "x")
    assert row is not None
    assert isinstance(row.message, resources_pb2.DatasetVersion)
    assert (row.id, row.sequence) == ("v", 1)
    assert b'"description":"first"' in row.json


def test_nothing_has_no_page() -> None:
    page = Things().page(DATASETS, "", 0, 10)
    assert (page.wires, page.json) == ([], b"[]")
    assert Things().count(DATASETS) == 0


def test_all_are_listed_once_however_many_there_are() -> None:
    things, ids = Things(), [f"{n}" for n in range(2 * timeline.BLOCK + 1)]
    for number, id_ in enumerate(ids):
        put(things, number, (DATASETS, ""), id_)
    assert [row.id for row in things.all(DATASETS)] == ids
