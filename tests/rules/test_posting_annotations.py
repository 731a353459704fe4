"""Posting annotations: whose they are, what they get, and which are refused."""

from __future__ import annotations

import re
from typing import Any

import pytest

from fakeannot import FakeClarifai
from tests.api import Api, api_of
from tests.rules.annotating import (
    codes,
    everything,
    nothing_changed,
    only,
    post,
    read,
    refused_item,
)
from tests.rules.conftest import box, concepts


@pytest.mark.rule("annotations.id_given_or_made")
def test_an_id_that_was_sent_is_kept(api: Api, car: str) -> None:
    assert only(post(api, {"id": "mine", "input_id": car}))["id"] == "mine"
    assert read(api, "mine")["input_id"] == car


@pytest.mark.rule("annotations.id_given_or_made", "ids.uuid4")
@pytest.mark.parametrize("unset", [{}, {"id": ""}, {"id": None}])
def test_an_annotation_without_an_id_gets_one(api: Api, car: str, unset: dict[str, object]) -> None:
    made = only(post(api, {"input_id": car, **unset}))["id"]
    assert re.fullmatch(r"[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}", made)
    assert read(api, made)["id"] == made


@pytest.mark.rule("annotations.id_given_or_made", "annotations.id_unique")
def test_a_made_id_is_never_one_that_a_client_took(fake: FakeClarifai, car: str) -> None:
    """Ids that one fake made, sent to another of the same seed, are not made there again."""
    other = FakeClarifai()
    other.app().add_input(car)
    taken = [other.app().add_annotation(car).id for _ in range(3)]
    api = api_of(fake)
    post(api, *({"id": id_, "input_id": car} for id_ in taken))
    made = [item["id"] for item in post(api, *({"input_id": car},) * 5)["annotations"]]
    fake.app().add_input("bus")
    ids = [annotation.id for annotation in fake.app().annotations()]
    assert len(set(made)) == 5
    assert not set(made) & set(taken)
    assert len(set(ids)) == len(ids) == 2 + 3 + 5


@pytest.mark.rule("annotations.id_unique")
@pytest.mark.parametrize("input_id", ["car", "bus"])
def test_a_taken_id_is_refused_on_any_input(fake: FakeClarifai, api: Api, input_id: str) -> None:
    fake.app().add_input("car")
    fake.app().add_input("bus")
    fake.app().add_annotation("car", annotation_id="mine")
    with nothing_changed(fake):
        answer = post(api, {"id": "mine", "input_id": input_id})
    assert refused_item(answer) == (400, 10020, 24155, "Annotation has a duplicate ID.")


@pytest.mark.rule("annotations.id_unique")
def test_of_two_items_with_one_id_the_first_is_stored(
    fake: FakeClarifai, api: Api, car: str
) -> None:
    sent: list[dict[str, Any]] = [
        {"id": "mine", "input_id": car, "data": {"concepts": concepts(which)}}
        for which in ("first", "second")
    ]
    answer = post(api, *sent)
    assert (answer.outcome, codes(answer)) == ((207, 10010), [24150, 24155])
    assert read(api, "mine")["data"]["concepts"][0]["id"] == "first"
    assert [concept.id for concept in fake.app().concepts()] == ["first"]


@pytest.mark.rule("annotations.input_id")
def test_an_annotation_without_an_input_is_refused(fake: FakeClarifai, api: Api, car: str) -> None:
    with nothing_changed(fake):
        answer = post(api, {"id": "mine", "data": {"concepts": concepts("new")}})
    assert refused_item(answer) == (400, 10020, 24155, "An annotation needs an 'input_id'.")


@pytest.mark.rule("annotations.input_known")
def test_an_annotation_of_an_unknown_input_is_refused(
    fake: FakeClarifai, api: Api, car: str
) -> None:
    with nothing_changed(fake):
        answer = post(api, {"input_id": "plane", "data": {"concepts": concepts("new")}})
    http, code, item_code, details = refused_item(answer)
    assert (http, code, item_code) == (400, 10020, 11101)
    assert details == "Input 'plane' does not exist in the app 'fake-app'."


@pytest.mark.rule("annotations.status_default")
def test_an_annotation_without_a_status_succeeds(api: Api, car: str) -> None:
    wanted = {"code": 24150, "description": "Annotation success"}
    unset: list[dict[str, Any]] = [{}, {"status": {}}, {"status": None}, {"status": {"code": 0}}]
    for status in unset:
        made = only(post(api, {"input_id": car, **status}))
        assert made["status"] == read(api, made["id"])["status"] == wanted


