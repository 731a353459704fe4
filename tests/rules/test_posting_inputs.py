"""Posting inputs: ids, media, duplicates, and the annotation each input gets."""

from __future__ import annotations

from typing import Any

import pytest

from fakeannot import FakeClarifai
from tests.api import Answer, Api, api_of
from tests.rules.conftest import concepts
from tests.state import unchanged


def image(id_: str = "", url: str = "", **data: Any) -> dict[str, Any]:
    """An input as clients send it; its URL is made of its id if not given."""
    named = {"id": id_} if id_ else {}
    return {**named, "data": {"image": {"url": url or f"https://x.test/{id_}.jpg"}, **data}}


def post(api: Api, *inputs: dict[str, Any], **more: object) -> Answer:
    return api.post("inputs", {"inputs": list(inputs), **more})


def ids(answer: Answer) -> list[str]:
    return [item["id"] for item in answer["inputs"]]


def codes(answer: Answer) -> list[int]:
    return [item["status"]["code"] for item in answer["inputs"]]


@pytest.mark.rule("inputs.post_details", "inputs.pending_on_post")
def test_a_post_says_that_all_were_added_and_that_they_are_pending(api: Api) -> None:
    answer = post(api, image("a"), image("b"))
    assert answer.outcome == (200, 10000)
    assert answer.details == "All inputs successfully added"
    for item in answer["inputs"]:
        assert list(item) == ["id", "data", "created_at", "modified_at", "status"]
        assert item["status"] == {"code": 30001, "description": "Download pending"}


@pytest.mark.rule("inputs.post_details", "bulk.mixed")
def test_details_say_nothing_of_success_where_some_were_refused(api: Api, car: str) -> None:
    answer = post(api, image("a"), image(car))
    assert answer.outcome == (207, 10010)
    assert answer.details == ""
    assert codes(answer) == [30001, 30104]


@pytest.mark.rule("inputs.id_given_or_made")
def test_an_input_keeps_its_id_or_gets_one(fake: FakeClarifai, api: Api) -> None:
    given, made = ids(post(api, image("mine"), image(url="https://x.test/2.jpg")))
    assert given == "mine"
    assert len(made) == 32
    assert [i.id for i in fake.app().inputs()] == [given, made]


@pytest.mark.rule("inputs.id_unique")
@pytest.mark.parametrize("more", [{}, {"input_id_conflict_resolution": "SKIP"}])
def test_a_taken_id_is_refused(fake: FakeClarifai, api: Api, car: str, more: Any) -> None:
    with unchanged(fake):
        answer = post(api, image(car, "https://x.test/new.jpg"), **more)
    assert answer.outcome == (400, 10020)
    item = answer["inputs"][0]
    assert item["id"] == car
    assert item["data"]["image"]["url"] == "https://x.test/new.jpg"
    assert item["status"] == {
        "code": 30104,
        "description": "Input invalid argument",
        "details": "Input has a duplicate ID.",
    }


@pytest.mark.rule("inputs.id_unique", "inputs.suffix")
@pytest.mark.parametrize("more", [{}, {"input_id_conflict_resolution": "SUFFIX"}])
@pytest.mark.parametrize("taken", [False, True])
def test_an_id_given_twice_in_one_call_is_refused_with_suffixes_too(
    fake: FakeClarifai, api: Api, more: Any, taken: bool
) -> None:
    if taken and more:
        fake.app().add_input("a")
    answer = post(api, image("a", "https://x.test/1"), image("a", "https://x.test/2"), **more)
    assert answer.outcome == (207, 10010)
    assert codes(answer) == [30001, 30104]
    assert ids(answer)[1] == "a"


