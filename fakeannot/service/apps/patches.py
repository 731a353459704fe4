"""PatchApps, PatchApp and PatchAppsDetails."""

from __future__ import annotations

from collections.abc import Sequence

from clarifai_grpc.grpc.api import service_pb2
from clarifai_grpc.grpc.api.resources_pb2 import App, PatchAction
from google.protobuf.struct_pb2 import Struct

from fakeannot.contract.places import Path
from fakeannot.rules import enforces
from fakeannot.service.apps.apps import accepted
from fakeannot.service.bulk import check_count
from fakeannot.service.call import Call, UserCall, handles_for_user, handles_on_known_app
from fakeannot.service.patching import check_action_in
from fakeannot.service.refusals import BadRequest, DoesNotExist
from fakeannot.service.replies import Fresh, Reply, listing, single
from fakeannot.service.users.users import check_owner, check_user
from fakeannot.store import patch
from fakeannot.store.timestamps import set_time
from fakeannot.store.world import AppState

_ACTIONS = ("overwrite", "remove")
_METADATA = ("overwrite", "merge")


@handles_for_user("PatchApps")
def patch_apps(call: UserCall, request: service_pb2.PatchAppsRequest) -> Reply:
    check_user(call)
    check_owner(call)
    check_count("apps", len(request.apps))
    calls = [
        call.on(find_app(call, app.id, ("apps", at, "id"))) for at, app in enumerate(request.apps)
    ]
    return _patched_all(calls, request.apps, request.action, request.metadata_action)


@handles_on_known_app("PatchApp")
def patch_app(call: Call, request: service_pb2.PatchAppRequest) -> Reply:
    _check_id(call, request.app.id, ("app", "id"))
    action, op = request.action, request.metadata_action
    _check(call, request.app, action, op, ("app",))
    return single("app", Fresh(_patched(call, request.app, action, op)))


@handles_on_known_app("PatchAppsDetails")
def patch_apps_details(call: Call, request: service_pb2.PatchAppsDetailsRequest) -> Reply:
    check_count("apps", len(request.apps))
    for index, app in enumerate(request.apps):
        _check_id(call, app.id, ("apps", index, "id"))
    return _patched_all([call] * len(request.apps), request.apps, request.action, PatchAction())


def find_app(call: UserCall, app_id: str, at: Path) -> AppState:
    """The user's app of that id, which stood there in the request; 11101 for one unknown."""
    app = call.world.find_app(call.owner_id, app_id)
    if app is None:
        details = f"App {app_id!r} of user {call.owner_id!r} does not exist."
        raise DoesNotExist(details, rule="access.app_unknown", at=at)
    return app


def _check_id(call: Call, id_: str, at: Path) -> None:
    if id_ not in ("", call.app_id):
        details = (
            f"The path names the app {call.app_id!r}, the body {id_!r}. To give an app another id, "
            "PATCH /v2/users/.../apps/ids."
        )
        raise BadRequest(details, rule="apps.patch_id", at=at)


def _patched_all(calls: Sequence[Call], sent: Sequence[App], action: str, op: PatchAction) -> Reply:
    for index, (call, app) in enumerate(zip(calls, sent, strict=True)):
        _check(call, app, action, op, ("apps", index))
    pairs = zip(calls, sent, strict=True)
    return listing("apps", [Fresh(_patched(call, app, action, op)) for call, app in pairs])


def _check(call: Call, sent: App, action: str, op: PatchAction, at: Path) -> None:
    check_action_in(_ACTIONS, action, rule="apps.patch_actions")
    if op.op not in ("", *_METADATA) or op.path or op.merge_conflict_resolution:
        details = (
            f"The fake patches metadata as a whole, by the ops {', '.join(_METADATA)}, without a "
            "path or merge_conflict_resolution."
        )
        raise BadRequest(details, rule="apps.patch_metadata", at=("metadata_action",))
    if action == "remove" and sent.image.url != call.app.message.image.url:
        details = (
            "'remove' takes the image away: set image.url to the app's, "
            f"{call.app.message.image.url!r}, got {sent.image.url!r}."
        )
        raise BadRequest(details, rule="apps.patch_actions", at=(*at, "image", "url"))


@enforces("apps.patch")
def _patched(call: Call, sent: App, action: str, op: PatchAction) -> App:
    app, now = call.app, call.world.clock.stamp()
    message = app.message
    if action == "remove":
        message.ClearField("image")
    else:
        _overwrite(message, accepted(call, sent), op)
    set_time(message.modified_at, now)
    app.wire = message.SerializeToString()
    set_time(message.modified_at, now, exact=True)
    return message


def _overwrite(message: App, taken: App, op: PatchAction) -> None:
    """Put what was sent in the place of what was there; the id stays."""
    metadata = Struct()
    metadata.CopyFrom(message.metadata)
    for field, _ in taken.ListFields():
        message.ClearField(field.name)
    message.MergeFrom(taken)
    if op.op == "merge" and taken.HasField("metadata"):
        merged = App(metadata=metadata)
        patch.merge(merged, App(metadata=taken.metadata))
        message.metadata.CopyFrom(merged.metadata)
