"""ListApps and PostAppsSearches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from clarifai_grpc.grpc.api import resources_pb2, service_pb2
from clarifai_grpc.grpc.api.resources_pb2 import App

from fakeannot.rules import applies, enforces
from fakeannot.service.call import UserCall, handles_for_user
from fakeannot.service.paging import page_bounds
from fakeannot.service.replies import Fresh, Reply, listing
from fakeannot.service.users.users import check_user
from fakeannot.service.wildcards import is_like
from fakeannot.store.world import AppState

PER_PAGE = 128
_SORTED_BY: dict[str, Callable[[App], Any]] = {
    "sort_by_id": lambda app: app.id,
    "sort_by_name": lambda app: app.name,
    "sort_by_star_count": lambda app: app.star_count,
    "sort_by_created_at": lambda app: app.created_at.ToNanoseconds(),
    "sort_by_modified_at": lambda app: app.modified_at.ToNanoseconds(),
}


@handles_for_user("ListApps")
@enforces("apps.list")
def list_apps(call: UserCall, request: service_pb2.ListAppsRequest) -> Reply:
    check_user(call)
    selected = [app for app in _visible(call) if _selects(request, app)]
    sort = next((name for name in _SORTED_BY if getattr(request, name)), "sort_by_modified_at")
    return _page(_sorted(selected, sort, ascending=request.sort_ascending), request)


@handles_for_user("PostAppsSearches")
@enforces("apps.search")
def post_apps_searches(call: UserCall, request: service_pb2.PostAppsSearchesRequest) -> Reply:
    check_user(call)
    found = [app for app in _visible(call) if is_like(app.name, request.app_query.name)]
    return _page(_sorted(found, "sort_by_modified_at", ascending=False), request.pagination)


def _visible(call: UserCall) -> list[App]:
    """The user's apps that the caller may see, in the order they came."""
    names = [name for name in call.world.apps if name[0] == call.owner_id]
    apps = (call.world.find_app(*name) for name in names)
    return [app.message for app in apps if app is not None and _is_visible(call, app)]


def _is_visible(call: UserCall, app: AppState) -> bool:
    if call.caller.user_id == call.owner_id:
        return True
    applies("apps.others_visible")
    is_public = app.message.visibility.gettable == resources_pb2.Visibility.PUBLIC
    return is_public or call.caller.user_id in app.collaborators


@enforces("apps.filters")
def _selects(request: service_pb2.ListAppsRequest, app: App) -> bool:
    texts = (app.id, app.name, app.description, app.notes)
    words = " ".join(texts).casefold().split()
    wanted = request.visibility.gettable
    return (
        (app.is_template.value or not request.template_only)
        and not (request.featured_only or request.starred_only)
        and wanted in (0, app.visibility.gettable)
        and is_like(app.id, request.id)
        and any(is_like(text, request.name) for text in (app.id, app.name, app.notes))
        and all(
            any(word.startswith(keyword) for word in words)
            for keyword in f"{request.search} {request.query}".casefold().split()
        )
    )


def _sorted(apps: Sequence[App], sort: str, *, ascending: bool) -> list[App]:
    """The apps in order; of two that are alike, the one that came first is the lesser one."""
    value = _SORTED_BY[sort]
    places = sorted(range(len(apps)), key=lambda at: (value(apps[at]), at), reverse=not ascending)
    return [apps[at] for at in places]


def _page(apps: Sequence[App], request: Any) -> Reply:
    start, size = page_bounds(request.page, request.per_page, PER_PAGE)
    return listing("apps", [Fresh(app) for app in apps[start : start + size]])
