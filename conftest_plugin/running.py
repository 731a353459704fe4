"""What happens around a test."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import pytest

from conftest_plugin.complaints import FAKE, complaint_of


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Run a test that is to be swept as often as that takes."""
    kinds = _sweep_of(item)
    if kinds is None:
        return None
    from fakeannot.testing.sweep import run

    return run(item, nextitem, kinds)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Fail the test for calls that the fake could not answer; a failure of its own goes first."""
    try:
        with _swept(item):
            result = yield
    except BaseException:
        if complaint := complaint_of(item):
            item.add_report_section("call", "fakeannot", complaint)
        _tell_calls(item)
        raise
    if complaint := complaint_of(item):
        pytest.fail(complaint, pytrace=False)
    return result


def _tell_calls(item: pytest.Item) -> None:
    """Add the latest calls to the report of a test that failed."""
    fake = item.stash.get(FAKE, None)
    if fake is None:
        return
    from fakeannot.testing.latest_calls import latest_calls

    for name, world in fake.worlds.items():
        default = world is fake
        named = "fakeannot" if default else f"fakeannot_server.fake.worlds[{name!r}]"
        if told := latest_calls(world, named):
            title = "fakeannot calls" if default else f"fakeannot calls, world {name}"
            item.add_report_section("call", title, told)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Tell of sweeps, if there were any."""
    reports = (report for some in terminalreporter.stats.values() for report in some)
    told = [
        (value, report.failed)
        for report in reports
        if getattr(report, "when", "") == "call"
        for name, value in report.user_properties
        if name == "fakeannot_sweep"
    ]
    if told:
        from fakeannot.testing.sweep_report import have_repeated, summary

        terminalreporter.section("sweeps of fakeannot")
        for line in summary(value for value, _ in told):
            terminalreporter.line(line)
        have_repeated(config, {value[0] for value, failed in told if failed})


def _sweep_of(item: pytest.Item) -> Any:
    """What the nearest marker that speaks of sweeps says; None: the test is not swept."""
    marks = item.iter_markers("fakeannot")
    return next((mark.kwargs["sweep"] for mark in marks if "sweep" in mark.kwargs), None)


def _swept(item: pytest.Item) -> AbstractContextManager[None]:
    """Around a test: if it is swept, what a run of it needs."""
    if _sweep_of(item) is None:
        return nullcontext()
    from fakeannot.testing.sweep import watched

    return watched(item, item.stash.get(FAKE, None))
