"""Searches that are kept under an id, to be run again."""

from __future__ import annotations

from clarifai_grpc.grpc.api import resources_pb2
from clarifai_grpc.grpc.api.resources_pb2 import Search

from fakeannot.contract.places import Path
from fakeannot.rules import enforces
from fakeannot.service.call import Call
from fakeannot.service.things import Shelf, find
from fakeannot.store.things import Kind

SEARCHES = Kind("searches", resources_pb2.Search)


def shelf_of(call: Call) -> Shelf:
    """Where the saved searches of the app stand."""
    return Shelf(call, SEARCHES, "search")


def recalled(call: Call, search: Search, at: Path) -> Search:
    """The search itself, or the saved one that it names instead of a query."""
    return _saved(call, search, at) if search.id and not search.HasField("query") else search


@enforces("searches.saved_run")
def _saved(call: Call, search: Search, at: Path) -> Search:
    saved: Search = find(shelf_of(call), search.id, (*at, "id")).message
    return saved
