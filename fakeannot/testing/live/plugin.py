"""The fixtures of the plugin in a live run, and what keeps its keys to itself.

Registered by `go_live` after the plugin's own fixtures, so that these come before those, and
fixtures of conftest files that are made of them before these.
"""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import fields
from typing import Any

import pytest

from conftest_plugin.servers import FakeannotServer, FakeannotTlsServer
from fakeannot.conformance.allowance import Allowance
from fakeannot.conformance.halting import Fault
from fakeannot.conformance.sandbox import NotEmptied, Sandbox
from fakeannot.conformance.targets import open_target
from fakeannot.settings import BadSetting, Settings, settings_of
from fakeannot.testing.live.access import Access, NoAccess, read_access
from fakeannot.testing.live.clarifai import LiveClarifai

_ACCESS = pytest.StashKey[Access]()
_ENDLESS = sys.maxsize
# What the real API refuses too is no setting that only the fake has.
_HAD_ANYWAY = frozenset({"strict"})
_HYPOTHESIS = "Hypothesis runs a test many times, and only the fake can be put back in between"


def go_live(config: pytest.Config) -> None:
    """Have the fixtures of this session lead to the app that the environment names.

    Raises:
        pytest.UsageError: it names none, nobody has agreed to it, or several processes would
            share the app.
    """
    if config.getoption("dist", "no") != "no" and config.getoption("numprocesses", None) != 1:
        raise pytest.UsageError("--fakeannot-live has one app for all tests: run it without -n.")
    try:
        config.stash[_ACCESS] = read_access(yes_real=config.getoption("fakeannot_yes_real"))
    except NoAccess as error:
        raise pytest.UsageError(str(error)) from None
    config.pluginmanager.register(sys.modules[__name__], "fakeannot-live")


def pytest_report_header(config: pytest.Config) -> str:
    """Where the tests run."""
    access = config.stash[_ACCESS]
    user_id, app_id = access.place
    return (
        f"fakeannot: live at {access.base}, in the app {app_id!r} of {user_id!r}, "
        "which is emptied after each test"
    )


@pytest.fixture(scope="session")
def _fakeannot_sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """The app: found empty, or made; empty, or removed, at the end."""
    access = request.config.stash[_ACCESS]
    ca_file = str(access.ca_file) if access.ca_file else None
    allowance = Allowance(_ENDLESS, rate(access))
    with (
        _ending_the_session(),
        closing(open_target(access.base, access.pat, ca_file)) as target,
        Sandbox(target, allowance, [access.place], prefix="") as sandbox,
    ):
        yield sandbox


@pytest.fixture
def _fakeannot_fake(request: pytest.FixtureRequest) -> Iterator[LiveClarifai]:
    """The app of the session, for one test."""
    if reason := _not_live(request):
        pytest.skip(reason)
    sandbox: Sandbox = request.getfixturevalue("_fakeannot_sandbox")
    yield LiveClarifai(request.config.stash[_ACCESS], sandbox)
    with _ending_the_session():
        sandbox.clear()


@pytest.fixture
def fakeannot(_fakeannot_fake: LiveClarifai) -> LiveClarifai:
    """The app of the live run."""
    return _fakeannot_fake


@pytest.fixture
def fakeannot_server(request: pytest.FixtureRequest, _fakeannot_fake: Any) -> FakeannotServer:
    """Where the app of the live run is."""
    access = request.config.stash[_ACCESS]
    return FakeannotServer(access.base, _fakeannot_fake, access.grpc_target, access.env)


@pytest.fixture
def fakeannot_tls_server(
    request: pytest.FixtureRequest, _fakeannot_fake: Any
) -> FakeannotTlsServer:
    """Where the app of the live run is, over TLS."""
    access = request.config.stash[_ACCESS]
    if access.certificates is None:
        pytest.skip(f"uses fakeannot_tls_server, and {access.base} speaks no TLS")
    return FakeannotTlsServer(
        access.base, _fakeannot_fake, access.grpc_target, access.env, access.certificates
    )


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keep the keys out of what is told, and tell of a skipped test where it is."""
    report = yield
    secrets = item.config.stash[_ACCESS].secrets
    if isinstance(report.longrepr, tuple):
        path, line, _ = item.location
        report.longrepr = (str(item.path or path), (line or 0) + 1, report.longrepr[2])
    elif _veiled(told := str(report.longrepr or ""), secrets) != told:
        report.longrepr = _veiled(told, secrets)
    report.sections = [(title, _veiled(text, secrets)) for title, text in report.sections]
    return report


def rate(access: Access) -> int:
    """How many calls a second are made to arrange and clear up; 0: as many as can be."""
    return 10 if access.is_real else 0


def _veiled(text: str, secrets: dict[str, str]) -> str:
    for secret, name in secrets.items():
        text = text.replace(secret, name)
    return text


@contextmanager
def _ending_the_session() -> Iterator[None]:
    """End the session where the app cannot be used or emptied: no other test could run in it."""
    try:
        yield
    except (Fault, NotEmptied) as error:
        reason = str(error)
    else:
        return
    pytest.exit(f"--fakeannot-live: {reason}", returncode=pytest.ExitCode.USAGE_ERROR)


def _not_live(request: pytest.FixtureRequest) -> str:
    """Why a test cannot run in a real app, as far as it can be told beforehand."""
    if getattr(getattr(request.node, "function", None), "is_hypothesis_test", False):
        return _HYPOTHESIS
    options = dict(request.getfixturevalue("fakeannot_options"))
    for mark in reversed(list(request.node.iter_markers("fakeannot"))):
        options.update(mark.kwargs)
    if options.pop("seed", None) is not None:
        return "begins with a seed, which only the fake can"
    if options.pop("sweep", None) is not None:
        return "is swept with faults, which only the fake has"
    try:
        chosen, usual = settings_of(options), Settings()
    except BadSetting as error:
        pytest.fail(str(error), pytrace=False)
    for name in (field.name for field in fields(Settings)):
        if name not in _HAD_ANYWAY and getattr(chosen, name) != getattr(usual, name):
            return f"uses the setting {name}, which only the fake has"
    return ""
