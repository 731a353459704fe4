"""How many calls a second are answered: a token bucket on the fake's clock."""

from __future__ import annotations

from typing import Literal, NamedTuple

Per = Literal["key", "fake"]
_SECOND = 1_000_000_000


class _Level(NamedTuple):
    """What is in a bucket: billionths of a token, as of a moment in nanoseconds."""

    tokens: int
    at: int


class RateLimit:
    """A bucket for each key, or one for all: full at first, and filled up as the clock goes.

    Attributes:
        rate: how many calls a second, which is also how many a full bucket is good for.
        per: what has a bucket of its own: each key, or the fake.
    """

    __slots__ = ("_levels", "per", "rate")

    def __init__(self, rate: int, per: Per = "key") -> None:
        self.rate = rate
        self.per: Per = per
        self._levels: dict[str, _Level] = {}

    def is_exceeded(self, authorization: str, now: int) -> bool:
        """Whether a call at this moment (ns) is one too many; one that is not takes a token."""
        bucket = authorization if self.per == "key" else ""
        tokens = self._tokens(bucket, now)
        allowed = tokens >= _SECOND
        self._levels[bucket] = _Level(tokens - _SECOND if allowed else tokens, now)
        return not allowed

    def copy(self) -> RateLimit:
        """The same, to go on apart from this one."""
        copied = RateLimit(self.rate, self.per)
        copied._levels = self._levels.copy()
        return copied

    def _tokens(self, bucket: str, now: int) -> int:
        full = self.rate * _SECOND
        level = self._levels.get(bucket)
        if level is None:
            return full
        # A clock that was put back fills nothing.
        return min(full, level.tokens + max(0, now - level.at) * self.rate)
