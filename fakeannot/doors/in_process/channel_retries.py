"""How often a caught channel makes a call that fails, as its service config says.

grpcio does this below its channels' methods, out of sight of interceptors and callers. Between two
tries it waits, for fractions of a second at first; here the next one follows at once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

import grpc

# grpcio makes no more, whatever the config says.
_MOST_ATTEMPTS = 5


class Policy(NamedTuple):
    """How often a method is tried in all, and after which gRPC statuses again."""

    attempts: int = 1
    codes: frozenset[int] = frozenset()


class Retries:
    """The policies of a channel, read from its options when a call fails."""

    __slots__ = ("_config",)

    def __init__(self, options: Iterable[tuple[str, Any]] | None) -> None:
        given = dict(options or ())
        self._config = str(given.get("grpc.service_config", ""))
        if not given.get("grpc.enable_retries", 1):
            self._config = ""

    def has_another(self, path: str, code: int, attempts: int) -> bool:
        """Whether a method is tried again that has failed so often, with this status at last."""
        policy = _policies(self._config, path)
        return attempts < policy.attempts and code in policy.codes


@cache
def _policies(config: str, path: str) -> Policy:
    """The policy of a method: that for itself, for its service, or for all."""
    service, _, method = path.lstrip("/").partition("/")
    methods = json.loads(config).get("methodConfig", ()) if config else ()
    for wanted in ((service, method), (service, ""), ("", "")):
        for one in methods:
            names = [(name.get("service", ""), name.get("method", "")) for name in one["name"]]
            if wanted in names:
                return _policy(one.get("retryPolicy"))
    return Policy()


def _policy(told: dict[str, Any] | None) -> Policy:
    if told is None:
        return Policy()
    codes = frozenset(grpc.StatusCode[name].value[0] for name in told["retryableStatusCodes"])
    return Policy(min(told["maxAttempts"], _MOST_ATTEMPTS), codes)
