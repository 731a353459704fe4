"""Patching inputs: their data changes, and with it their input-level annotation; nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from fakeannot import FakeClarifai
from tests.api import Answer, Api
from tests.rules.conftest import concepts
from tests.state import unchanged


@pytest.fixture
def car(fake: FakeClarifai) -> str:
    """An input with two concepts, metadata and a place."""
    data = {
        "concepts": concepts("red", "fast"),
        "metadata": {"a": 1, "b": {"c": 2}},
        "geo": {"geo_point": {"longitude": 1, "latitude": 2}},
    }
    return str(fake.app().add_input("car", url="https://x.test/car.jpg", data=data).id)


def patch(api: Api, action: str, *inputs: dict[str, Any]) -> Answer:
    return api.patch("inputs", {"inputs": list(inputs), "action": action})


def values(data: dict[str, Any]) -> dict[str, float]:
    return {concept["id"]: concept["value"] for concept in data.get("concepts", [])}


@pytest.mark.rule("inputs.patch_status", "patch.merge")
def test_a_patched_input_is_answered_whole_and_as_modified(api: Api, car: str) -> None:
    before = api.get("inputs/car")["input"]
    answer = patch(api, "merge", {"id": car, "data": {"concepts": concepts("new", red=0)}})
    assert answer.outcome == (200, 10000)
    assert answer.details == ""
    (item,) = answer["inputs"]
    assert item["status"] == {"code": 30200, "description": "Input image modification success"}
    assert values(item["data"]) == {"red": 0, "fast": 1, "new": 1}
    assert item["data"]["image"] == before["data"]["image"]
    assert item["data"]["metadata"] == before["data"]["metadata"]
    assert item["created_at"] == before["created_at"]
    assert item["modified_at"] > before["modified_at"]
    read = api.get("inputs/car")["input"]
    assert read["data"] == item["data"]
    assert read["status"]["code"] == 30000


@pytest.mark.rule("input_level.patched", "inputs.patch_data")
def test_the_input_level_annotation_changes_with_its_input(
    fake: FakeClarifai, api: Api, car: str
) -> None:
    patch(api, "overwrite", {"id": car, "data": {"concepts": concepts("blue")}})
    (level,) = fake.app().annotations()
    assert level.input_level
    assert level.data == fake.app().inputs()[0].data
    assert [c.id for c in level.data.concepts] == ["blue"]
    assert level.modified_at == fake.app().inputs()[0].modified_at


@pytest.mark.rule("input_level.patched")
def test_the_input_changes_with_its_input_level_annotation(
    fake: FakeClarifai, api: Api, car: str
) -> None:
    level = fake.app().annotations()[0]
    sent = {"input_id": car, "id": level.id, "data": {"concepts": concepts("blue")}}
    body = {"annotations": [sent], "action": "overwrite"}
    assert api.patch("annotations", body).outcome == (200, 10000)
    assert values(api.get("inputs/car")["input"]["data"]) == {"blue": 1}
    assert api.get("inputs/car")["input"]["data"]["image"]["url"] == "https://x.test/car.jpg"


@pytest.mark.rule("patch.overwrite", "patch.media_kept")
def test_overwrite_replaces_all_but_the_media(api: Api, car: str) -> None:
    sent = {"id": car, "data": {"metadata": {"z": 0}, "image": {"url": "https://x.test/other"}}}
    data = patch(api, "overwrite", sent)["inputs"][0]["data"]
    assert set(data) == {"image", "metadata"}
    assert data["metadata"] == {"z": 0}
    assert data["image"]["url"] == "https://x.test/car.jpg"


@pytest.mark.rule("patch.remove")
def test_remove_takes_concepts_by_id_and_an_empty_list_is_not_shown(api: Api, car: str) -> None:
    one = patch(api, "remove", {"id": car, "data": {"concepts": concepts(red=0.3)}})
    assert values(one["inputs"][0]["data"]) == {"fast": 1}
    none = patch(api, "remove", {"id": car, "data": {"concepts": concepts("fast", "never")}})
    assert "concepts" not in none["inputs"][0]["data"]
    assert "concepts" not in api.get("inputs/car")["input"]["data"]


@pytest.mark.rule("inputs.patch_data")
def test_nothing_but_data_is_patched(fake: FakeClarifai, api: Api, car: str) -> None:
    before = fake.app().inputs()[0]
    sent = {
        "id": car,
        "status": {"code": "INPUT_FAILED"},
        "created_at": "2001-01-01T00:00:00Z",
        "dataset_ids": ["d"],
        "data": {},
    }
    assert patch(api, "merge", sent).outcome == (200, 10000)
    after = fake.app().inputs()[0]
    assert (after.status, after.created_at) == (before.status, before.created_at)
    assert list(after.dataset_ids) == []


@pytest.mark.rule("inputs.patch_unknown", "bulk.mixed", "bulk.in_request_order")
def test_an_unknown_input_fails_its_item_alone(fake: FakeClarifai, api: Api, car: str) -> None:
    data = {"concepts": concepts("blue")}
    answer = patch(api, "merge", {"id": "none", "data": data}, {"id": car, "data": data})
    assert answer.outcome == (207, 10010)
    first, second = answer["inputs"]
    assert (first["id"], first["status"]["code"]) == ("none", 11101)
    assert first["status"]["details"] == "Input 'none' does not exist."
    assert (second["id"], second["status"]["code"]) == (car, 30200)
    with unchanged(fake):
        assert patch(api, "merge", {"id": "none"}, {}).outcome == (400, 10020)


@pytest.mark.rule("patch.actions")
@pytest.mark.parametrize("action", ["", "delete", "MERGE", "merge "])
def test_another_action_is_refused_before_anything(
    fake: FakeClarifai, api: Api, car: str, action: str
) -> None:
    with unchanged(fake):
        answer = patch(api, action, {"id": car, "data": {"concepts": concepts("blue")}})
    assert answer.outcome == (400, 11100)
    assert f"Invalid action '{action}'" in answer.details
    assert "merge, overwrite, remove" in answer.details
    assert answer["inputs"] == []


@pytest.mark.rule("regions.box_order", "concepts.need_id")
@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"concepts": [{"name": "x"}]}, "needs an 'id'"),
        (
            {"regions": [{"region_info": {"bounding_box": {"top_row": 1, "right_col": 1}}}]},
            "top_row < bottom_row",
        ),
    ],
)
def test_bad_data_is_refused_as_the_inputs_and_changes_nothing(
    fake: FakeClarifai, api: Api, car: str, data: Any, told: str
) -> None:
    data = {**data, "metadata": {"new": True}}
    with unchanged(fake):
        answer = patch(api, "merge", {"id": car, "data": data})
    assert answer.outcome == (400, 10020)
    status = answer["inputs"][0]["status"]
    assert status["code"] == 30104
    assert told in status["details"]


@pytest.mark.rule("bulk.at_most_128", "bulk.not_empty")
@pytest.mark.parametrize("count", [0, 129])
def test_a_call_patches_1_to_128_inputs(fake: FakeClarifai, api: Api, car: str, count: int) -> None:
    sent = {"id": car, "data": {"concepts": concepts("blue")}}
    with unchanged(fake):
        answer = patch(api, "merge", *[sent] * count)
    assert answer.outcome == (400, 11100)
    assert "'inputs' field" in answer.details


@pytest.mark.rule("inputs.patch_data", "patch.overwrite")
@pytest.mark.parametrize("action", ["merge", "overwrite", "remove"])
def test_a_patch_without_data_leaves_the_data(fake: FakeClarifai, api: Api, action: str) -> None:
    fake.app().add_input("street", data={"concepts": [{"id": "tree"}]})
    answer = api.patch("inputs", {"inputs": [{"id": "street"}], "action": action})
    assert answer["inputs"][0]["data"]["concepts"][0]["id"] == "tree"
    assert fake.app().inputs()[-1].data.concepts[0].id == "tree"
