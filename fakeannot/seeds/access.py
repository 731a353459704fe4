"""Users, keys and collaborators, which seeds and snapshots write in the same way."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from fakeannot.seeds.part import Part
from fakeannot.service.access import granted
from fakeannot.store.world import Key

USER = ("id", "pat", "scopes", "expired")
KEY = ("key", "scopes", "expired")
_COLLABORATOR = ("user_id", "scopes")


class Limits(NamedTuple):
    """What a key may do: the scopes, None for all, and whether its time is past."""

    scopes: frozenset[str] | None
    expired: bool


def limits_in(part: Part) -> Limits:
    """The limits of a key, from the object that says it."""
    return Limits(scopes_in(part), part.flag("expired"))


def scopes_in(part: Part) -> frozenset[str] | None:
    """The scopes that an object has, None for no limit."""
    if part.get("scopes").value is None:
        return None
    scopes = part.items("scopes")
    for scope in scopes:
        try:
            granted([scope.as_text()])
        except ValueError as error:
            raise scope.bad(str(error)) from None
    return frozenset(scope.value for scope in scopes)


def collaborators_in(app: Part) -> list[tuple[str, frozenset[str] | None]]:
    """The collaborators of an app with their scopes; one with all of them may be just an id."""
    found = []
    for part in app.items("collaborators"):
        if isinstance(part.value, str):
            part = part._replace(value={"user_id": part.value})
        found.append((part.object(_COLLABORATOR).needed("user_id"), scopes_in(part)))
    return found


def add_key(keys: dict[str, Key], part: Part, name: str, key: Key) -> None:
    """Add the key that the part has under that name, which is to be a new one."""
    token = part.needed(name)
    if token in keys:
        raise part.bad("this key is there already.", name)
    keys[token] = key


def own_token(keys: dict[str, Key], part: Part, name: str, owner: Key) -> str:
    """The key that the part has under that name, if any, which is to be nobody else's."""
    token = part.text(name)
    other = keys.get(token)
    if other is not None and (other.user_id, other.app_id) != (owner.user_id, owner.app_id):
        raise part.bad("this key is another's already.", name)
    return token


def said_of_users(users: Iterable[str], keys: dict[str, Key]) -> list[dict[str, Any]]:
    """Each user, as often as there are tokens, or once without."""
    said = []
    for user_id in sorted(users):
        own = [(t, key) for t, key in keys.items() if key.user_id == user_id and not key.app_id]
        said += [{"id": user_id, "pat": token, **_said_of(key)} for token, key in own]
        said += [] if own else [{"id": user_id}]
    return said


def said_of_keys(user_id: str, app_id: str, keys: dict[str, Key]) -> list[dict[str, Any]]:
    """The keys of one app."""
    of_app = (user_id, app_id)
    own = [(t, key) for t, key in keys.items() if (key.user_id, key.app_id) == of_app]
    return [{"key": token, **_said_of(key)} for token, key in own]


def said_of_collaborators(scopes: dict[str, frozenset[str] | None]) -> list[str | dict[str, Any]]:
    """Each collaborator of an app, just by id if there is no limit."""
    return [
        user_id if names is None else {"user_id": user_id, "scopes": sorted(names)}
        for user_id, names in scopes.items()
    ]


def _said_of(key: Key) -> dict[str, Any]:
    said: dict[str, Any] = {} if key.scopes is None else {"scopes": sorted(key.scopes)}
    return {**said, "expired": True} if key.expired else said
