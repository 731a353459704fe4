"""A supplied handler that answers when it is told to."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from fakeannot import FakeClarifai

SECONDS = 10


class Slow:
    """ListModels, and GenerateModelOutputs, which streams: they answer after `go`.

    Attributes:
        entered: set once a call has reached a handler.
        go: lets the handlers answer.
    """

    def __init__(self, fake: FakeClarifai) -> None:
        self.entered = threading.Event()
        self.go = threading.Event()
        fake.handler("ListModels")(self._answer)
        fake.handler("GenerateModelOutputs")(self._answer)

    def _answer(self, _: Any) -> dict[str, Any]:
        self.entered.set()
        assert self.go.wait(SECONDS)
        return {}


@pytest.fixture
def slow(fake: FakeClarifai) -> Iterator[Slow]:
    handlers = Slow(fake)
    yield handlers
    handlers.go.set()
