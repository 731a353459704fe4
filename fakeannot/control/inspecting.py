"""The page that shows the fake, and what it asks for besides what the API tells."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from fakeannot.doors.control import BadControl, Endpoint, Endpoints, told, told_text
from fakeannot.doors.http import HttpAnswer, HttpRequest
from fakeannot.doors.media import served
from fakeannot.worlds.naming import world_named

if TYPE_CHECKING:
    from fakeannot.fake import FakeClarifai
    from fakeannot.inspector.guard import Guard
    from fakeannot.store.world import AppState, World
    from fakeannot.worlds.worlds import Worlds

_MOST = 1_000
_DIGITS = 9
Look = Callable[["FakeClarifai", "Asked"], HttpAnswer]


class Asked(dict[str, str]):
    """The options in the query of a request, and the segments of its path."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(parse_qsl(request.query, keep_blank_values=True))
        self.last_segment = request.segments[-1]

    def number(self, name: str, default: int) -> int:
        """A whole number from 0.

        Raises:
            BadControl: it is something else.
        """
        text = self.get(name, str(default))
        if not (text.isascii() and text.isdecimal() and len(text) <= _DIGITS):
            raise BadControl(f"{name}={text!r}: a whole number from 0 is wanted.")
        return int(text)

    @property
    def page(self) -> tuple[int, int]:
        """Where a page starts, and how much is on it."""
        return self.number("start", 0), min(self.number("count", 100), _MOST)


def inspecting(worlds: Worlds, guard: Guard) -> Endpoints:
    """`GET inspector/FILE` for the page's files, and below `inspector/` what it asks.

    All but the files look at the world that the request names, which they never make. With
    `at=REQ_ID` they tell how it was after that call.
    """

    def of_world(look: Look) -> Endpoint:
        def answer(request: HttpRequest) -> HttpAnswer:
            name = world_named(request.headers, worlds.settings)
            try:
                entered = worlds.existing(name)
            except KeyError:
                return _gone(f"There is no world {name!r} any more: nobody used it for long.")
            # What is told is of one moment, whatever calls there are meanwhile.
            with entered as world, world.doors.fake._dispatcher.lock:
                return look(world.doors.fake, Asked(request))

        return answer

    def key(request: HttpRequest) -> HttpAnswer:
        guard.check_token(request)
        return of_world(_key)(request)

    return {
        ("GET", "inspector/*"): _file,
        ("GET", "inspector/key"): key,
        ("GET", "inspector/choices"): _choices,
        ("GET", "inspector/news"): of_world(_news),
        ("GET", "inspector/call"): of_world(_call),
        ("GET", "inspector/apps"): of_world(_apps),
        ("GET", "inspector/inputs"): of_world(_inputs),
        ("GET", "inspector/annotations"): of_world(_annotations),
        ("GET", "inspector/concepts"): of_world(_concepts),
        ("GET", "inspector/media/*"): of_world(_media),
    }


def _file(request: HttpRequest) -> HttpAnswer:
    from fakeannot.inspector.assets import asset

    return asset(request.segments[-1]) or _gone(f"There is no file {request.segments[-1]!r}.")


def _choices(_: HttpRequest) -> HttpAnswer:
    """What there is to choose from in forms."""
    from clarifai_grpc.grpc.api.status.status_code_pb2 import StatusCode

    from fakeannot.contract.operations import operations
    from fakeannot.faults.kinds import KINDS

    statuses = [(n, name) for name, n in StatusCode.items() if name.startswith("ANNOTATION_")]
    return told(200, {"rpcs": list(operations()), "faults": list(KINDS), "statuses": statuses})


def _key(fake: FakeClarifai, asked: Asked) -> HttpAnswer:
    """A key for what the page changes in the apps of a user: theirs, or any if any will do."""
    user_id, world = asked.get("user", fake.user_id), fake._dispatcher.world
    for token, key in world.keys.items():
        if key.user_id == user_id and not (key.app_id or key.scopes is not None or key.expired):
            return told(200, {"key": token})
    if "keys" in fake.settings.strict_parts:
        return told(200, {"key": "", "error": f"{user_id!r} has no key that opens all their apps."})
    return told(200, {"key": "any"})


def _news(fake: FakeClarifai, asked: Asked) -> HttpAnswer:
    from fakeannot.inspector.news import news_of

    return told(200, news_of(fake, asked.number("since", 0)))


def _call(fake: FakeClarifai, asked: Asked) -> HttpAnswer:
    from fakeannot.control.journaling import told_of
    from fakeannot.rules import rules

    number = asked.number("number", 0)
    call = next((one for one in fake.journal.after(max(number - 1, 0))), None)
    if call is None or call.number != number:
        return _gone(f"Call {number} is not kept any more (journal_bytes).")
    try:
        curl = call.curl(asked.get("base", ""))
    except ValueError:  # a gRPC request that nobody can read
        curl = ""
    named = {one.rule for one in call.refused} & rules().keys()
    because = {name: rules()[name]._asdict() for name in sorted(named)}
    return told(200, {**told_of(call), "curl": curl, "rules": because})


def _apps(fake: FakeClarifai, asked: Asked) -> HttpAnswer:
    from fakeannot.inspector.looking import apps_in

    default = {"user_id": fake.user_id, "app_id": fake.app_id}
    return told(200, {"apps": apps_in(_world(fake, asked)), "default": default})


def _inputs(fake: FakeClarifai, asked: Asked) -> HttpAnswer:
    from fakeannot.inspector.looking import inputs_in

    return told_text(200, inputs_in(_app(fake, asked), asked.get("q", ""), *asked.page))


def _annotations(fake: FakeClarifai, asked: Asked) -> HttpAnswer:
    from fakeannot.inspector.looking import annotations_in

    app, input_id = _app(fake, asked), asked.get("input", "")
    return told_text(200, annotations_in(app, input_id, *asked.page))


def _concepts(fake: FakeClarifai, asked: Asked) -> HttpAnswer:
    from fakeannot.inspector.looking import concepts_in

    return told(200, {"concepts": concepts_in(_app(fake, asked))})


def _media(fake: FakeClarifai, asked: Asked) -> HttpAnswer:
    """An upload; 204 where it is not held, which is nothing that a browser complains about."""
    media = _world(fake, asked).media.get(asked.last_segment)
    return HttpAnswer(204, [], b"") if media is None else served(media)


def _world(fake: FakeClarifai, asked: Asked) -> World:
    """The world as it is, or was after the call that was asked for.

    Raises:
        BadControl: that is not kept.
    """
    dispatcher, at = fake._dispatcher, asked.get("at", "")
    if not at:
        return dispatcher.world
    world = dispatcher.past.world(at) if dispatcher.past is not None else None
    if world is None:
        raise BadControl(f"How it was after the call {at!r} is not kept any more.")
    return world


def _app(fake: FakeClarifai, asked: Asked) -> AppState:
    """The app that was asked for; an empty one if there is none."""
    from fakeannot.store.world import AppState

    named = (asked.get("user", ""), asked.get("app", ""))
    return _world(fake, asked).apps.get(named) or AppState(*named)


def _gone(why: str) -> HttpAnswer:
    return told(404, {"ok": False, "error": why})
