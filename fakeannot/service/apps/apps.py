"""PostApps, GetApp and DeleteApp."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clarifai_grpc.grpc.api import resources_pb2, service_pb2

from fakeannot.rules import applies, enforces
from fakeannot.service.bulk import check_count
from fakeannot.service.call import Call, UserCall, handles_for_user, handles_on_known_app
from fakeannot.service.completion import host
from fakeannot.service.replies import Fresh, Reply, listing, single
from fakeannot.service.things import check_ids, ids_in
from fakeannot.service.users.users import check_owner, check_user
from fakeannot.store.timestamps import set_created
from fakeannot.store.world import AppState, World

# What the service says of an app, whatever a client sends.
_ITS_OWN = ("user_id", "created_at", "modified_at", "is_starred", "star_count", "extra_info")
_HASH = re.compile(rb"/([0-9a-f]{32})")


@handles_for_user("PostApps")
@enforces("apps.post")
def post_apps(call: UserCall, request: service_pb2.PostAppsRequest) -> Reply:
    check_user(call)
    check_owner(call)
    check_count("apps", len(request.apps))
    ids = [app.id for app in request.apps]
    check_ids(ids_in("apps", ids), "app", ids, app_ids(call))
    return listing("apps", [Fresh(_create(call, app)) for app in request.apps])


@handles_on_known_app("GetApp")
@enforces("apps.get")
def get_app(call: Call, _: service_pb2.GetAppRequest) -> Reply:
    return single("app", Fresh(call.app.message))


@handles_on_known_app("DeleteApp")
@enforces("apps.delete")
def delete_app(call: Call, _: service_pb2.DeleteAppRequest) -> Reply:
    check_owner(call)
    call.world.remove_app(call.app)
    _drop_media(call.world, call.app)
    return Reply()


def app_ids(call: UserCall) -> set[str]:
    """The ids of the user's apps."""
    return {app_id for user_id, app_id in call.world.apps if user_id == call.owner_id}


def accepted(call: Call, sent: resources_pb2.App) -> resources_pb2.App:
    """What is taken over of an app that was sent; uploaded bytes are hosted."""
    taken = resources_pb2.App()
    taken.CopyFrom(sent)
    for name in _ITS_OWN:
        taken.ClearField(name)
    if taken.HasField("image"):
        host(call, "image", taken.image)
    if taken.default_workflow.id:
        applies("apps.base_workflow")
        taken.default_workflow_id = taken.default_workflow.id
    elif taken.default_workflow_id:
        applies("apps.base_workflow")
        taken.default_workflow.id = taken.default_workflow_id
    return taken


@enforces("things.id_given_or_made")
def _create(call: UserCall, sent: resources_pb2.App) -> resources_pb2.App:
    world = call.world
    app = AppState(call.owner_id, sent.id or world.ids.uuid4("app", app_ids(call)))
    now = world.clock.stamp()
    message = app.as_new(now)
    message.MergeFrom(accepted(call.on(app), sent))
    app.wire = message.SerializeToString()
    world.keep(app)
    set_created(message, now, exact=True)
    return message


def _drop_media(world: World, app: AppState) -> None:
    """Forget the uploads that this app alone had shown."""
    gone = _shown(world, app)
    for other in world.apps.values() if gone else ():
        gone -= _shown(world, other)
    for digest in gone:
        world.media.forget(digest)


def _shown(world: World, app: AppState) -> set[str]:
    """The hashes of uploads that something in an app speaks of."""
    return {hash_ for wire in app.wires() for hash_ in _hashes(wire) if world.media.get(hash_)}


def _hashes(wire: bytes) -> Iterator[str]:
    return (found.decode() for found in _HASH.findall(wire))
