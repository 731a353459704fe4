"""The doors of many worlds: each call goes to the door of the world that it is for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fakeannot.doors.grpc_web import grpc_web_answer
from fakeannot.doors.http import Headers, HttpAnswer, HttpRequest, is_grpc_web, json_answer
from fakeannot.doors.rendering import json_body
from fakeannot.doors.rpc import RpcFailure
from fakeannot.service.replies import Reply
from fakeannot.worlds.naming import WorldRefused

if TYPE_CHECKING:
    from fakeannot.worlds.one_world import OneWorld
    from fakeannot.worlds.worlds import Worlds


class WorldsRestDoor:
    """Answers HTTP requests to the API, each from its world."""

    def __init__(self, worlds: Worlds) -> None:
        self._worlds = worlds

    def answer(self, request: HttpRequest) -> HttpAnswer:
        """The answer to a request; that there is no such world is one too."""
        try:
            entered = self._worlds.of(request.headers)
        except WorldRefused as refusal:
            return self._refused(request, refusal)
        with entered as world:
            return world.doors.rest.answer(request)

    def _refused(self, request: HttpRequest, refusal: WorldRefused) -> HttpAnswer:
        if is_grpc_web(request):  # refused once more, as gRPC refuses
            return grpc_web_answer(WorldsRpcDoor(self._worlds), request)
        reply = Reply(refusal.code, str(refusal), http=refusal.http)
        return json_answer(reply.http, json_body(None, reply), reply.req_id)


class WorldsRpcDoor:
    """Answers gRPC calls to the API, each from its world."""

    def __init__(self, worlds: Worlds) -> None:
        self._worlds = worlds

    @property
    def max_message_bytes(self) -> int:
        """The largest request that is read."""
        return self._worlds.settings.max_body_bytes

    def answer(self, path: str, metadata: Headers, request: bytes) -> bytes:
        """The one message that a unary call is answered with, see `RpcDoor.answer`."""
        with self._of(metadata) as world:
            return world.doors.rpc.answer(path, metadata, request)

    def stream(self, path: str, metadata: Headers, request: bytes) -> Iterator[bytes]:
        """The messages that a streaming call is answered with, see `RpcDoor.stream`."""
        with self._of(metadata) as world:
            return world.doors.rpc.stream(path, metadata, request)

    def _of(self, metadata: Headers) -> OneWorld:
        try:
            return self._worlds.of(metadata)
        except WorldRefused as refusal:
            raise RpcFailure(refusal.grpc, str(refusal)) from None
