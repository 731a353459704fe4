"""What the tests of the plugin share: a suite to run, and a checkout that can be imported."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.plugin.live import Real, standing_in
from tests.plugin.suites import ROOT, Suite


@pytest.fixture
def suite(pytester: pytest.Pytester) -> Suite:
    return Suite(pytester)


@pytest.fixture(autouse=True)
def checkout_is_importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """In processes that start elsewhere."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


@pytest.fixture
def real(
    suite: Suite, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Real]:
    """What stands for the real service in live runs."""
    with standing_in(suite, pytester, monkeypatch) as real:
        yield real
