"""What the handlers of plainly stored things share, tried on a kind with all the fields there are.

Datasets stand for all of them: they have an owner, times, metadata and lists.
"""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from clarifai_grpc.grpc.api import resources_pb2

from fakeannot import FakeClarifai, Refusal
from fakeannot.rules import rules_used
from fakeannot.service import things
from fakeannot.service.call import UserCall
from fakeannot.service.replies import Reply
from fakeannot.service.things import Shelf
from fakeannot.store.things import Kind
from fakeannot.store.world import Key

DATASETS = Kind("datasets", resources_pb2.Dataset)
LANGUAGES = Kind("concept_languages", resources_pb2.ConceptLanguage)
NOW = 1_700_000_000_123_456_789
Dataset = resources_pb2.Dataset


@pytest.fixture
def fake() -> FakeClarifai:
    return FakeClarifai(clock=lambda: NOW)


@pytest.fixture
def shelf(fake: FakeClarifai) -> Shelf:
    """The datasets of the app street."""
    fake.app("street")
    app = fake._dispatcher.world.apps[fake.user_id, "street"]
    call = fake._dispatcher.call_on(app, Key(fake.user_id))
    return Shelf(call, DATASETS, "dataset")


def items(reply: Reply) -> list[Any]:
    ((name, part),) = reply.parts
    assert name == "datasets"
    assert not isinstance(part, (str, bytes))
    return [item.message for item in part]  # type: ignore[union-attr]  # rows, or fresh messages


def listed(shelf: Shelf, page: int = 0, per_page: int = 0) -> list[Any]:
    return items(things.listed(shelf, SimpleNamespace(page=page, per_page=per_page)))


def refused(call: Callable[[], object]) -> tuple[int, str, tuple[str | int, ...]]:
    """The code, the rule and the place of a refusal."""
    with pytest.raises(Refusal) as caught:
        call()
    return caught.value.code, caught.value.rule, caught.value.at


@pytest.mark.rule("things.id_given_or_made", "timestamps.nanoseconds_on_write")
def test_what_is_added_says_whose_and_how_old_it_is(shelf: Shelf) -> None:
    sent = [Dataset(id="d", user_id="other", app_id="other", description="x"), Dataset()]
    given, made = items(things.add(shelf, sent))
    assert (given.id, given.user_id, given.app_id) == ("d", "fake-user", "street")
    assert given.created_at == given.modified_at
    assert given.created_at.nanos == 123_456_789
    assert len(made.id) == 32
    stored = listed(shelf)
    assert [one.id for one in stored] == ["d", made.id]
    assert stored[0].created_at.nanos == stored[0].modified_at.nanos == 123_456_000
    assert stored[0].description == "x"


@pytest.mark.rule("things.id_given_or_made")
def test_a_kind_without_owner_and_times_is_added_as_it_is(shelf: Shelf) -> None:
    japanese = resources_pb2.ConceptLanguage(id="ja", name="ki")
    own = Shelf(shelf.call, LANGUAGES, "language", "tree")
    assert things.added(own, [japanese]) == [japanese]
    assert things.find(own, "ja").message == japanese


def test_things_of_a_user_are_apart_from_those_of_an_app(shelf: Shelf) -> None:
    call = shelf.call
    user = UserCall(call.world, call.settings, call.caller, "fake-user")
    own = Shelf(user, DATASETS, "dataset")
    (made,) = things.added(own, [Dataset(id="d")])
    assert (made.user_id, made.app_id) == ("fake-user", "")
    assert "d" in own
    assert "d" not in shelf
    with pytest.raises(Refusal, match=r"'x' does not exist among what user 'fake-user' has\."):
        things.find(own, "x")


@pytest.mark.rule("things.id_unique", "things.id_without_slash", "bulk.not_empty")
@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        (["b", "a"], (40010, "things.id_unique", ("datasets", 1, "id"))),
        (["b", "c", "b"], (40010, "things.id_unique", ("datasets", 2, "id"))),
        (["b", "c/d"], (11100, "things.id_without_slash", ("datasets", 1, "id"))),
        ([], (11100, "bulk.not_empty", ("datasets",))),
        (["x"] * 129, (11100, "bulk.at_most_128", ("datasets",))),
    ],
)
def test_all_are_added_or_none_is(
    shelf: Shelf, ids: list[str], expected: tuple[int, str, tuple[str | int, ...]]
) -> None:
    things.add(shelf, [Dataset(id="a")])
    assert refused(lambda: things.add(shelf, [Dataset(id=id_) for id_ in ids])) == expected
    assert [one.id for one in listed(shelf)] == ["a"]


@pytest.mark.rule("things.id_given_or_made")
def test_several_without_ids_all_get_one(shelf: Shelf) -> None:
    made = things.added(shelf, [Dataset(), Dataset()])
    assert len({one.id for one in made}) == 2


