"""Which rules an answer rested on: those whose code ran while it was made.

Code names its rules: with `@enforces` those that a function keeps whenever it runs, with `applies`
one that a single branch keeps; a refusal names its own. While `rules_used` is active, Python tells
it of every function that is called in the thread; at all other times nothing is recorded.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Set
from contextlib import contextmanager
from types import CodeType, FrameType
from typing import Any

_ENFORCED: dict[CodeType, tuple[str, ...]] = {}
_NAMING: set[CodeType] = set()


class _Used(threading.local):
    """What is used in a thread while somebody watches; the innermost who does has it."""

    by_now: set[str] | None = None


_used = _Used()


def enforced_by(code: CodeType, ids: tuple[str, ...]) -> None:
    """Note that running `code` is keeping these rules."""
    _ENFORCED[code] = ids


def rules_of(code: CodeType) -> tuple[str, ...]:
    """The rules that running `code` is keeping."""
    return _ENFORCED.get(code, ())


def names_its_rule(code: CodeType) -> None:
    """Note that running `code` is resting on the rule in its argument `rule`."""
    _NAMING.add(code)


def applies(rule: str) -> None:
    """Say at a branch that the answer rests on this rule from here on."""


names_its_rule(applies.__code__)


def rules_so_far() -> Set[str] | None:
    """The innermost `rules_used` of this thread, which may get more; None while there is none."""
    return _used.by_now


@contextmanager
def rules_used() -> Iterator[set[str]]:
    """The ids of the rules that are used inside, in this thread; may be nested.

    >>> with rules_used() as used:
    ...     fake.client().get("/v2/annotations")
    >>> "access.header_malformed" in used
    True
    """
    used: set[str] = set()
    before, outer = sys.getprofile(), _used.by_now

    def watch(frame: FrameType, event: Any, argument: object) -> None:
        if event == "call":
            code = frame.f_code
            if code in _ENFORCED:
                used.update(_ENFORCED[code])
            elif code in _NAMING:
                used.add(frame.f_locals["rule"])
        if before is not None:
            before(frame, event, argument)

    _used.by_now = used
    sys.setprofile(watch)
    try:
        yield used
    finally:
        sys.setprofile(before)
        _used.by_now = outer
