"""What counts as a difference between two answers, and how grave it is."""

from __future__ import annotations

from typing import Any

import pytest

from fakeannot.conformance.calls import ApiCall, Outcome
from fakeannot.conformance.comparison import Comparison
from fakeannot.conformance.differences import Difference, Tier

ONE, TWO = "1" * 12 + "4" + "1" * 3 + "8" + "1" * 15, "2" * 12 + "4" + "2" * 3 + "8" + "2" * 15
STATUS = {"code": 10000, "description": "Ok", "req_id": "d" * 32}
AT_N = "annotations[0].data.n"
BEFORE, AFTER = "2026-11-22T00:00:01.000001Z", "2026-11-22T00:00:02.000002Z"


def compared(
    fake: Any, target: Any, rpc: str = "ListAnnotations", comparison: Comparison | None = None
) -> list[tuple[str, str, Tier]]:
    """The differences of two bodies: kind, place and tier of each."""
    answers = (Outcome(200, {"status": STATUS, **body}) for body in (fake, target))
    found = (comparison or Comparison()).differences(ApiCall(rpc), *answers)
    return [(one.kind, one.at, one.tier) for one in found]


def annotation(id_: str, **fields: Any) -> dict[str, Any]:
    return {"id": id_, "input_id": "i1", **fields}


@pytest.mark.parametrize(
    ("fake", "target", "expected"),
    [
        ({"data": {"n": 1}}, {"data": {"n": 2}}, [("value", AT_N, "error")]),
        ({"data": {"n": 1}}, {"data": {"n": "1"}}, [("type", AT_N, "error")]),
        ({"data": {"n": 1}}, {"data": {"n": 1.0}}, [("format", AT_N, "warning")]),
        ({"data": {"n": 0.1}}, {"data": {"n": 0.10000000149}}, []),
        ({"data": {"b": True}}, {"data": {"b": False}},
         [("value", "annotations[0].data.b", "error")]),
        ({"data": {}}, {"data": {"n": None}}, [("added", AT_N, "info")]),
        ({"trusted": True}, {}, [("removed", "annotations[0].trusted", "warning")]),
        ({}, {"trusted": True}, [("added", "annotations[0].trusted", "info")]),
        ({}, {"brand_new": 1}, [("added", "annotations[0].brand_new", "info")]),
        ({"input_level": True}, {}, [("removed", "annotations[0].input_level", "error")]),
        ({"data": {"metadata": {"x": 1}}}, {"data": {"metadata": {}}},
         [("removed", "annotations[0].data.metadata.x", "error")]),
        ({}, {"data": {"concepts": []}}, [("added", "annotations[0].data", "error")]),
        ({"data": {"image": {"image_info": {"width": 1}}}}, {"data": {"image": {}}}, []),
        ({"status": {"code": 24150}}, {"status": {"code": 24151}},
         [("status", "annotations[0].status.code", "error")]),
        ({"status": {"description": "a"}}, {"status": {"description": "b"}},
         [("status", "annotations[0].status.description", "error")]),
        ({"status": {"details": "a"}}, {"status": {"details": "b"}},
         [("details", "annotations[0].status.details", "warning")]),
    ],
)  # fmt: skip
def test_what_differs_in_a_thing_is_told_with_its_place_and_tier(
    fake: dict[str, Any], target: dict[str, Any], expected: list[tuple[str, str, Tier]]
) -> None:
    one, other = ({"annotations": [annotation("a1", **fields)]} for fields in (fake, target))
    assert compared(one, other) == expected


def test_words_that_were_seen_in_real_answers_have_to_be_just_these() -> None:
    told = Difference("details", "PostInputs", "status.details", "a", "b", ("inputs.post_details",))
    assert told.tier == "error"


def test_generated_ids_are_compared_by_what_they_stand_for() -> None:
    comparison = Comparison()
    fake, target = ({"annotations": [annotation(id_)]} for id_ in (ONE, TWO))
    assert compared(fake, target, "PostAnnotations", comparison) == []
    assert compared(fake, target, comparison=comparison) == []
    third = {"annotations": [annotation("3" * 32)]}
    assert compared(third, target, comparison=comparison) == [
        ("value", "annotations[0].id", "error")
    ]


def test_a_made_id_has_the_form_of_the_fakes() -> None:
    target = {"annotations": [annotation("2" * 32)]}
    assert compared({"annotations": [annotation(ONE)]}, target) == [
        ("shape", "annotations[0].id", "error")
    ]


def test_an_order_a_missing_and_an_extra_item_are_told_apart() -> None:
    three = [annotation(id_) for id_ in ("a1", "a2", "a3")]
    place = "annotations"
    assert compared({place: three}, {place: three[::-1]}) == [("order", place, "error")]
    assert compared({place: three}, {place: three[:2]}) == [("missing", place, "error")]
    assert compared({place: three[:2]}, {place: three}) == [("extra", place, "error")]
    assert compared({place: three[1:]}, {place: three[:2]}) == [
        ("missing", place, "error"),
        ("extra", place, "error"),
    ]


