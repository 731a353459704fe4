"""The official stub on a server, and a handler that can be held up."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from typing import Any

from clarifai_grpc.channel.clarifai_channel import ClarifaiChannel
from clarifai_grpc.grpc.api import service_pb2, service_pb2_grpc

from fakeannot import FakeClarifai
from fakeannot.doors.local.serving import FakeServer

SECONDS = 20


@contextlib.contextmanager
def stub_of(server: FakeServer) -> Iterator[service_pb2_grpc.V2Stub]:
    """The official stub on an insecure channel of its own to a server."""
    host, _, port = server.grpc_target.rpartition(":")
    with ClarifaiChannel.get_insecure_grpc_channel(host, int(port)) as channel:
        yield service_pb2_grpc.V2Stub(channel)


def key(fake: FakeClarifai) -> dict[str, Any]:
    """What a call of the default app's key is made with."""
    return {"metadata": (("authorization", f"Key {fake.api_key}"),), "timeout": SECONDS}


def lists(fake: FakeClarifai, server: FakeServer) -> list[str]:
    """The ids of the inputs, asked for over a connection of its own."""
    with stub_of(server) as stub:
        answer = stub.ListInputs(service_pb2.ListInputsRequest(), **key(fake))
        return [one.id for one in answer.inputs]


class Held:
    """A supplied handler that answers only once it is let go."""

    def __init__(self) -> None:
        self.entered = threading.Event()
        self.let_go = threading.Event()

    def __call__(self, _request: object) -> dict[str, object]:
        self.entered.set()
        assert self.let_go.wait(SECONDS)
        return {}
