"""What the official Python SDK, `clarifai`, does with inputs and annotations.

    python sdk.py

The environment says where to, as whom and in which app. Prints what came back as one JSON object.
"""

from __future__ import annotations

import json
import logging
import tempfile
from pathlib import Path
from typing import Any

from clarifai.client.app import App  # type: ignore[import-not-found]  # not where mypy runs
from clarifai.client.input import Inputs  # type: ignore[import-not-found]  # of its own venv
from clarifai_grpc.grpc.api.resources_pb2 import Annotation, Concept, Data, Input, Region

PICTURE, WRITING = b"the bytes of a picture", "a note"
Seen = dict[str, Any]


def journey(folder: str) -> Seen:
    """Upload, annotate, patch, list and delete; `folder` is where a picture may be put."""
    inputs, app = Inputs(), App()
    seen = upload(inputs, folder)
    seen["count"] = app.get_input_count()
    seen |= annotate(inputs)
    seen |= patch(inputs)
    seen["concepts"] = [concept.id for concept in app.list_concepts()]
    return seen | delete(inputs)


def upload(inputs: Inputs, folder: str) -> Seen:
    picture = Path(folder, "bus.png")
    picture.write_bytes(PICTURE)
    tram = inputs.get_input_from_url(
        "tram", image_url="https://example.com/tram.jpg", labels=["tram"], geo_info=[7.5, 51.25]
    )
    answers = [
        inputs.upload_from_url("car", image_url="https://example.com/car.jpg"),
        inputs.upload_from_file("bus", image_file=str(picture)),
        inputs.upload_from_bytes("bike", image_bytes=PICTURE),
        inputs.upload_text("note", WRITING),
        inputs.upload_inputs([tram]),
    ]
    _, again = inputs.upload_inputs([tram])
    tram, everything = inputs.get_input("tram"), list(inputs.list_inputs())
    hosted = [one for one in everything if one.id in ("bus", "bike", "note")]
    point = tram.data.geo.geo_point
    where = [point.longitude, point.latitude]
    return {
        "uploaded": [answer.status.code for _, answer in answers],
        "uploaded_again": [again.status.code, again.inputs[0].status.details],
        "input": [tram.id, concept_ids(tram), where, tram.data.image.url],
        "inputs": [one.id for one in everything],
        "second_page": [one.id for one in inputs.list_inputs(page_no=2, per_page=2)],
        "texts": [one.id for one in inputs.list_inputs(input_type="text")],
        "downloaded": [content.decode() for content in inputs.download_inputs(hosted)],
    }


def annotate(inputs: Inputs) -> Seen:
    box, corners = [0.2, 0.1, 0.4, 0.3], [[0.0, 0.0], [0.5, 0.0], [0.5, 0.5]]
    made = [
        inputs.get_bbox_proto("car", "wheel", box, annot_id="box"),
        inputs.get_mask_proto("car", "window", corners, annot_id="outline"),
        Annotation(id="label", input_id="bus", data=concepts("tree", "water")),
        Annotation(id="second", input_id="bus", data=concepts("tree")),
    ]
    lost = inputs.get_bbox_proto("no such input", "wheel", box, annot_id="lost")
    failed = [inputs.upload_annotations(made), inputs.upload_annotations([lost])]
    return {
        "failed": [[one.id for one in batch] for batch in failed],
        "annotations": [shown(one) for one in of(inputs)],
        "of_bus": [one.id for one in of(inputs, "bus")],
    }


def patch(inputs: Inputs) -> Seen:
    seen = {}
    for action in ("merge", "remove", "overwrite"):
        change = Annotation(id="label", input_id="bus", data=concepts("sky"))
        inputs.patch_annotations([change], action=action)
        label, _ = of(inputs, "bus")
        seen[action] = concept_ids(label)
    inputs.patch_inputs([Input(id="tram", data=concepts("rail"))], action="merge")
    return seen | {"patched_input": concept_ids(inputs.get_input("tram"))}


def delete(inputs: Inputs) -> Seen:
    inputs.delete_annotations(["car", "bus"], ["box", "label"])
    seen = {"deleted_pairs": [one.id for one in of(inputs)]}
    inputs.delete_annotations(["bus"])
    seen["deleted_by_input"] = [one.id for one in of(inputs)]
    inputs.delete_inputs(list(inputs.list_inputs()))
    return seen | {"deleted_inputs": [one.id for one in inputs.list_inputs()]}


def of(inputs: Inputs, *input_ids: str) -> list[Annotation]:
    """The annotations of some inputs, of all if none is named, but those of the input's level."""
    batch = [Input(id=input_id) for input_id in input_ids]
    return [one for one in inputs.list_annotations(batch) if not one.input_level]


def concepts(*ids: str) -> Data:
    return Data(concepts=[Concept(id=name, value=1) for name in ids])


def concept_ids(one: Annotation | Input | Region) -> list[str]:
    return [concept.id for concept in one.data.concepts]


def shown(annotation: Annotation) -> list[Any]:
    """Its id and input, the concepts on it or its region, and how far left a box begins."""
    regions = annotation.data.regions
    found = concept_ids(regions[0] if regions else annotation)
    left = regions[0].region_info.bounding_box.left_col if regions else 0
    return [annotation.id, annotation.input_id, found, round(left, 4)]


if __name__ == "__main__":
    logging.disable()  # the SDK logs to standard output
    with tempfile.TemporaryDirectory() as temporary:
        print(json.dumps(journey(temporary)))
