"""A fake in this process as a target: what others are compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from fakeannot.conformance.calls import KEY, ApiCall, Outcome, Place, Wire, http_parts
from fakeannot.conformance.oddities import made_odd
from fakeannot.conformance.targets import body_of, outcome_of
from fakeannot.contract.operations import operation
from fakeannot.doors.http import HttpRequest
from fakeannot.doors.rpc import RpcFailure

if TYPE_CHECKING:
    from fakeannot.fake import FakeClarifai

_GRPC_NAMES = {8: "RESOURCE_EXHAUSTED", 12: "UNIMPLEMENTED", 13: "INTERNAL"}


class FakeTarget:
    """A `FakeClarifai` that is called without a transport, with its own default token.

    Attributes:
        fake: what answers.
    """

    def __init__(self, fake: FakeClarifai, wire: Wire = "rest") -> None:
        self.fake = fake
        self.wire: Wire = wire
        self.name = "a fake in this process"

    def send(self, call: ApiCall, place: Place) -> Outcome:
        return self._by_grpc(call, place) if self.wire == "grpc" else self._by_rest(call, place)

    def _by_rest(self, call: ApiCall, place: Place) -> Outcome:
        parts = made_odd(http_parts(call, place), call.oddity)
        path, _, query = parts.path.partition("?")
        headers = {
            name.lower(): value.replace(KEY, self.fake.pat) for name, value in parts.headers.items()
        }
        segments = [unquote(segment) for segment in path.lstrip("/").split("/")]
        request = HttpRequest(parts.method, segments, query, headers, body_of(parts) or b"")
        answer = self.fake._door.answer(request)
        told = {name.lower(): value for name, value in answer.headers}
        return outcome_of(answer.status, told, answer.body, "")

    def _by_grpc(self, call: ApiCall, place: Place) -> Outcome:
        # Only here: it imports grpc.
        from fakeannot.conformance.grpc_target import grpc_outcome, grpc_request

        request, metadata = grpc_request(call, place, self.fake.pat)
        path = operation(call.rpc).grpc_path
        try:
            answer = self.fake._rpc_door.answer(path, dict(metadata), request.SerializeToString())
        except RpcFailure as failure:
            return Outcome(_GRPC_NAMES[failure.code], text=failure.details)
        return grpc_outcome(call.rpc, answer, "")

    def close(self) -> None:
        """Nothing is open."""
