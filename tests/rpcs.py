"""Calls by RPC through any door: request message in, reply message out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, urlencode

import grpc
from clarifai_grpc.channel.clarifai_channel import ClarifaiChannel
from clarifai_grpc.grpc.api import resources_pb2, service_pb2_grpc
from google.protobuf import json_format
from google.protobuf.message import Message

from fakeannot import FakeClarifai
from fakeannot.contract.http_form import query_pairs
from fakeannot.contract.json_writer import write_json
from fakeannot.contract.operations import Binding, operation
from fakeannot.doors.grpc_web import HEAD
from fakeannot.doors.rpc import RpcDoor
from tests.api import Send, by_requests, by_wsgi
from tests.doors.in_process.clients import BY_NAME, sending

Call = Callable[[str, Message], Any]
CLARIFAI = "https://api.clarifai.com"
DOORS = ("responses", "wsgi", "http", "channel", "grpc", "aio", "aio_grpc", "grpc_web", *BY_NAME)


@contextmanager
def opened(fake: FakeClarifai, door: str, key: str = "") -> Iterator[Call]:
    """Calls to a fake through one of `DOORS`, while it is open, with a key (or the default PAT)."""
    authorization = f"Key {key or fake.pat}"
    if door == "wsgi":
        yield by_rest(by_wsgi(fake), authorization)
    elif door in ("responses", "channel", "aio", *BY_NAME):
        with fake.intercept():
            yield _intercepted(door, authorization)
    else:
        with fake.serve() as server:
            yield _served(door, server.url, server.grpc_target, authorization)


def request_of(fake: FakeClarifai, rpc: str, **fields: Any) -> Message:
    """A request for the fake's default app."""
    app = resources_pb2.UserAppIDSet(user_id=fake.user_id, app_id=fake.app_id)
    return operation(rpc).request_type(user_app_id=app, **fields)


def _intercepted(door: str, authorization: str) -> Call:
    if door == "responses":
        return by_rest(by_requests(CLARIFAI), authorization)
    if door in BY_NAME:
        return by_rest(sending(door), authorization)
    if door == "channel":
        return by_stub(ClarifaiChannel.get_grpc_channel, authorization)
    return by_aio(ClarifaiChannel.get_aio_grpc_channel, authorization)


def _served(door: str, url: str, target: str, authorization: str) -> Call:
    host, _, port = target.rpartition(":")
    if door == "http":
        return by_rest(by_requests(url), authorization)
    if door == "grpc_web":
        return by_grpc_web(by_requests(url), authorization)
    if door == "grpc":
        return by_stub(
            lambda: ClarifaiChannel.get_insecure_grpc_channel(host, int(port)), authorization
        )
    return by_aio(
        lambda: ClarifaiChannel.get_aio_insecure_grpc_channel(host, int(port)), authorization
    )


def by_stub(channel: Callable[[], grpc.Channel], authorization: str) -> Call:
    """The official stub on a channel."""
    stub = service_pb2_grpc.V2Stub(channel())
    metadata = (("authorization", authorization),)
    return lambda rpc, request: getattr(stub, rpc)(request, metadata=metadata)


def by_aio(channel: Callable[[], grpc.aio.Channel], authorization: str) -> Call:
    """The official stub on a channel of asyncio, with a loop for each call."""
    metadata = (("authorization", authorization),)

    async def call(rpc: str, request: Message) -> Any:
        async with channel() as opened:
            return await getattr(service_pb2_grpc.V2Stub(opened), rpc)(request, metadata=metadata)

    return lambda rpc, request: asyncio.run(call(rpc, request))


def by_rpc_door(fake: FakeClarifai, authorization: str) -> Call:
    """gRPC without a transport."""
    door, metadata = RpcDoor(fake._dispatcher, "rpc"), {"authorization": authorization}

    def call(rpc: str, request: Message) -> Any:
        answer = door.answer(operation(rpc).grpc_path, metadata, request.SerializeToString())
        return operation(rpc).reply_type.FromString(answer)

    return call


def by_grpc_web(send: Send, authorization: str) -> Call:
    """grpc-web, as a browser's client frames it."""
    headers = {"Authorization": authorization, "Content-Type": "application/grpc-web+proto"}

    def call(rpc: str, request: Message) -> Any:
        message = request.SerializeToString()
        path = operation(rpc).grpc_path
        _, _, body = send("POST", path, headers, HEAD.pack(0, len(message)) + message)
        _, size = HEAD.unpack_from(body)
        return operation(rpc).reply_type.FromString(body[HEAD.size : HEAD.size + size])

    return call


def by_rest(send: Send, authorization: str) -> Call:
    """REST, on the path that names user and app."""

    def call(rpc: str, request: Message) -> Any:
        binding = operation(rpc).bindings[0]
        path = "/" + "/".join(_segment(segment, request) for segment in binding.segments)
        has_body = binding.has_body or binding.method == "DELETE"
        body = write_json(request).encode() if has_body else b""
        query = "" if has_body else urlencode(list(query_pairs("", _unnamed(binding, request))))
        headers = {"Authorization": authorization}
        _, _, answer = send(binding.method, f"{path}?{query}" if query else path, headers, body)
        return json_format.Parse(answer, operation(rpc).reply_type())

    return call


def _segment(segment: str, request: Any) -> str:
    if not segment.startswith("{"):
        return segment
    value = request
    for name in segment.strip("{}").split("."):
        value = getattr(value, name)
    return quote(value, safe="")


def _unnamed(binding: Binding, request: Message) -> dict[str, Any]:
    """What of a request its path does not say, as JSON."""
    fields = json_format.MessageToDict(request, preserving_proto_field_name=True)
    return {name: fields[name] for name in fields if f"{{{name}" not in binding.template}