def test_groups_of_metrics_are_paired_by_what_they_are_about() -> None:
    def groups(*told: tuple[int, Any, int]) -> Any:
        made = [{"type": one, "value": two, "metrics": {"inputs_count": n}} for one, two, n in told]
        return {"dataset_version_metrics_groups": made}

    at, rpc = "dataset_version_metrics_groups", "ListDatasetVersionMetricsGroups"
    known = groups((50, "cat", 1), (60, 1, 2))
    assert compared(known, known, rpc) == []
    swapped = groups((60, 1, 2), (50, "cat", 1))
    assert compared(known, swapped, rpc) == [("order", at, "error")]
    other = groups((60, 1, 3))
    assert compared(known, other, rpc) == [
        ("missing", at, "error"),
        ("value", f"{at}[1].metrics.inputs_count", "error"),
    ]


def test_of_exports_the_archive_itself_is_not_compared() -> None:
    def told(url: str, size: int) -> Any:
        export = {"format": 2, "url": url, "size": size}
        return {"dataset_version": {"id": "v1", "export_info": {"coco": export}}}

    one = told("https://one.example.com/a", 1)
    assert compared(one, told("https://other.example.com/b", 2), "GetDatasetVersion") == []
    del one["dataset_version"]["export_info"]["coco"]["url"]
    found = compared(told("https://one.example.com/a", 1), one, "GetDatasetVersion")
    assert found == [("removed", "dataset_version.export_info.coco.url", "error")]


def test_unknown_ids_in_another_order_are_matched_by_what_they_are_about() -> None:
    fake = [{"id": ONE, "input_id": "i1"}, {"id": TWO, "input_id": "i2"}]
    target = [{"id": id_, "input_id": one["input_id"]} for one in fake for id_ in ("3" * 32,)]
    target[1]["id"] = ONE.replace("1", "5")
    assert ("order", "annotations", "error") in compared(
        {"annotations": fake}, {"annotations": target[::-1]}
    )


@pytest.mark.parametrize(
    ("created", "modified", "rpc", "place"),
    [
        ("yesterday", AFTER, "GetAnnotation", "annotation.created_at"),
        (AFTER, BEFORE, "GetAnnotation", "annotation.modified_at"),
        ("2026-11-22T00:00:01.000001001Z", AFTER, "GetAnnotation", "annotation.created_at"),
        (BEFORE, AFTER, "PostAnnotations", "annotation.modified_at"),
    ],
)
def test_times_are_compared_by_form_and_order(
    created: str, modified: str, rpc: str, place: str
) -> None:
    stands = AFTER if rpc == "GetAnnotation" else BEFORE
    fake = annotation("a1", created_at=BEFORE, modified_at=stands)
    target = annotation("a1", created_at=created, modified_at=modified)
    assert compared({"annotation": fake}, {"annotation": target}, rpc) == [("time", place, "error")]


def test_a_time_that_was_told_once_is_told_again() -> None:
    comparison = Comparison()
    fake = annotation("a1", created_at=BEFORE, modified_at=BEFORE)
    target = annotation("a1", created_at=AFTER, modified_at=AFTER)
    assert compared({"annotation": fake}, {"annotation": target}, comparison=comparison) == []
    later = annotation("a1", created_at=BEFORE, modified_at=BEFORE)
    told = compared({"annotation": fake}, {"annotation": later}, comparison=comparison)
    assert told == [("time", "annotation.created_at", "error")]


def test_times_rise_with_the_order_of_making() -> None:
    fake, target = (
        [annotation(f"a{n}", created_at=time, modified_at=time) for n, time in enumerate(times)]
        for times in ((BEFORE, AFTER), ("2026-11-22T00:00:03Z", "2026-11-22T00:00:03Z"))
    )
    assert compared({"annotations": fake}, {"annotations": target}) == [
        ("time", "annotations[1].created_at", "error")
    ]


@pytest.mark.parametrize(
    ("fake", "target", "expected"),
    [
        (Outcome(200), Outcome(404), ("status", "")),
        (Outcome("OK"), Outcome("INTERNAL"), ("status", "")),
        (Outcome(200, {}), Outcome(200, None, text="<html>"), ("type", "body")),
        (Outcome(200, {"status": STATUS}), Outcome(200, {"status": {**STATUS, "req_id": "x"}}),
         ("shape", "status.req_id")),
        (Outcome(200, {"status": STATUS, "a": 1}), Outcome(200, {"a": 1, "status": STATUS}),
         ("format", "")),
        (Outcome(200, {}, {"content-type": "application/json"}), Outcome(200, {}, {}),
         ("header", "content-type")),
        (Outcome(200, {"status": STATUS}, {"x-clarifai-request-id": "d" * 32}),
         Outcome(200, {"status": STATUS}, {}), ("header", "x-clarifai-request-id")),
    ],
)  # fmt: skip
def test_what_is_around_the_answer_is_compared_too(
    fake: Outcome, target: Outcome, expected: tuple[str, str]
) -> None:
    found = Comparison().differences(ApiCall("ListAnnotations"), fake, target)
    assert [(one.kind, one.at) for one in found] == [expected]


def test_differences_of_one_cause_are_one_finding() -> None:
    one = Difference(
        "status", "PostAnnotations", "a[0].code", 1, 2, ("bulk.mixed", "bulk.not_empty")
    )
    part = Difference("status", "PostAnnotations", "a[1].code", 1, 2, ("bulk.mixed",))
    other = Difference("status", "PostAnnotations", "a[1].code", 1, 2, ("bulk.at_most_128",))
    assert part.is_part_of(one)
    assert not one.is_part_of(part)
    assert one.is_known_by(part)
    assert not other.is_known_by(one)
