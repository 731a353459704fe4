"""The pytest plugin of fakeannot: two fixtures, their options, and one marker.

- `fakeannot`: a fresh fake for each test; while the test runs, `requests` to Clarifai end there.
- `fakeannot_server`: a server on a free loopback port for each test, for clients of any kind.
- `fakeannot_options`: override it, in any scope, to choose options for many tests at once.
- `@pytest.mark.fakeannot(strict=True)`: options for one test, class or module; the nearest wins.

A test that uses both `fakeannot` and `fakeannot_server` has one fake behind both. A test that
calls what the fake does not have fails, also when the code under test swallows the error.

Nothing of the fake itself is imported before a test asks for it.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

if TYPE_CHECKING:
    from fakeannot import FakeClarifai

__all__ = ["FakeannotServer", "fakeannot", "fakeannot_options", "fakeannot_server"]

_MARKER = (
    "fakeannot(**options): options of the `fakeannot` and `fakeannot_server` fixtures for this "
    "test, class or module, such as strict=True or per_page=5; the nearest one wins. See "
    "fakeannot.settings.Settings for all of them."
)
_FAKE = pytest.StashKey["FakeClarifai"]()


class FakeannotServer(NamedTuple):
    """A fake and where it is served.

    Attributes:
        url: such as `http://127.0.0.1:40123`, without a slash at the end.
        fake: to arrange and to look into; the same object as the `fakeannot` fixture's.
    """

    url: str
    fake: FakeClarifai


def pytest_addoption(pluginmanager: pytest.PytestPluginManager) -> None:
    """Keep an installed plugin from being loaded again after `-p conftest_plugin`."""
    if pluginmanager.has_plugin("conftest_plugin"):
        pluginmanager.set_blocked("fakeannot")


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker."""
    config.addinivalue_line("markers", _MARKER)


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
    yield fake
    # The test itself has told its own; fixtures that ended before this one may have called since.
    if complaint := _complaint(request.node):
        pytest.fail(complaint, pytrace=False)


@pytest.fixture
def fakeannot(_fakeannot_fake: FakeClarifai) -> Iterator[FakeClarifai]:
    """A fresh `FakeClarifai` that answers `requests` to Clarifai while the test runs."""
    with _fakeannot_fake.intercept() as fake:
        yield fake


@pytest.fixture
def fakeannot_server(_fakeannot_fake: FakeClarifai) -> Iterator[FakeannotServer]:
    """A fresh `FakeClarifai`, served on a free port of 127.0.0.1 while the test runs."""
    with _fakeannot_fake.serve() as server:
        yield FakeannotServer(server.url, _fakeannot_fake)


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
    """What to say about calls to what is not built since this was last asked, if anything."""
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
