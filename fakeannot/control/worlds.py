"""The worlds that there are, and the media in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fakeannot.doors.control import BadControl, Endpoints, told
from fakeannot.doors.http import HttpAnswer, HttpRequest
from fakeannot.doors.media import is_media

if TYPE_CHECKING:
    from fakeannot.worlds.one_world import OneWorld
    from fakeannot.worlds.worlds import Worlds


def worlds_endpoints(worlds: Worlds) -> Endpoints:
    """`GET worlds`, `DELETE worlds/NAME`, and `GET worlds/NAME/...` for the media in them."""

    def listed(_: HttpRequest) -> HttpAnswer:
        return told(200, {"worlds": [_told_of(worlds, world) for world in worlds.all()]})

    def forget(request: HttpRequest) -> HttpAnswer:
        try:
            del worlds[request.segments[-1]]
        except ValueError as error:
            raise BadControl(str(error)) from None
        except KeyError:
            return _no_world(request.segments[-1])
        return told(200, {"ok": True})

    def media(request: HttpRequest) -> HttpAnswer:
        _prefix, _worlds, name, *segments = request.segments
        within = request._replace(segments=segments or [""])
        if not is_media(within):
            raise BadControl("A world's media are below its address; calls name it in a header.")
        try:
            entered = worlds.existing(name)
        except KeyError:
            return _no_world(name)
        with entered as world:
            return world.doors.rest.answer(within)

    return {
        ("GET", "worlds"): listed,
        ("DELETE", "worlds/*"): forget,
        ("GET", "worlds/**"): media,
        ("OPTIONS", "worlds/**"): media,
    }


def _told_of(worlds: Worlds, world: OneWorld) -> dict[str, Any]:
    dispatcher = world.doors.fake._dispatcher
    with dispatcher.lock:
        apps = dispatcher.world.apps.values()
        return {
            "name": world.name,
            "calls": dispatcher.state.calls.count,
            "inputs": sum(len(app.inputs) for app in apps),
            "annotations": sum(len(app.annotations) for app in apps),
            "idle_seconds": worlds.idle_for(world),
            "expires_in_seconds": worlds.expires_in(world),
        }


def _no_world(name: str) -> HttpAnswer:
    return told(404, {"ok": False, "error": f"There is no world {name!r}."})
