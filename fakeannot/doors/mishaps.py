"""An answer that a fault keeps from getting to its client whole and in time.

What becomes of it is a `Mishap` on the `HttpAnswer`, which each transport renders as its client
would see it on the network.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from fakeannot.doors.waiting import wait

if TYPE_CHECKING:
    from fakeannot.doors.http import HttpAnswer
    from fakeannot.faults.kinds import Effect, Ending


class Mishap(NamedTuple):
    """What happens to an answer on its way.

    Attributes:
        delay: by how many seconds it is late.
        ending: how it gets to the client.
    """

    delay: float
    ending: Ending


class AnswerLost(ConnectionError):
    """No answer comes, or half of one, because a fault was asked for.

    Raised where there is no connection to break: by the WSGI app, and so by test clients.

    Attributes:
        ending: `dropped`, `silent` or `truncated`.
    """

    def __init__(self, ending: Ending) -> None:
        super().__init__(f"{_TOLD[ending]}: a fault that the fake was told to have.")
        self.ending = ending


_TOLD: dict[Ending, str] = {
    "dropped": "The connection was closed before an answer came",
    "silent": "No answer came",
    "truncated": "The connection was closed in the middle of the answer",
}


def spoilt(answer: HttpAnswer, effect: Effect) -> HttpAnswer:
    """An answer of the API as it is with a fault."""
    if not (effect.status or effect.reaches_api or effect.ending != "whole"):
        kind = "text/html" if effect.body.startswith(b"<") else "text/plain"
        answer = answer._replace(headers=[("Content-Type", kind)])
    if effect.latency or effect.ending != "whole":
        answer = answer._replace(mishap=Mishap(effect.latency, effect.ending))
    return answer


def first_half(body: bytes) -> bytes:
    """What of a body arrives if it is cut off."""
    return body[: len(body) // 2]


def suffered(mishap: Mishap, parts: Iterable[bytes]) -> Iterable[bytes]:
    """The parts of a WSGI answer's body that arrive.

    Raises:
        AnswerLost: instead of the answer, or of its second half.
    """
    wait(mishap.delay)
    if mishap.ending in ("dropped", "silent"):
        raise AnswerLost(mishap.ending)
    return parts if mishap.ending == "whole" else _cut_off(b"".join(parts))


def _cut_off(body: bytes) -> Iterator[bytes]:
    yield first_half(body)
    raise AnswerLost("truncated")
