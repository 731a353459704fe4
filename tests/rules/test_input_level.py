"""Input-level annotations: each input's own, with the data it was added and patched with."""

from __future__ import annotations

from typing import Any

import pytest

from fakeannot import FakeClarifai
from tests.api import Api
from tests.rules.annotating import (
    collaborator,
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

URL = "https://example.com/car.jpg"
DATA: dict[str, Any] = {
    "image": {"url": URL},
    "concepts": concepts("car", bus=0),
    "metadata": {"k": 1, "d": {"e": 2}},
    "geo": {"geo_point": {"longitude": 8.5, "latitude": 0}},
    "regions": [{"id": "r1", "region_info": box()}, {"region_info": box(bottom=0.9)}],
}


@pytest.fixture
def own(fake: FakeClarifai, api: Api) -> str:
    """The id of the input-level annotation of a car with data of all sorts."""
    assert api.post("inputs", {"inputs": [{"id": "car", "data": DATA}]}).outcome == (200, 10000)
    (annotation,) = fake.app().annotations()
    return str(annotation.id)


def shown(api: Api) -> Any:
    return api.get("inputs/car")["input"]["data"]


@pytest.mark.rule("input_level.made", "ids.uuid4")
def test_every_input_gets_one_with_the_data_it_was_posted_with(
    fake: FakeClarifai, api: Api, own: str
) -> None:
    annotation = read(api, own)
    assert (annotation["input_level"], annotation["trusted"]) == (True, True)
    assert (annotation["input_id"], annotation["user_id"]) == ("car", fake.user_id)
    assert annotation["status"] == {"code": 24150, "description": "Annotation success"}
    assert [(c["id"], c["value"]) for c in annotation["data"]["concepts"]] == [
        ("car", 1),
        ("bus", 0),
    ]
    assert annotation["data"]["metadata"] == DATA["metadata"]
    assert annotation["data"]["geo"] == DATA["geo"]
    assert [len(region["id"]) for region in annotation["data"]["regions"]] == [2, 32]
    assert annotation["data"] == shown(api)
    assert (own[12], len(own)) == ("4", 32)


@pytest.mark.rule("input_level.made")
def test_an_input_that_is_refused_gets_none(fake: FakeClarifai, api: Api, own: str) -> None:
    with nothing_changed(fake):
        api.post("inputs", {"inputs": [{"id": "car", "data": {"image": {"url": "https://x.y"}}}]})
    made = only_of_new_input(fake, collaborator(fake, "labeler"))
    assert (made.user_id, made.input_level) == ("labeler", True)


def only_of_new_input(fake: FakeClarifai, client: Api) -> Any:
    body = {"inputs": [{"id": "bus", "data": {"image": {"url": "https://x.y/bus.jpg"}}}]}
    assert client.post("inputs", body).outcome == (200, 10000)
    (annotation,) = fake.app().annotations("bus")
    return annotation


@pytest.mark.rule("input_level.listed")
def test_it_is_listed_like_others_and_before_them(api: Api, own: str) -> None:
    mine = only(post(api, {"input_id": "car"}))["id"]
    assert listed(api) == [own, mine]
    assert listed(api, ("input_ids", "car"), ("ids", own)) == [own]
    assert listed(api, ("user_ids", "me")) == [own, mine]
    assert "input_level" not in read(api, mine)


@pytest.mark.rule("input_level.made", "input_level.patched")
def test_labels_posted_later_do_not_show_in_the_input(api: Api, own: str) -> None:
    before = shown(api)
    post(api, {"input_id": "car", "data": {"concepts": concepts("van")}})
    assert shown(api) == before


@pytest.mark.rule("input_level.survives", "input_level.not_by_id", "inputs.delete_cascades")
def test_it_goes_with_its_input_and_no_other_way(fake: FakeClarifai, api: Api, own: str) -> None:
    mine = only(post(api, {"input_id": "car"}))["id"]
    assert api.delete("annotations", {"input_ids": ["car"]}).outcome == (200, 10000)
    assert listed(api) == [own]
    assert api.delete(f"inputs/car/annotations/{own}").outcome == (400, 24155)
    by_pair = {"input_ids": ["car"], "ids": [own]}
    assert api.delete("annotations", by_pair).outcome == (400, 24155)
    assert listed(api) == [own]
    assert api.delete("inputs/car").outcome == (200, 10000)
    assert fake.app().annotations() == []
    for id_ in (own, mine):
        assert api.get(f"inputs/car/annotations/{id_}").outcome == (404, 11101)


def patch_input(api: Api, action: str, data: Any) -> Any:
    answer = api.patch("inputs", {"inputs": [{"id": "car", "data": data}], "action": action})
    assert answer.outcome == (200, 10000), answer.json


def patch_own(api: Api, own: str, action: str, data: Any) -> Any:
    answer = patch(api, action, {"id": own, "input_id": "car", "data": data})
    assert answer.outcome == (200, 10000), answer.json


@pytest.mark.rule("input_level.patched", "patch.media_kept", "patch.merge")
@pytest.mark.parametrize("by", ["input", "annotation"])
def test_patching_either_changes_both(api: Api, own: str, by: str) -> None:
    def change(action: str, data: Any) -> Any:
        if by == "input":
            patch_input(api, action, data)
        else:
            patch_own(api, own, action, data)
        assert read(api, own)["data"] == shown(api)
        return shown(api)

    geo = {"geo_point": {"longitude": 1, "latitude": 2}}
    data = change("merge", {"concepts": concepts("van", bus=1), "metadata": {"l": 3}, "geo": geo})
    assert [(c["id"], c["value"]) for c in data["concepts"]] == [
        ("car", 1),
        ("bus", 1),
        ("van", 1),
    ]
    assert data["metadata"] == {"k": 1, "d": {"e": 2}, "l": 3}
    assert data["geo"] == geo
    assert len(data["regions"]) == 2
    data = change("remove", {"concepts": concepts("car"), "regions": [{"id": "r1"}]})
    assert ids_of(data["concepts"]) == ["bus", "van"]
    assert len(data["regions"]) == 1
    data = change("overwrite", {"concepts": concepts("only")})
    assert ids_of(data["concepts"]) == ["only"]
    assert not {"geo", "metadata", "regions"} & data.keys()
    assert data["image"]["url"] == URL
    assert "concepts" not in change("remove", {"concepts": concepts("only")})


@pytest.mark.rule("patch.media_kept")
@pytest.mark.parametrize("action", ["merge", "overwrite", "remove"])
@pytest.mark.parametrize(
    "media", [{"image": {"url": "https://x.y/new.jpg"}}, {"video": {"url": "https://x.y/new.mp4"}}]
)
def test_an_inputs_medium_stays_whatever_is_sent(
    api: Api, own: str, action: str, media: dict[str, Any]
) -> None:
    image = shown(api)["image"]
    patch_input(api, action, media)
    patch_own(api, own, action, media)
    assert shown(api)["image"] == image
    assert "video" not in shown(api)


@pytest.mark.rule("patch.delete_if_empty_data")
def test_a_removal_never_deletes_it(fake: FakeClarifai, api: Api, own: str) -> None:
    removal = {
        "id": own,
        "input_id": "car",
        "data": {"concepts": concepts("car", "bus"), "metadata": {"k": True, "d": True}},
    }
    answer = patch(api, "remove", removal, delete_if_empty_data=True)
    assert answer.outcome == (200, 10000)
    assert listed(api) == [own]
    assert "concepts" not in read(api, own)["data"]
    plain = fake.app().add_input("bus", data={"text": {"raw": "x"}})
    plain_own = fake.app().annotations("bus")[0].id
    removal = {"id": plain_own, "input_id": plain.id, "data": {"concepts": concepts("none")}}
    assert patch(api, "remove", removal, delete_if_empty_data=True).outcome == (200, 10000)
    assert read(api, plain_own, "bus")["input_level"] is True


@pytest.mark.rule("annotations.own_only", "input_level.patched")
def test_a_collaborator_may_not_patch_the_owners(fake: FakeClarifai, own: str) -> None:
    with nothing_changed(fake):
        change = {"id": own, "input_id": "car", "data": {"concepts": concepts("new")}}
        answer = patch(collaborator(fake, "labeler"), "merge", change)
    assert refused_item(answer)[2] == 24156


@pytest.mark.rule("input_level.patched", "concepts.need_id", "regions.box_order")
@pytest.mark.parametrize(
    "bad", [{"concepts": [{"name": "x"}]}, {"regions": [{"region_info": box(top=0.9)}]}]
)
def test_a_bad_patch_changes_neither(
    fake: FakeClarifai, api: Api, own: str, bad: dict[str, Any]
) -> None:
    with nothing_changed(fake):
        answers = [
            api.patch("inputs", {"inputs": [{"id": "car", "data": bad}], "action": "merge"}),
            patch(api, "merge", {"id": own, "input_id": "car", "data": bad}),
        ]
    assert [answer.outcome for answer in answers] == [(400, 10020)] * 2
    assert answers[0]["inputs"][0]["status"]["code"] == 30104
    assert refused_item(answers[1])[2] == 24155


@pytest.mark.rule("input_level.patched", "patch.outside_data")
def test_its_status_changes_without_the_inputs(api: Api, own: str) -> None:
    change = {"id": own, "input_id": "car", "status": {"code": "ANNOTATION_PENDING"}}
    assert patch(api, "merge", change).outcome == (200, 10000)
    assert read(api, own)["status"]["code"] == 24151
    assert api.get("inputs/car")["input"]["status"]["code"] == 30000
    assert shown(api) == read(api, own)["data"]


@pytest.mark.rule("input_level.made", "inputs.unknown_info")
def test_what_a_client_knows_of_a_medium_is_kept(fake: FakeClarifai, api: Api) -> None:
    info = {"width": 640, "height": 480, "format": "JPEG", "color_mode": "YUV"}
    body = {"inputs": [{"id": "car", "data": {"image": {"url": URL, "image_info": info}}}]}
    assert api.post("inputs", body)["inputs"][0]["data"]["image"]["image_info"] == info
    assert read(api, fake.app().annotations()[0].id)["data"]["image"]["image_info"] == info
