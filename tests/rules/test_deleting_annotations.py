"""Deleting annotations: one, pairs, or all of some inputs but the input-level ones."""

from __future__ import annotations

import pytest

from fakeannot import FakeClarifai
from tests.api import Api
from tests.rules.annotating import collaborator, nothing_changed, stranger
from tests.rules.conftest import concepts

ROUTES = ["annotations", "inputs/annotations"]


@pytest.fixture
def filled(fake: FakeClarifai) -> FakeClarifai:
    """Two inputs with two annotations each, of the owner, and one more on a third."""
    for input_id, *ids in (("car", "c1", "c2"), ("bus", "b1", "b2"), ("van", "v1")):
        fake.app().add_input(input_id)
        for id_ in ids:
            fake.app().add_annotation(input_id, {"concepts": concepts(id_)}, annotation_id=id_)
    return fake


def left(fake: FakeClarifai) -> list[str]:
    """The ids of what is left but input-level annotations, which are checked to be all there."""
    annotations = fake.app().annotations()
    own = [a.input_id for a in annotations if a.input_level]
    assert own == ["car", "bus", "van"]
    return [a.id for a in annotations if not a.input_level]


@pytest.mark.rule("annotations.delete_one", "concepts.created_by_use")
def test_one_annotation_is_deleted_by_its_path(filled: FakeClarifai, api: Api) -> None:
    answer = api.delete("inputs/car/annotations/c1")
    assert answer.outcome == (200, 10000)
    assert answer.json.keys() == {"status"}
    assert left(filled) == ["c2", "b1", "b2", "v1"]
    assert api.get("inputs/car/annotations/c1").outcome == (404, 11101)
    assert "c1" in [concept.id for concept in filled.app().concepts()]


@pytest.mark.rule("annotations.patch_known", "annotations.delete_one")
@pytest.mark.parametrize(("input_id", "id_"), [("car", "b1"), ("car", "none"), ("no", "c1")])
def test_deleting_one_unknown_annotation_is_refused(
    filled: FakeClarifai, api: Api, input_id: str, id_: str
) -> None:
    with nothing_changed(filled):
        answer = api.delete(f"inputs/{input_id}/annotations/{id_}")
    assert answer.outcome == (404, 11101)
    assert answer.details == f"Input {input_id!r} has no annotation {id_!r}."


@pytest.mark.rule("annotations.delete_pairs")
@pytest.mark.parametrize("route", ROUTES)
def test_pairs_are_deleted_by_both_ids(filled: FakeClarifai, api: Api, route: str) -> None:
    answer = api.delete(route, {"input_ids": ["car", "bus", "car"], "ids": ["c2", "b1", "b2"]})
    assert answer.outcome == (200, 10000)
    assert answer.json.keys() == {"status"}
    assert left(filled) == ["c1", "b2", "v1"]


@pytest.mark.rule("annotations.delete_pairs")
def test_a_pair_named_twice_is_deleted_once(filled: FakeClarifai, api: Api) -> None:
    answer = api.delete("annotations", {"input_ids": ["car", "car"], "ids": ["c2", "c2"]})
    assert answer.outcome == (200, 10000)
    assert left(filled) == ["c1", "b1", "b2", "v1"]


@pytest.mark.rule("annotations.pairs_match")
@pytest.mark.parametrize(
    ("input_ids", "ids"),
    [(["car", "car"], ["c1"]), (["car"], ["c1", "c2"]), (["car", "bus"], ["c1"])],
)
def test_unequal_numbers_of_ids_delete_nothing(
    filled: FakeClarifai, api: Api, input_ids: list[str], ids: list[str]
) -> None:
    with nothing_changed(filled):
        answer = api.delete("annotations", {"input_ids": input_ids, "ids": ids})
    assert answer.outcome == (400, 11100)
    told = f"The number of 'input_ids' ({len(input_ids)}) and 'ids' ({len(ids)}) must match."
    assert answer.details == told


@pytest.mark.rule("input_level.survives")
@pytest.mark.parametrize("route", ROUTES)
def test_a_bulk_delete_spares_input_level_annotations(
    filled: FakeClarifai, api: Api, route: str
) -> None:
    answer = api.delete(route, {"input_ids": ["car", "van", "car"]})
    assert answer.outcome == (200, 10000)
    assert left(filled) == ["b1", "b2"]
    assert len(filled.app().inputs()) == 3


@pytest.mark.rule("annotations.delete_nothing")
@pytest.mark.parametrize(
    "body",
    [
        {"input_ids": ["no"]},
        {"input_ids": ["no", "car"], "ids": ["c1", "none"]},
        {"input_ids": ["car"], "ids": ["b1"]},
    ],
)
def test_a_bulk_delete_that_finds_nothing_is_a_success(
    filled: FakeClarifai, api: Api, body: dict[str, list[str]]
) -> None:
    with nothing_changed(filled):
        assert api.delete("annotations", body).outcome == (200, 10000)


