"""Datasets are added, read, changed and deleted."""

from __future__ import annotations

from typing import Any

import pytest

from fakeannot import FakeClarifai
from tests.api import Api
from tests.rules.datasets import image, make, make_version, members, post_inputs
from tests.rules.media import JPEG, encoded


@pytest.mark.rule("datasets.post", "things.id_given_or_made", "timestamps.equal_on_creation")
def test_a_dataset_has_what_was_sent_and_what_the_service_fills_in(api: Api) -> None:
    sent = {
        "description": "cars", "notes": "wet", "metadata": {"a": 1},
        "user_id": "somebody", "app_id": "other", "star_count": 9, "is_starred": True,
        "created_at": "2001-01-01T00:00:00Z", "version": {"id": "v"},
    }  # fmt: skip
    made = make(api, "train", **sent)
    assert made.pop("created_at") == made.pop("modified_at") > "2020"
    kept = {"description": "cars", "notes": "wet", "metadata": {"a": 1}}
    assert made == {"id": "train", "user_id": "fake-user", "app_id": "fake-app", **kept}
    read = api.get("datasets/train")["dataset"]
    assert {name: read[name] for name in made} == made
    assert len(make(api, "")["id"]) == 32


@pytest.mark.rule("datasets.post", "things.id_unique", "things.id_without_slash", "bulk.not_empty")
@pytest.mark.parametrize(
    ("ids", "outcome"),
    [
        (["new", "train"], (400, 40010)),
        (["new", "new"], (400, 40010)),
        (["new", "a/b"], (400, 11100)),
        ([], (400, 11100)),
        ([f"d{n}" for n in range(129)], (400, 11100)),
    ],
)
def test_datasets_are_added_all_or_none(api: Api, ids: list[str], outcome: tuple[int, int]) -> None:
    make(api)
    assert api.post("datasets", {"datasets": [{"id": id_} for id_ in ids]}).outcome == outcome
    assert [one["id"] for one in api.get("datasets")["datasets"]] == ["train"]


@pytest.mark.rule("things.unknown")
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "datasets/none", None),
        ("GET", "datasets/none/inputs", None),
        ("GET", "datasets/none/inputs/car", None),
        ("GET", "datasets/train/inputs/none", None),
        ("POST", "datasets/none/inputs", {"dataset_inputs": [{"input": {"id": "car"}}]}),
        ("DELETE", "datasets/none/inputs", {"input_ids": ["car"]}),
        ("GET", "datasets/none/versions", None),
        ("GET", "datasets/none/versions/v", None),
        ("GET", "datasets/train/versions/none", None),
        ("GET", "datasets/train/versions/none/metrics", None),
        ("POST", "datasets/none/versions", {"dataset_versions": [{}]}),
        ("PATCH", "datasets", {"datasets": [{"id": "none"}], "action": "merge"}),
        (
            "PATCH",
            "datasets/train/versions",
            {"dataset_versions": [{"id": "none"}], "action": "overwrite"},
        ),
        ("DELETE", "datasets/none/versions", {"dataset_version_ids": ["v"]}),
        ("PUT", "datasets/train/versions/none/exports", {"exports": [{"format": "COCO"}]}),
    ],
)
def test_what_is_not_there_is_refused(api: Api, method: str, path: str, body: Any) -> None:
    make(api, "train", "car")
    answer = api.call(method, path, body)
    assert answer.outcome == (404, 11101)
    assert "'none'" in answer.details


@pytest.mark.rule("datasets.patch", "timestamps.nanoseconds_on_write")
def test_overwrite_replaces_what_is_sent_and_leaves_the_rest(api: Api) -> None:
    old = make(api, description="cars", notes="wet", metadata={"a": 1})
    change = {"id": "train", "description": "buses", "metadata": {"b": 2}, "star_count": 5}
    answer = api.patch("datasets", {"datasets": [change], "action": "overwrite"})
    (new,) = answer["datasets"]
    assert new.pop("modified_at") > old.pop("modified_at")
    del old["created_at"], new["created_at"]
    assert new == {**old, "description": "buses", "metadata": {"b": 2}}
    assert api.get("datasets/train")["dataset"]["description"] == "buses"


