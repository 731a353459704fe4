"""What a version of a dataset holds is counted."""

from __future__ import annotations

from typing import Any

import pytest
from google.protobuf.struct_pb2 import Value

from fakeannot import FakeClarifai
from tests.api import Api
from tests.rpcs import opened, request_of
from tests.rules.datasets import annotate, image, make, make_version, post_inputs, region

TRIANGLE = {"points": [{"row": 0, "col": 0}, {"row": 0, "col": 1}, {"row": 1, "col": 1}]}
PATH = "datasets/train/versions/v/metrics"
Group = tuple[object, object]


def metrics(api: Api, *query: tuple[str, object]) -> dict[Group, dict[str, int]]:
    """The groups by type and value, each with the counts that are not 0."""
    groups = api.get(PATH, *query)["dataset_version_metrics_groups"]
    return {
        (one.get("type", 0), one["value"]): {
            name: int(count) for name, count in one["metrics"].items() if int(count)
        }
        for one in groups
    }


@pytest.fixture
def street(api: Api) -> Api:
    """A dataset with three images and a text, and a version of it."""
    make(api)
    text = {"id": "note", "data": {"text": {"raw": "a note"}}, "dataset_ids": ["train"]}
    point = {"geo_point": {"longitude": 7, "latitude": 51}}
    sent = image("car", "train", concepts=[{"id": "red"}, {"id": "wet", "value": 0}])
    post_inputs(
        api, sent, image("bus", "train", metadata={"a": 1}, geo=point), image("van", "train"), text
    )
    annotate(api, "car", regions=[region("wheel", "red")])
    annotate(api, "car", regions=[region("door", polygon=TRIANGLE)])
    frame = {"frame_info": {"index": 1}, "data": {"regions": [region("wheel")]}}
    annotate(api, "bus", frames=[frame])
    still = {"frame_info": {"index": 2}, "data": {"concepts": [{"id": "red"}]}}
    annotate(api, "bus", frames=[still])
    make_version(api)
    return api


@pytest.mark.rule("datasets.metrics")
def test_the_total_counts_everything(street: Api) -> None:
    assert metrics(street)[0, "total"] == {
        "inputs_count": 4,
        "unlabeled_inputs_count": 2,
        "inputs_with_metadata_count": 1,
        "inputs_with_geo_count": 1,
        "regions_count": 3,
        "bounding_boxes_count": 2,
        "polygons_count": 1,
        "region_inputs_count": 1,
        "region_frames_count": 1,
        "frames_count": 2,
        "frame_inputs_count": 1,
        "positive_input_tags_count": 1,
        "positive_region_tags_count": 4,
        "positive_frame_tags_count": 1,
    }


@pytest.mark.rule("datasets.metrics")
def test_a_concept_is_counted_with_just_what_shows_it(street: Api) -> None:
    found = metrics(street, ("types", "CONCEPT_ID"))
    assert list(found) == [(10, "red"), (10, "wheel"), (10, "door")]
    red, wheel, door = found.values()
    assert (red["inputs_count"], red["bounding_boxes_count"]) == (2, 1)
    assert (red["positive_input_tags_count"], red["positive_frame_tags_count"]) == (1, 1)
    assert (red["frames_count"], red.get("polygons_count", 0)) == (1, 0)
    assert (wheel["inputs_count"], wheel["regions_count"], wheel["frames_count"]) == (2, 2, 1)
    assert wheel["positive_region_tags_count"] == 2
    assert (door["polygons_count"], door.get("bounding_boxes_count", 0)) == (1, 0)


@pytest.mark.rule("datasets.metrics")
def test_inputs_are_grouped_by_type_and_by_how_much_is_on_them(street: Api) -> None:
    counted = {group: counts["inputs_count"] for group, counts in metrics(street).items()}
    assert {group: n for group, n in counted.items() if group[0] != 10} == {
        (0, "total"): 4,
        (2, "images"): 3,
        (2, "text"): 1,
        (11, 0): 2,
        (11, 2): 1,
        (11, 3): 1,
        (20, 0): 2,
        (20, 1): 2,
        (21, 0): 3,
        (21, 1): 1,
        (22, 0): 4,
        (23, 0): 4,
    }


@pytest.mark.rule("datasets.metrics")
def test_an_empty_version_has_a_total_with_all_counts_told(api: Api) -> None:
    make(api)
    make_version(api)
    (group,) = api.get(PATH)["dataset_version_metrics_groups"]
    assert group["value"] == "total"
    assert set(map(int, group["metrics"].values())) == {0}
    assert len(group["metrics"]) >= 17


@pytest.mark.rule("datasets.metrics_filters")
@pytest.mark.parametrize(
    ("query", "groups"),
    [
        ([("types", "INPUT_TYPE")], [(2, "images"), (2, "text")]),
        ([("types", "POINTS_COUNT"), ("types", "MASKS_COUNT")], [(22, 0), (23, 0)]),
        ([("parent_paths", "x")], []),
        ([("per_page", 1), ("page", 2)], [(2, "images")]),
    ],
)
def test_groups_are_filtered_and_come_in_pages(street: Api, query: Any, groups: Any) -> None:
    assert list(metrics(street, *query)) == groups


@pytest.mark.rule("datasets.metrics_filters")
def test_groups_are_filtered_by_value(fake: FakeClarifai, street: Api) -> None:
    rpc = "ListDatasetVersionMetricsGroups"
    values = [Value(string_value="red"), Value(number_value=1)]
    asked = request_of(fake, rpc, dataset_id="train", dataset_version_id="v", values=values)
    with opened(fake, "channel") as call:
        found = call(rpc, asked).dataset_version_metrics_groups
    told = [one.value.string_value or one.value.number_value for one in found]
    assert told == ["red", 1, 1]