@pytest.mark.rule("annotations.delete_nothing")
def test_deleting_twice_is_no_error(filled: FakeClarifai, api: Api) -> None:
    for _ in range(2):
        assert api.delete("annotations", {"input_ids": ["car"]}).outcome == (200, 10000)
        assert left(filled) == ["b1", "b2", "v1"]


@pytest.mark.rule("annotations.delete_needs_input")
@pytest.mark.parametrize(
    "body", [None, {}, {"input_ids": []}, {"input_ids": None}, {"ids": ["c1"]}]
)
@pytest.mark.parametrize("route", ROUTES)
def test_a_bulk_delete_needs_an_input_id(
    filled: FakeClarifai, api: Api, route: str, body: object
) -> None:
    with nothing_changed(filled):
        answer = api.delete(route, body)
    assert answer.outcome == (400, 11100)
    assert "Must supply at least one of 'input_ids'" in answer.details


@pytest.mark.rule("bulk.at_most_128")
@pytest.mark.parametrize("with_ids", [False, True])
def test_over_128_input_ids_delete_nothing(filled: FakeClarifai, api: Api, with_ids: bool) -> None:
    def body(count: int) -> dict[str, list[str]]:
        ids = {"ids": ["c1"] * count} if with_ids else {}
        return {"input_ids": ["car"] * count, **ids}

    with nothing_changed(filled):
        answer = api.delete("annotations", body(129))
    assert answer.outcome == (400, 11100)
    assert answer.details.startswith("The 'input_ids' field has 129 items; at most 128")
    assert api.delete("annotations", body(128)).outcome == (200, 10000)
    assert "c1" not in left(filled)


@pytest.mark.rule("json.wrong_value", "json.unknown_field")
@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"input_ids": "car"}, "input_ids"),
        ({"input_ids": [["car"]]}, "input_ids[0]"),
        ({"input_ids": ["car", 5]}, "input_ids[1]"),
        ({"input_ids": ["car"], "annotation_ids": ["c1"]}, "annotation_ids"),
        ([], ""),
    ],
)
def test_a_body_of_another_shape_deletes_nothing(
    filled: FakeClarifai, api: Api, body: object, path: str
) -> None:
    with nothing_changed(filled):
        answer = api.delete("annotations", body)
    assert answer.outcome == (400, 11100)
    assert path in answer.details


@pytest.mark.rule("input_level.not_by_id", "annotations.delete_pairs")
def test_an_input_level_annotation_cannot_be_deleted_by_its_id(
    filled: FakeClarifai, api: Api
) -> None:
    own = filled.app().annotations("car")[0].id
    with nothing_changed(filled):
        answers = [
            api.delete(f"inputs/car/annotations/{own}"),
            api.delete("annotations", {"input_ids": ["car", "car"], "ids": ["c1", own]}),
        ]
    for answer in answers:
        assert answer.outcome == (400, 24155)
        assert answer.details == f"Annotation {own!r} is input-level: it goes only with its input."


@pytest.mark.rule("annotations.own_only", "annotations.delete_pairs")
def test_a_collaborator_deletes_only_what_is_theirs(filled: FakeClarifai, api: Api) -> None:
    labeler = collaborator(filled, "labeler")
    for id_ in ("l1", "l2", "l3"):
        filled.app().add_annotation("car", annotation_id=id_, user_id="labeler")
    with nothing_changed(filled):
        answers = [
            labeler.delete("inputs/car/annotations/c1"),
            labeler.delete("annotations", {"input_ids": ["car", "car"], "ids": ["l1", "c1"]}),
            labeler.delete("annotations", {"input_ids": ["car"]}),
        ]
    for answer in answers:
        assert answer.outcome == (403, 24156)
        assert answer.details == "Annotation 'c1' is another user's."
    assert labeler.delete("inputs/car/annotations/l1").outcome == (200, 10000)
    body = {"input_ids": ["car"], "ids": ["l2"]}
    assert labeler.delete("annotations", body).outcome == (200, 10000)
    assert api.delete("inputs/car/annotations/l3").outcome == (200, 10000)
    assert left(filled) == ["c1", "c2", "b1", "b2", "v1"]


@pytest.mark.rule("annotations.own_only")
@pytest.mark.parametrize("who", ["ann", "zoe"])
def test_a_collaborator_deletes_nothing_of_another_one(filled: FakeClarifai, who: str) -> None:
    filled.app().add_annotation("car", annotation_id="l1", user_id="labeler")
    with nothing_changed(filled):
        answer = collaborator(filled, who).delete("inputs/car/annotations/l1")
    assert answer.outcome == (403, 24156)


@pytest.mark.rule("access.strangers")
def test_a_stranger_deletes_nothing(filled: FakeClarifai) -> None:
    client = stranger(filled)
    with nothing_changed(filled):
        answers = [
            client.delete("inputs/car/annotations/c1"),
            client.delete("annotations", {"input_ids": ["no"]}),
        ]
    assert [answer.outcome for answer in answers] == [(403, 11007)] * 2
