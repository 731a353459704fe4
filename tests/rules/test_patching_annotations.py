"""Patching annotations: who may, what the three actions leave behind, and which are refused."""

from __future__ import annotations

from typing import Any

import pytest

from fakeannot import FakeClarifai
from tests.api import Api
from tests.rules.annotating import (
    add_labelled,
    change,
    codes,
    ids_of,
    listed,
    nothing_changed,
    only,
    patch,
    post,
    read,
    refused_item,
)
from tests.rules.conftest import box, concepts

ACTIONS = ["merge", "overwrite", "remove"]


@pytest.fixture
def labelled(fake: FakeClarifai, car: str) -> None:
    add_labelled(fake)


@pytest.mark.rule("patch.merge")
def test_merge_changes_concepts_in_place_and_appends_new_ones(api: Api, labelled: None) -> None:
    change("merge", api, data={"concepts": concepts("bus", "van")})
    data = change("merge", api, data={"concepts": concepts("van", "lorry", bus=0)})["data"]
    assert [(c["id"], c["value"]) for c in data["concepts"]] == [
        ("car", 1),
        ("bus", 0),
        ("van", 1),
        ("lorry", 1),
    ]
    assert data["metadata"] == {"k": 1, "d": {"e": 2}}
    assert ids_of(data["regions"]) == ["r1"]


@pytest.mark.rule("patch.merge_json")
def test_metadata_merges_deep(api: Api, labelled: None) -> None:
    merged = change("merge", api, data={"metadata": {"d": {"f": [3]}, "k": None, "l": True}})
    assert merged["data"]["metadata"] == {"k": 1, "d": {"e": 2, "f": [3]}, "l": True}
    cleared = change("merge", api, data={"metadata": {}})
    assert cleared["data"]["metadata"] == {}


@pytest.mark.rule("patch.remove")
def test_remove_takes_out_what_it_names(api: Api, labelled: None) -> None:
    change("merge", api, data={"concepts": concepts("bus")})
    data = change(
        "remove",
        api,
        data={"concepts": concepts("van", car=0), "metadata": {"d": {"e": True}, "k": False}},
    )["data"]
    assert ids_of(data["concepts"]) == ["bus"]
    assert data["metadata"] == {"k": False, "d": {}}
    assert ids_of(data["regions"]) == ["r1"]
    data = change("remove", api, data={"concepts": concepts("bus"), "regions": [{"id": "r1"}]})
    assert data["data"] == {"metadata": {"k": False, "d": {}}}


@pytest.mark.rule("patch.remove")
def test_removing_from_nothing_adds_nothing(api: Api, car: str) -> None:
    post(api, {"id": "a1", "input_id": car, "data": {"concepts": concepts("car")}})
    before = read(api, "a1")["data"]
    nothing = {"metadata": {"k": True}, "regions": [{"id": "r9"}], "text": {"raw": "x"}}
    assert change("remove", api, data=nothing)["data"] == before


@pytest.mark.rule("patch.overwrite")
def test_overwrite_replaces_the_data(api: Api, labelled: None) -> None:
    assert change("overwrite", api, data={"concepts": concepts("bus")})["data"] == {
        "concepts": [{"id": "bus", "name": "bus", "value": 1, "app_id": "fake-app"}]
    }


@pytest.mark.rule("patch.outside_data")
@pytest.mark.parametrize("action", ACTIONS)
def test_what_stands_outside_data_is_replaced_and_data_stays(
    api: Api, labelled: None, action: str
) -> None:
    change("merge", api, annotation_info={"a": 1, "b": 2}, task_id="t1")
    before = read(api, "a1")
    sent = {
        "status": {"code": "ANNOTATION_PENDING"},
        "annotation_info": {"c": 3},
        "embed_model_version_id": "e" * 32,
    }
    after = change(action, api, **sent)
    assert after["status"] == {"code": 24151, "description": "Annotation pending"}
    assert after["annotation_info"] == {"c": 3}
    assert after["embed_model_version_id"] == "e" * 32
    assert (after["task_id"], after["data"]) == ("t1", before["data"])
    assert change(action, api, task_id="t2", annotation_info={})["task_id"] == "t2"
    assert read(api, "a1")["annotation_info"] == {}
    assert read(api, "a1")["status"]["code"] == 24151


@pytest.mark.rule("annotations.patch_known")
@pytest.mark.parametrize(
    "sent", [{"id": "none", "input_id": "car"}, {"id": "a1", "input_id": "bus"}]
)
def test_an_unknown_annotation_cannot_be_patched(
    fake: FakeClarifai, api: Api, labelled: None, sent: dict[str, str]
) -> None:
    fake.app().add_input("bus")
    with nothing_changed(fake):
        answer = patch(api, "merge", {**sent, "data": {"concepts": concepts("new")}})
    http, code, item_code, details = refused_item(answer)
    assert (http, code, item_code) == (400, 10020, 11101)
    assert (
        details == f"Input {sent.get('input_id', '')!r} has no annotation {sent.get('id', '')!r}."
    )


