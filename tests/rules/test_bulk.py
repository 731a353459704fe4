"""Bulk writes: one result for each item, in order; how many items; which answers."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakeannot import FakeClarifai
from tests.api import Api, api_of
from tests.rules.annotating import codes, everything, listed, nothing_changed, patch, post
from tests.rules.conftest import box, concepts

# What one item may be, and the status it then has.
KINDS: dict[str, tuple[dict[str, Any], int]] = {
    "fine": ({"input_id": "car", "data": {"concepts": concepts("c")}}, 24150),
    "pending": ({"input_id": "car", "status": {"code": "ANNOTATION_PENDING"}}, 24151),
    "no input": ({"input_id": "plane", "task_id": "t"}, 11101),
    "bad box": ({"input_id": "car", "data": {"regions": [{"region_info": box(top=2)}]}}, 24155),
    "taken id": ({"input_id": "car", "id": "taken"}, 24155),
}
GOOD = ("fine", "pending")


def expected(good: int, bad: int) -> tuple[int, int, str]:
    if not bad:
        return 200, 10000, "Ok"
    return (207, 10010, "Mixed Success") if good else (400, 10020, "Failure")


@pytest.mark.rule("bulk.in_request_order", "bulk.item_by_item", "bulk.mixed", "bulk.all_failed")
@settings(deadline=None)
@given(st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=12))
def test_each_posted_item_stands_or_falls_by_itself(kinds: list[str]) -> None:
    fake = FakeClarifai()
    fake.app().add_input("car")
    fake.app().add_annotation("car", annotation_id="taken")
    sent = [{**KINDS[kind][0], "annotation_info": {"n": n}} for n, kind in enumerate(kinds)]
    answer = post(api_of(fake), *sent)
    good = [kind in GOOD for kind in kinds]
    status = answer["status"]
    wanted = expected(sum(good), len(good) - sum(good))
    assert (answer.http, status["code"], status["description"]) == wanted
    assert "details" not in status
    assert codes(answer) == [KINDS[kind][1] for kind in kinds]
    assert [item["annotation_info"]["n"] for item in answer["annotations"]] == [*range(len(kinds))]
    stored = [int(a.annotation_info["n"]) for a in fake.app().annotations()[2:]]
    assert stored == [n for n, fine in enumerate(good) if fine]


@pytest.mark.rule("bulk.in_request_order", "envelope.req_id")
def test_a_refused_item_is_echoed_as_it_was_sent(api: Api, car: str) -> None:
    refused, accepted = post(
        api,
        {"id": "x", "input_id": "plane", "data": {"concepts": concepts("c")}, "task_id": "t"},
        {"id": "y", "input_id": car},
    )["annotations"]
    assert refused == {
        "id": "x",
        "input_id": "plane",
        "data": {"concepts": [{"id": "c", "value": 1}]},
        "status": {
            "code": 11101,
            "description": "Resource does not exist",
            "details": "Input 'plane' does not exist in the app 'fake-app'.",
        },
        "task_id": "t",
    }
    assert accepted["status"] == {"code": 24150, "description": "Annotation success"}


@pytest.mark.rule("media.never_echoed", "bulk.in_request_order")
def test_a_refused_item_is_echoed_without_its_bytes(api: Api) -> None:
    image = {"base64": "aGVsbG8=", "allow_duplicate_url": True}
    mask = {"region_info": {"mask": {"image": image}}}
    answer = post(api, {"input_id": "plane", "data": {"image": image, "regions": [mask]}})
    assert answer.outcome == (400, 10020)
    assert b"base64" not in answer.body
    (echoed,) = answer["annotations"]
    assert echoed["data"]["image"] == {}
    assert len(echoed["data"]["regions"]) == 1


@pytest.mark.rule("bulk.in_request_order", "bulk.item_by_item", "bulk.mixed", "bulk.all_failed")
@pytest.mark.parametrize("ids", [["a", "b"], ["a", "no", "b"], ["no", "a"], ["no", "none"], ["no"]])
def test_each_patched_item_stands_or_falls_by_itself(
    fake: FakeClarifai, api: Api, car: str, ids: list[str]
) -> None:
    post(api, *({"id": id_, "input_id": car} for id_ in ("a", "b")))
    answer = patch(api, "merge", *({"id": id_, "input_id": car, "task_id": "t"} for id_ in ids))
    bad = [id_ for id_ in ids if id_.startswith("no")]
    assert (*answer.outcome, answer["status"]["description"]) == expected(
        len(ids) - len(bad), len(bad)
    )
    assert [item["id"] for item in answer["annotations"]] == ids
    assert codes(answer) == [11101 if id_ in bad else 24150 for id_ in ids]
    assert {item["task_id"] for item in answer["annotations"]} == {"t"}
    assert listed(api, ("task_id", "t")) == sorted(set(ids) - set(bad))


@pytest.mark.rule("bulk.item_by_item")
def test_one_annotation_patched_twice_in_a_call_is_changed_twice(api: Api, car: str) -> None:
    post(api, {"id": "a", "input_id": car})
    changes = [
        {"id": "a", "input_id": car, "data": {"concepts": concepts(name)}} for name in ("x", "y")
    ]
    answer = patch(api, "merge", *changes)
    shown = [[c["id"] for c in item["data"]["concepts"]] for item in answer["annotations"]]
    assert (answer.outcome, shown) == ((200, 10000), [["x"], ["x", "y"]])


@pytest.mark.rule("bulk.mixed", "bulk.all_failed")
def test_inputs_are_answered_item_by_item_too(fake: FakeClarifai, api: Api) -> None:
    fine = {"id": "car", "data": {"image": {"url": "https://x.y/car.jpg"}}}
    answer = api.post("inputs", {"inputs": [{"id": "bad"}, fine]})
    assert answer.outcome == (207, 10010)
    assert [item["status"]["code"] for item in answer["inputs"]] == [30104, 30001]
    assert [item["id"] for item in answer["inputs"]] == ["bad", "car"]
    with nothing_changed(fake):
        assert api.post("inputs", {"inputs": [{"id": "bad"}, fine]}).outcome == (400, 10020)


@pytest.mark.rule("bulk.at_most_128")
def test_128_annotations_are_accepted_and_129_change_nothing(
    fake: FakeClarifai, api: Api, car: str
) -> None:
    sent = [{"id": str(n), "input_id": car} for n in range(129)]
    with nothing_changed(fake):
        answer = post(api, *sent)
    told = "The 'annotations' field has 129 items; at most 128 are allowed per call."
    assert (answer.outcome, answer.details) == ((400, 11100), told)
    assert answer["annotations"] == []
    assert post(api, *sent[:128]).outcome == (200, 10000)
    changes = [{**item, "task_id": "t"} for item in sent]
    with nothing_changed(fake):
        answer = patch(api, "merge", *changes)
    assert (answer.outcome, answer.details) == ((400, 11100), told)
    assert patch(api, "merge", *changes[:128]).outcome == (200, 10000)
    assert len(listed(api, ("task_id", "t"), ("per_page", 1000))) == 128


@pytest.mark.rule("bulk.at_most_128")
def test_129_inputs_are_too_many_to_post_and_to_delete(fake: FakeClarifai, api: Api) -> None:
    def inputs(count: int) -> list[dict[str, Any]]:
        urls = (f"https://x.y/{n}.jpg" for n in range(count))
        return [{"id": str(n), "data": {"image": {"url": url}}} for n, url in enumerate(urls)]

    with nothing_changed(fake):
        assert api.post("inputs", {"inputs": inputs(129)}).outcome == (400, 11100)
    assert api.post("inputs", {"inputs": inputs(128)}).outcome == (200, 10000)
    ids = [str(n) for n in range(129)]
    with nothing_changed(fake):
        assert api.delete("inputs", {"ids": ids}).outcome == (400, 11100)
    assert api.delete("inputs", {"ids": ids[:128]}).outcome == (200, 10000)
    assert everything(fake) == []


@pytest.mark.rule("bulk.not_empty")
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "annotations", {}),
        ("POST", "annotations", None),
        ("POST", "annotations", {"annotations": []}),
        ("POST", "annotations", {"annotations": None}),
        ("PATCH", "annotations", {"action": "merge"}),
        ("PATCH", "annotations", {"action": "merge", "annotations": []}),
        ("POST", "inputs", {"inputs": []}),
        ("PATCH", "inputs", {"action": "merge"}),
    ],
)
def test_a_bulk_write_without_items_is_refused(
    fake: FakeClarifai, api: Api, car: str, method: str, path: str, body: object
) -> None:
    with nothing_changed(fake):
        answer = api.call(method, path, body)
    assert answer.outcome == (400, 11100)
    told = f"Must supply the '{path}' field. Check the JSON body of your request."
    assert answer.details == told
    assert answer[path] == []


@pytest.mark.rule("bulk.item_by_item", "json.wrong_value", "json.unknown_field")
@pytest.mark.parametrize(
    ("item", "path"),
    [
        ({"input_id": 5}, "annotations[1].input_id"),
        ({"data": {"concepts": {"id": "c"}}}, "annotations[1].data.concepts"),
        ({"status": {"code": "NOPE"}}, "annotations[1].status.code"),
        ({"status": {"code": 99999}}, "annotations[1].status.code"),
        ({"data": {"regions": [{"region_id": "r"}]}}, "annotations[1].data.regions[0].region_id"),
        ("car", "annotations[1]"),
    ],
)
@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_an_item_that_cannot_be_read_refuses_the_whole_call(
    fake: FakeClarifai, api: Api, car: str, method: str, item: Any, path: str
) -> None:
    fine = {"id": "a", "input_id": car, "data": {"concepts": concepts("new")}}
    body = {"annotations": [fine, item], **({"action": "merge"} if method == "PATCH" else {})}
    with nothing_changed(fake):
        answer = api.call(method, "annotations", body)
    assert answer.outcome == (400, 11100)
    assert f"json path '{path}'" in answer.details
    assert answer["annotations"] == []