@pytest.mark.rule("datasets.patch")
def test_merge_adds_to_metadata(api: Api) -> None:
    make(api, notes="wet", metadata={"a": 1})
    change = {"id": "train", "metadata": {"b": 2}}
    (new,) = api.patch("datasets", {"datasets": [change], "action": "merge"})["datasets"]
    assert (new["metadata"], new["notes"]) == ({"a": 1, "b": 2}, "wet")


@pytest.mark.rule("datasets.patch", "media.hosted_url")
def test_remove_takes_the_image_away_that_is_named_by_its_url(api: Api) -> None:
    image_url = make(api, notes="wet", image={"base64": encoded(JPEG)})["image"]["url"]
    for wrong in ("", "https://example.com/x.jpg"):
        change = {"id": "train", "image": {"url": wrong}, "notes": "wet"}
        refused = api.patch("datasets", {"datasets": [change], "action": "remove"})
        assert refused.outcome == (400, 11100)
        assert image_url in refused.details
    change = {"id": "train", "image": {"url": image_url}, "notes": "wet"}
    (new,) = api.patch("datasets", {"datasets": [change], "action": "remove"})["datasets"]
    assert "image" not in new
    assert new["notes"] == "wet"


@pytest.mark.rule("patch.actions", "things.unknown")
def test_a_patch_changes_all_or_none(api: Api) -> None:
    make(api)
    change = [{"id": "train", "notes": "x"}, {"id": "none"}]
    refused = api.patch("datasets", {"datasets": change, "action": "overwrite"})
    assert refused.outcome == (404, 11101)
    assert api.patch("datasets", {"datasets": change[:1], "action": "mend"}).outcome == (400, 11100)
    assert api.patch("datasets", {"datasets": [], "action": "merge"}).outcome == (400, 11100)
    assert "notes" not in api.get("datasets/train")["dataset"]


@pytest.mark.rule("datasets.delete_cascades", "things.delete_unknown")
def test_a_deleted_dataset_takes_its_versions_along_and_leaves_its_inputs(
    fake: FakeClarifai, api: Api
) -> None:
    make(api, "train", "car", "bus")
    make(api, "test", "bike")
    make_version(api)
    make_version(api, "test")
    assert api.delete("datasets", {"dataset_ids": ["train", "none"]}).outcome == (200, 10000)
    assert [one["id"] for one in api.get("datasets")["datasets"]] == ["test"]
    assert [one.id for one in fake.app().inputs()] == ["car", "bus", "bike"]
    make(api, "train")
    assert members(api) == []
    assert api.get("datasets/train/versions")["dataset_versions"] == []
    assert members(api, "test") == ["bike"]
    things = fake._dispatcher.world.apps[fake.user_id, fake.app_id].things
    kept = {(kind.name, parent) for kind, parent in things.parents()}
    assert kept == {
        ("datasets", ""), ("dataset_inputs", "test"),
        ("dataset_versions", "test"), ("dataset_version_inputs", "test/v"),
    }  # fmt: skip
    assert api.delete("datasets", {"dataset_ids": []}).outcome == (400, 11100)


@pytest.mark.rule("datasets.latest_version")
def test_a_dataset_is_read_with_its_latest_version(api: Api) -> None:
    make(api)
    assert "version" not in api.get("datasets/train")["dataset"]
    make_version(api, id="v1")
    for newest in ("v2", "v3"):
        make_version(api, id=newest)
        assert api.get("datasets/train")["dataset"]["version"]["id"] == newest
        assert api.get("datasets")["datasets"][0]["version"]["id"] == newest


@pytest.mark.rule("datasets.of_posted_unknown", "inputs.dataset_ids")
def test_a_posted_input_comes_into_its_datasets_or_is_refused(fake: FakeClarifai, api: Api) -> None:
    make(api, "train")
    make(api, "all")
    sent = [image("car", "train", "all"), image("bus", "train", "none"), image("bike", "train")]
    answer = post_inputs(api, *sent)
    assert answer.outcome == (207, 10010)
    assert [one["status"]["code"] for one in answer["inputs"]] == [30001, 11101, 30001]
    assert (members(api), members(api, "all")) == (["car", "bike"], ["car"])
    assert [one.id for one in fake.app().inputs()] == ["car", "bike"]
