"""Models and workflows with their versions, as they stand in an app: finding them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from clarifai_grpc.grpc.api import resources_pb2
from google.protobuf.message import Message

from fakeannot.contract.places import Path
from fakeannot.rules import enforces
from fakeannot.service.bulk import check_count
from fakeannot.service.call import Call
from fakeannot.service.patching import check_action
from fakeannot.service.refusals import UnknownModel, UnknownWorkflow
from fakeannot.service.replies import Fresh, Reply, listing
from fakeannot.service.things import Shelf, find, put
from fakeannot.store import patch
from fakeannot.store.things import Kind, ThingRow
from fakeannot.store.timestamps import set_time

MODELS = Kind("models", resources_pb2.Model)
MODEL_VERSIONS = Kind("model_versions", resources_pb2.ModelVersion)
WORKFLOWS = Kind("workflows", resources_pb2.Workflow)
WORKFLOW_VERSIONS = Kind("workflow_versions", resources_pb2.WorkflowVersion)
# What the service says of each, whatever a client sends.
_ITS_OWN = (
    *("app_id", "user_id", "created_at", "modified_at", "is_starred", "star_count"),
    *("bookmark_origin", "version_count", "featured_order", "replica_count", "workflow_id"),
    *("status", "completed_at", "active_concept_count", "total_input_count", "metrics"),
)
_ACTIONS = {"merge": patch.merge, "overwrite": patch.replace_fields, "remove": patch.remove}


def model_shelf(call: Call) -> Shelf:
    return Shelf(call, MODELS, "model")


def workflow_shelf(call: Call) -> Shelf:
    return Shelf(call, WORKFLOWS, "workflow")


def model_version_shelf(call: Call, model_id: str) -> Shelf:
    """The versions of a model, which has to be there."""
    return Shelf(call, MODEL_VERSIONS, "model version", find_model(call, model_id).id)


def workflow_version_shelf(call: Call, workflow_id: str) -> Shelf:
    """The versions of a workflow, which has to be there."""
    return Shelf(call, WORKFLOW_VERSIONS, "workflow version", find_workflow(call, workflow_id).id)


def find_model(call: Call, model_id: str, at: Path = ("model_id",)) -> ThingRow:
    """The model of that id, which stood there in the request; refused with 21200 if unknown."""
    row = call.things.get(MODELS, model_id)
    if row is None:
        details = f"Model {model_id!r} does not exist{call.where}."
        raise UnknownModel(details, rule="stored_models.unknown", at=at)
    return row


def find_workflow(call: Call, workflow_id: str, at: Path = ("workflow_id",)) -> ThingRow:
    """The workflow of that id; refused with 22102 if unknown."""
    row = call.things.get(WORKFLOWS, workflow_id)
    if row is None:
        details = f"Workflow {workflow_id!r} does not exist{call.where}."
        raise UnknownWorkflow(details, rule="stored_workflows.unknown", at=at)
    return row


def newest(call: Call, kind: Kind, parent: str) -> Iterable[ThingRow]:
    """The newest thing of a parent, if it has any."""
    return call.things.page(kind, parent, max(call.things.count(kind, parent) - 1, 0), 1)


def accepted(sent: Any, *also: str) -> Any:
    """What is taken over of what was sent: all but what the service says itself.

    `also` names fields that it says of this kind.
    """
    taken = type(sent)()
    taken.CopyFrom(sent)
    for name in (*_ITS_OWN, *also):
        if name in sent.DESCRIPTOR.fields_by_name:
            taken.ClearField(name)
    return taken


def patched(shelf: Shelf, sent: Sequence[Message], action: str) -> list[Any]:
    """Change things, which all have to be there, and return them as a fresh answer tells of them.

    Overwriting replaces just what is sent: what the service says of a thing is not sent.
    """
    changes = [accepted(one) for one in sent]
    return [_changed(shelf, change, action) for change in changes]


@enforces("things.patch")
def _changed(shelf: Shelf, change: Any, action: str) -> Any:
    message, now = find(shelf, change.id).message, shelf.call.world.clock.stamp()
    _ACTIONS[action](message, change)
    set_time(message.modified_at, now)
    fresh = put(shelf, message)
    set_time(fresh.modified_at, now, exact=True)
    return fresh


def patch_versions(shelf: Shelf, sent: Sequence[Any], action: str) -> Reply:
    """Change versions, all that are named or none, and answer with them."""
    field = shelf.kind.name
    check_action(action)
    check_count(field, len(sent))
    for index, one in enumerate(sent):
        find(shelf, one.id, (field, index, "id"))
    return listing(field, [Fresh(one) for one in patched(shelf, sent, action)])
