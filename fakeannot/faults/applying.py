"""What a call that a fault strikes, or that exceeds the rate limit, is answered with."""

from __future__ import annotations

from collections.abc import Callable

from fakeannot.contract.statuses import status_fact
from fakeannot.faults.kinds import KINDS, Effect
from fakeannot.faults.plan import Verdict
from fakeannot.service.refusals import Throttled
from fakeannot.service.replies import Reply, refused

USUAL_RATE = 15
"""Calls a second that the real service answers."""


def afflicted(verdict: Verdict, answer: Callable[[], Reply]) -> Reply:
    """The answer to a call; `answer` has the API give its own, unless it never gets the call."""
    effect = None if verdict.struck is None else verdict.struck.fault.effect
    if verdict.exceeds is not None:
        reply = throttled(verdict.exceeds.rate)
    elif effect is None or effect.reaches_api:
        reply = answer()
    else:
        reply = _instead(effect)
    reply.fault = effect
    return reply


def throttled(rate: int, details: str = "") -> Reply:
    """The refusal of a call too many, where so many a second are answered."""
    told = details or f"exceeded limit of {rate} requests per second"
    return refused(Throttled(told, rule="access.rate_limit"))


def _instead(effect: Effect) -> Reply:
    if effect.status == KINDS["throttled"].status and not effect.http:
        return throttled(USUAL_RATE, effect.details)
    if not effect.status:
        return Reply(0, effect.details, http=effect.http)
    http = effect.http or status_fact(effect.status).http
    return Reply(effect.status, effect.details, http=http)
