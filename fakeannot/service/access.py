"""Who is calling, and may they?

The key in the Authorization header names a user; the request names a user and an app. A
personal access token (PAT) belongs to a user and needs the app named; an app key stands for one
app. Without `strict`, a key nobody registered acts for the owner of whatever the request names.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from difflib import get_close_matches
from typing import NamedTuple

from clarifai_grpc.grpc.api import resources_pb2
from clarifai_grpc.grpc.auth.scope import scope_pb2

from fakeannot.contract.operations import Operation
from fakeannot.rules import applies
from fakeannot.service.call import ON_KNOWN_APPS
from fakeannot.service.refusals import (
    DoesNotExist,
    InsufficientScopes,
    InvalidKey,
    InvalidRequest,
    KeyNotFound,
)
from fakeannot.settings import Settings
from fakeannot.store.world import AppState, Key, World

ME = "me"
_ALL = "All"
_NOBODY = Key("")
_WELL_FORMED = re.compile(r"[0-9A-Za-z]{32}")
_SCHEMES = ("key", "bearer", "basic", "token", "api-key", "apikey")
_MALFORMED_HEADER = (
    "Empty or malformed authorization header. Please provide an API key or session token."
)


class Credentials(NamedTuple):
    """What a request brings along besides its message."""

    authorization: str = ""
    req_id_prefix: str = ""

    def __repr__(self) -> str:
        # Tests print what they compare, and a real key may have strayed into one.
        return f"Credentials(..., req_id_prefix={self.req_id_prefix!r})"


class Admission(NamedTuple):
    """The key a caller came in with, and the user and app (perhaps none) of the request."""

    caller: Key
    user_id: str
    app_id: str


def admit(
    world: World,
    settings: Settings,
    operation: Operation,
    authorization: str,
    named: resources_pb2.UserAppIDSet,
) -> Admission:
    """Let a caller in by the header and what the request names.

    Raises:
        Refusal: the header, the key, its app or its scopes do not admit the caller.
    """
    if not operation.needs_key and not authorization:
        applies("access.no_auth")
        return Admission(_NOBODY, named.user_id, named.app_id)
    token = _token(authorization)
    key = world.keys.get(token) or _unregistered(settings, token, named)
    if key.expired:
        raise InvalidKey("expired token", rule="access.key_expired")
    user_id = named.user_id or key.user_id
    if user_id == ME:
        applies("access.me")
        user_id = key.user_id
    app_id = named.app_id or key.app_id
    if key.app_id and (user_id, app_id) != (key.user_id, key.app_id):
        details = f"The key is of the app {key.app_id!r} of user {key.user_id!r}."
        raise InvalidKey(details, rule="access.key_of_another_app")
    if key.scopes is not None:
        _check_scopes(operation, key.scopes)
    return Admission(key, user_id, app_id)


def enter(
    world: World, settings: Settings, operation: Operation, admission: Admission
) -> tuple[Key, AppState]:
    """The app a request is about, and the caller with the scopes they have in it.

    An app that is used for the first time is new, and not of the world yet.

    Raises:
        Refusal: no app is named or there is none, or the caller has no part in it.
    """
    caller, user_id, app_id = admission
    if not app_id:
        raise InvalidKey(
            "Must provide app external ID in API authorizer",
            rule="access.pat_needs_app",
            at=("user_app_id", "app_id"),
        )
    app = world.find_app(user_id, app_id)
    if app is None:
        if operation.name in ON_KNOWN_APPS:
            raise _no_app(user_id, app_id)
        app = _new_app(world, settings, caller, user_id, app_id)
    if caller.user_id == app.user_id:
        return caller, app
    if caller.user_id not in app.collaborators:
        details = f"User {caller.user_id!r} is no collaborator of the app {app_id!r}."
        raise InsufficientScopes(details, rule="access.strangers")
    scopes = _both(caller.scopes, app.collaborators[caller.user_id])
    _check_scopes(operation, scopes)
    return caller._replace(scopes=scopes), app


def _token(authorization: str) -> str:
    scheme, _, token = authorization.partition(" ")
    if scheme != "Key" or not token or token.strip() != token or " " in token:
        got = _header_told(authorization)
        raise InvalidRequest(_MALFORMED_HEADER, rule="access.header_malformed", got=got)
    if token == "None":
        raise KeyNotFound("invalid key(None)", rule="access.key_none")
    return token


def registered(world: World, authorization: str) -> Key | None:
    """What the key in a header opens, None where the fake was never told of it."""
    return world.keys.get(authorization.removeprefix("Key "))


def _header_told(authorization: str) -> str:
    """What is wrong with a header, in words that tell nothing of a key."""
    scheme, _, token = authorization.partition(" ")
    if not authorization:
        return "no Authorization header"
    if scheme == "Key":
        return "Key with spaces in or around what follows" if token else "Key and nothing after it"
    if scheme.lower() in _SCHEMES:
        return f"{scheme!r} where 'Key' belongs, in just this case"
    return "something else in place of the word 'Key'"


def _unregistered(settings: Settings, token: str, named: resources_pb2.UserAppIDSet) -> Key:
    """What a key that nobody registered opens."""
    if "keys" in settings.strict_parts:
        if not _WELL_FORMED.fullmatch(token):
            raise InvalidKey("Invalid format of key.", rule="access.key_format")
        raise KeyNotFound("", rule="access.key_unknown")
    applies("access.open")
    user_id = settings.user_id if named.user_id in ("", ME) else named.user_id
    if named.app_id or user_id != settings.user_id:
        return Key(user_id)
    return Key(user_id, settings.app_id)


def person(caller: Key, named: str) -> str:
    """The user that a request names, where `me` is the caller."""
    if named != ME:
        return named
    applies("access.me")
    return caller.user_id


def _new_app(world: World, settings: Settings, caller: Key, user_id: str, app_id: str) -> AppState:
    if "apps" in settings.strict_parts or caller.user_id != user_id:
        raise _no_app(user_id, app_id)
    if "users" in settings.strict_parts and user_id not in world.users:
        details = f"User {user_id!r} does not exist."
        raise DoesNotExist(details, rule="access.user_unknown", at=("user_app_id", "user_id"))
    applies("access.apps_appear")
    return AppState(user_id, app_id)


def _no_app(user_id: str, app_id: str) -> DoesNotExist:
    details = f"App {app_id!r} of user {user_id!r} does not exist."
    return DoesNotExist(details, rule="access.app_unknown", at=("user_app_id", "app_id"))


def granted(scopes: Collection[str] | None) -> frozenset[str] | None:
    """The scopes of a key or collaborator, None for no limit.

    Raises:
        ValueError: a name that is no scope of the contract, with the nearest one.
    """
    if scopes is None:
        return None
    known = scope_pb2.S.keys()
    for scope in (scopes,) if isinstance(scopes, str) else scopes:
        if scope not in known:
            near = get_close_matches(str(scope), known, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise ValueError(f"{scope!r} is no scope.{hint}")
    return frozenset((scopes,) if isinstance(scopes, str) else scopes)


def require_scope(caller: Key, scope: str) -> None:
    """Refuse a caller whose key lacks a scope that only some requests need."""
    if caller.scopes is not None and not caller.scopes & {scope, _ALL}:
        raise InsufficientScopes(f"Missing scopes: {scope}", rule="access.scopes")


def _check_scopes(operation: Operation, granted: frozenset[str] | None) -> None:
    if granted is None or _ALL in granted:
        return
    if missing := sorted(operation.scopes - granted):
        details = f"Missing scopes for {operation.name}: {', '.join(missing)}"
        raise InsufficientScopes(details, rule="access.scopes")


def _both(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    """The scopes that two grants have in common."""
    if one is None or _ALL in one:
        return other
    if other is None or _ALL in other:
        return one
    return one & other
