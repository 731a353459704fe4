"""The fixtures."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, nullcontext
from typing import TYPE_CHECKING, Any

import pytest

from conftest_plugin.complaints import FAKE, complaint_of
from conftest_plugin.options import EVIDENCE, located, marked
from conftest_plugin.servers import FakeannotServer, FakeannotTlsServer

if TYPE_CHECKING:
    from fakeannot import FakeClarifai

_UNTIL_CALLED = pytest.StashKey[ExitStack]()


@pytest.fixture(scope="session")
def fakeannot_options() -> Mapping[str, Any]:
    """Options of every fake, below those of markers; made to be overridden."""
    return {}


@pytest.fixture
def _fakeannot_fake(request: pytest.FixtureRequest) -> Iterator[FakeClarifai]:
    """The one fake of a test, not reachable through any door yet."""
    from fakeannot import BadSetting, FakeClarifai

    shared = request.getfixturevalue("fakeannot_options")
    options = located(shared, request.config.rootpath) | marked(request.node)
    seed, sweep = options.pop("seed", None), options.pop("sweep", None)
    bad = None
    try:
        if sweep is not None:
            _check_sweep(request.node, sweep, shared)
        _check_names(options)
        fake = FakeClarifai(**options)
        if seed is not None:
            fake.load(seed)
    except (BadSetting, ValueError) as error:
        bad = f"@pytest.mark.fakeannot or fakeannot_options: {error}"
    if bad is not None:  # out of the except, or pytest would print both
        pytest.fail(bad, pytrace=False)
    request.node.stash[FAKE] = fake
    if evidence := request.config.stash.get(EVIDENCE, None):
        evidence.watch(request.node, fake)
    with _rewinding(fake):
        yield fake
    # The test itself has told its own; fixtures that ended before this one may have called since.
    if complaint := complaint_of(request.node):
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


def _check_sweep(item: pytest.Item, sweep: object, shared: Mapping[str, Any]) -> None:
    from fakeannot.testing.sweep import BadSweep, check

    if "sweep" in shared:
        raise BadSweep("sweep= is an option of the marker, and none of fakeannot_options.")
    check(item, sweep)


def _check_names(options: Mapping[str, Any]) -> None:
    """Refuse a misspelt option of the plugin's own; those of the fake it knows itself."""
    from difflib import get_close_matches

    from fakeannot.settings import BadSetting, Settings

    for name in options:
        near = get_close_matches(name, ("seed", "sweep"), n=1)
        if near and not hasattr(Settings, name):
            raise BadSetting(f"{name!r} is no option. Did you mean {near[0]!r}?")


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
