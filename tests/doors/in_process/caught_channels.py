"""Channels to Clarifai that a fake catches, and what is patched for that."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import grpc
import grpc._channel

from fakeannot import FakeClarifai
from tests.doors.in_process.channels import OK, inputs_request, method

CREDENTIALS = grpc.ssl_channel_credentials()
NAMES = [
    (module, name) for module in (grpc, grpc.aio) for name in ("secure_channel", "insecure_channel")
]
GUARDED = [(grpc._channel, "Channel"), (grpc.aio._channel, "Channel")]
BOUND = [getattr(module, name) for module, name in NAMES]


def functions() -> list[Any]:
    return [getattr(module, name) for module, name in NAMES + GUARDED]


@contextmanager
def unchanged() -> Iterator[None]:
    """Sees that nothing of grpc, nor how imports are found, is another once this is over."""
    before, finders = functions(), list(sys.meta_path)
    yield
    assert functions() == before
    assert sys.meta_path == finders


def inputs(fake: FakeClarifai, channel: Any) -> list[str]:
    """The ids of the inputs that a call on the channel lists."""
    metadata = (("authorization", f"Key {fake.api_key}"),)
    answer = method(channel, "ListInputs")(inputs_request(), metadata=metadata)
    assert answer.status.code == OK
    return [one.id for one in answer.inputs]


def marked(name: str) -> FakeClarifai:
    """A fake that is told apart by an input."""
    fake = FakeClarifai()
    fake.app().add_input(name)
    return fake


def opened(function: Any, *arguments: Any, **options: Any) -> Any:
    """A channel, which is caught: on any other no call is to be made."""
    channel = function(*arguments, **options)
    assert type(channel).__name__ in ("CaughtChannel", "CaughtAioChannel")
    return channel
