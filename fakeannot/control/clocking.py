"""The fake's time, over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from fakeannot.doors.control import BadControl, Endpoints, asked, told
from fakeannot.doors.http import HttpAnswer, HttpRequest

if TYPE_CHECKING:
    from fakeannot.fake import FakeClarifai
    from fakeannot.testing.clock import FakeClock

_ACTS = ("advance", "travel", "freeze", "resume")
_FORM = (
    'Say one of {"advance": SECONDS}, {"travel": "2030-01-31T00:00:00Z"}, '
    '{"freeze": true} or a moment to freeze at, {"resume": true}.'
)


def clocking(fake: FakeClarifai) -> Endpoints:
    """`GET clock`, and `POST clock` to advance, travel, freeze or resume."""

    def tell(_: HttpRequest) -> HttpAnswer:
        return told(200, {"now": fake.clock.now().isoformat(), "frozen": fake.clock.frozen})

    def move(request: HttpRequest) -> HttpAnswer:
        act, value = _act(asked(request))
        try:
            _moved(fake.clock, act, value)
        except (TypeError, ValueError) as error:
            raise BadControl(str(error)) from None
        return tell(request)

    return {("GET", "clock"): tell, ("POST", "clock"): move}


def _act(options: dict[str, Any]) -> tuple[str, Any]:
    from fakeannot.faults.reading import near

    for name in options:
        if name not in _ACTS:
            raise BadControl(f"A clock has no {name!r}.{near(name, _ACTS)}")
    if len(options) != 1:
        raise BadControl(f"Got {len(options)} things to do with the clock. {_FORM}")
    return next(iter(options.items()))


def _moved(clock: FakeClock, act: str, value: Any) -> None:
    if act == "advance" and type(value) in (int, float):
        clock.advance(value)
    elif act == "travel" and isinstance(value, str):
        clock.travel(_moment(value))
    elif act == "freeze" and (value is True or isinstance(value, str)):
        clock.freeze(None if value is True else _moment(value))
    elif act == "resume" and value is True:
        clock.resume()
    else:
        raise BadControl(f"{act!r} with {value!r}: {_FORM}")


def _moment(text: str) -> datetime:
    # Python 3.10 reads no Z.
    moment = text[:-1] + "+00:00" if text.endswith("Z") else text
    try:
        return datetime.fromisoformat(moment)
    except ValueError:
        raise BadControl(f"{text!r} is no moment such as 2030-01-31T00:00:00Z.") from None
