"""PatchAppsIds: an app, its keys and all that is in it under another id."""

from __future__ import annotations

from typing import Any

from clarifai_grpc.grpc.api import service_pb2

from fakeannot.contract.field_traits import is_map, is_repeated
from fakeannot.rules import enforces
from fakeannot.service.apps.apps import app_ids
from fakeannot.service.apps.patches import find_app
from fakeannot.service.call import UserCall, handles_for_user
from fakeannot.service.patching import check_action_in
from fakeannot.service.refusals import BadRequest
from fakeannot.service.replies import Fresh, Reply, listing
from fakeannot.service.things import check_ids
from fakeannot.service.users.users import check_owner, check_user
from fakeannot.store.annotations import AnnotationQuery
from fakeannot.store.rows import AnnotationRow, ConceptRow, InputRow
from fakeannot.store.timestamps import set_time
from fakeannot.store.world import AppState


@handles_for_user("PatchAppsIds")
@enforces("apps.rename")
def patch_apps_ids(call: UserCall, request: service_pb2.PatchAppsIdsRequest) -> Reply:
    check_user(call)
    check_owner(call)
    check_action_in(("overwrite",), request.action, rule="apps.rename_one")
    if len(request.ids) != 1 or not request.ids[0].new_id:
        details = f"Must supply 'ids' with one entry that has a new_id, got {len(request.ids)}."
        raise BadRequest(details, rule="apps.rename_one", at=("ids",))
    (wanted,) = request.ids
    app = find_app(call, wanted.id, ("ids", 0, "id"))
    check_ids([("ids", 0, "new_id")], "app", [wanted.new_id], app_ids(call) - {wanted.id})
    _rename(call, app, wanted.new_id)
    return listing("apps", [Fresh(app.message)])


def _rename(call: UserCall, app: AppState, app_id: str) -> None:
    """Everything in the app that names it is stored anew."""
    old = app.app_id
    call.world.rename_app(app, app_id)
    message = _renamed(app.message, old, app)
    message.id = app_id
    set_time(message.modified_at, call.world.clock.stamp())
    app.wire = message.SerializeToString()
    for concept in app.concepts.all():
        app.concepts.replace(ConceptRow.of(concept.sequence, _renamed(concept.message, old, app)))
    for row in app.inputs.page((), 0, 0, len(app.inputs)):
        input_ = _renamed(row.message, old, app)
        app.inputs.replace(InputRow.of(row.sequence, input_, row.annotation_id))
    for one in app.annotations.page(AnnotationQuery(), 0, len(app.annotations)):
        app.annotations.replace(AnnotationRow.of(one.sequence, _renamed(one.message, old, app)))
    for kind, parent in app.things.parents():
        for thing in app.things.all(kind, parent):
            message = _renamed(thing.message, old, app)
            app.things.put(kind, kind.row(thing.sequence, thing.id, message), parent)


def _renamed(message: Any, old: str, app: AppState) -> Any:
    """The message, with the app's new id wherever it names the app by the old one."""
    fields = message.DESCRIPTOR.fields_by_name
    of_user = getattr(message, "user_id", "") if "user_id" in fields else ""
    if "app_id" in fields and message.app_id == old and of_user in ("", app.user_id):
        message.app_id = app.app_id
    for field, value in message.ListFields():
        if field.message_type is None or is_map(field):
            continue
        for inner in value if is_repeated(field) else (value,):
            _renamed(inner, old, app)
    return message