@pytest.mark.rule("annotations.input_id")
@pytest.mark.parametrize("sent", [{"id": "a1"}, {"input_id": "car"}, {}])
def test_a_patch_names_its_input_and_its_annotation(
    fake: FakeClarifai, api: Api, labelled: None, sent: dict[str, str]
) -> None:
    with nothing_changed(fake):
        http, code, item_code, details = refused_item(patch(api, "merge", {**sent, "task_id": "t"}))
    assert (http, code, item_code) == (400, 10020, 24155)
    assert details == "An annotation to patch needs its 'input_id' and its 'id'."


@pytest.mark.rule("patch.actions")
@pytest.mark.parametrize("action", ["", "append", "MERGE", None])
def test_an_unknown_action_is_refused(
    fake: FakeClarifai, api: Api, labelled: None, action: Any
) -> None:
    with nothing_changed(fake):
        answer = patch(api, action, {"id": "a1", "input_id": "car", "task_id": "t"})
    assert answer.outcome == (400, 11100)
    wanted = "Supported actions: merge, overwrite, remove."
    assert answer.details == f"Invalid action {action or ''!r}. {wanted}"
    assert answer["annotations"] == []


@pytest.mark.rule("bulk.item_by_item", "annotations.status_values", "regions.box_order")
@pytest.mark.parametrize(
    "bad",
    [
        {"status": {"code": "INPUT_SUCCESS"}, "data": {"concepts": concepts("new")}},
        {"data": {"concepts": [*concepts("new"), {"name": "nameless"}]}},
        {"data": {"regions": [{"region_info": box(top=0.5)}], "concepts": concepts("new")}},
        {"data": {"frames": [{}, {}]}, "task_id": "t"},
    ],
    ids=["status", "concept", "box", "frames"],
)
@pytest.mark.parametrize("action", ["merge", "overwrite"])
def test_a_patch_that_is_refused_changes_nothing(
    fake: FakeClarifai, api: Api, labelled: None, action: str, bad: dict[str, Any]
) -> None:
    with nothing_changed(fake):
        answer = patch(api, action, {"id": "a1", "input_id": "car", **bad})
    assert (answer.outcome, codes(answer)) == ((400, 10020), [24155])


@pytest.mark.rule("patch.delete_if_empty_data")
def test_a_removal_that_leaves_nothing_may_delete(fake: FakeClarifai, api: Api, car: str) -> None:
    data = {"concepts": concepts("x"), "metadata": {"k": 1}}

    def remove(**named: Any) -> Any:
        sent = {"id": "a1", "input_id": car, "data": named}
        return only(patch(api, "remove", sent, delete_if_empty_data=True))

    post(api, {"id": "a1", "input_id": car, "data": data})
    assert remove(concepts=concepts("x"))["data"] == {"metadata": {"k": 1}}
    assert len(listed(api)) == 2
    answered = remove(metadata={"k": True})
    assert (answered["id"], answered["status"]["code"]) == ("a1", 24150)
    assert api.get(f"inputs/{car}/annotations/a1").outcome == (404, 11101)
    assert len(listed(api)) == 1
    assert [concept.id for concept in fake.app().concepts()] == ["x"]


@pytest.mark.rule("patch.delete_if_empty_data")
@pytest.mark.parametrize(
    ("action", "more"),
    [("remove", {}), ("remove", {"delete_if_empty_data": False})]
    + [(action, {"delete_if_empty_data": True}) for action in ("merge", "overwrite")],
)
def test_otherwise_an_annotation_without_data_stays(
    api: Api, car: str, action: str, more: dict[str, bool]
) -> None:
    post(api, {"id": "a1", "input_id": car, "data": {"concepts": concepts("x")}})
    data: dict[str, Any] = {"concepts": concepts("x")} if action == "remove" else {}
    patch(api, action, {"id": "a1", "input_id": car, "data": data}, **more)
    assert read(api, "a1")["input_id"] == car


@pytest.mark.rule("patch.empty_lists")
@pytest.mark.parametrize("action", ["merge", "remove"])
def test_an_empty_list_says_nothing(fake: FakeClarifai, api: Api, car: str, action: str) -> None:
    made = fake.app().add_annotation(car, {"concepts": concepts("tree")})
    sent = {"id": made.id, "input_id": car, "data": {"concepts": [], "regions": []}}
    (changed,) = patch(api, action, sent)["annotations"]
    assert [concept["id"] for concept in changed["data"]["concepts"]] == ["tree"]


@pytest.mark.rule("patch.delete_if_empty_data")
def test_a_removal_that_sends_no_data_deletes_nothing(
    fake: FakeClarifai, api: Api, car: str
) -> None:
    work = fake.app().add_annotation(car, status={"code": "ANNOTATION_PENDING"})
    named = {"id": work.id, "input_id": car, "status": {"code": "ANNOTATION_SUCCESS"}}
    api.patch(
        "annotations",
        {"annotations": [named], "action": "remove", "delete_if_empty_data": True},
    )
    assert fake.app().annotations(car)[-1].status.code == 24150
