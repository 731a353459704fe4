"""An app that a run makes for itself, and what of apps a run may do at all.

An app that was there before is never asked about, listed or changed as an app: what it is called
and what it says of itself is its owner's.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from fakeannot.conformance.calls import ApiCall, Json, Outcome

LISTS_OF_APPS = frozenset(("ListApps", "PostAppsSearches"))
# The app that these patch is that of the path, whether the body names it or not.
_BY_PATH = frozenset(("PatchApp", "PatchAppsDetails"))
PATCHES_OF_APPS = frozenset(("PatchApps", *_BY_PATH))
OF_APPS = frozenset(("GetApp", *LISTS_OF_APPS, *PATCHES_OF_APPS))
_MADE = {
    "default_workflow": {"id": "Empty", "app_id": "main", "user_id": "clarifai"},
    "name": "a conformance check",
    "description": "Made by a check and removed after it",
    "notes": "as made",
    "metadata": {"made": True},
}


def made_app(app_id: str) -> dict[str, Any]:
    """An app as a run makes it: without models, and with something in all that it later patches."""
    return {"id": app_id, **_MADE}


def as_made(app_id: str, elsewhere: bool = False) -> ApiCall:
    """The call after which an app says of itself what it did when it was made."""
    return ApiCall("PatchApps", {"apps": [made_app(app_id)], "action": "overwrite"}, elsewhere)


def patched_apps(call: ApiCall) -> set[str]:
    """The ids of the apps that a call would change, as far as its body names them."""
    if call.rpc not in PATCHES_OF_APPS:
        return set()
    sent = [*call.fields.get("apps", ()), call.fields.get("app")]
    ids = {str(app.get("id", "")) for app in sent if app is not None}
    return ids - {""} if call.rpc in _BY_PATH else ids


def without_others(outcome: Outcome, app_ids: Collection[str]) -> Outcome:
    """A list of apps without those that are none of the run's business."""
    kept: list[Json] = [one for one in outcome.items("apps") if one.get("id") in app_ids]
    listed = isinstance(outcome.body, dict) and "apps" in outcome.body
    return outcome._replace(body={**outcome.body, "apps": kept}) if listed else outcome
