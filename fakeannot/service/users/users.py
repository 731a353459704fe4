"""GetUser, and who may act for a user."""

from __future__ import annotations

from clarifai_grpc.grpc.api import resources_pb2, service_pb2

from fakeannot.rules import enforces
from fakeannot.service.call import Call, UserCall, handles_for_user
from fakeannot.service.refusals import DoesNotExist, InsufficientScopes
from fakeannot.service.replies import Fresh, Reply, single


@handles_for_user("GetUser")
@enforces("users.get")
def get_user(call: UserCall, _: service_pb2.GetUserRequest) -> Reply:
    check_user(call)
    return single("user", Fresh(resources_pb2.User(id=call.owner_id)))


def check_user(call: UserCall) -> None:
    """Refuse a user who is not there; a caller is, unless users have to be registered."""
    is_caller = call.owner_id == call.caller.user_id
    if call.owner_id in call.world.users or (
        is_caller and "users" not in call.settings.strict_parts
    ):
        return
    details = f"User {call.owner_id!r} does not exist."
    raise DoesNotExist(details, rule="access.user_unknown", at=("user_app_id", "user_id"))


def check_owner(call: Call | UserCall) -> None:
    """Refuse anyone but the user that a call is about, or whose app it is about."""
    if call.caller.user_id != call.owner_id:
        details = f"Only user {call.owner_id!r} may do that, not {call.caller.user_id!r}."
        raise InsufficientScopes(details, rule="apps.owner_only", at=("user_app_id", "user_id"))