@pytest.mark.rule("annotations.status_default")
@pytest.mark.parametrize("code", ["ANNOTATION_PENDING", 24151, "24151"])
def test_a_status_is_sent_by_name_or_number(api: Api, car: str, code: object) -> None:
    made = only(post(api, {"input_id": car, "status": {"code": code}}))
    assert made["status"] == {"code": 24151, "description": "Annotation pending"}


@pytest.mark.rule("annotations.status_values")
@pytest.mark.parametrize("name", ["INPUT_SUCCESS", "SUCCESS", "ANNOTATION_UNCATEGORIZED"])
def test_a_status_of_something_else_is_refused(
    fake: FakeClarifai, api: Api, car: str, name: str
) -> None:
    with nothing_changed(fake):
        answer = post(api, {"input_id": car, "status": {"code": name}})
    http, code, item_code, details = refused_item(answer)
    assert (http, code, item_code) == (400, 10020, 24155)
    assert details.endswith("is no status of an annotation.")


@pytest.mark.rule("annotations.service_fields")
def test_what_the_service_decides_is_not_taken_over(fake: FakeClarifai, car: str) -> None:
    sent = {
        "input_id": car,
        "created_at": "2001-01-01T00:00:00Z",
        "modified_at": "2001-01-01T00:00:00Z",
        "trusted": False,
        "input_level": True,
        "model_version_id": "a-model",
        "worker": {"model": {"model_version": {"id": "a-model"}}},
        "consensus_info": {"parent": "x"},
    }
    made = only(post(api_of(fake), sent))
    for annotation in (made, read(api_of(fake), made["id"], car)):
        assert (annotation["trusted"], annotation["user_id"]) == (True, fake.user_id)
        decided = {"input_level", "model_version_id", "consensus_info", "worker"}
        assert not decided & annotation.keys()
        assert annotation["created_at"] > "2020"
        assert annotation["modified_at"] > "2020"


@pytest.mark.rule("annotations.embed_kept")
def test_other_fields_are_kept_and_echoed(api: Api, car: str) -> None:
    kept = {
        "embed_model_version_id": "bb186755eda04f9cbb6fe32e816be104",
        "annotation_info": {"split": "train", "n": [1, {"deep": None}]},
        "task_id": "task-1",
    }
    made = only(post(api, {"input_id": car, **kept}))
    for annotation in (made, read(api, made["id"])):
        assert {name: annotation[name] for name in kept} == kept


@pytest.mark.rule("media.never_echoed", "media.hosted_url")
@pytest.mark.parametrize(
    "data",
    [
        {"image": {"base64": "aGVsbG8="}},
        {"regions": [{"region_info": {"mask": {"image": {"base64": "aGVsbG8="}}}}]},
    ],
    ids=["image", "mask"],
)
def test_bytes_in_an_annotation_come_back_as_a_url(
    fake: FakeClarifai, api: Api, car: str, data: object
) -> None:
    answer = post(api, {"id": "mine", "input_id": car, "data": data})
    assert answer.outcome == (200, 10000)
    for text in (answer.body, api.get(f"inputs/{car}/annotations/mine").body):
        assert b"base64" not in text
        assert b'"url":"https://data.clarifai.com/orig/users/' in text


@pytest.mark.rule("annotations.input_known", "annotations.raw_text_kept")
def test_raw_text_in_an_annotation_stays_what_it_is(api: Api, car: str) -> None:
    """It is what somebody read in a region, not an upload."""
    region = {"region_info": box(), "data": {"text": {"raw": "B 1234"}}}
    post(api, {"id": "mine", "input_id": car, "data": {"regions": [region]}})
    assert read(api, "mine")["data"]["regions"][0]["data"]["text"]["raw"] == "B 1234"


@pytest.mark.rule("bulk.item_by_item")
def test_a_refused_annotation_leaves_no_trace_of_itself(
    fake: FakeClarifai, api: Api, car: str
) -> None:
    """Not even of the parts that were fine by themselves: concepts, a mask's bytes."""
    before = everything(fake)
    bad = {
        "concepts": concepts("new", "newer"),
        "regions": [{"region_info": box(top=0.9), "data": {"concepts": concepts("newest")}}],
    }
    assert post(api, {"input_id": car, "data": bad}).outcome == (400, 10020)
    assert everything(fake) == before
    assert fake.app().concepts() == []


@pytest.mark.rule("annotations.id_without_slash")
def test_an_annotation_id_with_a_slash_is_refused(fake: FakeClarifai, api: Api, car: str) -> None:
    with nothing_changed(fake):
        answer = post(api, {"id": "a/b", "input_id": car})
    http, code, item_code, details = refused_item(answer)
    assert (http, code, item_code) == (400, 10020, 24155)
    assert "'a/b'" in details
