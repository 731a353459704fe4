"""What the evidence is for the behaviours that a test suite relies on, as a part of pytest.

Loaded by the plugin when `--fakeannot-report` or `--fakeannot-evidence` asks for it. What a test
used travels on its report, so that it arrives from the workers of pytest-xdist too.
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Collection, Generator, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from fakeannot.rules import Rule, rules
from fakeannot.testing.trace import Trace

if TYPE_CHECKING:
    from fakeannot.fake import FakeClarifai

GRADES = ("inferred", "documented", "observed")
"""The kinds of evidence, the weakest first."""

_PROPERTY = "fakeannot rules"
_TRACE = pytest.StashKey[Trace]()
_TOLD = pytest.StashKey[set[str]]()
_MOST_TESTS = 3


class Evidence:
    """Traces the fakes of tests, holds each test to a grade if one is asked for, and reports.

    Args:
        at_least: tests that rest on weaker evidence fail; empty: none does.
        accepted: ids of rules that are good enough whatever their evidence.
        report: whether the terminal summary tells what was used.

    Raises:
        pytest.UsageError: no rule has one of the accepted ids.
    """

    def __init__(self, at_least: str, accepted: Collection[str], *, report: bool) -> None:
        self._too_weak = GRADES[: GRADES.index(at_least)] if at_least else ()
        self._accepted = frozenset(map(_known, accepted))
        self._report = report
        self._tests: defaultdict[str, set[str]] = defaultdict(set)

    def watch(self, item: pytest.Item, fake: FakeClarifai) -> None:
        """Trace a fake that is a test's."""
        item.stash[_TRACE] = fake.trace()

    def complaint(self, item: pytest.Item) -> str:
        """What to say about what a test rested on since this was last asked, empty for nothing."""
        trace = item.stash.get(_TRACE, None)
        told = item.stash.setdefault(_TOLD, set())
        found = list(self._weak(trace.used.keys() - told)) if trace is not None else []
        if not found:
            return ""
        told.update(rule.id for rule in found)
        lines = [
            f"The test rests on {len(found)} behaviours with less evidence than was asked for:",
            *(f"  {rule.id} ({rule.evidence}): {rule.sentence}" for rule in found),
            "Those you have judged, accept in the ini file with fakeannot_accept = <ids>.",
        ]
        return "\n".join(lines)

    def _weak(self, ids: Iterable[str]) -> Iterator[Rule]:
        for id_ in sorted(ids):
            rule = rules()[id_]
            if rule.evidence in self._too_weak and id_ not in self._accepted:
                yield rule

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Send along what the test used, once it is over."""
        report = yield
        trace = item.stash.get(_TRACE, None)
        if report.when == "teardown" and trace is not None:
            report.user_properties.append((_PROPERTY, sorted(trace.used)))
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note what a test used."""
        properties: dict[str, Any] = dict(report.user_properties)
        for id_ in properties.get(_PROPERTY, ()):
            self._tests[id_].add(report.nodeid)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Tell what was used, and by which tests where nobody knows better."""
        if self._report:
            terminalreporter.section("evidence of the behaviours of fakeannot")
            for line in self._lines():
                terminalreporter.line(line)

    def _lines(self) -> Iterator[str]:
        used = [rule for id_, rule in rules().items() if id_ in self._tests]
        tests = set().union(*self._tests.values())
        yield f"{len(used)} behaviours used by {len(tests)} tests"
        for grade in reversed(GRADES):
            of_grade = [rule for rule in used if rule.evidence == grade]
            yield f"  {len(of_grade):>4} {grade}{_oldest(of_grade)}"
        for rule in used:
            if rule.evidence == "inferred":
                yield f"{rule.id}: {rule.sentence}"
                yield f"    {_some(sorted(self._tests[rule.id]))}"


def _oldest(found: list[Rule]) -> str:
    dates = sorted(rule.seen for rule in found if rule.seen)
    return f", the oldest evidence of {dates[0]}" if dates else ""


def _some(tests: list[str]) -> str:
    more = len(tests) - _MOST_TESTS
    return ", ".join(tests[:_MOST_TESTS]) + (f", and {more} more" if more > 0 else "")


def _known(id_: str) -> str:
    if id_ in rules():
        return id_
    near = difflib.get_close_matches(id_, rules(), n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    raise pytest.UsageError(f"fakeannot_accept: {id_!r} is no rule.{hint}")
