"""The documented pages, call by call, as their cURL blocks send them, through two doors.

The requests go to `https://api.clarifai.com` under interception, and over a real socket to a
local server: bodies, headers and paths are the documented ones, with the placeholders filled in.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fakeannot import FakeClarifai
from tests.api import Answer, Api, by_requests
from tests.journey.documented import (
    BOX,
    MODEL_VERSION,
    NEW_BOX,
    curl_delete,
    label,
    patch,
    region_label,
)

DOORS = ("interception", "server")


@pytest.fixture
def fake() -> FakeClarifai:
    fake = FakeClarifai()
    fake.workflow(lambda _: {"region_info": BOX}, model_version_id=MODEL_VERSION)
    return fake


@pytest.fixture(params=DOORS)
def api(request: pytest.FixtureRequest, fake: FakeClarifai) -> Iterator[Api]:
    """The documented calls name `YOUR_API_KEY`, which a fake that is not strict lets in."""
    key = "Key YOUR_API_KEY"
    if request.param == "interception":
        with fake.intercept():
            yield Api(by_requests("https://api.clarifai.com"), key)
    else:
        with fake.serve() as server:
            yield Api(by_requests(server.url), key)


@pytest.fixture
def two_inputs(api: Api) -> list[str]:
    inputs = [
        {"id": id_, "data": {"image": {"url": f"https://example.com/{id_}.jpg"}}}
        for id_ in ("one", "two")
    ]
    assert api.post("inputs", {"inputs": inputs}).outcome == (200, 10000)
    return ["one", "two"]


def ids(answer: Answer) -> list[str]:
    assert answer.outcome == (200, 10000), answer.body
    return [annotation["id"] for annotation in answer["annotations"]]


def post(api: Api, body: object) -> dict[str, object]:
    """Post one annotation and give back what the answer says of it."""
    answer = api.post("annotations", body)
    assert answer.outcome == (200, 10000), answer.body
    (annotation,) = answer["annotations"]
    assert isinstance(annotation, dict)
    return annotation


def values(concepts: list[dict[str, object]]) -> dict[object, object]:
    return {concept["id"]: concept["value"] for concept in concepts}


def test_an_image_is_labelled_with_concepts(api: Api, two_inputs: list[str]) -> None:
    annotation = post(api, label("one"))
    assert annotation["data"] == {
        "concepts": [
            {"id": "tree", "name": "tree", "value": 1, "app_id": "fake-app"},
            {"id": "water", "name": "water", "value": 0, "app_id": "fake-app"},
        ]
    }
    assert annotation["embed_model_version_id"] == "embed-1"
    assert annotation["user_id"] == "fake-user"
    assert annotation["status"] == {"code": 24150, "description": "Annotation success"}


def test_a_region_that_a_model_found_is_labelled(api: Api, two_inputs: list[str]) -> None:
    found = api.get("annotations", ("model_version_ids", MODEL_VERSION), ("input_ids", "one"))
    region_id = found["annotations"][0]["data"]["regions"][0]["id"]
    annotation = post(api, region_label("one", region_id))
    (region,) = annotation["data"]["regions"]  # type: ignore[index]  # JSON
    assert region["id"] == region_id
    assert region["region_info"] == BOX
    assert values(region["data"]["concepts"]) == {"tree": 1, "water": 0}


def test_a_new_box_is_drawn(api: Api, two_inputs: list[str]) -> None:
    annotation = post(api, NEW_BOX)
    (region,) = annotation["data"]["regions"]  # type: ignore[index]  # JSON
    assert region["region_info"]["bounding_box"] == {
        "top_row": 0,
        "left_col": 0,
        "bottom_row": 0.5,
        "right_col": 0.5,
    }
    assert len(region["id"]) == 32


def test_an_image_is_given_to_a_labeler(api: Api, two_inputs: list[str]) -> None:
    work = {"input_id": "one", "user_id": "labeler", "status": {"code": "ANNOTATION_PENDING"}}
    annotation = post(api, {"annotations": [work]})
    assert annotation["user_id"] == "labeler"
    assert annotation["status"] == {"code": 24151, "description": "Annotation pending"}
    assert "data" not in annotation
    assert ids(api.get("annotations", ("user_ids", "labeler"))) == [annotation["id"]]


def test_annotations_are_listed_in_all_documented_ways(api: Api, two_inputs: list[str]) -> None:
    first = str(post(api, label("one"))["id"])
    second = str(post(api, label("two"))["id"])
    everything = ids(api.get("annotations", ("page", 1), ("per_page", 10)))
    assert everything[-2:] == [first, second]
    assert len(everything) == 4, "two input-level ones came first"
    assert ids(api.get("annotations", ("page", 1), ("per_page", 10), ("input_ids", "one"))) == [
        everything[0],
        first,
    ]
    pairs = (("input_ids", "one"), ("input_ids", "two"), ("ids", first), ("ids", second))
    assert ids(api.get("annotations", ("page", 1), ("per_page", 10), *pairs)) == [first, second]
    users = (("user_ids", "fake-user"), ("user_ids", "nobody"))
    assert ids(api.get("annotations", *users)) == everything
    models = (("model_version_ids", MODEL_VERSION), ("model_version_ids", "another"))
    found = ids(api.get("annotations", *models))
    assert len(found) == 2
    assert not set(found) & set(everything)


def test_annotations_are_updated_in_all_documented_ways(api: Api, two_inputs: list[str]) -> None:
    whole = str(post(api, label("one"))["id"])
    answer = api.patch(
        "annotations", patch(whole, data={"concepts": [{"id": "apple", "value": 1}]})
    )
    (changed,) = answer["annotations"]
    assert values(changed["data"]["concepts"]) == {"tree": 1, "water": 0, "apple": 1}

    box = post(api, NEW_BOX)
    (region,) = box["data"]["regions"]  # type: ignore[index]  # JSON
    apple = {"id": region["id"], "data": {"concepts": [{"id": "apple", "value": 1}]}}
    answer = api.patch("annotations", patch(str(box["id"]), data={"regions": [apple]}))
    (merged,) = answer["annotations"][0]["data"]["regions"]
    assert merged["id"] == region["id"]
    assert merged["region_info"] == region["region_info"]
    assert values(merged["data"]["concepts"]) == {"tree": 1, "water": 0, "apple": 1}

    answer = api.patch("annotations", patch(whole, status={"code": "ANNOTATION_SUCCESS"}))
    assert answer["annotations"][0]["status"]["code"] == 24150
    assert answer["annotations"][0]["data"] == changed["data"]


def test_annotations_are_deleted_in_all_documented_ways(api: Api, two_inputs: list[str]) -> None:
    input_level = ids(api.get("annotations"))
    one, two, three, four = (str(post(api, label(i))["id"]) for i in ("one", "one", "two", "two"))
    assert api.delete(f"inputs/one/annotations/{one}").outcome == (200, 10000)
    assert ids(api.get("annotations")) == [*input_level, two, three, four]
    answer = curl_delete(api, {"input_ids": ["one", "two"], "ids": [two, three]})
    assert set(answer.json) == {"status"}
    assert ids(api.get("annotations")) == [*input_level, four]
    curl_delete(api, {"input_ids": ["one", "two"]})
    assert ids(api.get("annotations", ("list_all_annotations", "true"))) == input_level
    assert api.delete("inputs/one").outcome == (200, 10000)
    assert ids(api.get("annotations")) == input_level[1:], "it goes with its input"


def test_the_same_calls_work_with_a_token_on_an_apps_own_paths(
    fake: FakeClarifai, api: Api, two_inputs: list[str]
) -> None:
    base = f"/v2/users/{fake.user_id}/apps/{fake.app_id}"
    body = {**label("one"), "user_app_id": {"user_id": fake.user_id, "app_id": fake.app_id}}
    answer = api.call("POST", f"{base}/annotations", body, {"Authorization": f"Key {fake.pat}"})
    (annotation,) = answer["annotations"]
    key_scoped = api.get(f"inputs/one/annotations/{annotation['id']}")
    app_scoped = api.get(f"{base}/inputs/one/annotations/{annotation['id']}")
    assert key_scoped["annotation"] == app_scoped["annotation"]
    assert curl_delete(api, {"input_ids": ["one"]}, f"{base}/inputs/annotations").code == 10000
    assert ids(api.get("annotations", ("input_ids", "one"))) == ids(api.get("annotations"))[:1]
