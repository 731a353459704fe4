"""ListDatasets: those of an app, or of all apps of a user."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from clarifai_grpc.grpc.api import service_pb2
from clarifai_grpc.grpc.api.resources_pb2 import Dataset

from fakeannot.rules import applies, enforces
from fakeannot.service.apps.of_user import calls_on_apps
from fakeannot.service.call import Call, UserCall, handles_for_user
from fakeannot.service.datasets.datasets import told
from fakeannot.service.datasets.memberships import DATASETS
from fakeannot.service.paging import page_bounds
from fakeannot.service.replies import Fresh, Reply, listing
from fakeannot.service.things import PER_PAGE
from fakeannot.service.wildcards import is_like
from fakeannot.store.things import ThingRow

_SORTED_BY: dict[str, Callable[[Dataset], Any]] = {
    "sort_by_id": lambda dataset: dataset.id,
    "sort_by_star_count": lambda dataset: dataset.star_count,
    "sort_by_created_at": lambda dataset: dataset.created_at.ToNanoseconds(),
    "sort_by_modified_at": lambda dataset: dataset.modified_at.ToNanoseconds(),
}


class _Found(NamedTuple):
    """A dataset, and a call on the app that it is in."""

    call: Call
    row: ThingRow


@handles_for_user("ListDatasets")
@enforces("datasets.list")
def list_datasets(call: UserCall, request: service_pb2.ListDatasetsRequest) -> Reply:
    start, size = page_bounds(request.page, request.per_page, PER_PAGE)
    if not call.app_id:
        applies("datasets.list_of_user")
    found = [
        _Found(on_app, row)
        for on_app in calls_on_apps(call, "ListDatasets")
        for row in on_app.things.all(DATASETS)
        if _selects(request, row.message)
    ]
    page = _sorted(request, found)[start : start + size]
    return listing("datasets", [Fresh(told(one.call, one.row)) for one in page])


@enforces("datasets.filters")
def _selects(request: service_pb2.ListDatasetsRequest, dataset: Dataset) -> bool:
    words = f"{dataset.id} {dataset.description} {dataset.notes}".casefold().split()
    return (
        not (request.starred_only or request.bookmark)
        and is_like(dataset.id, request.id)
        and all(
            any(word.startswith(keyword) for word in words)
            for keyword in request.search.casefold().split()
        )
    )


def _sorted(request: service_pb2.ListDatasetsRequest, found: list[_Found]) -> list[_Found]:
    """In the order that was asked for; of two that are alike, the older one is the lesser one."""
    sort = next((name for name in _SORTED_BY if getattr(request, name)), "sort_by_modified_at")
    value = _SORTED_BY[sort]
    return sorted(
        found,
        key=lambda one: (value(one.row.message), one.row.sequence),
        reverse=not request.sort_ascending,
    )
