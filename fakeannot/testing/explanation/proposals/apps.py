"""Edits against refusals of apps as such, and of who works in them."""

from __future__ import annotations

from collections.abc import Iterator

from clarifai_grpc.grpc.auth.scope import scope_pb2

from fakeannot.service.access import ME
from fakeannot.testing.explanation.proposals.access import USER, token_of
from fakeannot.testing.explanation.proposals.case import Case, Proposal, nearest, proposes

_METADATA = ("overwrite", "merge")


@proposes("apps.owner_only")
def own_user(case: Case) -> Iterator[Proposal]:
    yield token_of(case.user_id)
    yield case.set(USER, ME)


@proposes("apps.rename_one")
def one_new_id(case: Case) -> Iterator[Proposal]:
    if case.path == ("action",):
        yield case.set(case.path, "overwrite")
        return
    yield from case.cut(case.path, 1)
    entry = (*case.path, 0)
    app_id = case.draft.value((*entry, "id"))
    named = app_id if isinstance(app_id, str) else case.app_id
    changes = [case.draft.setting((*entry, "new_id"), f"{named}-2")]
    if named is not app_id:
        changes.insert(0, case.draft.setting((*entry, "id"), named))
    yield Proposal(tuple(changes))


@proposes("apps.patch_id")
def id_of_the_path(case: Case) -> Iterator[Proposal]:
    yield from case.remove(case.path)
    yield case.set(case.path, case.app_id)


@proposes("collaborators.by_id")
def another_user(case: Case) -> Iterator[Proposal]:
    others = [user_id for user_id in case.users() if user_id != case.user_id]
    yield from case.nearest(case.path, others or ["someone"])


@proposes("collaborators.scopes")
def known_scopes(case: Case) -> Iterator[Proposal]:
    known = scope_pb2.S.keys()
    changes = (
        case.draft.setting((*case.path, number), nearest(scope, known, 1)[0])
        for number, scope in enumerate(case.texts(case.path))
        if scope not in known
    )
    yield Proposal(tuple(changes))


@proposes("apps.patch_metadata")
def plain_action(case: Case) -> Iterator[Proposal]:
    yield from case.remove(case.path)
    rest = ((*case.path, name) for name in ("path", "merge_conflict_resolution"))
    yield from case.remove(*rest)
    yield from case.nearest((*case.path, "op"), _METADATA)
