"""What the official Python SDK, `clarifai`, does with models and workflows.

    python models.py

The environment says where to, as whom and in which app. Prints what came back as one JSON object.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml
from clarifai.client.app import App  # type: ignore[import-not-found]  # not where mypy runs
from clarifai.client.model import Model  # type: ignore[import-not-found]  # of its own venv
from clarifai.client.user import User  # type: ignore[import-not-found]  # as above
from clarifai.client.workflow import Workflow  # type: ignore[import-not-found]  # as above
from clarifai_grpc.grpc.api.resources_pb2 import Data

NODES = [
    {"id": "first", "model": {"model_id": "seer"}},
    {
        "id": "second",
        "model": {
            "model_id": "made",
            "model_type_id": "any-to-any",
            "output_info": {"params": {"threshold": 0.5}},
        },
        "node_inputs": [{"node_id": "first"}],
    },
]
Seen = dict[str, Any]


def journey(folder: Path) -> Seen:
    """Keep models and workflows, look at them, have them predict, change and delete them."""
    app = App(app_id=os.environ["CLARIFAI_APP_ID"])  # named, or the SDK lists nothing of it
    seen = models(app) | versions(app.model("seer")) | workflows(app, folder)
    return seen | predictions(app, folder) | deleting(app)


def models(app: App) -> Seen:
    app.create_model("bare", model_type_id="visual-detector")
    seer = app.create_model("seer", model_type_id="any-to-any", notes="sees")
    seer.create_version(description="first")
    app.patch_model("seer", description="of streets", notes="sees streets")
    got = app.model("seer")
    user = User(user_id=os.environ["CLARIFAI_USER_ID"])
    return {
        "models": ids(app.list_models()),  # the SDK passes over those without a version
        "model": [got.description, got.notes, got.model_type_id],
        "of_user": [[one["id"], one["url"]] for one in user.list_models(show=False)],
        "typed": [one["id"] for one in user.list_models(show=False, model_type_id="any-to-any")],
        "at_urls": ids(user.list_models(show=False, return_clarifai_model=True)),
    }


def versions(model: Model) -> Seen:
    first = model.model_version.id
    model.create_version(description="second")
    model.patch_version(first, description="of old")
    described = [one.model_version.description for one in model.list_versions()]
    one_of_two = [
        one.model_version.description for one in model.list_versions(page_no=2, per_page=1)
    ]
    model.delete_version(first)
    left = [one.model_version.description for one in model.list_versions()]
    return {"versions": described, "second_version": one_of_two, "versions_left": left}


def workflows(app: App, folder: Path) -> Seen:
    config = folder / "workflow.yml"
    config.write_text(yaml.safe_dump({"workflow": {"id": "labels", "nodes": NODES}}))
    made = app.create_workflow(str(config), display=True)
    app.create_workflow(str(config), generate_new_id=True, display=False)
    seen = {"workflow": shown(made), "workflows": len(ids(app.list_workflows()))}
    app.patch_workflow("labels", description="of streets")
    app.workflow("labels").export(str(folder / "exported.yml"))
    exported = yaml.safe_load((folder / "exported.yml").read_text())["workflow"]
    seen["exported"] = [node["model"]["model_id"] for node in exported["nodes"]]
    # What was exported makes a workflow again, of the very versions it was of.
    exported["id"] = "again"
    config.write_text(yaml.safe_dump({"workflow": exported}))
    again = app.create_workflow(str(config), display=False)
    seen["again"] = shown(again) == shown(app.workflow("labels"))
    config.write_text(yaml.safe_dump({"workflow": {"id": "labels", "nodes": NODES[:1]}}))
    app.patch_workflow("labels", action="overwrite", config_filepath=str(config))
    got = app.workflow("labels")
    return seen | {
        "patched_workflow": shown(got),
        "workflow_versions": len(list(got.list_versions())),
    }


def predictions(app: App, folder: Path) -> Seen:
    picture, url = folder / "car.png", "https://example.com/car.jpg"
    picture.write_bytes(b"a picture")
    model, workflow = app.model("seer"), app.workflow("labels")
    answers = [
        model.predict_by_url(url, "image"),
        model.predict_by_bytes(b"a picture", "image"),
        model.predict_by_filepath(str(picture), "image"),
    ]
    results = [
        workflow.predict_by_url(url, "image"),
        workflow.predict_by_bytes(b"a picture", "image"),
        workflow.predict_by_filepath(str(picture), "image"),
    ]
    return {
        "predicted": [found(answer.outputs[0].data) for answer in answers],
        "results": [found(answer.results[0].outputs[0].data) for answer in results],
    }


def deleting(app: App) -> Seen:
    app.delete_workflow("labels")
    app.delete_model("seer")
    return {"models_left": ids(app.list_models()), "workflows_left": len(ids(app.list_workflows()))}


def ids(things: Iterable[Any]) -> list[str]:
    return [one.id for one in things]


def shown(workflow: Workflow) -> list[Any]:
    """Each node of a workflow: its id, its model and what it comes after."""
    return [
        [node.id, node.model.id, [i.node_id for i in node.node_inputs]] for node in workflow.nodes
    ]


def found(data: Data) -> list[Any]:
    return [[one.id, round(one.value, 4)] for one in data.concepts]


if __name__ == "__main__":
    logging.disable()  # the SDK logs to standard output
    with tempfile.TemporaryDirectory() as temporary, contextlib.redirect_stdout(sys.stderr):
        seen = journey(Path(temporary))
    print(json.dumps(seen))