@pytest.mark.rule("inputs.suffix")
def test_suffixes_count_to_nine_and_are_then_random(fake: FakeClarifai, api: Api) -> None:
    made = []
    for n in range(12):
        sent = image("a", f"https://x.test/{n}")
        made += ids(post(api, sent, input_id_conflict_resolution="SUFFIX"))
    assert made[:10] == ["a", *(f"a-{n}" for n in range(1, 10))]
    assert len(set(made)) == 12
    assert all(id_.startswith("a-") and len(id_) > 8 for id_ in made[10:])
    assert [i.id for i in fake.app().inputs()] == made


@pytest.mark.rule("inputs.id_without_slash")
def test_an_id_with_a_slash_is_refused(fake: FakeClarifai, api: Api) -> None:
    with unchanged(fake):
        answer = post(api, image("street/car"))
    assert codes(answer) == [30104]
    assert "'street/car'" in answer["inputs"][0]["status"]["details"]


@pytest.mark.rule("inputs.need_media")
@pytest.mark.parametrize(
    "sent",
    [{}, {"id": "x"}, {"data": {}}, {"data": {"concepts": [{"id": "new"}]}},
     {"data": {"image": {}}}, {"data": {"image": {"url": None}}}, {"data": {"image": {"url": ""}}},
     {"data": {"image": {"url": "  "}}}, {"data": {"text": {"raw": ""}}},
     {"data": {"video": {"base64": ""}}}],
)  # fmt: skip
def test_an_input_without_media_is_refused(fake: FakeClarifai, api: Api, sent: Any) -> None:
    with unchanged(fake):
        answer = post(api, sent)
    assert answer.outcome == (400, 10020)
    assert codes(answer) == [30104]
    assert "url or bytes" in answer["inputs"][0]["status"]["details"]


@pytest.mark.rule("inputs.url_unique", "inputs.url_trimmed")
@pytest.mark.parametrize("spaces", ["", "  "])
def test_a_taken_url_is_refused_unless_duplicates_are_allowed(
    fake: FakeClarifai, api: Api, spaces: str
) -> None:
    fake.app().add_input("first", url="https://x.test/1")
    url = f"{spaces}https://x.test/1{spaces}"
    with unchanged(fake):
        answer = post(api, image("second", url))
    assert answer.outcome == (400, 10020)
    assert answer["inputs"][0]["status"]["code"] == 30100
    said = "Duplicate URL in your application. Check the documentation to allow duplications."
    assert answer["inputs"][0]["status"]["description"] == said
    allowed = {"id": "third", "data": {"image": {"url": url, "allow_duplicate_url": True}}}
    answer = post(api, allowed)
    assert answer.outcome == (200, 10000)
    assert answer["inputs"][0]["data"]["image"]["url"] == "https://x.test/1"
    assert b"allow_duplicate_url" not in answer.body


@pytest.mark.rule("inputs.url_unique")
def test_a_url_is_free_again_when_its_input_is_gone(fake: FakeClarifai, api: Api) -> None:
    assert codes(post(api, image("a", "u"), image("b", "u"))) == [30001, 30100]
    api.delete("inputs/a")
    assert codes(post(api, image("b", "u"))) == [30001]
    assert codes(post(api_of(fake, fake.pat, app_id="other"), image("b", "u"))) == [30001]


@pytest.mark.rule("inputs.unknown_info")
@pytest.mark.parametrize(
    ("kind", "info"),
    [
        (
            "image",
            {"image_info": {"format": "UnknownImageFormat", "color_mode": "UnknownColorMode"}},
        ),
        ("video", {"video_info": {"video_format": "UnknownVideoFormat"}}),
        ("audio", {"audio_info": {"audio_format": "UnknownAudioFormat"}}),
        ("text", {"text_info": {"encoding": "UnknownTextEnc"}}),
    ],
)
def test_what_is_not_known_of_a_new_medium_is_said(api: Api, kind: str, info: Any) -> None:
    answer = post(api, {"id": "x", "data": {kind: {"url": "https://x.test/it"}}})
    assert answer["inputs"][0]["data"] == {kind: {"url": "https://x.test/it", **info}}


