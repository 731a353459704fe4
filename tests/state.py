"""The whole state of a fake's default app, for tests that nothing changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fakeannot import FakeClarifai


def state_of(fake: FakeClarifai) -> tuple[list[Any], list[Any], list[Any]]:
    """Inputs, annotations and concepts, as messages."""
    app = fake.app()
    return app.inputs(), app.annotations(), app.concepts()


@contextmanager
def unchanged(fake: FakeClarifai) -> Iterator[None]:
    """Check that what happens inside leaves the app as it was."""
    before = state_of(fake)
    yield
    assert state_of(fake) == before
