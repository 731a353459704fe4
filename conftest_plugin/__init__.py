"""The pytest plugin of fakeannot: fixtures, their options, and one marker.

- `fakeannot`: a fresh fake for each test; while the test runs, calls to Clarifai by `requests` or
  gRPC end there.
- `fakeannot_server`: a server on a free loopback port for each test, for clients of any kind.
- `fakeannot_tls_server`: the same, over TLS as well; it needs `fakeannot[tls]`.
- `fakeannot_options`: override it, in any scope, to choose options for many tests at once.
- `@pytest.mark.fakeannot(strict=True)`: options for one test, class or module; the nearest wins.
- `fakeannot_catch_channels = true` in the ini file: channels opened at import are caught too.
- `--fakeannot-report`: tell at the end which behaviours were used, and on what evidence.
- `--fakeannot-evidence=documented`: fail tests that rest on less; `fakeannot_accept` in the ini
  file has the rules that are good enough all the same.

Under Hypothesis the fake goes back, before each example, to what the fixtures had built. A test
that uses both `fakeannot` and `fakeannot_server` has one fake behind both. A test that
calls what the fake does not have fails, also when the code under test swallows the error.

Nothing of the fake itself is imported before a test asks for it.
"""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

if TYPE_CHECKING:
    from fakeannot import FakeClarifai
    from fakeannot.testing.evidence import Evidence

__all__ = [
    "FakeannotServer",
    "FakeannotTlsServer",
    "fakeannot",
    "fakeannot_options",
    "fakeannot_server",
    "fakeannot_tls_server",
]

