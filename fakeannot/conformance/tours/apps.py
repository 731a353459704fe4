"""Journeys about apps as such, for apps alone that the run made."""

from __future__ import annotations

from typing import Any

from fakeannot.conformance.calls import ApiCall
from fakeannot.conformance.wording import ONE, elsewhere, of


def _patch_app(**fields: Any) -> ApiCall:
    return of("PatchApps", apps=[{"id": "APP", **fields}], action="overwrite")


def _called(name: str, **page: Any) -> ApiCall:
    return of("PostAppsSearches", app_query={"name": name}, pagination=page)


APPS_TOUR: tuple[tuple[ApiCall, ...], ...] = (
    (
        of("GetApp"),
        _patch_app(description="patched", notes="as patched"),
        of("GetApp"),
        _patch_app(metadata={"n": 1}),
        of("PatchApps", apps=[{"id": "APP", "metadata": {"m": 1}}], action="overwrite",
           metadata_action={"op": "merge"}),
        of("PatchApps", apps=[{"id": "APP", "notes": "as mended"}], action="mend"),
        of("PatchApps", apps=[], action="overwrite"),
        of("GetApp"),
        of("ListApps", id="APP"),
        of("ListApps", id="PREFIX-none"),
        of("ListApps", id="APP", page=2),
        elsewhere(of("GetApp")),
    ),
    (ONE, of("GetApp"), of("ListApps", id="APP")),
    (
        of("PatchApp", app={"notes": "by its path"}, action="overwrite"),
        of("PatchApp", app={"id": "APP", "metadata": {"deep": {"x": 1}}}, action="overwrite"),
        of("PatchApp", app={"metadata": {"deep": {"y": 2}}}, action="overwrite",
           metadata_action={"op": "merge"}),
        of("PatchApp", app={"notes": "as mended"}, action="mend"),
        of("GetApp"),
        of("PatchAppsDetails", apps=[{"description": "in part"}], action="overwrite"),
        of("PatchAppsDetails", apps=[], action="overwrite"),
        of("GetApp"),
        _called("PREFIX-app"),
        _patch_app(name="PREFIX-app"),
        _called("PREFIX-app"),
        _called("PREFIX-A*"),
        _called("PREFIX-none"),
        _called("PREFIX-app", page=2),
        of("ListApps", name="PREFIX-a*"),
        of("ListApps", search="PREFIX-app"),
    ),
)  # fmt: skip
