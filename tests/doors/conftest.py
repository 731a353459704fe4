"""What the tests of doors share: a fake."""

from __future__ import annotations

import pytest

from fakeannot import FakeClarifai


@pytest.fixture
def fake() -> FakeClarifai:
    return FakeClarifai()
