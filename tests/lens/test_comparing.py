"""What `compare` finds between two sets of annotations, and what it passes over."""

from __future__ import annotations

from typing import Any

import pytest
from clarifai_grpc.grpc.api.resources_pb2 import Annotation
from hypothesis import given
from hypothesis import strategies as st

from fakeannot import FakeClarifai
from fakeannot.lens import Pair, StrayInput, compare
from tests.lens.labelled import (
    annotation,
    apart,
    box,
    kinds,
    mask,
    png,
    point,
    polygon,
    region,
    relabelled,
    shifted,
    whole,
)

DOG = annotation(region(box(0.1, 0.1, 0.5, 0.5)))


@given(apart(), st.data())
def test_order_and_float_noise_do_not_matter(
    labelled: list[Annotation], data: st.DataObject
) -> None:
    noise = data.draw(st.floats(-1e-6, 1e-6))
    shuffled = data.draw(st.permutations([shifted(one, noise) for one in labelled]))
    compared = compare(shuffled, labelled, iou=1)
    assert compared.same
    assert compared
    assert len(compared.pairs) == len(labelled)


@given(apart(), st.data())
def test_a_box_that_moved_is_one_difference_with_its_iou(
    labelled: list[Annotation], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(labelled) - 1))
    down = data.draw(st.floats(0.07, 0.2))
    moved = [shifted(one, down * (number == at)) for number, one in enumerate(labelled)]
    (found,) = compare(data.draw(st.permutations(moved)), labelled).differences
    assert isinstance(found, Pair)
    assert found.kind == "moved"
    assert found.iou == pytest.approx((1 - down) / (1 + down), abs=1e-3)


@given(apart(), st.data())
def test_a_box_of_another_concept_was_relabelled(
    labelled: list[Annotation], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(labelled) - 1))
    other = [*labelled[:at], relabelled(labelled[at], "bird"), *labelled[at + 1 :]]
    (found,) = compare(data.draw(st.permutations(other)), labelled).differences
    assert isinstance(found, Pair)
    assert found.kind == "relabelled"
    assert found.expected is not None
    assert found.actual is not None
    assert found.actual.concept == "bird"
    assert found.expected.concept == labelled[at].data.regions[0].data.concepts[0].id


@given(apart(least=2), st.data())
def test_what_one_side_has_alone_is_missing_or_extra(
    labelled: list[Annotation], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(labelled) - 1))
    fewer = [*labelled[:at], *labelled[at + 1 :]]
    assert kinds(fewer, labelled) == ["missing"]
    assert kinds(labelled, fewer) == ["extra"]


@given(apart(), apart())
def test_both_directions_tell_the_same(these: list[Annotation], those: list[Annotation]) -> None:
    other = {"missing": "extra", "extra": "missing"}
    there = [other.get(kind, kind) for kind in kinds(these, those)]
    assert sorted(there) == sorted(kinds(those, these))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (box(0.1, 0.1, 0.5, 0.5), box(0.15, 0.1, 0.55, 0.5)),
        (polygon((0, 0), (0, 0.5), (0.5, 0)), polygon((0, 0), (0, 0.6), (0.5, 0))),
        (mask(png(8, 8, lambda x, _: x < 4)), mask(png(8, 8, lambda x, _: x < 5))),
        (point(0.5, 0.5), point(0.5, 0.53)),
    ],
    ids=["box", "polygon", "mask", "point"],
)
def test_every_shape_moves_when_it_is_past_its_threshold(before: Any, after: Any) -> None:
    these, those = [annotation(region(after))], [annotation(region(before))]
    assert kinds(these, those) == ["moved"]
    assert kinds(these, those, iou=0.75, distance=0.031) == []


def test_of_what_lies_apart_nothing_has_moved() -> None:
    for info in (box(0.6, 0.6, 0.9, 0.9), point(0.5, 0.5)):
        elsewhere = box(0.1, 0.1, 0.5, 0.5) if "bounding_box" in info else point(0.1, 0.1)
        found = kinds([annotation(region(info))], [annotation(region(elsewhere))])
        assert found == ["missing", "extra"] or found == ["extra", "missing"]


