"""Chromium for the tests that look at the page in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Of a module and not of the session: while it is there, an event loop runs in this thread."""
    from tests.inspector.browsing import chromium

    with chromium() as started:
        yield started
