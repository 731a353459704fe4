"""The options of the command line, the ini file and the marker."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from fakeannot.testing.evidence import Evidence

_MARKER = (
    "fakeannot(**options): options of the fake of the `fakeannot`, `fakeannot_server` and "
    "`fakeannot_tls_server` fixtures for this test, class or module, such as strict=True or "
    "per_page=5; the nearest one wins. See fakeannot.settings.Settings for all of them. And "
    "seed='world.json': the file, seen from the test's, or the mapping to begin with."
)
_CATCHING = (
    "Catch gRPC channels to Clarifai from the start of the session, also those that are opened "
    "when modules are imported; calls go to the fake of the test that runs."
)
_ACCEPTING = (
    "Rules of the ledger that --fakeannot-evidence lets tests rest on, separated by spaces."
)
_REPORTING = "Tell which behaviours of the API the tests used, and on what evidence they are known."
_DEMANDING = "Fail tests that rest on behaviours known by less evidence than this."
_LIVE = "Run in the real app that CLARIFAI_PAT, CLARIFAI_USER_ID and CLARIFAI_APP_ID name."
_YES_REAL = "Yes, call the real service, and delete everything in that app after each test."
_SWEEPING = "Of the runs of sweeps, make only that with this fault at this call, such as 2:timeout."
_REWRITING = "Have assert_annotations make its golden files what the annotations are, not compare."

EVIDENCE: pytest.StashKey[Evidence] = pytest.StashKey()
_CAUGHT = pytest.StashKey[bool]()


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Add the ini option; keep an installed plugin from loading after `-p conftest_plugin`."""
    parser.addini("fakeannot_catch_channels", _CATCHING, type="bool", default=False)
    parser.addini("fakeannot_accept", _ACCEPTING, type="args", default=[])
    group = parser.getgroup("fakeannot")
    group.addoption("--fakeannot-report", action="store_true", help=_REPORTING)
    group.addoption(
        "--fakeannot-evidence", choices=("documented", "observed"), default="", help=_DEMANDING
    )
    group.addoption("--fakeannot-live", action="store_true", help=_LIVE)
    group.addoption("--fakeannot-yes-real", action="store_true", help=_YES_REAL)
    group.addoption("--fakeannot-sweep", metavar="CALL:FAULT", default="", help=_SWEEPING)
    group.addoption("--fakeannot-rewrite-golden", action="store_true", help=_REWRITING)
    if pluginmanager.has_plugin("conftest_plugin"):
        pluginmanager.set_blocked("fakeannot")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Catch channels, if asked to, before conftest files import the code under test."""
    _catch_channels(early_config)


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker; catch channels, if asked to and loaded late."""
    config.addinivalue_line("markers", _MARKER)
    _catch_channels(config)
    if config.getoption("fakeannot_live"):
        from fakeannot.testing.live.plugin import go_live

        go_live(config)
    if wanted := config.getoption("fakeannot_sweep"):
        from fakeannot.testing.sweep import check_wanted

        check_wanted(wanted)
    if config.getoption("fakeannot_rewrite_golden"):
        from fakeannot.lens.golden import REWRITE

        environment = pytest.MonkeyPatch()
        environment.setenv(REWRITE, "1")
        config.add_cleanup(environment.undo)
    at_least, report = config.getoption("fakeannot_evidence"), config.getoption("fakeannot_report")
    if at_least or report:
        from fakeannot.testing.evidence import Evidence

        config.stash[EVIDENCE] = evidence = Evidence(
            at_least, config.getini("fakeannot_accept"), report=report
        )
        config.pluginmanager.register(evidence)


def _catch_channels(config: pytest.Config) -> None:
    """Catch channels until the session ends, if the ini option says so."""
    if config.stash.get(_CAUGHT, False) or not config.getini("fakeannot_catch_channels"):
        return
    if getattr(config.known_args_namespace, "fakeannot_live", False):
        return
    from fakeannot import catch_channels

    config.stash[_CAUGHT] = True
    stack = ExitStack()
    stack.enter_context(catch_channels())
    config.add_cleanup(stack.close)


def marked(node: pytest.Item) -> dict[str, Any]:
    """The options of all markers on a test, those of the nearest on top."""
    options: dict[str, Any] = {}
    for home, mark in reversed(list(node.iter_markers_with_node("fakeannot"))):
        if mark.args:
            given = ", ".join(map(repr, mark.args))
            pytest.fail(
                f"@pytest.mark.fakeannot({given}): options are given by name, as in "
                "@pytest.mark.fakeannot(strict=True, per_page=5).",
                pytrace=False,
            )
        directory = home.path if home.path.is_dir() else home.path.parent
        options.update(located(mark.kwargs, directory))
    return options


def located(options: Mapping[str, Any], directory: Path) -> dict[str, Any]:
    """The options, with a seed's file as seen from that directory."""
    seed = options.get("seed")
    return {**options, "seed": directory / seed} if isinstance(seed, (str, Path)) else {**options}
