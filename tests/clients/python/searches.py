"""What the official Python SDK, `clarifai`, finds in an app.

    python searches.py

The environment says where to, as whom and in which app. Prints what came back as one JSON object.
"""

from __future__ import annotations

import json
import logging
import os
from typing import Any

from clarifai.client.app import App  # type: ignore[import-not-found]  # not where mypy runs
from clarifai.client.input import Inputs  # type: ignore[import-not-found]  # of its own venv
from clarifai.client.search import Search  # type: ignore[import-not-found]  # as above
from clarifai_grpc.grpc.api.resources_pb2 import Annotation, Concept, Data
from google.protobuf.struct_pb2 import Struct

WHERE = {"user_id": os.environ["CLARIFAI_USER_ID"], "app_id": os.environ["CLARIFAI_APP_ID"]}
BERLIN = {"longitude": 13.4, "latitude": 52.5}
TREE = {"name": "tree", "value": 1}
Seen = dict[str, Any]


def journey() -> Seen:
    app = App(**WHERE)
    fill(app)
    return filters() | ranks() | pages(app)


def fill(app: App) -> None:
    """A town with two pictures, a note, a video and a sound."""
    app.create_dataset("town")
    inputs = app.inputs()
    inputs.upload_from_bytes(
        "car",
        image_bytes=b"red",
        labels=["tree", "sky"],
        geo_info=[13.5, 52.4],
        metadata=struct({"camera": {"floor": 2}}),
        dataset_id="town",
    )
    inputs.upload_from_bytes(
        "bus",
        image_bytes=b"blue",
        labels=["sky"],
        geo_info=[2.3, 48.9],
        metadata=struct({"camera": {"floor": 1}}),
    )
    inputs.upload_text("note", "green", dataset_id="town")
    inputs.upload_from_url("clip", video_url="https://example.com/clip.mp4")
    inputs.upload_from_url("talk", audio_url="https://example.com/talk.mp3")
    no_sky = Data(concepts=[Concept(id="sky", value=0)])
    boxes = [boxed(inputs, "bus", "wheel"), boxed(inputs, "car", "tree")]
    inputs.upload_annotations([*boxes, Annotation(input_id="note", data=no_sky)])


def filters() -> Seen:
    near = {**BERLIN, "geo_limit": 20}
    return {
        "all": found(),
        "images": found(input_types=["image"]),
        "images_or_texts": found(input_types=["image", "text"]),
        "of_dataset": found(input_dataset_ids=["town"]),
        "processed": found(input_status_code=30000),
        "failed": found(input_status_code=30002),
        "concept": found(concepts=[TREE]),
        "concept_by_id": found(concepts=[{"id": "sky", "value": 1}]),
        "denied": found(concepts=[{"id": "sky", "value": 0}]),
        "both_concepts": found(concepts=[TREE, {"name": "sky", "value": 1}]),
        "in_a_region": found(concepts=[{"name": "wheel", "value": 1}]),
        "metadata": found(metadata={"camera": {"floor": 1}}),
        "near": found(geo_point=near),
        "nearer": found(geo_point={**near, "geo_limit": 1}),
        "of_all_kinds": found(concepts=[TREE], metadata={"camera": {"floor": 2}}, geo_point=near),
        "input_and_annotation": found(concepts=[TREE], input_types=["text"]),
        "each_filter": hits(Search(**WHERE), filters=[{"concepts": [TREE]}, {"geo_point": near}]),
    }


def ranks() -> Seen:
    picture = {"input_types": ["image"]}
    return {
        "by_concept": hits(Search(**WHERE), ranks=[{"concepts": [TREE]}]),
        "by_bytes": hits(Search(**WHERE), ranks=[{"image_bytes": b"blue"}], filters=[picture]),
        "by_text": hits(Search(**WHERE), ranks=[{"text_raw": "green"}]),
    }


def pages(app: App) -> Seen:
    return {
        "top": hits(app.search(top_k=2)),
        "brute_force": hits(app.search(top_k=2, metric="cosine", algorithm="brute_force")),
        "page_by_page": hits(app.search(pagination=True)),
        "second_page": hits(app.search(pagination=True), page_no=2, per_page=2),
        "page_past_the_end": hits(app.search(pagination=True), page_no=9, per_page=2),
    }


def found(**wanted: Any) -> list[str]:
    """The ids of the inputs that one filter finds."""
    return [input_id for input_id, _ in hits(Search(**WHERE), filters=[wanted])]


def hits(search: Search, **query: Any) -> list[list[Any]]:
    answers = search.query(**query)
    return [[hit.input.id, round(hit.score, 3)] for answer in answers for hit in answer.hits]


def boxed(inputs: Inputs, input_id: str, label: str) -> Annotation:
    return inputs.get_bbox_proto(input_id, label, [0.1, 0.1, 0.5, 0.5])


def struct(values: dict[str, Any]) -> Struct:
    made = Struct()
    made.update(values)
    return made


if __name__ == "__main__":
    logging.disable()  # the SDK logs to standard output
    print(json.dumps(journey()))
