"""What the tests of faults share: a write through any door, and how it ends there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aiohttp
import grpc
import httpx
import requests
from clarifai_grpc.grpc.api import resources_pb2

from fakeannot import AnswerLost, FakeClarifai
from tests.rpcs import Call, request_of

RPC = "PostInputs"
KINDS_OF_NO_ANSWER = ("timeout", "reply_lost", "dropped", "truncated")
COMMITTED = {"reply_lost", "truncated"}
TIMED_OUT: tuple[type[Exception], ...] = (
    requests.ReadTimeout,
    httpx.ReadTimeout,
    aiohttp.ServerTimeoutError,
)
DISCONNECTED: dict[str, tuple[type[Exception], ...]] = {
    "dropped": (
        requests.ConnectionError,
        httpx.RemoteProtocolError,
        aiohttp.ServerDisconnectedError,
    ),
    "truncated": (
        requests.exceptions.ChunkedEncodingError,
        httpx.RemoteProtocolError,
        aiohttp.ClientPayloadError,
    ),
}
ERRORS = {
    "timeout": (*TIMED_OUT, AnswerLost),
    "reply_lost": (*DISCONNECTED["dropped"], AnswerLost),
    "dropped": (*DISCONNECTED["dropped"], AnswerLost),
    "truncated": (*DISCONNECTED["truncated"], AnswerLost),
}


def post(fake: FakeClarifai, call: Call, id_: str = "car") -> Any:
    """Add an input."""
    image = resources_pb2.Image(url=f"https://example.com/{id_}.jpg")
    one = resources_pb2.Input(id=id_, data=resources_pb2.Data(image=image))
    return call(RPC, request_of(fake, RPC, inputs=[one]))


def status_of(call: Callable[[], Any]) -> grpc.StatusCode:
    """The gRPC status that a call ends with."""
    try:
        call()
    except grpc.aio.AioRpcError as error:
        return error.code()
    except grpc.RpcError as error:
        return error.code()
    return grpc.StatusCode.OK


def kept(fake: FakeClarifai) -> list[str]:
    """The ids of the inputs that are there."""
    return [one.id for one in fake.app().inputs()]


def fates(fake: FakeClarifai) -> list[str]:
    """The fault of each call in the journal."""
    return [call.fault for _, call in fake._dispatcher.state.calls.since(0)]
