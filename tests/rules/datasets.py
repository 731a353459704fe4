"""Datasets with a few inputs, for tests of what is done with them."""

from __future__ import annotations

from typing import Any

from tests.api import Answer, Api

BOX = {"top_row": 0.1, "left_col": 0.2, "bottom_row": 0.5, "right_col": 0.6}


def image(id_: str, *dataset_ids: str, **data: Any) -> dict[str, Any]:
    """An input to be posted, 100 by 50 pixels."""
    info = {"width": 100, "height": 50}
    medium = {"image": {"url": f"https://example.com/{id_}.jpg", "image_info": info}}
    return {"id": id_, "data": {**medium, **data}, "dataset_ids": dataset_ids}


def post_inputs(api: Api, *inputs: dict[str, Any], **fields: Any) -> Answer:
    return api.post("inputs", {"inputs": inputs, **fields})


def make(api: Api, dataset_id: str = "train", *input_ids: str, **fields: Any) -> dict[str, Any]:
    """A new dataset, with new inputs of these ids."""
    answer = api.post("datasets", {"datasets": [{"id": dataset_id, **fields}]})
    assert answer.outcome == (200, 10000), answer.body
    if input_ids:
        added = post_inputs(api, *[image(id_, dataset_id) for id_ in input_ids])
        assert added.outcome == (200, 10000), added.body
    dataset: dict[str, Any] = answer["datasets"][0]
    return dataset


def members(api: Api, dataset_id: str = "train") -> list[str]:
    """The ids of the inputs in a dataset."""
    listed = api.get(f"datasets/{dataset_id}/inputs")["dataset_inputs"]
    return [one["input"]["id"] for one in listed]


def annotate(api: Api, input_id: str, **data: Any) -> dict[str, Any]:
    """A new annotation as it was answered."""
    answer = api.post("annotations", {"annotations": [{"input_id": input_id, "data": data}]})
    assert answer.outcome == (200, 10000), answer.body
    annotation: dict[str, Any] = answer["annotations"][0]
    return annotation


def region(*concept_ids: str, **info: Any) -> dict[str, Any]:
    """A region, with a box unless it has another shape."""
    concepts = [{"id": id_} for id_ in concept_ids]
    return {"region_info": info or {"bounding_box": BOX}, "data": {"concepts": concepts}}


def make_version(api: Api, dataset_id: str = "train", **fields: Any) -> dict[str, Any]:
    path = f"datasets/{dataset_id}/versions"
    answer = api.post(path, {"dataset_versions": [{"id": "v", **fields}]})
    assert answer.outcome == (200, 10000), answer.body
    version: dict[str, Any] = answer["dataset_versions"][0]
    return version
