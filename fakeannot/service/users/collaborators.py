"""Who may work in an app besides its owner: the RPCs of collaborators, and ListCollaborations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from clarifai_grpc.grpc.api import resources_pb2, service_pb2
from clarifai_grpc.grpc.api.resources_pb2 import Collaborator

from fakeannot.contract.places import Path
from fakeannot.rules import applies, enforces
from fakeannot.service.access import granted
from fakeannot.service.bulk import check_count
from fakeannot.service.call import Call, UserCall, handles, handles_for_user
from fakeannot.service.paging import page_bounds
from fakeannot.service.patching import check_action_in
from fakeannot.service.refusals import BadRequest, DoesNotExist, DuplicateId
from fakeannot.service.replies import Fresh, Reply, listing
from fakeannot.service.users.users import check_owner, check_user
from fakeannot.store.world import AppState

PER_PAGE = 128


@handles("ListCollaborators")
@enforces("collaborators.list")
def list_collaborators(call: Call, request: service_pb2.ListCollaboratorsRequest) -> Reply:
    start, size = page_bounds(request.page, request.per_page, PER_PAGE)
    return _answer(call, list(call.app.collaborators)[start : start + size])


@handles("PostCollaborators")
@enforces("collaborators.post")
def post_collaborators(call: Call, request: service_pb2.PostCollaboratorsRequest) -> Reply:
    check_owner(call)
    check_count("collaborators", len(request.collaborators))
    ids = [one.user.id for one in request.collaborators]
    for index, (id_, one) in enumerate(zip(ids, request.collaborators, strict=True)):
        at: Path = ("collaborators", index)
        _check_new(call, id_, (*at, "user", "id"))
        _check_scopes(one, (*at, "scopes"))
        if id_ in call.app.collaborators or id_ in ids[:index]:
            raise DuplicateId(rule="things.id_unique", at=(*at, "user", "id"))
    _grant(call.app, ids, request.collaborators)
    return _answer(call, ids)


@handles("PatchCollaborators")
@enforces("collaborators.patch")
def patch_collaborators(call: Call, request: service_pb2.PatchCollaboratorsRequest) -> Reply:
    check_owner(call)
    check_action_in(("overwrite",), request.action, rule="collaborators.patch")
    check_count("collaborators", len(request.collaborators))
    ids = [one.id or one.user.id for one in request.collaborators]
    for index, (id_, one) in enumerate(zip(ids, request.collaborators, strict=True)):
        _check_scopes(one, ("collaborators", index, "scopes"))
        if id_ not in call.app.collaborators:
            details = f"Collaborator {id_!r} does not exist{call.where}."
            raise DoesNotExist(details, rule="things.unknown", at=("collaborators", index, "id"))
    _grant(call.app, ids, request.collaborators)
    return _answer(call, ids)


@handles("DeleteCollaborators")
@enforces("collaborators.delete")
def delete_collaborators(call: Call, request: service_pb2.DeleteCollaboratorsRequest) -> Reply:
    check_owner(call)
    check_count("collaborator_ids", len(request.collaborator_ids))
    for id_ in request.collaborator_ids:
        if call.app.collaborators.pop(id_, "none") == "none":
            applies("things.delete_unknown")
    return Reply()


@handles_for_user("ListCollaborations")
@enforces("collaborators.collaborations")
def list_collaborations(call: UserCall, request: service_pb2.ListCollaborationsRequest) -> Reply:
    check_user(call)
    check_owner(call)
    start, size = page_bounds(request.page, request.per_page, PER_PAGE)
    shared = [app for app in call.world.apps.values() if call.owner_id in app.collaborators]
    found = [app for app in shared if app.message.is_template.value or not request.template_only]
    told = [Fresh(_collaboration(call, app)) for app in found[start : start + size]]
    return listing("collaborations", told)


def _check_new(call: Call, user_id: str, at: Path) -> None:
    """Refuse a user who cannot become a collaborator of the app."""
    if not user_id:
        details = "A collaborator is named by user.id; the fake knows nobody's email address."
        raise BadRequest(details, rule="collaborators.by_id", at=at)
    if user_id == call.owner_id:
        details = f"User {user_id!r} owns the app {call.app_id!r}."
        raise BadRequest(details, rule="collaborators.by_id", at=at)
    if "users" in call.settings.strict_parts and user_id not in call.world.users:
        raise DoesNotExist(f"User {user_id!r} does not exist.", rule="access.user_unknown", at=at)


def _check_scopes(sent: Collaborator, at: Path) -> None:
    try:
        granted(sent.scopes)
    except ValueError as error:
        raise BadRequest(str(error), rule="collaborators.scopes", at=at) from None


@enforces("collaborators.scopes")
def _grant(app: AppState, ids: Sequence[str], sent: Sequence[Collaborator]) -> None:
    for id_, one in zip(ids, sent, strict=True):
        app.collaborators[id_] = granted(one.scopes or None)


def _answer(call: Call, ids: Sequence[str]) -> Reply:
    """The collaborators of these ids, and the owner."""
    told = [Fresh(_collaborator(call.app, id_)) for id_ in ids]
    owner = Fresh(resources_pb2.User(id=call.owner_id))
    return Reply(parts=(("collaborators", told), ("app_owner", owner)))


def _collaborator(app: AppState, user_id: str) -> Collaborator:
    return Collaborator(
        id=user_id,
        app=resources_pb2.App(id=app.app_id, user_id=app.user_id),
        user=resources_pb2.User(id=user_id),
        scopes=_scopes(app, user_id),
    )


def _collaboration(call: UserCall, app: AppState) -> Any:
    found = call.world.find_app(app.user_id, app.app_id)
    assert found is not None, "it is one of the world's"
    return resources_pb2.Collaboration(
        app=found.message,
        app_owner=resources_pb2.User(id=app.user_id),
        scopes=_scopes(app, call.owner_id),
    )


def _scopes(app: AppState, user_id: str) -> Sequence[str]:
    scopes = app.collaborators[user_id]
    return ["All"] if scopes is None else sorted(scopes)
