"""The bodies of the documented cURL calls, with their placeholders filled in."""

from __future__ import annotations

import json
from typing import Any

from tests.api import Answer, Api

MODEL_VERSION = "general-detector-v1"
BOX = {"bounding_box": {"top_row": 0.1, "left_col": 0.2, "bottom_row": 0.3, "right_col": 0.4}}
_CONCEPTS = [{"id": "tree", "value": 1}, {"id": "water", "value": 0}]
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def _posted(input_id: str, data: dict[str, Any]) -> dict[str, Any]:
    annotation = {"input_id": input_id, "data": data, "embed_model_version_id": "embed-1"}
    return {"annotations": [annotation]}


def label(input_id: str) -> dict[str, Any]:
    """Label a whole image."""
    return _posted(input_id, {"concepts": _CONCEPTS})


def region_label(input_id: str, region_id: str) -> dict[str, Any]:
    """Label a region that exists."""
    return _posted(input_id, {"regions": [{"id": region_id, "data": {"concepts": _CONCEPTS}}]})


NEW_BOX = _posted(
    "one",
    {
        "regions": [
            {
                "region_info": {
                    "bounding_box": {
                        "top_row": 0,
                        "left_col": 0,
                        "bottom_row": 0.5,
                        "right_col": 0.5,
                    }
                },
                "data": {"concepts": _CONCEPTS},
            }
        ]
    },
)


def patch(annotation_id: str, **change: Any) -> dict[str, Any]:
    """Change an annotation of the input "one"."""
    return {
        "annotations": [{"input_id": "one", "id": annotation_id, **change}],
        "action": "merge",
    }


def curl_delete(api: Api, body: dict[str, Any], path: str = "annotations") -> Answer:
    """DELETE as cURL sends the documented call: JSON that is called a form."""
    answer = api.call("DELETE", path, json.dumps(body).encode(), _FORM)
    assert answer.outcome == (200, 10000), answer.body
    return answer
