"""What the official Python SDK, `clarifai`, does with users, apps, concepts and datasets.

    python apps.py

The environment says where to and as whom. Prints what came back as one JSON object.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import sys
from collections.abc import Callable, Iterable
from typing import Any

from clarifai.client.app import App  # type: ignore[import-not-found]  # not where mypy runs
from clarifai.client.user import User  # type: ignore[import-not-found]  # of its own venv
from clarifai_grpc.grpc.api.resources_pb2 import ConceptRelation

PICTURE = "https://example.com/street.png"
Seen = dict[str, Any]


def journey() -> Seen:
    """Make apps and what is in them, look at them, change and delete them."""
    user = User(user_id=os.environ["CLARIFAI_USER_ID"])
    seen = users(user) | apps(user) | deleting(user)
    app = user.app("street")
    seen |= concepts(app) | relations(app) | datasets(app)
    return seen | {"by_token": by_token()}


def users(user: User) -> Seen:
    info = user.get_user_info()
    return {"user": info.user.id, "organizations": user.list_organizations()}


def apps(user: User) -> Seen:
    for n in range(17):
        user.create_app(f"app-{n:02}")
    made = user.create_app("street", base_workflow="Universal", description="of cars")
    seen: Seen = {
        "made": [made.user_id, made.id],
        "made_twice": refusal(lambda: user.create_app("street")),
        "apps": sorted(ids(user.list_apps())),
        "page": len(ids(user.list_apps(page_no=1))),
        "second_page": ids(user.list_apps({"id": "app-*"}, page_no=2, per_page=5)),
        "named": ids(user.list_apps({"name": "street"})),
        "app": shown(user.app("street")),
    }
    change = {"description": "of buses", "base_workflow": "General", "image_url": PICTURE}
    user.patch_app("street", visibility=50, **change)
    seen["patched"] = shown(user.app("street"))
    user.patch_app("street", action="remove", image_url=PICTURE)
    return seen | {"without_picture": shown(user.app("street"))}


def deleting(user: User) -> Seen:
    """An app that is deleted, and made again, is empty."""
    app = user.app("app-00")
    app.inputs().upload_from_url("car", image_url="https://example.com/car.jpg", labels=["tree"])
    before = app.get_input_count()
    user.delete_app("app-00")
    refused = [refusal(lambda: user.app("app-00")), refusal(lambda: user.delete_app("app-00"))]
    again = user.create_app("app-00")
    after = [again.get_input_count(), ids(again.list_concepts())]
    return {"deleted": [before, refused, after]}


def concepts(app: App) -> Seen:
    app.create_concepts(["car", "bus"], ["Car", "Bus"])
    app.create_concepts(["vehicle"])
    seen: Seen = {
        "concept_twice": refusal(lambda: app.create_concepts(["car"])),
        "second_concepts": ids(app.list_concepts(page_no=2, per_page=2)),
    }
    app.inputs().patch_concepts(["car"], ["Auto"])
    app.inputs().patch_concepts(["tram"], ["Tram"])  # there is none, which is but logged
    return seen | {"concepts": [[one.id, one.name] for one in app.list_concepts()]}


def relations(app: App) -> Seen:
    app.create_concept_relations("car", ["vehicle", "bus"], ["hypernym", "synonym"])
    seen: Seen = {"relations": told(app.search_concept_relations())}
    above = list(app.search_concept_relations(concept_id="car", predicate="hypernym"))
    seen["hypernyms"] = told(above)
    app.delete_concept_relations("car", ids(above))
    seen["relations_left"] = told(app.search_concept_relations(show_tree=True))
    app.delete_concept_relations("car")
    return seen | {"relations_in_the_end": told(app.search_concept_relations())}


def datasets(app: App) -> Seen:
    for name in ("train", "test", "rest"):
        app.create_dataset(name, description=f"to {name}")
    app.patch_dataset("train", description="to learn", image_url=PICTURE)
    dataset = app.dataset("train")
    seen: Seen = {
        "dataset": [dataset.id, dataset.description, dataset.image.url],
        "dataset_twice": refusal(lambda: app.create_dataset("train")),
        "no_dataset": refusal(lambda: app.dataset("none")),
        "second_datasets": ids(app.list_datasets(page_no=2, per_page=2)),
    }
    app.delete_dataset("rest")
    return seen | {"datasets": ids(app.list_datasets())}


def by_token() -> list[str]:
    """The apps seen with a session token, which goes in a header of its own."""
    token = os.environ.pop("CLARIFAI_PAT")
    user = User(user_id=os.environ["CLARIFAI_USER_ID"], token=token)
    return ids(user.list_apps({"name": "street"}))


def refusal(call: Callable[[], object]) -> int:
    """The code of the status that the SDK raises; 0 if it raises nothing."""
    try:
        call()
    except Exception as error:
        return int(error.args[0].code)
    return 0


def ids(things: Iterable[Any]) -> list[str]:
    return [one.id for one in things]


def shown(app: App) -> list[Any]:
    workflow, public = app.default_workflow, app.visibility.gettable
    return [app.description, workflow.id, workflow.user_id, public, app.image.url]


def told(found: Iterable[ConceptRelation]) -> list[list[str]]:
    """Relations as subject, predicate and object."""
    return [[one.subject_concept.id, one.predicate, one.object_concept.id] for one in found]


if __name__ == "__main__":
    logging.disable()  # the SDK logs to standard output
    with contextlib.redirect_stdout(sys.stderr):  # and draws its tree of relations there
        seen = journey()
    print(json.dumps(seen))
