"""Paths that official clients call and the contract lacks; nobody can call them over gRPC."""

from __future__ import annotations

from clarifai_grpc.grpc.api import resources_pb2, service_pb2

from fakeannot.contract.operations import operation
from fakeannot.dispatch import Dispatcher
from fakeannot.doors.http import HttpRequest, credentials_of
from fakeannot.rules import enforces
from fakeannot.service.access import Credentials
from fakeannot.service.replies import Reply
from fakeannot.state import State

_AUTH_METHODS = ["v2", "auth", "methods"]


def is_rest_only(request: HttpRequest) -> bool:
    """Whether a request is for such a path."""
    segments = request.segments
    of_user = len(segments) == 4 and segments[:2] == ["v2", "users"]
    is_known = segments == _AUTH_METHODS or (of_user and segments[3] == "organizations")
    return is_known and request.method in ("GET", "HEAD")


def rest_only_reply(dispatcher: Dispatcher, state: State, request: HttpRequest) -> Reply:
    """The reply to such a request."""
    credentials = credentials_of(request.headers)
    if request.segments == _AUTH_METHODS:
        return _auth_methods(dispatcher, state, credentials)
    return _organizations(dispatcher, state, credentials, request.segments[2])


@enforces("users.auth_methods")
def _auth_methods(dispatcher: Dispatcher, state: State, credentials: Credentials) -> Reply:
    return dispatcher.stamped(state, Reply(), credentials)


@enforces("users.organizations")
def _organizations(
    dispatcher: Dispatcher, state: State, credentials: Credentials, user_id: str
) -> Reply:
    """Who may ask for the user may ask for these."""
    user = resources_pb2.UserAppIDSet(user_id=user_id)
    asked = service_pb2.GetUserRequest(user_app_id=user)
    reply = dispatcher.dispatch(state, operation("GetUser"), credentials, asked)
    reply.message, reply.parts = None, (("organizations", ()),)
    return reply
