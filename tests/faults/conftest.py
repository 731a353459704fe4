"""What the tests of faults share."""

from __future__ import annotations

import pytest

from fakeannot import FakeClarifai


@pytest.fixture
def fake() -> FakeClarifai:
    return FakeClarifai()