@pytest.mark.rule("things.unknown")
def test_a_thing_that_is_not_there_is_refused_with_where_it_was_looked_for(shelf: Shelf) -> None:
    at = ("dataset_id",)
    assert refused(lambda: things.find(shelf, "x", at)) == (11101, "things.unknown", at)
    with pytest.raises(Refusal, match=r"^Dataset 'x' does not exist in the app 'street'\.$"):
        things.got(shelf, "dataset", "x")


@pytest.mark.rule("things.oldest_first", "lists.past_the_end", "lists.at_most_1000")
def test_things_are_listed_by_age_128_a_page(shelf: Shelf) -> None:
    for first in range(0, 130, 65):
        things.add(shelf, [Dataset(id=f"{n}") for n in range(first, first + 65)])
    assert [one.id for one in listed(shelf)] == [f"{n}" for n in range(128)]
    assert [one.id for one in listed(shelf, 2)] == ["128", "129"]
    assert [one.id for one in listed(shelf, 2, 3)] == ["3", "4", "5"]
    assert listed(shelf, 3) == []
    code, rule, _ = refused(lambda: listed(shelf, 1, 1001))
    assert (code, rule) == (11102, "lists.at_most_1000")


def described(**fields: Any) -> Any:
    made = Dataset(id="d", **fields)
    made.metadata.update({"kept": 1, "changed": 1})
    return made


@pytest.mark.rule("things.patch")
@pytest.mark.parametrize(
    ("action", "description", "notes", "metadata"),
    [
        ("merge", "new", "kept", {"kept": 1, "changed": True}),
        ("overwrite", "new", "", {"changed": True}),
        ("remove", "new", "kept", {"kept": 1}),
    ],
)
def test_a_patch_changes_by_its_action_and_keeps_what_the_service_says(
    fake: FakeClarifai, shelf: Shelf, action: str, description: str, notes: str, metadata: Any
) -> None:
    (before,) = things.added(shelf, [described(description="old", notes="kept")])
    things.add(shelf, [Dataset(id="later")])
    fake.clock.advance(1)
    sent = Dataset(id="d", description="new", user_id="other", app_id="other")
    sent.metadata.update({"changed": True})
    sent.created_at.seconds = 1
    (fresh,) = items(things.patched(shelf, [sent], action))
    after = things.find(shelf, "d").message
    assert (after.description, after.notes) == (description, notes)
    assert dict(after.metadata.items()) == metadata
    assert (after.user_id, after.app_id) == ("fake-user", "street")
    assert after.created_at.seconds == before.created_at.seconds
    assert after.modified_at.seconds == before.modified_at.seconds + 1
    assert (fresh.modified_at.nanos % 1000, after.modified_at.nanos % 1000) == (789, 0)
    assert [one.id for one in listed(shelf)] == ["d", "later"]


@pytest.mark.rule("things.patch")
def test_a_thing_that_is_named_twice_is_changed_twice(shelf: Shelf) -> None:
    things.add(shelf, [Dataset(id="d")])
    changes = [Dataset(id="d", description="x"), Dataset(id="d", notes="y")]
    first, second = items(things.patched(shelf, changes, "merge"))
    assert (first.description, first.notes) == ("x", "")
    assert (second.description, second.notes) == ("x", "y")
    assert listed(shelf)[0].description == "x"


@pytest.mark.rule("things.patch", "patch.actions", "things.unknown")
def test_all_are_patched_or_none_is(shelf: Shelf) -> None:
    things.add(shelf, [Dataset(id="d")])
    sent = [Dataset(id="d", notes="x"), Dataset(id="none")]
    at = ("datasets", 1, "id")
    assert refused(lambda: things.patched(shelf, sent, "merge")) == (11101, "things.unknown", at)
    code, rule, at_action = refused(lambda: things.patched(shelf, sent[:1], "mend"))
    assert (code, rule, at_action) == (11100, "patch.actions", ("action",))
    assert refused(lambda: things.patched(shelf, [], "merge"))[1] == "bulk.not_empty"
    assert listed(shelf)[0].notes == ""


@pytest.mark.rule("things.delete_unknown")
def test_those_that_are_there_are_deleted_and_told(shelf: Shelf) -> None:
    things.add(shelf, [Dataset(id=id_) for id_ in "abc"])
    assert things.delete(shelf, ["c", "x", "a", "c"]) == ["c", "a"]
    assert [one.id for one in listed(shelf)] == ["b"]
    with rules_used() as used:
        assert things.delete(shelf, ["b"]) == ["b"]
    assert "things.delete_unknown" not in used
    with rules_used() as used:
        assert things.delete(shelf, ["b"]) == []
    assert "things.delete_unknown" in used
    assert listed(shelf) == []
