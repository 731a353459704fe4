"""Edits against refusals of keys, users and apps."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fakeannot.store.world import Key
from fakeannot.testing.explanation.draft import Bearer, Change
from fakeannot.testing.explanation.proposals.case import Case, Proposal, nearest, proposes

_APP, USER = ("user_app_id", "app_id"), ("user_app_id", "user_id")
_SCOPE = re.compile(r"\b[A-Z]\w*_[A-Z]\w*\b")


@proposes("access.header_malformed", "access.key_none", "access.key_format", "access.key_unknown")
def known_key(case: Case) -> Iterator[Proposal]:
    settings = case.settings
    yield _with(Key(settings.user_id, settings.app_id), "the fake's own api_key")
    yield _with(Key(settings.user_id), "the fake's own pat")
    yield token_of(case.user_id)


@proposes("access.key_expired")
def fresh_key(case: Case) -> Iterator[Proposal]:
    if key := case.draft.authorization.key:
        yield _with(key._replace(expired=False), "one that has not expired")


@proposes("access.key_of_another_app")
def own_app(case: Case) -> Iterator[Proposal]:
    if key := case.draft.authorization.key:
        yield Proposal(
            tuple(
                case.draft.setting(path, own)
                for path, own in ((USER, key.user_id), (_APP, key.app_id))
                if case.draft.value(path) not in (own, "me")
            )
        )
    yield token_of(case.user_id)


@proposes("access.pat_needs_app")
def app_path(case: Case) -> Iterator[Proposal]:
    apps = [app_id for user_id, app_id in case.world.apps if user_id == case.user_id]
    for app_id in nearest(case.settings.app_id, apps):
        yield case.set(_APP, app_id) if case.draft.over_grpc else _under(case, app_id)


@proposes("access.scopes")
def more_scopes(case: Case) -> Iterator[Proposal]:
    key, missing = case.draft.authorization.key, _SCOPE.findall(case.refused.details)
    if key is not None and key.scopes is not None:
        scopes = key.scopes | set(missing)
        yield _with(key._replace(scopes=scopes), f"a key with {', '.join(missing)} besides")
    yield token_of(case.user_id)


@proposes("access.strangers", "annotations.own_only")
def owner(case: Case) -> Iterator[Proposal]:
    yield token_of(case.user_id)


@proposes("annotations.other_user")
def in_own_name(case: Case) -> Iterator[Proposal]:
    yield from case.remove(case.beside("user_id"), case.beside("worker"))
    yield token_of(case.user_id)


@proposes("access.app_unknown")
def known_app(case: Case) -> Iterator[Proposal]:
    apps = [app_id for user_id, app_id in case.world.apps if user_id == case.user_id]
    yield from case.nearest(case.path, apps)
    yield token_of(case.user_id)
    yield from case.nearest(USER, case.users())


@proposes("access.user_unknown")
def known_user(case: Case) -> Iterator[Proposal]:
    yield from case.nearest(case.path, case.users())


def _with(key: Key, told: str) -> Proposal:
    return Proposal((Change(("authorization",), Bearer.of(key, told)),))


def token_of(user_id: str) -> Proposal:
    """The same call with a personal access token of a user."""
    return _with(Key(user_id), f"a personal access token of {user_id!r}")


def _under(case: Case, app_id: str) -> Proposal:
    """The same path below a user and an app."""
    version, *rest = case.draft.document["path"]
    path = [version, "users", case.user_id, "apps", app_id, *rest]
    return Proposal((Change(("path",), path),), cost=1)