def test_concepts_of_the_whole_input_go_by_id_and_value() -> None:
    expected = [annotation(whole("day")), annotation(whole("sunny", 0.5))]
    assert (
        kinds([annotation({"concepts": [{"id": "sunny", "value": 0.5}, {"id": "day"}]})], expected)
        == []
    )
    assert kinds([annotation(whole("day")), annotation(whole("sunny", 0.6))], expected) == ["value"]
    assert sorted(kinds([annotation(whole("night")), expected[1]], expected)) == [
        "extra",
        "missing",
    ]


def test_a_value_may_differ_by_its_threshold() -> None:
    these, those = [annotation(whole("day", 0.5))], [annotation(whole("day", 0.6))]
    assert kinds(these, those, value=0.05) == ["value"]
    assert kinds(these, those, value=0.1) == []


def test_equal_values_are_matched_where_labels_share_a_place() -> None:
    yes, no = (annotation(region(box(0.1, 0.1, 0.5, 0.5), value=value)) for value in (1, 0))
    assert compare([no, yes], [yes, no]).same


def test_a_concept_without_an_id_goes_by_its_name() -> None:
    named = {"concepts": [{"name": "day"}]}
    assert compare([{"input_id": "street", "data": named}], [annotation(whole("day"))]).same


def test_an_input_that_one_side_does_not_know_is_told_once() -> None:
    many = [annotation(region(box(0.1, 0.1, 0.5, 0.5)), "yard")] * 1_000
    (found,) = compare([DOG, *many], [DOG]).differences
    assert isinstance(found, StrayInput)
    assert (found.kind, found.input_id, len(found.labels)) == ("extra input", "yard", 1_000)
    assert kinds([DOG], [DOG, *many]) == ["missing input"]


def test_a_label_of_another_input_is_another_label() -> None:
    both = [annotation(whole("known"), name) for name in ("street", "yard")]
    dogs = [annotation(region(box(0.1, 0.1, 0.5, 0.5)), name) for name in ("street", "yard")]
    assert kinds([*both, dogs[0]], [*both, dogs[1]]) == ["extra", "missing"]


def test_an_input_that_both_know_may_have_labels_on_one_side_only() -> None:
    fake, other = FakeClarifai(), FakeClarifai()
    fake.app().add_input("street")
    other.app().add_input("street")
    other.app().add_annotation("street", whole("day"))
    assert kinds(fake, other) == ["missing"]


def test_annotations_of_models_take_part_when_they_are_wanted() -> None:
    fake, other = FakeClarifai(), FakeClarifai()
    fake.workflow(lambda _input: [{"id": "cat", "value": 1}])
    fake.app().add_input("street")
    other.app().add_input("street")
    assert compare(fake, other).same
    assert [one.kind for one in compare(fake, other, models=True).differences] == ["extra"]


def test_what_a_workflow_made_is_made_by_models() -> None:
    fake = FakeClarifai()
    fake.workflow(lambda _input: [{"id": "cat", "value": 1}], workflow_version_id="w1")
    fake.app().add_input("street")
    assert compare(fake, fake).pairs == ()
    assert len(compare(fake, fake, models=True).pairs) == 1


def test_what_came_with_an_input_takes_part_unless_it_is_not_wanted() -> None:
    fake, other = FakeClarifai(), FakeClarifai()
    fake.app().add_input("street", data=whole("day"))
    other.app().add_input("street")
    assert kinds(fake, other) == ["extra"]
    assert compare(fake, other, input_level=False).same


@pytest.mark.parametrize(
    ("option", "wrong", "told"),
    [
        ("iou", 0, "iou is above 0 and at most 1, got 0."),
        ("iou", 90, "iou is above 0 and at most 1, got 90."),
        ("distance", -0.1, "distance is 0 or more, got -0.1."),
        ("value", float("nan"), "value is 0 or more, got nan."),
    ],
)
def test_a_threshold_out_of_its_range_is_refused(option: str, wrong: float, told: str) -> None:
    with pytest.raises(ValueError) as caught:
        compare([], [], **{option: wrong})  # type: ignore[arg-type]  # by name
    assert str(caught.value) == told
