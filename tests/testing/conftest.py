"""Explanations take the time they need: how much that is, is the machine's affair."""

from __future__ import annotations

import pytest

from fakeannot.testing.explanation import search


@pytest.fixture(autouse=True)
def time_to_explain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST_SECONDS", 60.0)
