"""The table of the API's operations, read from the official service descriptor.

One `Operation` per RPC of `clarifai.api.V2`: its messages, its HTTP bindings, the scopes a key
needs. Everything that must agree on what the API is (routing, scopes, refusal of what is not
built, coverage) reads this table, so a newer `clarifai-grpc` brings its new RPCs along.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from types import MappingProxyType
from typing import NamedTuple

from clarifai_grpc.grpc.api import service_pb2
from clarifai_grpc.grpc.auth.scope import scope_pb2
from clarifai_grpc.grpc.auth.types import types_pb2
from clarifai_grpc.grpc.auth.util import extension_pb2
from google.api import annotations_pb2
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

SERVICE = "clarifai.api.V2"


class Binding(NamedTuple):
    """One way to reach an RPC over HTTP: `POST /v2/users/{user_app_id.user_id}/...`."""

    method: str
    template: str
    has_body: bool

    @property
    def segments(self) -> tuple[str, ...]:
        return tuple(self.template.strip("/").split("/"))


@dataclass(frozen=True)
class Operation:
    """One RPC of the contract. `name` is the bare RPC name, such as `PostAnnotations`."""

    name: str
    descriptor: MethodDescriptor
    bindings: tuple[Binding, ...]

    @property
    def grpc_path(self) -> str:
        """What a gRPC client calls it: `/clarifai.api.V2/PostAnnotations`."""
        return f"/{SERVICE}/{self.name}"

    @property
    def streams_replies(self) -> bool:
        """Whether it answers with any number of messages."""
        return bool(self.descriptor.server_streaming)

    @property
    def streams_requests(self) -> bool:
        """Whether it is asked with any number of messages."""
        return bool(self.descriptor.client_streaming)

    @cached_property
    def needs_key(self) -> bool:
        """Whether a caller has to show who they are."""
        auth_type = self.descriptor.GetOptions().Extensions[extension_pb2.cl_auth_type]
        return bool(auth_type != types_pb2.NoAuth)

    @cached_property
    def scopes(self) -> frozenset[str]:
        """The scopes that a key needs for it, by name."""
        scopes = self.descriptor.GetOptions().Extensions[extension_pb2.cl_depending_scopes]
        return frozenset(scope_pb2.S.Name(scope) for scope in scopes)

    @cached_property
    def request_type(self) -> type[Message]:
        return GetMessageClass(self.descriptor.input_type)

    @cached_property
    def reply_type(self) -> type[Message]:
        return GetMessageClass(self.descriptor.output_type)


class UnknownOperation(LookupError):
    """A name that is no RPC of the contract; the message suggests the nearest one."""

    def __init__(self, name: str) -> None:
        near = difflib.get_close_matches(name, operations(), n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        super().__init__(f"{name!r} is not an RPC of {SERVICE}.{hint}")


@cache
def operations() -> Mapping[str, Operation]:
    """Every RPC of the installed `clarifai-grpc`, by name, in the order of the service."""
    methods = service_pb2.DESCRIPTOR.services_by_name["V2"].methods
    return MappingProxyType({method.name: _operation(method) for method in methods})


def operation(name: str) -> Operation:
    """The operation called `name`.

    Raises:
        UnknownOperation: no RPC of the contract has that name.
    """
    try:
        return operations()[name]
    except KeyError:
        raise UnknownOperation(name) from None


def _operation(method: MethodDescriptor) -> Operation:
    http = method.GetOptions().Extensions[annotations_pb2.http]
    return Operation(
        name=method.name,
        descriptor=method,
        bindings=tuple(_binding(rule) for rule in (http, *http.additional_bindings)),
    )


def _binding(rule: annotations_pb2.http_pb2.HttpRule) -> Binding:
    verb = rule.WhichOneof("pattern")
    return Binding(verb.upper(), getattr(rule, verb), has_body=bool(rule.body))