_MARKER = (
    "fakeannot(**options): options of the fake of the `fakeannot`, `fakeannot_server` and "
    "`fakeannot_tls_server` fixtures for this test, class or module, such as strict=True or "
    "per_page=5; the nearest one wins. See fakeannot.settings.Settings for all of them."
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
_FAKE = pytest.StashKey["FakeClarifai"]()
_EVIDENCE: pytest.StashKey[Evidence] = pytest.StashKey()
_CAUGHT = pytest.StashKey[bool]()
_UNTIL_CALLED = pytest.StashKey[ExitStack]()


class FakeannotServer(NamedTuple):
    """A fake and where it is served.

    Attributes:
        url: such as `http://127.0.0.1:40123`, without a slash at the end.
        fake: to arrange and to look into; the same object as the `fakeannot` fixture's.
        grpc_target: what a gRPC channel is told, such as `127.0.0.1:40123`.
        env: the environment variables that point the official clients there.
    """

    url: str
    fake: FakeClarifai
    grpc_target: str
    env: dict[str, str]


class FakeannotTlsServer(NamedTuple):
    """A fake and where it is served over TLS; whoever speaks in the clear is answered too.

    Attributes:
        url: such as `https://localhost:40123`, without a slash at the end.
        fake: to arrange and to look into; the same object as the `fakeannot` fixture's.
        grpc_target: what a gRPC channel is told, such as `localhost:40123`.
        env: the environment variables that point the official clients there.
        ca_file: what a client has to trust, in PEM.
    """

    url: str
    fake: FakeClarifai
    grpc_target: str
    env: dict[str, str]
    ca_file: Path


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Add the ini option; keep an installed plugin from loading after `-p conftest_plugin`."""
    parser.addini("fakeannot_catch_channels", _CATCHING, type="bool", default=False)
    parser.addini("fakeannot_accept", _ACCEPTING, type="args", default=[])
    group = parser.getgroup("fakeannot")
    group.addoption("--fakeannot-report", action="store_true", help=_REPORTING)
    group.addoption(
        "--fakeannot-evidence", choices=("documented", "observed"), default="", help=_DEMANDING
    )
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
    at_least, report = config.getoption("fakeannot_evidence"), config.getoption("fakeannot_report")
    if at_least or report:
        from fakeannot.testing.evidence import Evidence

        config.stash[_EVIDENCE] = evidence = Evidence(
            at_least, config.getini("fakeannot_accept"), report=report
        )
        config.pluginmanager.register(evidence)


@pytest.fixture(scope="session")
def fakeannot_options() -> Mapping[str, Any]:
    """Options of every fake, below those of markers; made to be overridden."""
    return {}


@pytest.fixture
def _fakeannot_fake(request: pytest.FixtureRequest) -> Iterator[FakeClarifai]:
    """The one fake of a test, not reachable through any door yet."""
    from fakeannot import BadSetting, FakeClarifai

    options = {**request.getfixturevalue("fakeannot_options"), **_marked(request.node)}
    bad = None
    try:
        fake = FakeClarifai(**options)
    except BadSetting as error:
        bad = f"@pytest.mark.fakeannot or fakeannot_options: {error}"
    if bad is not None:  # out of the except, or pytest would print both
        pytest.fail(bad, pytrace=False)
    request.node.stash[_FAKE] = fake
    if evidence := request.config.stash.get(_EVIDENCE, None):
        evidence.watch(request.node, fake)
    with _rewinding(fake):
        yield fake
    # The test itself has told its own; fixtures that ended before this one may have called since.
    if complaint := _complaint(request.node):
        pytest.fail(complaint, pytrace=False)


@pytest.fixture
def fakeannot(
    request: pytest.FixtureRequest, _fakeannot_fake: FakeClarifai
) -> Iterator[FakeClarifai]:
    """A fresh `FakeClarifai` that answers calls to Clarifai while the test runs."""
    with _known_as_rewound(request), _fakeannot_fake.intercept() as fake:
        yield fake


@pytest.fixture
def fakeannot_server(
    request: pytest.FixtureRequest, _fakeannot_fake: FakeClarifai
) -> Iterator[FakeannotServer]:
    """A fresh `FakeClarifai`, served on a free port of 127.0.0.1 while the test runs."""
    with _known_as_rewound(request), _fakeannot_fake.serve() as server:
        yield FakeannotServer(server.url, _fakeannot_fake, server.grpc_target, server.env)


@pytest.fixture
def fakeannot_tls_server(
    request: pytest.FixtureRequest, _fakeannot_fake: FakeClarifai
) -> Iterator[FakeannotTlsServer]:
    """A fresh `FakeClarifai`, served over TLS on a free port of localhost while the test runs."""
    with _known_as_rewound(request), _fakeannot_fake.serve(tls=True) as server:
        yield FakeannotTlsServer(
            server.url, _fakeannot_fake, server.grpc_target, server.env, server.ca_file
        )


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> None:
    """Hypothesis has looked at the test function by now, and wants it whole to call it."""
    if until_called := pyfuncitem.stash.get(_UNTIL_CALLED, None):
        until_called.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Fail the test for calls that the fake could not answer; a failure of its own goes first."""
    try:
        result = yield
    except BaseException:
        if complaint := _complaint(item):
            item.add_report_section("call", "fakeannot", complaint)
        raise
    if complaint := _complaint(item):
        pytest.fail(complaint, pytrace=False)
    return result


def _rewinding(fake: FakeClarifai) -> AbstractContextManager[object]:
    """Have Hypothesis, if the session has it, put the fake back before each example."""
    if "hypothesis" not in sys.modules:
        return nullcontext()
    from fakeannot.testing.hypothesis import rewinding

    return rewinding(fake)


def _known_as_rewound(request: pytest.FixtureRequest) -> AbstractContextManager[object]:
    """Keep Hypothesis from complaining of a fixture of ours; of one that overrides it, it may."""
    item, name = request.node, str(request.fixturename)
    function = getattr(item, "function", None)
    used = item._fixtureinfo.name2fixturedefs.get(name, ())
    if not getattr(function, "is_hypothesis_test", False) or len(used) != 1:
        return nullcontext()
    from fakeannot.testing.hypothesis import without_parameter

    until_called: ExitStack = item.stash.setdefault(_UNTIL_CALLED, ExitStack())
    until_called.enter_context(without_parameter(function, name))
    return until_called


def _catch_channels(config: pytest.Config) -> None:
    """Catch channels until the session ends, if the ini option says so."""
    if config.stash.get(_CAUGHT, False) or not config.getini("fakeannot_catch_channels"):
        return
    from fakeannot import catch_channels

    config.stash[_CAUGHT] = True
    stack = ExitStack()
    stack.enter_context(catch_channels())
    config.add_cleanup(stack.close)


def _marked(node: pytest.Item) -> dict[str, Any]:
    """The options of all markers on a test, those of the nearest on top."""
    options: dict[str, Any] = {}
    for mark in reversed(list(node.iter_markers("fakeannot"))):
        if mark.args:
            given = ", ".join(map(repr, mark.args))
            pytest.fail(
                f"@pytest.mark.fakeannot({given}): options are given by name, as in "
                "@pytest.mark.fakeannot(strict=True, per_page=5).",
                pytrace=False,
            )
        options.update(mark.kwargs)
    return options


def _complaint(item: pytest.Item) -> str:
    """What to say about a test's calls since this was last asked, if anything."""
    if complaint := _about_not_built(item):
        return complaint
    evidence = item.config.stash.get(_EVIDENCE, None)
    return evidence.complaint(item) if evidence else ""


def _about_not_built(item: pytest.Item) -> str:
    fake = item.stash.get(_FAKE, None)
    if fake is None or not fake.not_built:
        return ""
    names = list(dict.fromkeys(fake.not_built))
    fake.not_built.clear()
    first = names[0]
    return (
        f"The fake was called for what it does not have: {', '.join(names)}.\n"
        "Supply an answer before the call:\n"
        f'    fakeannot.reply("{first}", {{...}})\n'
        "or a function from the request message to the answer:\n"
        f'    @fakeannot.handler("{first}")\n'
        "If the call is what the test is about, say fakeannot.not_built.clear() at its end."
    )
