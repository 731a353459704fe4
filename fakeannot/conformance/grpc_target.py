"""A gRPC API as a target."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import json_format
from google.protobuf.message import Message

from fakeannot.conformance.calls import KEY, ApiCall, Outcome, Place, Wire, http_parts
from fakeannot.conformance.halting import Unreachable
from fakeannot.conformance.oddities import IN_HEADERS, made_odd
from fakeannot.contract.json_writer import write_json
from fakeannot.contract.operations import operation

_SECONDS = 60
_LOST = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED)
_LARGEST = 128 * 1024 * 1024


class GrpcTarget:
    """A gRPC API over one channel."""

    wire: Wire = "grpc"

    def __init__(self, address: str, key: str, *, tls: bool, ca_file: str | None = None) -> None:
        self.name = f"grpc{'s' if tls else ''}:{address}"
        self._key = key
        options = [("grpc.max_receive_message_length", _LARGEST)]
        if tls:
            roots = Path(ca_file).read_bytes() if ca_file else None
            credentials = grpc.ssl_channel_credentials(root_certificates=roots)
            self._channel = grpc.secure_channel(address, credentials, options)
        else:
            self._channel = grpc.insecure_channel(address, options)

    def send(self, call: ApiCall, place: Place) -> Outcome:
        called = self._channel.unary_unary(operation(call.rpc).grpc_path)
        request, metadata = grpc_request(call, place, self._key)
        try:
            answer = called(request.SerializeToString(), metadata=metadata, timeout=_SECONDS)
        except grpc.RpcError as error:
            return self._failed(error)
        return grpc_outcome(call.rpc, answer, self._key)

    def _failed(self, error: Any) -> Outcome:
        details = (error.details() or "").replace(self._key, KEY)
        if error.code() in _LOST:
            raise Unreachable(f"{self.name} does not answer: {details}") from None
        return Outcome(error.code().name, text=details)

    def close(self) -> None:
        self._channel.close()


def grpc_request(
    call: ApiCall, place: Place, key: str
) -> tuple[Message, tuple[tuple[str, str], ...]]:
    """The request message and the metadata of a call; a concept value left out is 0 in it."""
    fields = {"user_app_id": place._asdict(), **call.fields}
    request = json_format.ParseDict(fields, operation(call.rpc).request_type())
    parts = http_parts(call, place)
    if call.oddity in IN_HEADERS:
        parts = made_odd(parts, call.oddity)
    metadata = tuple(
        (name.lower(), value.replace(KEY, key))
        for name, value in parts.headers.items()
        if name != "Content-Type"
    )
    return request, metadata


def grpc_outcome(rpc: str, answer: bytes, key: str) -> Outcome:
    """An answer as an outcome, from which the key is taken out should it be told there."""
    text = write_json(operation(rpc).reply_type.FromString(answer))
    return Outcome("OK", json.loads(text.replace(key, KEY) if key else text))
