"""Edits against refusals of paths, methods and sizes."""

from __future__ import annotations

from collections.abc import Iterator

from fakeannot.contract.operations import operations
from fakeannot.contract.routes import WrongMethod, find_route, nearest_routes
from fakeannot.testing.explanation.draft import Change
from fakeannot.testing.explanation.proposals.case import Case, Proposal, nearest, proposes


@proposes("http.unknown_path")
def known_path(case: Case) -> Iterator[Proposal]:
    document = case.draft.document
    for route in nearest_routes(document["method"], document["path"]):
        changes = [Change(("path",), list(route.segments))]
        if route.binding.method != document["method"]:
            changes.append(Change(("method",), route.binding.method))
        yield Proposal(tuple(changes), cost=len(changes))


@proposes("http.wrong_method")
def known_method(case: Case) -> Iterator[Proposal]:
    document = case.draft.document
    try:
        find_route(document["method"], document["path"])
    except WrongMethod as error:
        for method in nearest(document["method"], error.allowed):
            yield Proposal((Change(("method",), method),))


@proposes("grpc.unknown_method")
def known_rpc(case: Case) -> Iterator[Proposal]:
    for name in nearest(case.draft.document["rpc"], operations()):
        yield Proposal((Change(("rpc",), name),))


@proposes("http.body_limit", "grpc.message_limit")
def shorter_list(case: Case) -> Iterator[Proposal]:
    """Half of the items, or a half of those, and so on."""
    body = case.draft.body if isinstance(case.draft.body, dict) else {}
    for name, items in body.items():
        length = len(items) if isinstance(items, list) else 0
        while (length := length // 2) > 0:
            yield Proposal((Change((*case.draft.root, name), items[:length]),))
