"""What the tests of the plugin share: a suite to run, and a checkout that can be imported."""

from __future__ import annotations

import pytest

from tests.plugin.suites import ROOT, Suite


@pytest.fixture
def suite(pytester: pytest.Pytester) -> Suite:
    return Suite(pytester)


@pytest.fixture(autouse=True)
def checkout_is_importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """In processes that start elsewhere."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
