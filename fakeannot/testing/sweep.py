"""A test run again and again, each time with one thing going wrong at one of its calls.

The first run is the plain test, and counts its calls. Then comes a run for each of them and each
fault, with fixtures of its own and under an id of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from unittest import TestCase

import pytest
from _pytest.runner import call_and_report, runtestprotocol

from fakeannot.faults.kinds import KINDS
from fakeannot.faults.reading import near
from fakeannot.faults.watch import Watch, WatchedCall
from fakeannot.testing.sweep_report import (
    ABSORBED,
    FAILED,
    HANDLED,
    OPTION,
    PLAIN,
    PROPERTY,
    Mishap,
    told_of,
)

if TYPE_CHECKING:
    from fakeannot.fake import FakeClarifai

_SUCCESS = 10000


class BadSweep(ValueError):
    """A sweep that is not to be had as it was asked for."""


_MISHAP = pytest.StashKey[Mishap]()
_TEST = pytest.StashKey[str]()
# What was called in the plain run, in order.
_CALLS = pytest.StashKey[Sequence[WatchedCall]]()


def check(item: pytest.Item, value: object) -> None:
    """See that a test can be swept, with the faults that a marker's `sweep` names.

    Raises:
        BadSweep: it names none, or one that there is none of, or the test is one of Hypothesis,
            or of a `unittest.TestCase`.
    """
    if getattr(getattr(item, "function", None), "is_hypothesis_test", False):
        raise BadSweep("A test of Hypothesis is no use for a sweep: its calls differ by example.")
    if issubclass(getattr(item, "cls", None) or object, TestCase):
        raise BadSweep("Tests of a unittest.TestCase are not swept: make it a plain class.")
    if not isinstance(value, (list, tuple)) or not value:
        raise BadSweep(f"sweep={value!r}: say which faults, as in sweep=['throttled', 'timeout'].")
    for kind in value:
        if not isinstance(kind, str) or kind not in KINDS:
            raise BadSweep(f"sweep: there is no fault {kind!r}.{near(kind, KINDS)}")


def check_wanted(wanted: str) -> None:
    """See that there can be a run that the command line asks for.

    Raises:
        pytest.UsageError: it names no call, or no fault.
    """
    call, _, kind = wanted.partition(":")
    if not call.isdecimal() or not kind:
        raise pytest.UsageError(f"{OPTION} {wanted}: say CALL:FAULT, such as 2:timeout.")
    if kind not in KINDS:
        raise pytest.UsageError(
            f"{OPTION} {wanted}: there is no fault {kind!r}.{near(kind, KINDS)}"
        )


def run(item: pytest.Item, nextitem: pytest.Item | None, kinds: Sequence[str]) -> bool:
    """Run a test plainly, then with each mishap that there can be, and report each run."""
    runs = _run_plainly(item, nextitem, kinds)
    for at, one in enumerate(runs):
        following = runs[at + 1] if at + 1 < len(runs) else nextitem
        if item.session.shouldstop or item.session.shouldfail:
            break
        with _in_place_of(item, one):
            one.ihook.pytest_runtest_logstart(nodeid=one.nodeid, location=one.location)
            runtestprotocol(one, nextitem=following)
            one.ihook.pytest_runtest_logfinish(nodeid=one.nodeid, location=one.location)
    return True


@contextmanager
def _in_place_of(item: pytest.Item, again: pytest.Item) -> Iterator[None]:
    """Have the session know a test as this run of it: parallel workers check who reports."""
    items = item.session.items
    at = items.index(item)
    items[at] = again
    try:
        yield
    finally:
        items[at] = item


def _run_plainly(
    item: pytest.Item, nextitem: pytest.Item | None, kinds: Sequence[str]
) -> list[pytest.Function]:
    """Run a test as it is; the runs that are to follow, of which its teardown must know."""
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    passed = call_and_report(item, "setup").passed and call_and_report(item, "call").passed
    calls = item.stash.get(_CALLS, []) if passed else []
    rpcs = [call.rpc for call in calls]
    runs = [_again(item, mishap) for mishap in _chosen(item.config, _mishaps(rpcs, kinds))]
    call_and_report(item, "teardown", nextitem=runs[0] if runs else nextitem)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return runs


def _mishaps(calls: Sequence[str], kinds: Sequence[str]) -> Iterator[Mishap]:
    for number, rpc in enumerate(calls, 1):
        yield from (Mishap(number, rpc, kind) for kind in kinds)


def _chosen(config: pytest.Config, mishaps: Iterator[Mishap]) -> Iterator[Mishap]:
    """Those that the command line asks for, or all."""
    wanted = config.getoption("fakeannot_sweep")
    return (one for one in mishaps if not wanted or wanted == f"{one.call}:{one.kind}")


def _again(item: pytest.Item, mishap: Mishap) -> pytest.Function:
    """The test once more, under another id, with what is fresh for each test."""
    assert isinstance(item, pytest.Function)
    # Before what parametrization adds: versions of pytest differ in where they have that from.
    name = f"{item.originalname}[{mishap.name}]"
    again: pytest.Function = type(item).from_parent(
        item.parent,
        name=name + item.name.removeprefix(item.originalname),
        callspec=getattr(item, "callspec", None),
        callobj=_fresh(item.obj),
        fixtureinfo=item._fixtureinfo,
        originalname=name,
    )
    again.stash[_MISHAP], again.stash[_TEST] = mishap, item.nodeid
    again.stash[_CALLS] = item.stash[_CALLS]
    return again


def _fresh(test: Any) -> Any:
    """A test function; a method is that of a new instance."""
    instance = getattr(test, "__self__", None)
    return test if instance is None else getattr(type(instance)(), test.__name__)


@contextmanager
def watched(item: pytest.Item, fake: FakeClarifai | None) -> Iterator[None]:
    """Around the test itself: have the mishap happen, if the run is one that has one, or count."""
    if fake is None:
        pytest.fail(
            "sweep= is for tests that use fakeannot, fakeannot_server or fakeannot_tls_server.",
            pytrace=False,
        )
    mishap = item.stash.get(_MISHAP, None)
    if mishap is None:
        with _watching(fake, Watch()) as calls:
            yield
        item.stash[_CALLS] = calls
        item.user_properties.append((PROPERTY, [item.nodeid, len(calls), "", "", PLAIN]))
        return
    outcome = FAILED
    try:
        with _watching(fake, Watch(mishap.call, mishap.kind)) as calls:
            yield
        outcome = _outcome(mishap, calls, item.stash[_CALLS])
    finally:
        test = item.stash[_TEST]
        item.user_properties.append((PROPERTY, [test, *mishap, outcome]))
        item.add_report_section("call", "fakeannot sweep", told_of(test, mishap))


@contextmanager
def _watching(fake: FakeClarifai, watch: Watch) -> Iterator[list[WatchedCall]]:
    """Have the calls of a fake noted, whatever state it goes back to meanwhile."""
    fake._dispatcher.watch = watch
    try:
        yield watch.calls
    finally:
        fake._dispatcher.watch = None


def _outcome(mishap: Mishap, calls: Sequence[WatchedCall], plain: Sequence[WatchedCall]) -> str:
    """What became of a mishap in a run that passed."""
    struck = next((at for at, one in enumerate(calls) if one.struck), None)
    if struck is None:
        pytest.fail(
            f"Call {mishap.call} was not made this time: the test made {len(calls)} calls. A sweep "
            "needs a test that makes the same calls each time.",
            pytrace=False,
        )
    # More often than the test makes it by itself: the client has made it again.
    again = len(_like(calls[struck], calls)) > max(len(_like(calls[struck], plain)), 1)
    made_good = any(one.code == _SUCCESS for one in _like(calls[struck], calls[struck + 1 :]))
    return ABSORBED if again and made_good else HANDLED


def _like(call: WatchedCall, calls: Sequence[WatchedCall]) -> list[WatchedCall]:
    return [one for one in calls if one.is_like(call)]