@pytest.mark.rule("input_level.made", "input_level.listed")
def test_every_input_gets_an_annotation_with_the_data_it_was_posted_with(
    fake: FakeClarifai, api: Api
) -> None:
    region = {"region_info": {"bounding_box": {"bottom_row": 0.5, "right_col": 0.5}}}
    data = {"concepts": concepts("red", blue=0), "metadata": {"a": [1, None]}, "regions": [region]}
    made = post(api, image("car", **data))["inputs"][0]
    (annotation,) = api.get("annotations")["annotations"]
    assert annotation["input_id"] == "car"
    assert annotation["input_level"] is True
    assert annotation["trusted"] is True
    assert annotation["user_id"] == fake.user_id
    assert annotation["status"]["code"] == 24150
    assert annotation["data"] == made["data"] == api.get("inputs/car")["input"]["data"]
    assert [c["value"] for c in made["data"]["concepts"]] == [1, 0]
    assert [c.id for c in fake.app().concepts()] == ["red", "blue"]


@pytest.mark.rule("inputs.id_given_or_made", "bulk.item_by_item")
@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"concepts": [{"name": "red"}]}, "concept needs an 'id'"),
        ({"regions": [{"region_info": {"bounding_box": {"top_row": 2}}}]}, "within 0 and 1"),
    ],
)
def test_bad_data_refuses_its_input_alone_and_brings_no_concepts(
    fake: FakeClarifai, api: Api, data: Any, told: str
) -> None:
    good = {"concepts": concepts("good")}
    bad = {**data, "metadata": {"x": 1}}
    bad["concepts"] = [{"id": "unwanted"}, *bad.get("concepts", [])]
    answer = post(api, image("bad", **bad), image("good", **good))
    assert answer.outcome == (207, 10010)
    assert codes(answer) == [30104, 30001]
    assert told in answer["inputs"][0]["status"]["details"]
    assert [i.id for i in fake.app().inputs()] == ["good"]
    assert [c.id for c in fake.app().concepts()] == ["good"]


@pytest.mark.rule("bulk.at_most_128", "bulk.not_empty")
@pytest.mark.parametrize(("count", "outcome"), [(0, 400), (1, 200), (128, 200), (129, 400)])
def test_a_call_takes_1_to_128_inputs(
    fake: FakeClarifai, api: Api, count: int, outcome: int
) -> None:
    answer = post(api, *(image(f"i{n}") for n in range(count)))
    assert answer.http == outcome
    assert len(fake.app().inputs()) == (count if outcome == 200 else 0)
    if outcome == 400:
        assert answer.code == 11100
        assert "'inputs' field" in answer.details
        assert answer["inputs"] == []


@pytest.mark.rule("inputs.suffix", "bulk.in_request_order")
def test_a_refused_input_is_echoed_under_the_id_it_was_sent_with(
    fake: FakeClarifai, api: Api, car: str
) -> None:
    with unchanged(fake):
        body = {"inputs": [{"id": car, "data": {}}], "input_id_conflict_resolution": "SUFFIX"}
        answer = api.post("inputs", body)
    assert answer["inputs"][0]["id"] == car


@pytest.mark.rule("inputs.dataset_ids")
def test_dataset_ids_are_taken_and_not_told_when_an_input_is_read(
    fake: FakeClarifai, api: Api
) -> None:
    api.post("datasets", {"datasets": [{"id": "train"}]})
    sent = {**image("car"), "dataset_ids": ["train"]}
    assert post(api, sent)["inputs"][0]["dataset_ids"] == ["train"]
    assert "dataset_ids" not in api.get("inputs/car")["input"]


@pytest.mark.rule("inputs.url_unique")
def test_the_url_of_each_medium_is_taken(fake: FakeClarifai, api: Api) -> None:
    post(api, image("first", "https://x.test/1", text={"url": "https://x.test/t"}))
    answer = post(api, image("second", "https://x.test/2", text={"url": "https://x.test/t"}))
    assert answer["inputs"][0]["status"]["code"] == 30100
